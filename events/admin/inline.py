"""Parts inside the form of their record."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from events.admin.choose import ChoosingAdmin
from events.admin.forms import PartForm, PartFormSet
from events.changes import MOST_PARTS

ATTRIBUTION: Any = (
    "Who says so",
    {"classes": ["collapse"], "fields": [("voice", "basis"), "by", "relayed_by", "source"]},
)
"""The fields of an attribution, folded away."""


class PartInline(ChoosingAdmin):
    """The parts of one kind, inside the form of their record."""

    form: Any = PartForm
    formset: Any = PartFormSet
    extra = 0
    max_num: Any = MOST_PARTS
    joined: Sequence[str] = ()
    """What is read along with the parts, so that no row asks for it by itself."""

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The formset, which refuses more parts than fit one record."""
        return super().get_formset(request, obj, **kwargs, validate_max=True)  # type: ignore[misc]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """The parts with what their fields show. Queries: 1, and 1 for each list."""
        rows = super().get_queryset(request).select_related(*self.joined)
        return rows.prefetch_related(*(field.name for field in self.model._meta.many_to_many))


class RowInline(PartInline, admin.TabularInline):
    """Parts of few fields, one a row."""


class StackInline(PartInline, admin.StackedInline):
    """Parts of many fields, one below the other."""
