"""A map in a form: outlines of countries from our own files, places as points with their radius."""

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString

from events.models import Location

_NEARBY_DEGREES = 5.0
"""Degrees around a place within which others are shown for orientation."""
_MAX_NEARBY = 60


MAP_CSS = ["events/vendor/leaflet/leaflet.css", "events/map.css"]
MAP_JS = [
    "events/vendor/leaflet/leaflet.js",
    "events/vendor/topojson-client/topojson-client.min.js",
    "events/map.js",
]
"""What a screen that shows a map names in its Media."""


def render_map(
    places: Iterable[Location], around: Iterable[Location] = (), *, of_form: bool = False
) -> SafeString:
    """The map of these places with others around; `of_form` ties it to the number fields of the page."""
    data = {
        "atlas": static("events/vendor/world-atlas/countries-50m.json"),
        "places": [_location_data(place) for place in places if of_form or place.latitude is not None],
        "around": [_location_data(place) for place in around],
        "of_form": of_form,
    }
    return SafeString(render_to_string("events/map.html", {"data": data, "of_form": of_form}))


def nearby_locations(place: Location) -> list[Location]:
    """Some places near this one that have a point, for orientation. Queries: 1."""
    if place.latitude is None or place.longitude is None:
        return []
    nearby = Location.objects.filter(
        latitude__range=(place.latitude - _NEARBY_DEGREES, place.latitude + _NEARBY_DEGREES),
        longitude__range=(place.longitude - _NEARBY_DEGREES, place.longitude + _NEARBY_DEGREES),
    )
    return list(nearby.exclude(pk=place.pk).order_by("pk")[:_MAX_NEARBY])


def _location_data(place: Location) -> dict[str, Any]:
    box = (place.bbox_west, place.bbox_south, place.bbox_east, place.bbox_north)
    return {
        "name": place.name,
        "point": None if place.latitude is None else [place.latitude, place.longitude],
        "radius_m": place.radius_m,
        "box": None if None in box else box,
    }
