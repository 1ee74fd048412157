"""The pages of releases: their list, one of them, and how two differ."""

from itertools import zip_longest

from django.http import HttpRequest, HttpResponse

from events.pages.addresses import api_address
from events.pages.answers import ask
from events.pages.page import page, render_page
from events.pages.paging import page_links
from events.pages.record_names import add_names


@page
def release_list(request: HttpRequest) -> HttpResponse:
    """Shows the releases, the newest first. Queries: those of the API."""
    answer = ask(request, "releases/", request.META["QUERY_STRING"])
    rows = answer["results"]
    context = {"rows": list(zip_longest(rows, rows[1:]))}
    return render_page(request, "releases.html", context | page_links(request, answer))


@page
def release_page(request: HttpRequest, name: str) -> HttpResponse:
    """Shows what a release holds. Queries: those of the API."""
    release = ask(request, f"releases/{name}/", request.META["QUERY_STRING"])
    others = ask(request, "releases/", "limit=200")["results"]
    context = {"release": release, "earlier": [one for one in others if one["seq"] < release["seq"]]}
    return render_page(request, "release.html", context | {"api": api_address("releases", name)})


@page
def release_changes(request: HttpRequest, name: str) -> HttpResponse:
    """Shows how a release differs from an earlier one. Queries: those of the API, and those of names."""
    answer = ask(request, f"releases/{name}/changes/", request.META["QUERY_STRING"])
    context = {
        "name": name,
        "since": request.GET["since"],
        "rows": add_names(request, answer["results"]),
        "address": f"/releases/{name}/changes/",
        "api": f"{api_address('releases', name)}changes/?{request.META['QUERY_STRING']}",
    }
    return render_page(request, "release_changes.html", context | page_links(request, answer))
