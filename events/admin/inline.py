"""Parts inside the form of their record."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property

from events.admin.choose import ChoosingAdmin
from events.admin.forms import PartForm, PartFormSet
from events.admin.rendering import QUICK
from events.changes import MOST_PARTS

ATTRIBUTION: Any = (
    "Who says so",
    {"classes": ["collapse"], "fields": [("voice", "basis"), "by", "relayed_by", "source"]},
)
"""The fields of an attribution, folded away."""


class ShownFormSet(PartFormSet):
    """The parts of one kind, whose empty form is made once for a page."""

    @cached_property
    def empty_form(self) -> Any:
        """The form that new parts are copied from."""
        return super().empty_form


class PartInline(ChoosingAdmin):
    """The parts of one kind, inside the form of their record."""

    form: Any = PartForm
    formset: Any = ShownFormSet
    extra = 0
    max_num: Any = MOST_PARTS
    rare = False
    """Whether few records have such parts, so that an empty block stays folded."""
    joined: Sequence[str] = ()
    """What is read along with the parts, so that no row asks for it by itself."""

    class Media:
        css = {"all": ["events/form.css"]}
        js = ["events/form.js"]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The formset, which refuses more parts than fit one record and is written quickly."""
        formset = super().get_formset(request, obj, **kwargs, validate_max=True)  # type: ignore[misc]
        formset.form.default_renderer = QUICK
        return formset

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """The parts with what their fields show. Queries: 1, and 1 for each list."""
        rows = super().get_queryset(request).select_related(*self.joined)
        return rows.prefetch_related(*(field.name for field in self.model._meta.many_to_many))

    def line(self, part: Any) -> str:
        """The part in a line, as it is read when its fields are folded away."""
        return str(part)


class RowInline(PartInline, admin.TabularInline):
    """Parts of few fields, one a row."""

    template = "admin/events/edit_inline/rows.html"


class StackInline(PartInline, admin.StackedInline):
    """Parts of many fields, one below the other."""

    template = "admin/events/edit_inline/parts.html"
