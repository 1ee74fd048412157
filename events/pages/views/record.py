"""The page of one record: what the API answers for it, with each value's sentence."""

from django.http import HttpRequest, HttpResponse

from events.pages.answers import ask
from events.pages.page import page, render_page
from events.pages.sentences import Texts, cited_articles


@page
def record_page(request: HttpRequest, collection: str, id: str) -> HttpResponse:  # noqa: A002
    """Shows a record, as it is or was. Queries: those of the API, and those of the texts it quotes."""
    query = request.META["QUERY_STRING"]
    record = ask(request, f"{collection}/{id}/", query)
    context = {"record": record, "collection": collection, "texts": Texts(cited_articles(record))}
    return render_page(request, f"{collection}.html", context)
