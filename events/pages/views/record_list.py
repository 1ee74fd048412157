"""The page that lists a collection: what the API answers to the same query."""

from django.http import HttpRequest, HttpResponse

from events.pages.answers import ask
from events.pages.page import page, render_page


@page
def list_page(request: HttpRequest, collection: str) -> HttpResponse:
    """Shows a page of the records that match the query. Queries: those of the API."""
    answer = ask(request, f"{collection}/", request.META["QUERY_STRING"])
    return render_page(request, "list.html", {"collection": collection, "answer": answer})
