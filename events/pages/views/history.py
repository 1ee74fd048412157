"""The history of a record: each public change with what it changed, or two of its states compared."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext

from events.api.errors import bad_parameters
from events.pages.answers import Json, ask
from events.pages.differences import Change, in_words
from events.pages.history import describe_changes
from events.pages.page import page, render_page
from events.pages.words import title

CHANGES_OF_A_PAGE = 10
"""So many changes, each compared with the state before it, one page shows at most."""
_OLDER = 5
"""So many rows after a page are read to find the state before its last change."""


@page
def history_page(request: HttpRequest, collection: str, id: str) -> HttpResponse:  # noqa: A002
    """Shows what was changed, or the states `from` and `to` compared.

    Queries: those of the API, and of one comparison for each change.
    """
    context: dict[str, Any]
    shown: Any
    if "from" in request.GET or "to" in request.GET:
        compared = _compared(request, collection, id, request.META["QUERY_STRING"])
        context = {"compared": compared, "from": request.GET["from"], "to": request.GET["to"]}
        shown = request.GET["to"]
    else:
        query = QueryDict(request.META["QUERY_STRING"], mutable=True)
        query.setdefault("limit", str(CHANGES_OF_A_PAGE))
        answer = ask(request, f"{collection}/{id}/revisions/", query.urlencode())
        if len(answer["results"]) > CHANGES_OF_A_PAGE:
            raise bad_parameters(
                {"limit": ("out_of_range", gettext("One page tells of ten changes at most."))}
            )
        context = {"rows": _rows(request, collection, id, answer), "answer": answer}
        shown = next((row["revision"] for row in context["rows"] if row["readable"]), None)
    record = ask(request, f"{collection}/{id}/", f"revision={shown}") if shown else {"id": id}
    context |= {"collection": collection, "record": record, "name": title(record)}
    return render_page(request, "history_page.html", context)


def _rows(request: HttpRequest, collection: str, record_id: str, answer: Json) -> list[Json]:
    """The changes of a page of revisions, each with its `differences` in words."""
    older: list[Json] = []
    if cursor := answer["next_cursor"]:
        query = f"limit={_OLDER}&cursor={cursor}"
        older = ask(request, f"{collection}/{record_id}/revisions/", query)["results"]
    rows = describe_changes(answer["results"], older)
    for row in rows:
        asked = row["changed"] and row["previous"]
        query = f"from={row['previous']}&to={row['revision']}"
        row["differences"] = _compared(request, collection, record_id, query) if asked else []
    return rows


def _compared(request: HttpRequest, collection: str, record_id: str, query: str) -> list[Change]:
    answer = ask(request, f"{collection}/{record_id}/revisions/diff/", query)
    return [in_words(collection, difference) for difference in answer["differences"]]
