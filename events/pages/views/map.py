"""The map of a list of events: by the place where each happened, beside the list of them."""

from typing import Any

from django.http import HttpRequest, QueryDict

from events.pages.maps import place_events
from events.pages.views.table import table

Context = dict[str, Any]
LIMIT = "200"
"""So many events one map shows, unless the address asks for fewer."""


def event_map(request: HttpRequest, collection: str, query: QueryDict) -> Context:
    """The events of a page of the list by place: known to a point, to a unit only, or to none."""
    asked = query.copy()
    asked.setdefault("limit", LIMIT)
    context = table(request, collection, asked)
    places = place_events(context["answer"]["results"])
    return context | {"event_places": places, "map": places.drawn}
