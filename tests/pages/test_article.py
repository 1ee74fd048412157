"""The page of an article: its text, and every quotation marked where other pages link to it."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from events.choices import Access
from events.models import Article
from events.pages.sentences import cited_articles
from tests import factories
from tests.api.helpers import get_json

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]


def _quotations(value: Any, article_id: str) -> set[tuple[int, int, str]]:
    """Each quotation out of an article, anywhere in a record."""
    found = set()
    if isinstance(value, dict):
        for item in value.get("evidence") or ():
            if item["article"]["id"] == article_id:
                found.add((item["start"], item["end"], item["quote"]))
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        found |= _quotations(item, article_id)
    return found


def _expected(client: Client, article_id: str) -> set[tuple[int, int, str]]:
    found = set()
    for collection, query in (("events", "factuality=any&"), ("claims", "")):
        for record in get_json(client, f"{collection}/?{query}article={article_id}&limit=200")["results"]:
            found |= _quotations(get_json(client, f"{collection}/{record['id']}/"), article_id)
    return found


def _text(page: str) -> str:
    shown = page[page.index('<section class="text"') : page.index('<section class="rests"')]
    parts = re.findall(r'<p class="part [a-z]*">(.*?)</p>', shown, re.DOTALL)
    return "".join(html.unescape(re.sub(r"<[^>]*>", "", part)) for part in parts)


def test_the_text_is_whole_and_every_quotation_has_its_place(client: Client) -> None:
    for listed in get_json(client, "articles/")["results"]:
        article = get_json(client, f"articles/{listed['id']}/")
        page = client.get(f"/articles/{listed['id']}/").content.decode()
        assert re.sub(r"\s", "", _text(page)) == re.sub(r"\s", "", article["text"])
        expected = _expected(client, listed["id"])
        assert expected
        anchors = re.findall(r'<span id="quote-(\d+)-(\d+)"></span>', page)
        assert sorted(anchors) == sorted({(str(start), str(end)) for start, end, _ in expected})
        for start, end, quote in expected:
            assert article["text"][start:end] == quote
            assert f'id="rests-quote-{start}-{end}"' in page
        targets = re.findall(r'href="#(rests-quote-[\d-]+)"', page)
        assert all(f'id="{target}"' in page for target in targets)


def test_every_sentence_of_an_event_leads_to_its_place_in_the_article(client: Client) -> None:
    event = "/events/killing-and-injuring-of-protesters-in-dhi-qar-2019/"
    links = set(re.findall(r'href="(/articles/[^"#]+/)#(quote-[\d-]+)"', client.get(event).content.decode()))
    assert links
    for address, anchor in links:
        assert f'id="{anchor}"' in client.get(address).content.decode()


@pytest.mark.parametrize("access", [Access.QUOTES, Access.CLOSED])
def test_a_text_that_is_not_public_is_not_shown(client: Client, access: Access) -> None:
    article = Article.objects.get(slug="widespread-protests-in-southern-iraq-over-arrest-of-activists")
    with factories.change():
        article.access = access
        article.save()
    page = html.unescape(client.get(f"/articles/{article.slug}/").content.decode())
    assert "has recently witnessed large-scale protests, the severity" not in page
    assert ("around 180 protesters were killed" in page) == (access == Access.QUOTES)
    event = client.get("/events/killing-and-injuring-of-protesters-in-dhi-qar-2019/").content.decode()
    assert ("<mark>around 180 protesters were killed</mark>" in event) == (access == Access.QUOTES)
    assert "According to civil organizations, <mark>" not in event
    assert article.slug in set(cited_articles(get_json(client, f"events/{event_id()}/")))


def event_id() -> str:
    """The event that cites the article."""
    return "killing-and-injuring-of-protesters-in-dhi-qar-2019"
