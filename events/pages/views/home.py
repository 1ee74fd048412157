"""The first page: a search box, the newest events, what is in dispute, what is here; or what a line finds."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from events.choices import Collection
from events.models import Sequence
from events.pages.answers import Json, RefusedError, ask
from events.pages.histogram import histogram_of
from events.pages.page import page, render_page
from events.pages.sentences import Texts, cited_articles
from events.pages.views.search import search

NEWEST, DISPUTES = 8, 3
COUNTED = (Collection.EVENTS, Collection.ACTORS, Collection.LOCATIONS, Collection.ARTICLES, Collection.CLAIMS)


@page
def home(request: HttpRequest) -> HttpResponse:
    """Shows what is here, or what `q` finds. Queries: those of the API."""
    if line := request.GET.get("q", "").strip():
        return search(request, line)
    disputes = ask(request, "contradictions/", f"limit={DISPUTES}")["results"]
    counts = _counts(request)
    context = {
        "newest": ask(request, "events/", f"ordering=-date&limit={NEWEST}")["results"],
        "disputes": disputes,
        "texts": Texts(cited_articles(disputes)),
        "counts": counts["records"],
        "years": histogram_of(counts["years"]) if counts["years"] else None,
    }
    return render_page(request, "home.html", context)


def _counts(request: HttpRequest) -> Json:
    """How many records there are, and events by year; kept until something public changes."""
    sequence = Sequence.objects.filter(pk=1).values_list("public_value", flat=True).first() or 0
    key = f"home-{sequence}"
    counts: Json | None = cache.get(key)
    if counts is None:
        counts = {
            "records": [(str(name), _count(request, name)) for name in COUNTED],
            "years": _asked(request, "events/aggregate/", "group_by=year"),
        }
        cache.set(key, counts)
    return counts


def _count(request: HttpRequest, collection: Collection) -> int | None:
    every = "&factuality=any" if collection == Collection.EVENTS else ""
    answer = _asked(request, f"{collection}/", f"count=exact&limit=1&fields=id{every}")
    return answer["count"] if answer else None


def _asked(request: HttpRequest, address: str, query: str) -> Json | None:
    """The answer of the API; None where it takes too long: the page stands without it."""
    try:
        return ask(request, address, query)
    except RefusedError:
        return None
