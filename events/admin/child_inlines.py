"""Child rows inside the form of their record."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from events.admin.autocomplete import AutocompleteAdmin
from events.admin.fast_renderer import FAST_RENDERER
from events.admin.forms import ChildForm, ChildFormSet
from events.changes import MAX_CHILDREN
from events.models import ActorName, ExternalId, LocationName


class ChildInline(AutocompleteAdmin):
    """The child rows of one kind, inside the form of their record."""

    form: Any = ChildForm
    formset: Any = ChildFormSet
    extra = 0
    max_num: Any = MAX_CHILDREN
    collapse_when_empty = False
    """Whether few records have such rows, so that an empty block stays folded."""
    select_related_fields: Sequence[str] = ()
    """What is read along with the rows, so that no row asks for it by itself."""

    class Media:
        css = {"all": ["events/form.css"]}
        js = ["events/form.js"]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The formset, which refuses more rows than fit one record and is rendered fast."""
        formset = super().get_formset(request, obj, **kwargs, validate_max=True)  # type: ignore[misc]
        formset.form.default_renderer = FAST_RENDERER
        return formset

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """The rows with what their fields show. Queries: 1, and 1 for each list."""
        rows = super().get_queryset(request).select_related(*self.select_related_fields)
        return rows.prefetch_related(*(field.name for field in self.model._meta.many_to_many))

    def line(self, row: Any) -> str:
        """The row in a line, as it is read when its fields are folded away."""
        return str(row)


class ChildTabularInline(ChildInline, admin.TabularInline):
    """Rows of few fields, one a line."""

    template = "admin/events/edit_inline/tabular.html"


class _NameInline(ChildTabularInline):
    fields = ["name", "kind", "language", "script", "articles"]
    autocomplete_fields = ["articles"]
    verbose_name = "name"
    verbose_name_plural = "names and spellings"


class ActorNameInline(_NameInline):
    """The spellings of an actor's name."""

    model = ActorName


class LocationNameInline(_NameInline):
    """The spellings of a place's name."""

    model = LocationName


class ExternalIdInline(ChildTabularInline):
    """The ids of a record in other databases."""

    model = ExternalId
    fields = ["scheme", "value"]
    collapse_when_empty = True
    verbose_name = "id elsewhere"
    verbose_name_plural = "ids in other databases"
