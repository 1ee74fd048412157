"""A reference evaluator of aggregates of events: slow and plain, one event after another.

Written from the issue's words, the codebook and docs/aggregates.md; shares no code with `events.aggregates`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from tests.reference_dimensions import IMPRECISE, UNITS, UNKNOWN, Record, next_period, period_days, values
from tests.reference_filters import PublicRecords, Query, matching

MAX_BUCKETS = 10_000
NUMBERS = ("low", "value", "high")
Ids = tuple[str | None, ...]


class RefusedError(Exception):
    """A question that cannot be answered honestly; the message is the parameter at fault."""


@dataclass
class Question:
    """The values of the parameters of an aggregate."""

    group_by: list[str]
    metric: str
    filters: Query
    top: int | None = None
    spread: bool = False
    unit: str | None = None

    def query(self) -> Query:
        """The parameters as pairs."""
        own = [*(("group_by", dimension) for dimension in self.group_by), ("metric", self.metric)]
        own += [("top", str(self.top))] if self.top else []
        own += [("spread", "possible")] if self.spread else []
        own += [("unit", self.unit)] if self.unit else []
        return [*own, *self.filters]


def filtered_events(data: PublicRecords, filters: Query) -> list[Record]:
    """The events that count, with the defaults of filters. Raises: RefusedError."""
    query = [pair for pair in filters if pair not in (("factuality", "any"), ("dataset", "any"))]
    if "factuality" not in dict(filters):
        query += [("factuality", "occurred"), ("factuality", "ongoing")]
    events = [data.events[slug] for slug in sorted(matching(data, query))]
    if "dataset" not in dict(filters) and len({event["dataset"] for event in events}) > 1:
        raise RefusedError("dataset")
    return events


def aggregate(data: PublicRecords, question: Question) -> dict[str, Any]:
    """The response, without labels and queries. Raises: RefusedError."""
    events = filtered_events(data, question.filters)
    if question.metric in ("duration", "money", "other") and question.unit is None:
        units = {figure["unit"] for event in events for figure in _reported(event, question.metric)}
        if len(units) > 1:
            raise RefusedError("unit")
        question.unit = next(iter(units), None) or ("none" if units else None)
    buckets: dict[Ids, list[Record]] = defaultdict(list)
    unbucketed: dict[str, list[Record]] = {IMPRECISE: [], UNKNOWN: []}
    for event in events:
        names = [f"{name}?" if question.spread and name in UNITS else name for name in question.group_by]
        event_values = [values(data, event, name) for name in names]
        if UNKNOWN in event_values or IMPRECISE in event_values:
            unbucketed[UNKNOWN if UNKNOWN in event_values else IMPRECISE].append(event)
            continue
        for ids in product(*event_values):
            if _periods_overlap(question, ids):
                buckets[ids].append(event)
    states = {event["id"]: _state(data, question, event, events) for event in events}
    if question.top is None:
        _fill(question, buckets)
        if len(buckets) > MAX_BUCKETS:
            raise RefusedError("group_by")
    counted = [(ids, _count(question, bucket, states)) for ids, bucket in buckets.items()]
    counted.sort(key=lambda bucket: [(slug is None, slug or "") for slug in bucket[0]])
    rest = None
    if question.top is not None:
        counted.sort(key=lambda bucket: -_rank(question, bucket[1]))
        others = [ids for ids, _ in counted[question.top :]]
        counted = counted[: question.top]
        rest = _count(question, [event for ids in others for event in buckets[ids]], states)
        rest["buckets"] = len(others)
    return {
        "buckets": counted if question.group_by else [],
        "rest": rest,
        "imprecise": _count(question, unbucketed[IMPRECISE], states),
        "unknown": _count(question, unbucketed[UNKNOWN], states),
        "overlapping": sum(map(len, (*buckets.values(), *unbucketed.values()))) > len(events),
        "total": _count(question, events, states),
        "total_distinct": len(events),
    }


def _periods_overlap(question: Question, ids: Ids) -> bool:
    """Whether the periods of a bucket have a day in common."""
    spans = [period_days(name, str(ids[i])) for i, name in enumerate(question.group_by) if name in UNITS]
    return all(one[0] <= other[1] for one in spans for other in spans)


def _fill(question: Question, buckets: dict[Ids, list[Record]]) -> None:
    dated = [i for i, name in enumerate(question.group_by) if name in UNITS]
    if not dated:
        return
    finest = max(dated, key=lambda i: UNITS.index(question.group_by[i]))
    periods: dict[Ids, list[str]] = defaultdict(list)
    for ids in buckets:
        periods[(*ids[:finest], *ids[finest + 1 :])].append(str(ids[finest]))
    for others, texts in periods.items():
        text = min(texts)
        while text < max(texts):
            text = next_period(question.group_by[finest], text)
            _ = buckets[(*others[:finest], text, *others[finest:])]
            if len(buckets) > MAX_BUCKETS:
                raise RefusedError("group_by")


# --- numbers


def _reported(event: Record, measure: str, unit: str | None = None) -> list[Record]:
    """The figures that count at all."""
    return [
        figure
        for figure in event["figures"]
        if figure["measure"] == measure and not figure["derived"] and figure["subset_of"] is None
        if unit is None or (figure["unit"] or "none") == unit
    ]


def _figures(event: Record, question: Question) -> list[Record]:
    if question.metric == "acts" and event["form"] != "series":
        return []
    return _reported(event, question.metric, question.unit)


State = tuple[str, dict[str, Decimal | None]]


def _state(data: PublicRecords, question: Question, event: Record, events: list[Record]) -> State:
    """The state of an event's number, and the numbers that count."""
    reported = _figures(event, question)
    acts = question.metric == "acts"
    in_result = {other["id"]: other for other in events}
    wholes = [in_result[slug] for slug in data.wholes(event["id"]) if slug in in_result]
    in_whole = any(_figures(whole, question) for whole in wholes)
    if acts and event["form"] not in ("action", "series"):
        return "no_act", {}
    if acts and in_whole:
        return "in_whole", {}
    if acts and event["form"] == "action":
        return "counted", dict.fromkeys(NUMBERS, Decimal(1))
    if not reported:
        return "without", {}
    if in_whole:
        return "in_whole", {}
    groups: dict[Any, list[Record]] = defaultdict(list)
    for figure in reported:
        of = tuple(sorted(actor["id"] for actor in figure["of"]))
        groups[figure["unit"], of, figure["of_wording"]].append(figure)
    chosen = [[figure for figure in group if figure["preferred"]] or group for group in groups.values()]
    if any(len(group) > 1 for group in chosen):
        return "disputed", {}
    sums: dict[str, Decimal | None] = {}
    for name in NUMBERS:
        known = [Decimal(str(figure[name])) for (figure,) in chosen if figure[name] is not None]
        sums[name] = sum(known, Decimal(0)) if len(known) == len(chosen) else None
    if all(number is None for number in sums.values()):
        return "unknown", {}
    return "counted", sums


def _count(question: Question, events: Sequence[Record], states: dict[str, State]) -> dict[str, Any]:
    counts: dict[str, Any] = {"records": len(events), "actors": None, "acts": None, "figures": None}
    if question.metric == "actors":
        counts["actors"] = len({row["actor"]["id"] for event in events for row in event["participants"]})
    elif question.metric != "records":
        event_states = [states[event["id"]] for event in events]
        numbers: dict[str, Any] = {}
        for name in NUMBERS:
            values_of_name = [sums[name] for state, sums in event_states if state == "counted"]
            known = [value for value in values_of_name if value is not None]
            numbers[name] = float(sum(known)) if known else None
            numbers[f"events_with_{name}"] = len(known)
        of = {
            name: [state for state, _ in event_states].count(name)
            for name in ("counted", "unknown", "disputed", "in_whole", "without", "no_act")
        }
        numbers |= {
            "events": of["counted"],
            "events_disputed": of["disputed"],
            "events_in_wholes": of["in_whole"],
        }
        if question.metric == "acts":
            if of["no_act"] == len(events):
                numbers |= dict.fromkeys(NUMBERS, 0)  # nothing that was an act: that is known
            numbers |= {
                "series_without_count": of["without"] + of["unknown"],
                "events_no_act": of["no_act"],
            }
            counts["acts"] = numbers
        else:
            counts["figures"] = numbers | {"events_unknown": of["unknown"], "events_without": of["without"]}
    return counts


def _rank(question: Question, counts: dict[str, Any]) -> float:
    """The number by which buckets are ranked: value, else low, else high; the unknown come last."""
    if question.metric in ("records", "actors"):
        return float(counts[question.metric])
    numbers = counts["acts"] or counts["figures"]
    known = [numbers[name] for name in ("value", "low", "high") if numbers[name] is not None]
    return float(known[0]) if known else -float("inf")
