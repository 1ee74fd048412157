"""The screen of outlets."""

from django.contrib import admin

from events.admin.record import RecordAdmin
from events.models import Outlet


@admin.register(Outlet)
class OutletAdmin(RecordAdmin):
    """Outlets: the media that publish articles."""

    list_display = ["what", "kind", "country", "language", "status", "dataset", "updated"]
    list_filter = ["review_status", "kind", "dataset"]
    search_fields = ["slug", "name", "url"]
    ordering = ["name", "slug"]
    autocomplete_fields = ["actor"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        ("What", {"fields": ["name", "slug", ("kind", "country", "language"), "url", "actor"]}),
    ]
