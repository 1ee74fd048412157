"""The page of what is in dispute: who says what against whom, side by side."""

from django.http import HttpRequest, HttpResponse

from events.choices import ContradictionHow
from events.pages.answers import ask
from events.pages.page import page, render_page
from events.pages.paging import page_links
from events.pages.sentences import Texts, cited_articles
from events.pages.words import label


@page
def contradictions(request: HttpRequest) -> HttpResponse:
    """Shows a page of contradictions. Queries: those of the API, and those of the texts they quote."""
    answer = ask(request, "contradictions/", request.META["QUERY_STRING"])
    context = {
        "answer": answer,
        "texts": Texts(cited_articles(answer["results"])),
        "chosen": [
            (name, value) for name in ("event", "actor", "claim") for value in request.GET.getlist(name)
        ],
        "kinds": [(word, label(word, "ContradictionHow")) for word in ContradictionHow.values],
        "api_query": request.META["QUERY_STRING"],
        "how": request.GET.getlist("how"),
    }
    return render_page(request, "contradictions.html", context | page_links(request, answer))
