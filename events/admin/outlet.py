"""The screen of outlets."""

from typing import Any

from django.contrib import admin

from events.admin.missing_filter import MissingFilter
from events.admin.record_admin import RecordAdmin
from events.admin.record_list import RecordListAdmin
from events.models import Outlet


@admin.register(Outlet)
class OutletAdmin(RecordListAdmin, RecordAdmin):
    """Outlets: the media that publish articles."""

    list_display = ["what", "status", "missing", "kind", "country", "language", "articles_held", "updated"]
    list_filter = ["review_status", MissingFilter, "kind", "dataset"]
    missing_labels = {"country": "no country", "language": "no language", "articles": "no article"}
    search_fields = ["slug", "name", "url"]
    ordering = ["name", "slug"]
    autocomplete_fields = ["actor"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        ("What", {"fields": ["name", "slug", ("kind", "country", "language"), "url", "actor"]}),
    ]

    @admin.display(description="articles")
    def articles_held(self, obj: Any) -> int:
        """How many articles it published."""
        return int(obj.related_counts["articles"])
