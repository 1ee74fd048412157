"""The screen of outlets."""

from typing import Any

from django.contrib import admin

from events.admin.fieldsets import fieldset
from events.admin.list_filters import MissingFilter
from events.admin.record_admin import RecordAdmin
from events.models import Outlet


@admin.register(Outlet)
class OutletAdmin(RecordAdmin):
    """Outlets: the media that publish articles."""

    list_display = ["what", "status", "missing", "kind", "country", "language", "articles_held", "updated"]
    list_filter = ["review_status", MissingFilter, "kind", "dataset"]
    missing_labels = {"country": "no country", "language": "no language", "articles": "no article"}
    search_fields = ["slug", "name", "url"]
    ordering = ["name", "slug"]
    autocomplete_fields = ["actor"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [fieldset("What", "name", "slug", ("kind", "country", "language"), "url", "actor")]

    @admin.display(description="articles")
    def articles_held(self, obj: Any) -> int:
        """How many articles it published."""
        return int(obj.articles_count)
