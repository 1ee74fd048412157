"""The facets of a list of events, as a page of their own; a script puts it beside the list."""

from django.http import HttpRequest, HttpResponse

from events.pages.facets import facets
from events.pages.page import page, render_page


@page
def facets_page(request: HttpRequest) -> HttpResponse:
    """Shows what the events of a query share. Queries: those of an aggregate for each dimension."""
    query = request.GET.copy()
    return render_page(request, "facets.html", {"facets": facets(request, query), "query": query.urlencode()})
