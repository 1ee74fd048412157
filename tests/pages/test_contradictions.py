"""The page of what is in dispute: both sides as the API has them, each with its sentence."""

import html
import re

import pytest
from django.test import Client

from tests.api.helpers import get_json

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]


@pytest.mark.parametrize(
    "query", ["", "how=numeric", "how=temporal&limit=2", "actor=popular-mobilization-forces"]
)
def test_both_sides_have_their_sentences(client: Client, query: str) -> None:
    answer = get_json(client, f"contradictions/?{query}")["results"]
    page = html.unescape(client.get(f"/contradictions/?{query}").content.decode())
    cards = re.findall(r'<article class="dispute".*?</article>', page, re.DOTALL)
    assert len(cards) == len(answer)
    for card, one in zip(cards, answer, strict=True):
        quotes = [
            item["quote"] for side in ("left", "right") for item in one[side][one[side]["kind"]]["evidence"]
        ]
        assert re.findall(r"<mark>(.*?)</mark>", card, re.DOTALL) == quotes
        assert card.count("<details") == card.count("open>") or "note" in card
        assert one["note"] in card


def test_pages_lead_on_and_back(client: Client) -> None:
    first = client.get("/contradictions/?limit=20").content.decode()
    (address,) = re.findall(r'rel="next" href="([^"]*)"', first)
    second = client.get(html.unescape(address)).content.decode()
    assert 'rel="prev"' in second
    shown = [page.count('<article class="dispute"') for page in (first, second)]
    assert shown == [20, len(get_json(client, "contradictions/?limit=50")["results"]) - 20]


def test_what_the_api_refuses_is_refused(client: Client) -> None:
    assert client.get("/contradictions/?how=x").status_code == 400
