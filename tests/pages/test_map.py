"""Maps: points of what is known to a point, counts of what is coarser, and all of it in the list beside."""

import re

import pytest
from django.test import Client

from events.choices.location import NON_LOCATING_ROLES
from events.exports.geojson import PRECISE_KINDS
from events.pages.maps import Place, draw_map
from events.pages.projection import Window
from tests.api.helpers import get_json

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]


def test_the_list_beside_the_map_has_every_event_once(client: Client) -> None:
    page = client.get("/events/?view=map&factuality=any").content.decode()
    beside = page[page.index('class="map-list"') :]
    results = get_json(client, "events/?factuality=any&limit=200")["results"]
    shown = re.findall(r'<li><a href="/events/([^/"]+)/"', beside)
    assert sorted(shown) == sorted(event["id"] for event in results)


def test_points_are_known_to_a_point_and_the_rest_are_counts(client: Client) -> None:
    page = client.get("/events/?view=map&factuality=any").content.decode()
    drawn = page[page.index("<svg viewBox") : page.index('class="map-list"')]
    kinds: dict[str, str] = {}
    counts: dict[str, int] = {}
    for event in get_json(client, "events/?factuality=any&limit=200")["results"]:
        places = [place for place in event["places"] if place["role"] not in NON_LOCATING_ROLES]
        if places:
            at = next((place for place in places if place["primary"]), places[0])["location"]
            kinds[at["id"]] = at["kind"]
            counts[at["id"]] = counts.get(at["id"], 0) + 1
    marks = re.findall(r'data-place="([^"]+)" aria-label="[^"]*"><circle class="map-point"', drawn)
    assert {one for ids in marks for one in ids.split()} == {
        one for one, kind in kinds.items() if kind in PRECISE_KINDS
    }
    units = re.findall(
        r'data-place="([^"]+)"><text class="map-label map-unit"[^>]*>(\d+) somewhere in', drawn
    )
    coarse = {one: str(counts[one]) for one, kind in kinds.items() if kind not in PRECISE_KINDS}
    assert units
    assert set(dict(units).items()) <= set(coarse.items())
    assert not set(dict(units)) & {one for ids in marks for one in ids.split()}


def test_the_map_of_a_place_says_where_it_is(client: Client) -> None:
    assert 'class="map-point"' in client.get("/places/nasiriyah/").content.decode()
    coarse = client.get("/places/dhi-qar/").content.decode()
    assert 'class="map-point"' not in coarse
    assert "somewhere in Dhi Qar" in coarse


def test_a_window_goes_on_across_the_antimeridian() -> None:
    window = Window.around([(178.0, -19.0, 182.0, -16.0)])
    assert window.west < 178 < 182 < window.east
    fiji = Place("fiji", "Fiji", "site", -17.0, -179.0, None, None)
    drawn = draw_map([fiji, Place("suva", "Suva", "site", -18.1, 178.4, None, None)])
    assert drawn is not None
    assert draw_map([Place("nowhere", "Nowhere", "region", None, None, None, None)]) is None
