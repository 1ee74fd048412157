"""The views of a list: a table, a map, a timeline, a chart; each has a template `view_<name>.html`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from events.pages.answers import ask
from events.pages.filters import query_with

Context = dict[str, Any]


@dataclass(frozen=True)
class ListView:
    """One way to show what a query finds."""

    label: Promise | str
    context: Callable[[HttpRequest, str, QueryDict], Context]
    """What its template needs, of a collection and a query of the API."""


def table(request: HttpRequest, collection: str, query: QueryDict) -> Context:
    """A page of records, with its neighbours."""
    answer = ask(request, f"{collection}/", query.urlencode())
    pages = {
        name: query_with(query, "cursor", answer[f"{name}_cursor"])
        for name in ("previous", "next")
        if answer[f"{name}_cursor"]
    }
    return {"answer": answer, "pages": pages}


LIST_VIEWS = {"table": ListView(gettext_lazy("Table"), table)}
