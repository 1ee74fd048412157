"""The page of corrections: each change of the feed that corrects something, with its reason, by day."""

import html
import re

import pytest
from django.test import Client

from events import changes, releases
from events.models import Actor
from tests.api.helpers import get_json
from tests.api.test_releases import create_published, redact_name, withdraw_record
from tests.test_public_change import merge_actor

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]


def _correct() -> None:
    for slug in ("port-office", "river-guard", "river-police", "coast-guard"):
        create_published(slug)
    with changes.changeset("carla", "edit", "Not for the public to read."):
        actor = Actor.objects.get(slug="river-guard")
        actor.name = "River Guard"
        actor.save()
    withdraw_record(Actor.objects.get(slug="port-office"), "There is none.")
    merge_actor(Actor.objects.get(slug="river-police"), "river-guard", "The same boats.")
    redact_name(Actor.objects.get(slug="coast-guard"), "██████")


def test_each_correction_stands_with_its_reason_and_what_is_new_does_not(client: Client) -> None:
    releases.cut_release("2026-11")
    _correct()
    releases.cut_release("2026-12")
    page = html.unescape(client.get("/corrections/").content.decode())
    shown = re.findall(r'<li><span class="badge (\w+)">.*?href="/actors/([\w-]+)/', page)
    feed = [
        (row["change"], row["id"])
        for row in get_json(client, "changes/?limit=1000")["results"]
        if row["revision"] > 1 or row["change"] != "upsert"
    ]
    assert shown == feed[::-1]
    assert {change for change, _ in feed} == {"upsert", "withdrawn", "merged", "redacted"}
    for reason in ("There is none.", "The same boats."):
        assert reason in page
    assert "Not for the public to read." not in page
    assert "/releases/2026-12/changes/?since=2026-11" in page
    assert 'href="/actors/river-guard/"><bdi>river-guard</bdi>' in page


def test_a_long_time_has_pages_and_every_change_is_on_one(client: Client) -> None:
    _correct()
    address, found = "/corrections/?since=1970-01-01&limit=100", 0
    while address:
        page = html.unescape(client.get(address).content.decode())
        found += len(re.findall(r'<li><span class="badge ', page))
        links = re.findall(r'rel="next" href="([^"]*)"', page)
        address = links[0] if links else ""
    assert found == 4


def test_what_the_api_refuses_is_refused(client: Client) -> None:
    assert client.get("/corrections/?since=tomorrow").status_code == 400


def test_nothing_that_was_never_public_shows(client: Client) -> None:
    before = client.get("/corrections/").content
    with changes.changeset("carla", "create", "A draft."):
        draft = Actor.objects.create(
            slug="a-draft",
            name="A draft",
            kind="police",
            dataset=Actor.objects.first().dataset,  # type: ignore[union-attr]
        )
    with changes.changeset("carla", "edit", "Still a draft."):
        draft.name = "A secret"
        draft.save()
    assert client.get("/corrections/").content == before
