"""The home page: the collections, with examples of queries."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.api.pagination import Ordering
from events.api.results import Results
from events.api.views.viewsets import VIEWSETS, CollectionViewSet
from events.choices import Collection
from events.snapshots import read_snapshot

EXAMPLE_QUERIES = (
    (
        "Which attacks of the Islamic Resistance in Iraq were certainly under way in November 2023?",
        [
            ("initiator", "islamic-resistance-in-iraq"),
            ("event_type", "assault"),
            ("date", "2023-11"),
            ("date_match", "certain"),
        ],
    ),
    ("What happened in Baghdad or anywhere inside it?", [("location", "baghdad")]),
    ("What is only planned or demanded?", [("factuality", "planned"), ("factuality", "demanded")]),
)


def _list(viewset: type[CollectionViewSet]) -> Results:
    """All that the list of a collection shows."""
    ordering = Ordering("slug", descending=False, tie="")
    return Results.of_query(viewset.filterset_class, viewset.model.objects.published(), (), ordering)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Shows how many records each list has, and three queries. Queries: 1 for each collection, and 1."""
    with read_snapshot():
        lists = {name: _list(viewset) for name, viewset in VIEWSETS.items()}
        counts = [
            (Collection(name).label, f"/api/v1/{name}/", results.count(), sum(results.left_out().values()))
            for name, results in lists.items()
        ]
    examples = [(question, f"/api/v1/events/?{urlencode(query)}") for question, query in EXAMPLE_QUERIES]
    return render(request, "events/home.html", {"counts": counts, "examples": examples})
