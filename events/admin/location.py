"""The screen of places."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.safestring import SafeString

from events.admin.external_id_inlines import LocationIdInline
from events.admin.fieldsets import fieldset
from events.admin.list_filters import MissingFilter
from events.admin.location_map import MAP_CSS, MAP_JS, nearby_locations, render_map
from events.admin.name_inlines import LocationNameInline
from events.admin.record_admin import RecordAdmin
from events.models import Location

FIELD_LABELS = {
    "iso_code": "ISO code",
    "radius_m": "Radius in metres",
    "bbox_west": "Box: west",
    "bbox_south": "Box: south",
    "bbox_east": "Box: east",
    "bbox_north": "Box: north",
}


@admin.register(Location)
class LocationAdmin(RecordAdmin):
    """Places: what they are, where they lie, what they are called."""

    list_display = ["what", "status", "kind", "inside", "events_held", "missing", "updated"]
    list_filter = ["review_status", MissingFilter, "kind", "dataset"]
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
    inlines = [LocationNameInline, LocationIdInline]

    class Media:
        css = {"all": MAP_CSS}
        js = MAP_JS

    def formfield_for_dbfield(
        self, db_field: models.Field, request: Any, **kwargs: Any
    ) -> forms.Field | None:
        """A field, with a label that a person would use."""
        if db_field.name in FIELD_LABELS:
            kwargs["label"] = FIELD_LABELS[db_field.name]
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="in")
    def inside(self, obj: Location) -> str:
        """What it lies in, and its country."""
        return ", ".join(word for word in (obj.parent.name if obj.parent else "", obj.country) if word)

    @admin.display(description="events")
    def events_held(self, obj: Any) -> int:
        """How often it is a place of an event."""
        return int(obj.event_places_count)

    @admin.display(description="map")
    def map(self, obj: Location) -> SafeString:
        """Where it lies, to see and to set. Queries: 1."""
        return render_map([obj], nearby_locations(obj), of_form=True)
