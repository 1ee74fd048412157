"""The screen of places."""

from django.contrib import admin

from events.admin.external_id import LocationIdInline
from events.admin.names import LocationNameInline, NamedAdmin
from events.admin.record import RecordAdmin
from events.models import Location


@admin.register(Location)
class LocationAdmin(NamedAdmin, RecordAdmin):
    """Places: what they are, where they lie, what they are called."""

    list_display = ["what", "kind", "parent", "country", "status", "dataset", "updated"]
    list_filter = ["review_status", "kind", "dataset"]
    search_fields = ["slug", "name", "iso_code", "local_type", "external_ids__value"]
    ordering = ["name", "slug"]
    autocomplete_fields = ["parent", "also_in"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["country"]
    fieldsets = [
        ("What", {"fields": ["name", "slug", ("kind", "local_type"), ("iso_code", "country")]}),
        (
            "Where",
            {
                "fields": [
                    "parent",
                    "also_in",
                    ("latitude", "longitude", "radius_m"),
                    ("bbox_west", "bbox_south", "bbox_east", "bbox_north"),
                ]
            },
        ),
    ]
    inlines = [LocationNameInline, LocationIdInline]
