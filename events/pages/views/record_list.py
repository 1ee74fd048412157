"""The page that lists a collection: what the API answers to the same query, as a table or another view."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext

from events.aggregates.parameters import OWN_PARAMETERS
from events.api.parameters import DEFAULT_LIMIT
from events.api.views.viewsets import VIEWSETS
from events.choices import Collection
from events.pages.addresses import PAGE_WORDS, api_address, list_address
from events.pages.answers import Json, RefusedError
from events.pages.filters import COMMON, chips, filter_label, form_fields, query_with, query_without, without
from events.pages.page import embedded_page, page, render_page
from events.pages.take_away import of_list
from events.pages.typed_query import ADD, ADD_NOT, typed_query
from events.pages.views.views_of_list import LIST_VIEWS

VIEW = "view"
"""The parameter that only the page has."""
API_ONLY = frozenset({"format", "fields", "omit"})
"""Parameters that ask for another form of the answer than a page: they lead to the API."""
LIMITS = ("20", "50", "100", "200")
NAMES = ("name", "title", "id")
"""The orderings that people want from A on; all others they want from the most or the newest."""


@dataclass(frozen=True, slots=True)
class Ordering:
    """A way to order a list."""

    label: str
    query: str
    way: str
    """`ascending` or `descending` where it holds; empty for relevance, and where it does not."""
    held: bool


@page
def list_page(request: HttpRequest, collection: str) -> HttpResponse:
    """Shows a page of the records that match the query. Queries: those of the API, and names of chips."""
    return _list(request, collection, {})


@embedded_page
def embedded_list(request: HttpRequest, collection: str) -> HttpResponse:
    """Shows a list without the frame of the site, for pages elsewhere. Queries: as `list_page`."""
    own_page = list_address(collection, request.META["QUERY_STRING"])
    frame = {"frame": "events/pages/embed.html", "embedded": True, "own_page": own_page}
    return _list(request, collection, frame)


def _list(request: HttpRequest, collection: str, frame: dict[str, Any]) -> HttpResponse:
    if not API_ONLY.isdisjoint(request.GET):
        return HttpResponseRedirect(api_address(collection, query=query_without(request.GET, VIEW)))
    if (meant := typed_query(request, collection)) is not None:
        return HttpResponseRedirect(list_address(collection, meant))
    query = request.GET.copy()
    adding, excluding = query.pop(ADD, [""])[0], query.pop(ADD_NOT, [""])[0]
    view = query.pop(VIEW, ["table"])[-1]
    views = LIST_VIEWS if collection == "events" else {"table": LIST_VIEWS["table"]}
    if view not in views:
        raise Http404
    context: dict[str, Any] = {"collection": collection, "view": view, "query": query.urlencode()}
    status = HTTPStatus.OK
    try:
        context |= views[view].context(request, collection, query)
    except RefusedError as refused:
        if refused.status != HTTPStatus.BAD_REQUEST:
            raise
        status = refused.status
        context["problem"] = refused.problem
    context |= _frame(request, collection, query, view, context.get("problem")) | frame
    heading = gettext(Collection(collection).label)
    asked = "; ".join(f"{chip.label}: {chip.value}" for chip in context["chips"])
    heading = f"{heading} ({asked})" if asked else heading
    total = f"{context['metric_label']}: {context['total']}" if "total" in context else ""
    context["take_away"] = of_list(request, collection, query, view, heading, total)
    context["adding"] = next((field for field in context["fields"] if field.name == adding), None)
    context["excluding"] = excluding
    return render_page(request, "list.html", context, status)


def _frame(
    request: HttpRequest, collection: str, query: QueryDict, view: str, problem: Json | None
) -> dict[str, Any]:
    """The chips, the form, the orderings and the views of a list."""
    fields = form_fields(collection, query)
    common = COMMON[collection]
    viewset = VIEWSETS[collection]
    errors = {one["parameter"]: one["detail"] for one in (problem or {}).get("errors", ())}
    given = [(name, value) for name, values in query.lists() for value in values if name not in ("cursor",)]
    ready = {field.name for field in fields if field.name in common and not field.excludable}
    # A field that shows its value sends it itself.
    sent_along = [(name, value) for name, value in given if name not in ready]
    if view != "table":
        sent_along.append((VIEW, view))
    return {
        "address": f"/{PAGE_WORDS[collection]}/",
        "chips": chips(request, collection, query, errors),
        "ready": [field for field in fields if field.name in common],
        "fields": fields,
        "sent_along": sent_along,
        "orderings": {
            name: _ordering(query, name, viewset.default_ordering)
            for name in viewset.all_orderings()
            if name != "relevance" or "q" in query
        },
        "limits": [
            (limit, query_with(query, "limit", limit), limit == query.get("limit", str(DEFAULT_LIMIT)))
            for limit in LIMITS
        ],
        "count_query": query_with(query, "count", "exact"),
        "views": [(name, one.label, _view_query(query, name)) for name, one in LIST_VIEWS.items()]
        if collection == "events"
        else [],
        "facet_query": query_without(query, "ordering"),
        "show_all": query_with(query, "factuality", "any"),
        "all_datasets": query_with(query, "dataset", "any"),
    }


def _ordering(query: QueryDict, name: str, default: str) -> Ordering:
    """An ordering, with the query that asks for it; for the one that holds, for the other way round."""
    asked = query.get("ordering", "relevance" if "q" in query else default)
    first = default if name == default.removeprefix("-") else name if name in NAMES else f"-{name}"
    held = asked.removeprefix("-") == name
    way = first if not held else name if asked.startswith("-") else f"-{name}"
    if name == "relevance":
        way, held_way = name, ""
    else:
        held_way = "descending" if asked.startswith("-") else "ascending"
    return Ordering(filter_label(name), query_with(query, "ordering", way), held_way if held else "", held)


def _view_query(query: QueryDict, view: str) -> str:
    """The same events in another view: without the page, and without what only a chart has."""
    asked = without(query, ("cursor", *(OWN_PARAMETERS if view != "chart" else ())))
    if view != "table":
        asked[VIEW] = view
    return asked.urlencode()
