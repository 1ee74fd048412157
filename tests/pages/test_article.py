"""The page of an article: its text, and every quotation marked where other pages link to it."""

import html
import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.actions.redact import redact_text
from events.choices import Access
from events.models import Article, EventSource
from events.pages.article_text import MOST_PASSAGES
from events.pages.sentences import cited_articles
from tests import factories
from tests.api.helpers import get_json

ARTICLE = "widespread-protests-in-southern-iraq-over-arrest-of-activists"
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
    lists = {
        "events": f"factuality=any&article={article_id}",
        "claims": f"article={article_id}",
        "actors": "",
    }
    for collection, query in lists.items():
        for record in get_json(client, f"{collection}/?{query}&limit=200")["results"]:
            found |= _quotations(get_json(client, f"{collection}/{record['id']}/"), article_id)
    return found


def _text(page: str) -> str:
    shown = page[page.index('<section class="text"') : page.index('<section class="rests"')]
    parts = re.findall(r'<p class="part [a-z]*" dir="auto">(.*?)</p>', shown, re.DOTALL)
    return "".join(html.unescape(re.sub(r"<[^>]*>", "", part)) for part in parts)


def _lit_up(page: str, anchor: str) -> tuple[int, str]:
    """How many passages the style sheet lights up at an anchor, and their words."""
    count, rest = re.findall(rf'<span id="{anchor}" class="n(\d+)"></span>(.*?)</p>', page, re.DOTALL)[0]
    marked = re.findall(r"<mark>(.*?)</mark>", rest, re.DOTALL)[: int(count)]
    return int(count), html.unescape("".join(marked))


def test_the_text_is_whole_and_every_quotation_has_its_place(client: Client) -> None:
    for listed in get_json(client, "articles/")["results"]:
        article = get_json(client, f"articles/{listed['id']}/")
        page = client.get(f"/articles/{listed['id']}/").content.decode()
        assert re.sub(r"\s", "", _text(page)) == re.sub(r"\s", "", article["text"])
        assert len(page.encode()) < 150_000
        expected = _expected(client, listed["id"])
        assert expected
        anchors = re.findall(r'<span id="quote-(\d+)-(\d+)" class="n', page)
        assert sorted(anchors) == sorted({(str(start), str(end)) for start, end, _ in expected})
        for start, end, quote in expected:
            assert article["text"][start:end] == quote
            count, words = _lit_up(page, f"quote-{start}-{end}")
            assert words == quote or (count == MOST_PASSAGES and quote.startswith(words))
            assert f'id="rests-quote-{start}-{end}"' in page
        links = re.findall(r'<a class="quoted[^>]*><mark>(.*?)</mark>', page, re.DOTALL)
        assert all(re.search(r"\w", html.unescape(words)) for words in links)
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
    article = Article.objects.get(slug=ARTICLE)
    with factories.change():
        article.access = access
        article.save()
    page = html.unescape(client.get(f"/articles/{article.slug}/").content.decode())
    assert "has recently witnessed large-scale protests, the severity" not in page
    assert ("around 180 protesters were killed" in page) == (access == Access.QUOTES)
    assert ("[…]" in page) == (access == Access.QUOTES)
    assert '">about 180 killed</a>' in page
    event = client.get("/events/killing-and-injuring-of-protesters-in-dhi-qar-2019/").content.decode()
    assert ("<mark>around 180 protesters were killed</mark>" in event) == (access == Access.QUOTES)
    assert "According to civil organizations, <mark>" not in event
    assert article.slug in set(cited_articles(get_json(client, f"events/{event_id()}/")))


def event_id() -> str:
    """The event that cites the article."""
    return "killing-and-injuring-of-protesters-in-dhi-qar-2019"


def test_what_rests_on_a_quotation_is_named_by_its_value(client: Client) -> None:
    page = client.get(f"/articles/{ARTICLE}/").content.decode()
    figure = f"/events/{event_id()}/#"
    names = re.findall(rf'href="{figure}[^"]*">([^<]*)</a>', page)
    assert "about 180 killed" in names
    assert "more than 5,000 injured" in names


def test_the_style_sheet_lights_up_as_many_passages_as_a_quotation_may_have() -> None:
    sheet = (settings.BASE_DIR / "events/static/events/pages/article.css").read_text()
    lit = re.findall(r"\.n(\d+):target ~ \.quoted:nth-child\(-n \+ (\d+) of", sheet)
    assert lit == [(str(n), str(n)) for n in range(1, MOST_PASSAGES + 1)]


def _publish(text: str, quote: str, **columns: Any) -> Article:
    """A public article with a quotation that a public event rests on."""
    with factories.change():
        article = factories.article(text=text, access=Access.OPEN, review_status="published", **columns)
        event = factories.event(review_status="published", depth="sighted")
        EventSource.objects.create(event=event, article=article)
        factories.evidence(article, quote, event=event, supports="existence")
    return article


def test_a_past_text_has_no_marks_of_todays_quotations(client: Client) -> None:
    article = _publish("They met in Baghdad.", "met")
    with factories.change():
        article.text = "Yes. They met in Baghdad."
        article.save()
        article.quotations.update(start=10, end=13)
    today, earlier = (
        client.get(f"/articles/article/{query}").content.decode() for query in ("", "?revision=1")
    )
    assert _lit_up(today, "quote-10-13") == (1, "met")
    assert "<mark>" not in earlier
    assert _text(earlier) == "They met in Baghdad."


def test_an_arabic_text_reads_from_right_to_left(client: Client) -> None:
    _publish("التقوا في بغداد.", "في بغداد", language="ar")
    page = client.get("/articles/article/").content.decode()
    assert '<div lang="ar" dir="auto"><p class="part " dir="auto">' in page
    assert _lit_up(page, "quote-7-15") == (1, "في بغداد")


def test_a_redacted_passage_is_nowhere_on_the_page(client: Client) -> None:
    _publish("Third Person met them in Baghdad.", "Third Person met them")
    redact_text("Third Person", "tester", "On request.", "Ticket 7.")
    page = client.get("/articles/article/").content.decode()
    assert "Third" not in page
    assert "██" in _text(page)
    assert "Something was taken out of this record for good" in page


def test_the_number_of_queries_does_not_grow_with_what_rests_on_an_article(client: Client) -> None:
    article = _publish("They met in Baghdad.", "met")
    client.get("/articles/article/")
    with CaptureQueriesContext(connection) as one:
        client.get("/articles/article/")
    with factories.change():
        for number in range(5):
            event = factories.event(f"event-{number}", review_status="published", depth="sighted")
            EventSource.objects.create(event=event, article=article)
            factories.evidence(article, "Baghdad", event=event, supports="existence")
    with CaptureQueriesContext(connection) as six:
        page = client.get("/articles/article/").content.decode()
    assert page.count(">Existence</a>") == 6
    assert len(six) == len(one)
