"""The chart of a list of events: bars by what they share, each row of its table with its bar."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from events.aggregates.parameters import METRICS, OWN_PARAMETERS
from events.filtersets.dimensions import DIMENSIONS
from events.pages.answers import Json, ask
from events.pages.facets import bucket_label
from events.pages.filters import SHAPING, filter_label, without
from events.pages.totals import range_words
from events.pages.words import label, number

Context = dict[str, Any]
WIDTH = 1000
DEFAULT_DIMENSION, DEFAULT_METRIC = "year", "records"


@dataclass(frozen=True, slots=True)
class Row:
    """A bucket: its value, and where its bar ends that is certain, and that which may be."""

    label: str
    query: str
    value: str
    certain: int
    possible: int
    events: int
    began: tuple[int, int] | None
    """Of a period: how many events surely began in it, and how many may have."""


def chart(request: HttpRequest, _collection: str, query: QueryDict) -> Context:
    """The buckets of an aggregate of the same events, and what no bar shows."""
    asked = without(query, SHAPING)
    asked.setdefault("group_by", DEFAULT_DIMENSION)
    metric = asked.setdefault("metric", DEFAULT_METRIC)
    body = ask(request, "events/aggregate/", asked.urlencode())
    spans = [_span(bucket, metric) for bucket in body["buckets"]]
    scale = max((high or low or 0 for low, high in spans), default=0) or 1
    rows = [
        Row(
            bucket_label(bucket),
            bucket["query"],
            _words(bucket, metric),
            round(WIDTH * (low or 0) / scale),
            round(WIDTH * (high or low or 0) / scale),
            bucket["records"],
            None if bucket.get("possible") is None else (bucket["certain"], bucket["possible"]),
        )
        for bucket, (low, high) in zip(body["buckets"], spans, strict=True)
    ]
    return {
        "answer": body,
        "rows": rows,
        "width": WIDTH,
        "has_began": any(row.began for row in rows),
        "group_by": asked.getlist("group_by"),
        "metric": metric,
        "metric_label": metric_label(metric),
        "dimensions": [(name, filter_label(name)) for name in DIMENSIONS],
        "metrics": [(name, metric_label(name)) for name in METRICS],
        "group_label": ", ".join(filter_label(name) for name in body["group_by"]),
        "total": _words(body["total"], metric),
        "beside": _beside(body),
        "list_only": [(name, value) for name, value in _pairs(query) if name not in OWN_PARAMETERS],
    }


def metric_label(metric: str) -> str:
    """Returns what a metric counts, in words."""
    words = {"records": gettext("Events"), "acts": gettext("Acts"), "actors": gettext("Actors")}
    return words.get(metric) or label(metric, "Measure")


def _pairs(query: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in query.lists() for value in values]


def _span(bucket: Json, metric: str) -> tuple[float | None, float | None]:
    """The least and the greatest number of a bucket; of dates that which surely began there, and may have."""
    if figures := bucket["figures"]:
        return figures["low"], figures["high"] if figures["high"] is not None else figures["value"]
    if metric == DEFAULT_METRIC and bucket.get("possible") is not None:
        return bucket["certain"], bucket["possible"]
    return bucket[metric], bucket[metric]


def _words(bucket: Json, metric: str) -> str:
    """The number of a bucket: its value, and its low and high where they differ from it."""
    figures = bucket["figures"]
    if figures is None:
        return number(bucket[metric])
    return range_words(figures) or gettext("none reported")


def _beside(body: Json) -> list[tuple[str, str, str]]:
    """What no bar shows: a sentence, a number, the query of those events; only what there is."""
    sayings = {
        "unknown": gettext("not known"),
        "imprecise": gettext("too imprecise for a bar"),
        "began_before": gettext("began before the axis"),
        "undated": gettext("may lie in over a quarter of the axis"),
    }
    found = [
        (said, number(body[name]["records"]), body[name].get("query") or "")
        for name, said in sayings.items()
        if body[name] and body[name]["records"]
    ]
    sighted = body["total"]["by_depth"].get("sighted")
    if sighted:
        found.append((gettext("rest on sighted records"), number(sighted["records"]), ""))
    figures = body["total"]["figures"]
    if figures:
        counts = {
            "events_floor": gettext("events report a floor"),
            "events_contested": gettext("events are contested"),
            "events_disputed": gettext("events are disputed, without a value"),
            "events_spanning": gettext("events span more than the time asked for, and are not in the sum"),
            "events_without": gettext("events report nothing"),
        }
        found += [(said, number(figures[name]), "") for name, said in counts.items() if figures[name]]
    return found
