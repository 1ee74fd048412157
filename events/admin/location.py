"""The screen of places."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.safestring import SafeString

from events.admin.external_id import LocationIdInline
from events.admin.map import CSS, JS, around, map_of
from events.admin.names import LocationNameInline, NamedAdmin
from events.admin.record import RecordAdmin
from events.models import Location

LABELS = {
    "iso_code": "ISO code",
    "radius_m": "Radius in metres",
    "bbox_west": "Box: west",
    "bbox_south": "Box: south",
    "bbox_east": "Box: east",
    "bbox_north": "Box: north",
}


@admin.register(Location)
class LocationAdmin(NamedAdmin, RecordAdmin):
    """Places: what they are, where they lie, what they are called."""

    list_display = ["what", "kind", "parent", "country", "status", "dataset", "updated"]
    list_filter = ["review_status", "kind", "dataset"]
    search_fields = ["slug", "name", "iso_code", "local_type", "external_ids__value"]
    ordering = ["name", "slug"]
    autocomplete_fields = ["parent", "also_in"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["country", "map"]
    fieldsets = [
        ("What", {"fields": ["name", "slug", ("kind", "local_type"), ("iso_code", "country")]}),
        (
            "Where",
            {
                "fields": [
                    "parent",
                    "also_in",
                    ("latitude", "longitude", "radius_m"),
                    "map",
                    ("bbox_west", "bbox_south", "bbox_east", "bbox_north"),
                ]
            },
        ),
    ]
    inlines = [LocationNameInline, LocationIdInline]

    class Media:
        css = {"all": CSS}
        js = JS

    def formfield_for_dbfield(
        self, db_field: models.Field, request: Any, **kwargs: Any
    ) -> forms.Field | None:
        """A field, called what a person would call it."""
        if db_field.name in LABELS:
            kwargs["label"] = LABELS[db_field.name]
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="map")
    def map(self, obj: Location) -> SafeString:
        """Where it lies, to see and to set. Queries: 1."""
        return map_of([obj], around(obj), of_form=True)
