"""The screen of datasets."""

from django.contrib import admin

from events.admin.form_blocks import fieldset
from events.admin.record_admin import RecordAdmin
from events.models import Dataset


@admin.register(Dataset)
class DatasetAdmin(RecordAdmin):
    """Datasets: bodies of records with one licence and one attribution."""

    list_display = ["what", "status", "missing", "kind", "coded_by", "licence", "dataset_version", "updated"]
    list_filter = ["kind", "coded_by"]
    missing_labels = {"description": "no description", "url": "no address", "dataset_version": "no version"}
    search_fields = ["slug", "name", "licence", "description"]
    ordering = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        fieldset("What", "name", "slug", ("kind", "coded_by", "dataset_version"), "description", "url"),
        fieldset("Rights", "licence", "attribution"),
    ]
