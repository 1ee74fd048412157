"""Filters of the lists."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

_PARTS = {
    "evidence": "no evidence",
    "sources": "no source",
    "participants": "no participant",
    "places": "no place",
}


class MissingFilter(admin.SimpleListFilter):
    """Events that lack something."""

    title = "what is missing"
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What can be missing."""
        return [*_PARTS.items(), ("date", "no date"), ("event_type", "no type")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        """Those that lack it."""
        lacking = self.value()
        if lacking in _PARTS:
            rows: Any = queryset.model._meta.get_field(lacking).related_model
            return queryset.filter(~Exists(rows.objects.filter(event=OuterRef("pk"))))
        if lacking == "date":
            return queryset.filter(date_edtf="")
        return queryset.filter(event_type="") if lacking == "event_type" else None
