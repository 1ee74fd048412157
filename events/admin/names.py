"""Spellings of names: their rows, and a search that finds any of them."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from events.admin.inline import RowInline
from events.models import ActorName, LocationName
from events.rules.text import name_key


class _NameInline(RowInline):
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


class NamedAdmin(admin.ModelAdmin):
    """A list that finds a record by any spelling of any of its names."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """What the search fields find, and what any spelling finds."""
        found, doubled = super().get_search_results(request, queryset, search_term)
        key = name_key(search_term)
        if not key:
            return found, doubled
        names: Any = self.model._meta.get_field("names").related_model
        owner = names.ROOTS[0]
        spelled = names.objects.filter(key_name__contains=key).values(owner)
        return queryset.filter(Q(pk__in=found.order_by().values("pk")) | Q(pk__in=spelled)), False
