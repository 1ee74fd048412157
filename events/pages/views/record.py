"""The page of one record: what the API answers for it, with each value's sentence."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from events.pages.answers import RefusedError, ask
from events.pages.page import page, render_page
from events.pages.sentences import Texts, cited_articles

RECENT_REVISIONS = 5


@page
def record_page(request: HttpRequest, collection: str, id: str) -> HttpResponse:  # noqa: A002
    """Shows a record, as it is or was. Queries: those of the API, and those of the texts it quotes."""
    record = ask(request, f"{collection}/{id}/", request.META["QUERY_STRING"])
    context = {
        "record": record,
        "collection": collection,
        "texts": Texts(cited_articles(record)),
        "dataset": _dataset(request, record),
        "state": {name: request.GET[name] for name in ("revision", "as_of") if name in request.GET},
        "history": ask(request, f"{collection}/{id}/revisions/", f"limit={RECENT_REVISIONS}"),
    }
    return render_page(request, f"{collection}.html", context)


def _dataset(request: HttpRequest, record: dict[str, str]) -> dict[str, str] | None:
    """The dataset that a record belongs to; None for a dataset, and for one that is public no longer."""
    try:
        return ask(request, f"datasets/{record['dataset']}/") if "dataset" in record else None
    except RefusedError as refused:
        if refused.status == HTTPStatus.SERVICE_UNAVAILABLE:
            raise
        return None
