"""The first page: what this is, a search box, the newest events."""

from django.http import HttpRequest, HttpResponse

from events.pages.answers import ask
from events.pages.page import page, render_page


@page
def home(request: HttpRequest) -> HttpResponse:
    """Shows what is here. Queries: those of the API."""
    newest = ask(request, "events/", "ordering=-created_at&limit=10")
    return render_page(request, "home.html", {"newest": newest})
