"""The answer as plain data: buckets with their labels, what is in none, and the whole."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from events.aggregates import sql
from events.aggregates.accumulators import (
    MAX_BUCKETS,
    Accumulator,
    BucketAccumulators,
    BucketKeys,
    TooManyBucketsError,
)
from events.aggregates.parameters import AggregateQuery
from events.aggregates.sql import ACTS, EventSelection
from events.filtersets.buckets import format_bucket, format_unbucketed
from events.filtersets.dimensions import BucketKey, Dimension, Unbucketed
from events.models import Article

JsonDict = dict[str, Any]
KeyLabels = dict[BucketKey, tuple[str | None, str]]
"""The public id and the label of each value."""
LABEL_CHUNK = 10_000


def build_response(question: AggregateQuery) -> JsonDict:
    """Everything that was counted.

    Raises: TooManyBucketsError.
    Queries: 1 (2 of actors and figures), and 1 of each dimension.
    """
    found = _accumulate(question)
    counted = sum(one.records for one in (*found.buckets.values(), *found.unbucketed.values()))
    if question.top is None:
        found.fill_gaps()
        if len(found.buckets) > MAX_BUCKETS:
            raise TooManyBucketsError(len(found.buckets))
    names = [
        _key_labels(one, {keys[at] for keys in found.buckets}) for at, one in enumerate(question.dimensions)
    ]
    buckets = sorted(found.buckets.items(), key=lambda bucket: _sort_key(bucket[0], names))
    kept, others = _split_top(question, buckets)
    return {
        "applied": dict(question.applied),
        "group_by": list(question.group_by),
        "metric": question.metric,
        "buckets": [
            {"key": _key(question, keys, names)}
            | _measures(question, tally, _bucket_terms(question.dimensions, keys, names))
            for keys, tally in kept
            if keys  # without dimensions there is the total alone
        ],
        "rest": _rest_measures(question, others),
        "imprecise": _unbucketed_measures(question, found, Unbucketed.IMPRECISE),
        "unknown": _unbucketed_measures(question, found, Unbucketed.UNKNOWN),
        "overlapping": counted > found.total.records,
        "total": _measures(question, found.total, []),
        "total_distinct": found.total.records,
    }


def _accumulate(question: AggregateQuery) -> BucketAccumulators:
    found, counted = (
        BucketAccumulators(question.dimensions),
        EventSelection(question.events, question.dimensions),
    )
    if question.metric in ("records", "actors"):
        found.count(sql.event_counts(counted))
    else:
        found.count(sql.figure_sums(counted, question.metric, question.unit))
    if question.metric == "actors":
        found.count_actors(sql.actor_ids(counted))
    return found


def _key_labels(dimension: Dimension, keys: Iterable[BucketKey]) -> KeyLabels:
    """Ids and labels. Queries: 1 for ten thousand values that are records."""
    model = dimension.model
    if model is None:
        return {key: (None if key is None else str(key), _label(dimension, key)) for key in keys}
    names: KeyLabels = {None: (None, "None")}
    column = "title" if model is Article else "name"
    pks = sorted(key for key in keys if key is not None)
    for start in range(0, len(pks), LABEL_CHUNK):
        rows = model.objects.filter(pk__in=pks[start : start + LABEL_CHUNK])
        for pk, slug, name in rows.order_by().values_list("pk", "slug", column):
            names[pk] = (slug, name or slug)
    return names


def _label(dimension: Dimension, key: BucketKey) -> str:
    if key is None:
        return "None"
    return str(dimension.labels.get(str(key), key))


def _sort_key(keys: BucketKeys, names: Sequence[KeyLabels]) -> list[tuple[bool, str]]:
    """By the ids of the dimensions in turn; what has none comes last."""
    ids = [names[place][key][0] for place, key in enumerate(keys)]
    return [(one is None, one or "") for one in ids]


def _split_top(
    question: AggregateQuery, buckets: list[tuple[BucketKeys, Accumulator]]
) -> tuple[list[tuple[BucketKeys, Accumulator]], list[tuple[BucketKeys, Accumulator]]]:
    """The largest and the others, if so many are asked for."""
    if question.top is None:
        return buckets, []
    ranked = sorted(buckets, key=lambda bucket: -bucket[1].rank(question.metric))
    return ranked[: question.top], ranked[question.top :]


def _key(question: AggregateQuery, keys: BucketKeys, names: Sequence[KeyLabels]) -> list[JsonDict]:
    found = []
    for place, key in enumerate(keys):
        slug, label = names[place][key]
        found.append({"dimension": question.group_by[place], "id": slug, "label": label})
    return found


def _bucket_terms(dimensions: Sequence[Dimension], keys: BucketKeys, names: Sequence[KeyLabels]) -> list[str]:
    return [format_bucket(one, names[place][keys[place]][0]) for place, one in enumerate(dimensions)]


def _rest_measures(question: AggregateQuery, others: list[tuple[BucketKeys, Accumulator]]) -> JsonDict | None:
    if question.top is None:
        return None
    rest = Accumulator()
    for _, tally in others:
        rest.add(tally)
    return {"buckets": len(others)} | _measures(question, rest, None)


def _unbucketed_measures(question: AggregateQuery, found: BucketAccumulators, why: Unbucketed) -> JsonDict:
    pieces = [format_unbucketed(why, question.dimensions)] if question.dimensions else None
    return _measures(question, found.unbucketed[why], pieces)


def _measures(question: AggregateQuery, tally: Accumulator, pieces: list[str] | None) -> JsonDict:
    """A tally, and the query that opens its events, if one does."""
    measured = question.metric not in ("records", "actors")
    return {
        "records": tally.records,
        "actors": len(tally.actors) if question.metric == "actors" else None,
        "acts": _acts(tally) if question.metric == ACTS else None,
        "figures": _figures(tally) if measured and question.metric != ACTS else None,
        "query": None if pieces is None else _query(question, pieces),
    }


def _numbers(tally: Accumulator) -> JsonDict:
    return {name: tally.number(name) for name in ("low", "value", "high")} | {
        "events": tally.states["counted"],
        "events_with_low": tally.known["low"],
        "events_with_value": tally.known["value"],
        "events_with_high": tally.known["high"],
    }


def _figures(tally: Accumulator) -> JsonDict:
    return _numbers(tally) | {
        "events_unknown": tally.states["unknown"],
        "events_disputed": tally.states["disputed"],
        "events_in_wholes": tally.states["in_whole"],
        "events_without": tally.states["without"],
    }


def _acts(tally: Accumulator) -> JsonDict:
    numbers = _numbers(tally)
    if tally.no_acts:
        numbers |= {"low": 0, "value": 0, "high": 0}
    return numbers | {
        "series_without_count": tally.states["without"] + tally.states["unknown"],
        "events_disputed": tally.states["disputed"],
        "events_in_wholes": tally.states["in_whole"],
        "events_no_act": tally.states["no_act"],
    }


def _query(question: AggregateQuery, pieces: list[str]) -> str:
    asked = dict.fromkeys(question.query)
    own = [value for name, value in asked if name == "bucket"]
    others = [(name, value) for name, value in asked if name != "bucket"]
    pieces = own + pieces
    return urlencode([*others, ("bucket", "|".join(pieces))] if pieces else others, safe=":,")
