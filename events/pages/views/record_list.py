"""The page that lists a collection: what the API answers to the same query, as a table or another view."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from events.aggregates.parameters import OWN_PARAMETERS
from events.api.views.viewsets import VIEWSETS
from events.pages.addresses import list_address
from events.pages.answers import RefusedError
from events.pages.filters import COMMON, chips, form_fields, query_with, query_without
from events.pages.page import page, render_page
from events.pages.typed_query import typed_query
from events.pages.views.views_of_list import LIST_VIEWS

VIEW = "view"
"""The parameter that only the page has."""


@page
def list_page(request: HttpRequest, collection: str) -> HttpResponse:
    """Shows a page of the records that match the query. Queries: those of the API, and names of chips."""
    if (meant := typed_query(request, collection)) is not None:
        return HttpResponseRedirect(list_address(collection, meant))
    query = request.GET.copy()
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
    context |= _frame(request, collection, query, view)
    return render_page(request, "list.html", context, status)


def _frame(request: HttpRequest, collection: str, query: QueryDict, view: str) -> dict[str, Any]:
    """The chips, the form, the orderings and the views of a list."""
    fields = form_fields(collection, query)
    common = COMMON[collection]
    viewset = VIEWSETS[collection]
    ordering = query.get("ordering", viewset.default_ordering)
    plain = ordering.removeprefix("-")
    given = [(name, value) for name, values in query.lists() for value in values if name not in ("cursor",)]
    ready = {field.name for field in fields if field.name in common and not field.excludable}
    # A field that shows its value sends it itself.
    sent_along = [(name, value) for name, value in given if name not in ready]
    if view != "table":
        sent_along.append((VIEW, view))
    return {
        "chips": chips(request, collection, query),
        "ready": [field for field in fields if field.name in common],
        "fields": fields,
        "sent_along": sent_along,
        "orderings": [
            (name, query_with(query, "ordering", _first_way(name, viewset.default_ordering)), name == plain)
            for name in viewset.all_orderings()
            if name != "relevance" or "q" in query
        ],
        "ordering": ordering,
        "reverse": query_with(
            query, "ordering", ordering[1:] if ordering.startswith("-") else f"-{ordering}"
        ),
        "views": [(name, one.label, _view_query(query, name)) for name, one in LIST_VIEWS.items()]
        if collection == "events"
        else [],
        "facet_query": query_without(query, "ordering"),
        "show_all": query_with(query, "factuality", "any"),
        "all_datasets": query_with(query, "dataset", "any"),
    }


def _first_way(name: str, default: str) -> str:
    """The way in which people first want an ordering: names from A on, all else from the most or newest."""
    if name == default.removeprefix("-"):
        return default
    return name if name in ("name", "title", "id", "relevance") else f"-{name}"


def _view_query(query: QueryDict, view: str) -> str:
    """The same events in another view: without the page, and without what only a chart has."""
    asked = query.copy()
    for name in ("cursor", *(OWN_PARAMETERS if view != "chart" else ())):
        asked.pop(name, None)
    if view != "table":
        asked[VIEW] = view
    return asked.urlencode()
