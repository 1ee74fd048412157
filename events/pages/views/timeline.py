"""The timeline of a list of events: when each surely was under way, and when it may have been."""

from typing import Any

from django.http import HttpRequest, QueryDict

from events.pages.time_axis import WIDTH, Axis
from events.pages.views.table import table

Context = dict[str, Any]


def timeline(request: HttpRequest, collection: str, query: QueryDict) -> Context:
    """The events of a page of the list along one axis; those without any date stand beside."""
    context = table(request, collection, query)
    events = context["answer"]["results"]
    axis = Axis.of(event["date"] for event in events)
    drawn = [(event, axis.span(event["date"]) if axis else None) for event in events]
    return context | {
        "spans": [(event, span) for event, span in drawn if span],
        "undated": [event for event, span in drawn if not span],
        "ticks": axis.ticks() if axis else [],
        "width": WIDTH,
    }
