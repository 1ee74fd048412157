"""The table of a list: a page of records."""

from typing import Any

from django.http import HttpRequest, QueryDict

from events.pages.answers import ask
from events.pages.filters import query_with
from events.pages.paging import page_links

Context = dict[str, Any]


def table(request: HttpRequest, collection: str, query: QueryDict) -> Context:
    """A page of records, with its neighbours."""
    answer = ask(request, f"{collection}/", query.urlencode())
    near = [(text, query_with(query, "q", text)) for text in answer.get("did_you_mean", ())]
    return {"answer": answer, "near": near} | page_links(request, answer)
