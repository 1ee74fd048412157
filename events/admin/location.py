"""The screen of places."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString

from events.admin.form_blocks import fieldset
from events.admin.inlines import ExternalIdInline, LocationNameInline
from events.admin.lists import count_column
from events.admin.namesakes import NamedRecordAdmin
from events.models import Location

_NEARBY_DEGREES = 5.0
"""Degrees around a place within which others are shown for orientation."""
_MAX_NEARBY = 60


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


FIELD_LABELS = {
    "iso_code": "ISO code",
    "radius_m": "Radius in metres",
    "bbox_west": "Box: west",
    "bbox_south": "Box: south",
    "bbox_east": "Box: east",
    "bbox_north": "Box: north",
}


@admin.register(Location)
class LocationAdmin(NamedRecordAdmin):
    """Places: what they are, where they lie, what they are called."""

    list_display = ["what", "status", "kind", "inside", "events_held", "missing", "updated"]
    list_filter = ["kind", "dataset"]
    events_held = count_column("events", "event_places")
    missing_labels = {"latitude": "no point", "names": "no spelling"}
    counted_relations = ["event_places"]
    list_prefetch_related = ["parent"]
    search_fields = ["slug", "name", "iso_code", "local_type", "external_ids__value"]
    ordering = ["name", "slug"]
    autocomplete_fields = ["parent", "also_in"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["country", "map"]
    fieldsets = [
        fieldset("What", "name", "slug", ("kind", "local_type"), ("iso_code", "country")),
        fieldset(
            "Where",
            *("parent", "also_in", ("latitude", "longitude", "radius_m"), "map"),
            ("bbox_west", "bbox_south", "bbox_east", "bbox_north"),
        ),
    ]
    inlines = [LocationNameInline, ExternalIdInline]

    class Media:
        css = {"all": ["events/vendor/leaflet/leaflet.css", "events/map.css"]}
        js = [
            "events/vendor/leaflet/leaflet.js",
            "events/vendor/topojson-client/topojson-client.min.js",
            forms.Script("events/map.js", type="module"),
        ]

    def formfield_for_dbfield(
        self, db_field: models.Field, request: Any, **kwargs: Any
    ) -> forms.Field | None:
        """A field, with a label that a person would use."""
        label = {"label": FIELD_LABELS[db_field.name]} if db_field.name in FIELD_LABELS else {}
        return super().formfield_for_dbfield(db_field, request, **label, **kwargs)

    @admin.display(description="in")
    def inside(self, obj: Location) -> str:
        """What it lies in, and its country."""
        return ", ".join(word for word in (obj.parent.name if obj.parent else "", obj.country) if word)

    @admin.display(description="map")
    def map(self, obj: Location) -> SafeString:
        """Where it lies, to see and to set. Queries: 1."""
        data = {
            "atlas": static("events/vendor/world-atlas/countries-50m.json"),
            "places": [_location_data(obj)],
            "around": [_location_data(place) for place in nearby_locations(obj)],
        }
        return SafeString(render_to_string("events/map.html", {"data": data}))
