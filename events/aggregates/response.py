"""The response as plain data: buckets with their labels, the events in no bucket, and the total."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce
from operator import and_
from typing import Any
from urllib.parse import urlencode

from django.db import connections

from events.aggregates import sql
from events.aggregates.accumulators import (
    MAX_BUCKETS,
    Accumulator,
    BucketAccumulators,
    BucketKeys,
    TooManyBucketsError,
    rank_number,
)
from events.aggregates.parameters import AggregateQuery
from events.aggregates.sql import ACTS, EventSelection
from events.choices import Depth
from events.filtersets.buckets import format_bucket, format_unbucketed
from events.filtersets.defaults import count_by_factuality
from events.filtersets.dimensions import (
    BucketKey,
    DateDimension,
    Dimension,
    HarmedDimension,
    Unbucketed,
    of_reports,
    spread_dates,
)
from events.models import Article, Figure, FigureTotal
from events.rules.totals import FLAGS, NUMBERS, FigureTotals, as_number

JsonDict = dict[str, Any]
KeyLabels = dict[BucketKey, tuple[str | None, str]]
"""The public id and the label of each value."""
LABEL_CHUNK = 10_000


def build_response(query: AggregateQuery) -> JsonDict:
    """The response to a query.

    Raises: TooManyBucketsError.
    Queries: 1 (2 of actors and figures), and 1 of each dimension.
    """
    accumulators = _accumulate(query)
    total = accumulators.total
    counted = sum(one.events for one in accumulators.buckets.values())
    counted += sum(one.events for one in accumulators.unbucketed.values())
    dated = any(isinstance(one, DateDimension) for one in query.dimensions)
    if dated:
        selection = EventSelection(query.events, [spread_dates(one) for one in query.dimensions])
        rows = sql.event_counts(selection)
        accumulators.count_possible(rows, query.axis, in_new_buckets=query.top is None)
    if query.top is None:
        accumulators.fill_gaps(query.axis)
        if len(accumulators.buckets) > MAX_BUCKETS:
            raise TooManyBucketsError(len(accumulators.buckets))
    labels = [
        _key_labels(dimension, {keys[i] for keys in accumulators.buckets})
        for i, dimension in enumerate(query.dimensions)
    ]
    buckets = sorted(accumulators.buckets.items(), key=lambda bucket: _sort_key(bucket[0], labels))
    top, rest = _split_top(query, buckets)
    return {
        "applied": dict(query.applied),
        "left_out": count_by_factuality(query.left_out),
        "group_by": list(query.group_by),
        "metric": query.metric,
        "buckets": [
            _bucket(query, keys, labels, bucket, dated=dated)
            for keys, bucket in top
            if keys  # without dimensions there is the total alone
        ],
        "rest": _rest_measures(query, rest),
        "imprecise": _unbucketed_measures(query, accumulators, Unbucketed.IMPRECISE),
        "unknown": _unbucketed_measures(query, accumulators, Unbucketed.UNKNOWN),
        "began_before": _unbucketed_measures(query, accumulators, Unbucketed.BEGAN_BEFORE) if dated else None,
        "undated": _count(accumulators.undated) if dated else None,
        "overlapping": counted > total.events,
        "total": _measures(query, total, []),
        "total_distinct": total.events,
    }


def _accumulate(query: AggregateQuery) -> BucketAccumulators:
    accumulators = BucketAccumulators(query.dimensions)
    selection = EventSelection(query.events, query.dimensions)
    if query.metric in ("records", "actors"):
        accumulators.count(sql.event_counts(selection))
        if query.metric == "actors":
            accumulators.collect(sql.actor_ids(selection), "actors")
        return accumulators
    totals = _totals(query)
    periods = [one for one in query.dimensions if isinstance(one, DateDimension)]
    harmed = next((one for one in query.dimensions if isinstance(one, HarmedDimension)), None)
    harmed = None if query.metric == ACTS else harmed
    if periods or harmed:
        # A bucket counts figures of events inside its period, and of those whom it counts; the total of all
        # that lie inside the dates asked for.
        whole = EventSelection(query.events, (), query.inside)
        accumulators.count_total(sql.figure_sums(whole, query.metric, totals))
    inside = reduce(and_, (one.inside() for one in periods), query.inside)
    selection = EventSelection(query.events, query.dimensions, inside, harmed)
    if harmed:
        parts = sql.figure_sums(selection, query.metric, _totals_of_harmed(query))
        accumulators.count(parts, in_total=False, outside=False)
        selection = replace(selection, parts_by=None)
    sums = sql.figure_sums(selection, query.metric, totals)
    accumulators.count(sums, in_total=not (periods or harmed), in_buckets=not harmed)
    if query.stocks:
        reporters = EventSelection(query.events.filter(pk__in=query.stocks.reports), query.dimensions)
        accumulators.collect(sql.event_ids(reporters), "stock_reporters")
        inside_dates = query.stocks.reports.keys() - query.stocks.outside
        of_periods = inside_dates - query.stocks.in_no_period(one.unit for one in periods)
        dimensions = [of_reports(one) for one in query.dimensions]
        reports = EventSelection(query.events.filter(pk__in=of_periods), dimensions)
        accumulators.collect(sql.event_ids(reports), "stock_events", dimensions)
        accumulators.total.stock_events = set(inside_dates)
        for accumulator in accumulators.all():
            accumulator.set_stocks(query.stocks.with_flow)
    return accumulators


def _totals(query: AggregateQuery) -> sql.Table:
    """The totals of events that are added: those of the speakers alone whose figures are asked for."""
    if query.stocks and query.stocks.counted:
        return sql.given_totals((), connections[query.events.db].vendor)
    if query.figures is None:
        return sql.stored_totals(query.metric, query.unit)
    totals = FigureTotal.of_figures(Figure.with_counted(query.figures))
    return sql.given_totals(((0, total) for total in totals), connections[query.events.db].vendor)


def _totals_of_harmed(query: AggregateQuery) -> sql.Table:
    """The totals of each actor that figures count, of events whose figures name nobody, and of any.

    What an event reports of anybody is its whole's for a part that names nobody.
    """
    figures = query.figures
    if figures is None:
        figures = Figure.objects.filter(measure=query.metric, event__in=query.events)
        figures = figures if query.unit is None else figures.filter(unit=query.unit)
    named = set(
        Figure.objects.filter(event__in=query.events, of__isnull=False).values_list("event", flat=True)
    )
    of_harmed = FigureTotal.of_harmed(Figure.with_counted(figures))
    totals = [(actor, total) for actor, total in of_harmed if actor or total.event_id not in named]
    of_anybody = {total.event_id: (sql.ANYBODY, total) for _, total in of_harmed}
    return sql.given_totals([*totals, *of_anybody.values()], connections[query.events.db].vendor)


def _key_labels(dimension: Dimension, keys: Iterable[BucketKey]) -> KeyLabels:
    """The public ids and labels of keys. Queries: 1 for each ten thousand keys of records."""
    model = dimension.model
    if model is None:
        texts = {key: str(key) for key in keys if key is not None}
        return {None: (None, "None")} | {
            key: (text, str(dimension.labels.get(text, key))) for key, text in texts.items()
        }
    labels: KeyLabels = {None: (None, "None")}
    column = "title" if model is Article else "name"
    pks = sorted(key for key in keys if key is not None)
    for start in range(0, len(pks), LABEL_CHUNK):
        rows = model.objects.filter(pk__in=pks[start : start + LABEL_CHUNK])
        for pk, slug, name in rows.order_by().values_list("pk", "slug", column):
            labels[pk] = (slug, name or slug)
    return labels


def _sort_key(keys: BucketKeys, labels: Sequence[KeyLabels]) -> list[tuple[bool, str]]:
    """The ids of the dimensions in turn; a key without one comes last."""
    ids = [key_labels[key][0] for key_labels, key in zip(labels, keys, strict=True)]
    return [(public_id is None, public_id or "") for public_id in ids]


def _split_top(
    query: AggregateQuery, buckets: list[tuple[BucketKeys, Accumulator]]
) -> tuple[list[tuple[BucketKeys, Accumulator]], list[tuple[BucketKeys, Accumulator]]]:
    """The largest buckets, as many as `top` says, and the rest."""
    if query.top is None:
        return buckets, []
    ranked = sorted(buckets, key=lambda bucket: -_rank(query, bucket[1]))
    return ranked[: query.top], ranked[query.top :]


def _rank(query: AggregateQuery, counted: Accumulator) -> float:
    """The number by which buckets are ranked."""
    if query.stocks and query.stocks.counted:
        return rank_number(_stock_numbers(query.stocks.add(counted.stock_events)[0])["value"])
    return counted.rank(query.metric)


def _bucket(
    query: AggregateQuery,
    keys: BucketKeys,
    labels: Sequence[KeyLabels],
    bucket: Accumulator,
    *,
    dated: bool,
) -> JsonDict:
    members, terms = [], []
    for name, dimension, key_labels, key in zip(query.group_by, query.dimensions, labels, keys, strict=True):
        slug, label = key_labels[key]
        members.append({"dimension": name, "id": slug, "label": label})
        terms.append(format_bucket(dimension, slug))
    starts = {"certain": bucket.certain, "possible": bucket.possible}
    return {"key": members} | _measures(query, bucket, terms) | (starts if dated else dict.fromkeys(starts))


def _count(counted: Accumulator) -> JsonDict:
    return {"records": counted.records, "wholes": counted.wholes}


def _rest_measures(query: AggregateQuery, buckets: list[tuple[BucketKeys, Accumulator]]) -> JsonDict | None:
    if query.top is None:
        return None
    rest = Accumulator()
    for _, bucket in buckets:
        rest.add(bucket)
    return {"buckets": len(buckets)} | _measures(query, rest, None)


def _unbucketed_measures(query: AggregateQuery, counted: BucketAccumulators, why: Unbucketed) -> JsonDict:
    terms = [format_unbucketed(why, query.dimensions)] if query.dimensions else None
    return _measures(query, counted.unbucketed[why], terms)


def _measures(query: AggregateQuery, counted: Accumulator, terms: list[str] | None) -> JsonDict:
    """The counts and sums of a bucket, and the query that finds its events; without terms there is none."""
    metric = query.metric
    return {
        "records": counted.records,
        "wholes": counted.wholes,
        "actors": len(counted.actors) if metric == "actors" else None,
        "acts": _acts(counted) if metric == ACTS else None,
        "figures": None if metric in ("records", "actors", ACTS) else _figures(query, counted),
        "by_depth": {
            depth: _depth_numbers(query, counted, depth)
            for depth in Depth.values
            if counted.of_depth(depth).events
            or (query.stocks and query.stocks.of_depth(counted.stock_events, depth))
        },
        "query": None if terms is None else _query_string(query, terms),
    }


def _depth_numbers(query: AggregateQuery, counted: Accumulator, depth: str) -> JsonDict:
    """What the events of one depth make of the counts and the number."""
    of_depth = counted.of_depth(depth)
    numbers: JsonDict = {"events": None, **dict.fromkeys(NUMBERS)}
    if query.stocks and query.stocks.counted:
        events = query.stocks.of_depth(counted.stock_events, depth)
        sums = _stock_numbers(query.stocks.add(events)[0])
        numbers = {"events": len(events) - query.stocks.unknown(events)} | {
            name: sums[name] for name in NUMBERS
        }
    elif query.metric == ACTS:
        numbers = _acts(of_depth)
    elif query.metric not in ("records", "actors"):
        numbers = _numbers(of_depth)
    return {"records": of_depth.records} | {name: numbers[name] for name in ("events", *NUMBERS)}


def _numbers(counted: Accumulator) -> JsonDict:
    return {name: counted.number(name) for name in NUMBERS} | {
        "events": counted.states["counted"],
        "events_with_low": counted.states["counted"],
        "events_with_value": counted.states["counted"],
        "events_with_high": counted.states["counted"] - counted.qualities["open"],
        "events_floor": counted.qualities["open"],
        **{f"events_{flag}": counted.qualities[flag] for flag in FLAGS},
        "events_spanning": counted.states["spanning"],
        "events_in_wholes": counted.states["in_whole"],
    }


def _figures(query: AggregateQuery, counted: Accumulator) -> JsonDict:
    numbers = _numbers(counted)
    series: list[JsonDict] = []
    unknown = counted.states["unknown"]
    if query.stocks:
        added, series = query.stocks.add(counted.stock_events)
        if query.stocks.counted:
            numbers |= _stock_numbers(added)
            unknown = query.stocks.unknown(counted.stock_events)
            reporting = len(counted.stock_events) - unknown
            numbers |= {"events": reporting, "events_with_low": reporting, "events_with_value": reporting}
            numbers["events_with_high"] = reporting - numbers["events_floor"]
    return numbers | {
        "events_unknown": unknown,
        "events_without": counted.states["without"],
        "series": series,
    }


def _stock_numbers(added: Sequence[FigureTotals]) -> JsonDict:
    """The sums of series, of which each is one number."""
    least, best, most = ([getattr(total, name) for total in added] for name in ("least", "best", "most"))
    sums = [
        None if None in numbers or not numbers else as_number(sum(numbers)) for numbers in (least, best, most)
    ]
    flags = {f"events_{name}": sum(getattr(total, name) for total in added) for name in FLAGS}
    return dict(zip(NUMBERS, sums, strict=True)) | flags | {"events_floor": most.count(None)}


def _acts(counted: Accumulator) -> JsonDict:
    numbers = _numbers(counted)
    if counted.no_acts:
        numbers |= dict.fromkeys(NUMBERS, 0)
    return numbers | {
        "series_without_count": counted.states["without"] + counted.states["unknown"],
        "events_no_act": counted.states["no_act"],
    }


def _query_string(query: AggregateQuery, terms: list[str]) -> str:
    parameters = dict.fromkeys(query.query)
    terms = [value for name, value in parameters if name == "bucket"] + terms
    others = [(name, value) for name, value in parameters if name != "bucket"]
    return urlencode([*others, ("bucket", "|".join(terms))] if terms else others, safe=":,")
