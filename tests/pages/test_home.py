"""The first page: the newest events, what is in dispute, counts; each as the API answers it."""

import html
import re

import pytest
from django.test import Client

from events import changes
from events.models import Actor, Dataset
from tests.api.helpers import get_json

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]


def _section(client: Client, name: str, prefix: str = "") -> str:
    page = client.get(f"{prefix}/").content.decode()
    return re.findall(rf'<section aria-labelledby="{name}">.*?</section>', page, re.DOTALL)[0]


def test_the_newest_events_are_those_of_the_api(client: Client) -> None:
    ids = [one["id"] for one in get_json(client, "events/?ordering=-date&limit=8")["results"]]
    assert re.findall(r'href="/events/([^"/?]+)/"', _section(client, "newest")) == ids


def test_what_is_in_dispute_shows_both_sides(client: Client) -> None:
    shown = html.unescape(_section(client, "disputes"))
    for one in get_json(client, "contradictions/?limit=3")["results"]:
        for side in ("left", "right"):
            claim, tie = one[side]["claim"], one[side]["affiliation"]
            assert (claim["proposition"] if claim else tie["object"]["name"]) in shown


def test_counts_are_those_of_the_api(client: Client) -> None:
    shown = dict(re.findall(r'href="/(\w+)/"><b>([\d,]+)</b>', _section(client, "here")))
    for word, collection in (("actors", "actors"), ("places", "locations"), ("claims", "claims")):
        assert shown[word] == str(get_json(client, f"{collection}/?count=exact")["count"])
    assert shown["events"] == str(get_json(client, "events/?count=exact&factuality=any")["count"])


def test_the_years_are_those_of_the_api(client: Client) -> None:
    answer = get_json(client, "events/aggregate/?group_by=year")
    rows = re.findall(
        r'<th scope="row"><a href="([^"]*)">(\d+)</a>.*?>(\d+)<.*?>(\d+)<', _section(client, "years")
    )
    expected = [
        (bucket["key"][0]["id"], str(bucket["certain"]), str(bucket["possible"]))
        for bucket in answer["buckets"]
        if bucket["possible"]
    ]
    assert [(year, certain, possible) for _, year, certain, possible in rows] == expected
    address = html.unescape(rows[-1][0])
    assert get_json(client, f"{address.removeprefix('/')}&count=exact")["count"] == int(rows[-1][2])
    assert "5 events may have begun in most of the years" in _section(client, "years")


def test_counts_follow_what_becomes_public(client: Client) -> None:
    before = _section(client, "here")
    with changes.changeset("carla", "create", "Named in an article."):
        Actor.objects.create(
            slug="port-office",
            name="Port office",
            kind="government_body",
            dataset=Dataset.objects.get(),
            review_status="published",
        )
    after = _section(client, "here")
    assert "<b>58</b> Actors" in before
    assert "<b>59</b> Actors" in after


def test_the_page_of_a_language_stays_in_it(client: Client) -> None:
    assert 'href="/ar/events/' in _section(client, "newest", "/ar")
    assert 'action="/ar/"' in client.get("/ar/").content.decode()
