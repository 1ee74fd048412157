"""The screen of outlets."""

from django.contrib import admin

from events.admin.form_blocks import fieldset
from events.admin.lists import count_column
from events.admin.record_admin import RecordAdmin
from events.models import Outlet


@admin.register(Outlet)
class OutletAdmin(RecordAdmin):
    """Outlets: the media that publish articles."""

    list_display = ["what", "status", "missing", "kind", "country", "language", "articles_held", "updated"]
    list_filter = ["kind", "dataset"]
    missing_labels = {"country": "no country", "language": "no language", "articles": "no article"}
    search_fields = ["slug", "name", "url"]
    ordering = ["name", "slug"]
    autocomplete_fields = ["actor"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [fieldset("What", "name", "slug", ("kind", "country", "language"), "url", "actor")]
    articles_held = count_column("articles", "articles")
