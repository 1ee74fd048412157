"""Lists of the admin that refuse a query which no database can ask, whatever was typed into the address."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest
from django.db import DataError
from django.db.models import QuerySet
from django.http import HttpRequest

_PATTERN_LOOKUPS = ("regex", "iregex")
"""Nothing links to them, and a pattern can keep a database busy for as long as it likes."""


class StrictChangeList(ChangeList):
    """A list that shows itself unfiltered where its filters make no sense, as Django's does for most."""

    def get_results(self, request: HttpRequest) -> None:
        """Reads the page. Raises: IncorrectLookupParameters, also for a year or a number out of range."""
        try:
            super().get_results(request)
        except (ValueError, OverflowError, DataError) as error:
            raise IncorrectLookupParameters(error) from error


class StrictListAdmin(admin.ModelAdmin):
    """A screen with such a list; its base class, whatever else it is."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The class of the list."""
        return StrictChangeList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What an address may filter by: Django's, without patterns."""
        return lookup.rpartition("__")[2] not in _PATTERN_LOOKUPS and super().lookup_allowed(
            lookup, value, request
        )

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **options: Any
    ) -> Any:
        """Runs an action. Raises: BadRequest for a ticked row that is no number, as all keys here are."""
        keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(key.isascii() and key.isdigit() and len(key) < 19 for key in keys):
            raise BadRequest("A ticked row is named by its number.")
        return super().response_action(request, queryset, *args, **options)
