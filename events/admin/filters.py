"""Filters of the lists."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from events.admin.listing import lacking


class MissingFilter(admin.SimpleListFilter):
    """Records that lack something of what their list says they need."""

    title = "what is missing"
    parameter_name = "missing"

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.needs = model_admin.needs
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What can be missing."""
        return list(self.needs.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        """Those that lack it."""
        name = self.value() or ""
        return lacking(queryset, name) if name in self.needs else None
