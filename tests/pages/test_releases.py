"""The pages of releases: what each holds, what was taken from it, and how two differ."""

import html
import re

import pytest
from django.test import Client

from events import releases
from events.models import Actor
from tests.api.helpers import get_json
from tests.api.test_releases import create_published, withdraw_record
from tests.test_cut_release import rename_actor

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]


def _two_releases() -> None:
    create_published("port-office")
    releases.cut_release("first")
    withdraw_record(Actor.objects.get(slug="port-office"), "There is none.")
    rename_actor("hamas", "Hamas movement")
    create_published("river-guard")
    releases.cut_release("second")


def test_the_list_leads_to_each_release_and_to_what_changed(client: Client) -> None:
    assert "There is no release yet." in client.get("/releases/").content.decode()
    _two_releases()
    page = client.get("/releases/").content.decode()
    assert re.findall(r'href="/releases/(\w+)/"><b>', page) == ["second", "first"]
    assert 'href="/releases/second/changes/?since=first"' in page


def test_a_release_says_what_it_holds_and_what_was_taken_from_it(client: Client) -> None:
    _two_releases()
    release = get_json(client, "releases/first/")
    page = client.get("/releases/first/").content.decode()
    shown = re.findall(r'<td class="number">(\d+)</td><td><a href="/api/v1/releases/first/(\w+)/"', page)
    assert {word: int(n) for n, word in shown} == release["counts"]
    assert release["checksum"] in page
    assert "records withdrawn 1" in page
    assert "Taken from it" not in client.get("/releases/second/").content.decode()


def test_differences_are_those_of_the_api(client: Client) -> None:
    _two_releases()
    answer = get_json(client, "releases/second/changes/?since=first")["results"]
    page = html.unescape(client.get("/releases/second/changes/?since=first").content.decode())
    assert re.findall(r'class="badge (\w+)"', page) == [row["change"] for row in answer]
    assert {row["change"] for row in answer} == {"added", "changed", "withdrawn"}
    assert "There is none." in page
    assert 'href="/releases/second/actors/hamas/"' in page
    assert client.get("/releases/second/actors/hamas/").status_code == 200
    assert client.get("/releases/second/changes/").status_code == 400
    assert client.get("/releases/none/").status_code == 404
