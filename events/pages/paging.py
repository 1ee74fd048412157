"""The addresses of the next and the previous page of an answer of the API."""

from django.http import HttpRequest

from events.pages.answers import Json


def page_links(request: HttpRequest, answer: Json) -> dict[str, str]:
    """Returns the queries of the next and the previous page; empty where there is none."""
    links = {}
    for name in ("next", "previous"):
        parameters = request.GET.copy()
        parameters["cursor"] = answer[f"{name}_cursor"] or ""
        links[f"{name}_query"] = parameters.urlencode() if answer[name] else ""
    return links
