"""The screen of datasets."""

from django.contrib import admin

from events.admin.record import RecordAdmin
from events.models import Dataset


@admin.register(Dataset)
class DatasetAdmin(RecordAdmin):
    """Datasets: bodies of records with one licence and one attribution."""

    list_display = ["what", "kind", "licence", "version", "status", "updated"]
    list_filter = ["review_status", "kind"]
    search_fields = ["slug", "name", "licence", "description"]
    ordering = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        ("What", {"fields": ["name", "slug", ("kind", "version"), "description", "url"]}),
        ("Rights", {"fields": ["licence", "attribution"]}),
    ]
