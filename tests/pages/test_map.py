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


def test_the_map_of_an_event_has_its_places_and_no_count(client: Client) -> None:
    page = client.get("/events/protests-in-nasiriyah-2024-10/").content.decode()
    drawn = page[page.index('<figure class="map"') :].partition("</svg>")[0]
    assert re.findall(r'href="([^"]*)" data-place="nasiriyah"', drawn) == ["/places/nasiriyah/"]
    assert "somewhere in Southern Iraq" in drawn
    assert 'class="map-count"' not in drawn
    assert 'class="map-places"' not in page


def test_labels_stand_apart() -> None:
    units = [Place(f"unit-{i}", f"Unit {i}", "admin1", 31.0, 46.0, 85_000, None) for i in range(5)]
    drawn = draw_map([*units, Place("town", "Town", "populated_place", 31.0, 46.0, None, None)])
    assert drawn is not None
    assert len({label.text_y for label in drawn.labels}) == len(units)
    boxes = drawn.taken
    assert not any(
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
        for i, one in enumerate(boxes)
        for other in boxes[:i]
    )
    named = [outline for outline in drawn.outlines if outline.label]
    assert [outline.name for outline in drawn.names] == [outline.name for outline in named]
    drawn.taken.append((0, 0, drawn.window.width, drawn.window.height))
    assert named
    assert not list(drawn.names)


def test_a_window_goes_on_across_the_antimeridian() -> None:
    window = Window.around([(178.0, -19.0, 182.0, -16.0)])
    assert window.west < 178 < 182 < window.east
    fiji = Place("fiji", "Fiji", "site", -17.0, -179.0, None, None)
    drawn = draw_map([fiji, Place("suva", "Suva", "site", -18.1, 178.4, None, None)])
    assert drawn is not None
    assert draw_map([Place("nowhere", "Nowhere", "region", None, None, None, None)]) is None
