"""Whole records of a list: what the API answers under the address of each, read together."""

from typing import Any

from django.http import HttpRequest

from events import records
from events.api.views.viewsets import VIEWSETS
from events.choices import Collection
from events.pages.answers import Json, ask


def whole_records(
    request: HttpRequest, collection: Collection, query: str, limit: int
) -> tuple[list[Json], bool]:
    """Returns the whole records that a list begins with, by id, and whether it goes on.

    Queries: those of the list and of the details of its records, however many they are.
    """
    listed = ask(request, f"{collection}/", f"{query}&limit={limit}&fields=id")
    ids = [record["id"] for record in listed["results"]]
    return published_records(collection, limit, slug__in=ids)[0], listed["next_cursor"] is not None


def published_records(collection: Collection, limit: int, **condition: Any) -> tuple[list[Json], bool]:
    """Returns the whole public records of a condition, by id, and whether there are more.

    Queries: one, and those of the details of the records.
    """
    published = VIEWSETS[collection].model.objects.published().filter(**condition).order_by("slug").distinct()
    keys = list(published.values_list("pk", flat=True)[: limit + 1])
    return records.load(collection, keys[:limit]) if keys else [], len(keys) > limit
