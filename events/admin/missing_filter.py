"""Filters of the lists."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from events.admin.record_list import filter_missing


class MissingFilter(admin.SimpleListFilter):
    """Records that lack something of what their list says they need."""

    title = "what is missing"
    parameter_name = "missing"

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.missing_labels = model_admin.missing_labels
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What can be missing."""
        return list(self.missing_labels.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        """Those that lack it."""
        name = self.value() or ""
        return filter_missing(queryset, name) if name in self.missing_labels else None
