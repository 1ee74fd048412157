"""Parts inside the form of their record."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property

from events.admin.autocomplete import AutocompleteAdmin
from events.admin.fast_renderer import FAST_RENDERER
from events.admin.forms import ChildForm, ChildFormSet
from events.changes import MAX_CHILDREN

ATTRIBUTION_FIELDSET: Any = (
    "Who says so",
    {"classes": ["collapse"], "fields": [("voice", "basis"), "by", "relayed_by", "source"]},
)
"""The fields of an attribution, folded away."""


class CachedEmptyFormSet(ChildFormSet):
    """The parts of one kind, whose empty form is made once for a page."""

    @cached_property
    def empty_form(self) -> Any:
        """The form that new parts are copied from."""
        return super().empty_form


class ChildInline(AutocompleteAdmin):
    """The parts of one kind, inside the form of their record."""

    form: Any = ChildForm
    formset: Any = CachedEmptyFormSet
    extra = 0
    max_num: Any = MAX_CHILDREN
    collapse_when_empty = False
    """Whether few records have such parts, so that an empty block stays folded."""
    select_related_fields: Sequence[str] = ()
    """What is read along with the parts, so that no row asks for it by itself."""

    class Media:
        css = {"all": ["events/form.css"]}
        js = ["events/form.js"]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The formset, which refuses more parts than fit one record and is written quickly."""
        formset = super().get_formset(request, obj, **kwargs, validate_max=True)  # type: ignore[misc]
        formset.form.default_renderer = FAST_RENDERER
        return formset

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """The parts with what their fields show. Queries: 1, and 1 for each list."""
        rows = super().get_queryset(request).select_related(*self.select_related_fields)
        return rows.prefetch_related(*(field.name for field in self.model._meta.many_to_many))

    def line(self, part: Any) -> str:
        """The part in a line, as it is read when its fields are folded away."""
        return str(part)


class ChildTabularInline(ChildInline, admin.TabularInline):
    """Parts of few fields, one a row."""

    template = "admin/events/edit_inline/tabular.html"


class ChildStackedInline(ChildInline, admin.StackedInline):
    """Parts of many fields, one below the other."""

    template = "admin/events/edit_inline/stacked.html"
