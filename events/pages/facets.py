"""Facets: how many of the events that a query finds have each value, each with the query of those events."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from events.pages.answers import Json, ask
from events.pages.filters import SHAPING, filter_label, without

DIMENSIONS = ("event_type", "factuality", "country", "location:admin1", "actor", "year")
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one dimension, the most frequent first: each its label, its events, their query."""

    label: str
    values: list[tuple[str, int, str]]


def facets(request: HttpRequest, query: QueryDict) -> list[Facet]:
    """Returns the facets of a query of events. Queries: those of an aggregate for each dimension."""
    return [facet for name in DIMENSIONS if (facet := _facet(request, query, name)).values]


def bucket_label(bucket: Json) -> str:
    """Returns what the events of a bucket share, in words."""
    return ", ".join(gettext(key["label"]) for key in bucket["key"])


def _facet(request: HttpRequest, query: QueryDict, name: str) -> Facet:
    asked = without(query, SHAPING)
    asked["group_by"] = name
    if name != "year":
        asked["top"] = str(SHOWN)
    buckets = ask(request, "events/aggregate/", asked.urlencode())["buckets"]
    found = [(bucket_label(one), one["records"], one["query"]) for one in buckets if one["records"]]
    return Facet(filter_label(name), found[:-SHOWN:-1] if name == "year" else found)
