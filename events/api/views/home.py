"""The home page: the collections, with examples of queries."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.choices import Collection
from events.models.record import record_models
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


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Shows how many records each collection has, and three queries. Queries: 1 for each collection."""
    models = record_models()
    with read_snapshot():
        counts = [
            (collection.label, f"/api/v1/{collection.value}/", models[collection].objects.published().count())
            for collection in Collection
        ]
    examples = [(question, f"/api/v1/events/?{urlencode(query)}") for question, query in EXAMPLE_QUERIES]
    return render(request, "events/home.html", {"counts": counts, "examples": examples})
