"""What an aggregate of events is, once more: slow and plain, one event after another.

Written from the issue's words, the codebook and docs/aggregates.md; shares no code with `events.aggregates`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Any

from tests.reference_dimensions import IMPRECISE, UNITS, UNKNOWN, Record, next_period, period_days, values
from tests.reference_filters import PublicRecords, Query, matching

MAX_BUCKETS = 10_000
NUMBERS = ("low", "value", "high")
Ids = tuple[str | None, ...]


class RefusedError(Exception):
    """A question that cannot be answered honestly, by the parameter that is at fault."""


@dataclass
class Question:
    """What is asked, as the parameters have it."""

    group_by: list[str]
    metric: str
    filters: Query
    top: int | None = None
    spread: bool = False
    unit: str | None = None

    def query(self) -> Query:
        """As parameters."""
        own = [*(("group_by", one) for one in self.group_by), ("metric", self.metric)]
        own += [("top", str(self.top))] if self.top else []
        own += [("spread", "possible")] if self.spread else []
        own += [("unit", self.unit)] if self.unit else []
        return [*own, *self.filters]


@dataclass
class CountedEvents:
    """What was counted together."""

    events: list[Record] = field(default_factory=list)
    tallies: dict[str, Any] = field(default_factory=dict)


def filtered_events(data: PublicRecords, filters: Query) -> list[Record]:
    """The events that count, with what is assumed. Raises: RefusedError."""
    kept = [pair for pair in filters if pair not in (("factuality", "any"), ("dataset", "any"))]
    if "factuality" not in dict(filters):
        kept += [("factuality", "occurred"), ("factuality", "ongoing")]
    found = [data.events[one] for one in sorted(matching(data, kept))]
    if "dataset" not in dict(filters) and len({one["dataset"] for one in found}) > 1:
        raise RefusedError("dataset")
    return found


def aggregate(data: PublicRecords, question: Question) -> dict[str, Any]:
    """All that the answer says, labels and queries aside. Raises: RefusedError."""
    events = filtered_events(data, question.filters)
    if question.metric in ("duration", "money", "other") and question.unit is None:
        units = {one["unit"] for event in events for one in _reported(event, question.metric)}
        if len(units) > 1:
            raise RefusedError("unit")
        question.unit = next(iter(units), None) or ("none" if units else None)
    buckets: dict[Ids, list[Record]] = defaultdict(list)
    beside: dict[str, list[Record]] = {IMPRECISE: [], UNKNOWN: []}
    for event in events:
        names = [f"{one}?" if question.spread and one in UNITS else one for one in question.group_by]
        held = [values(data, event, one) for one in names]
        if UNKNOWN in held or IMPRECISE in held:
            beside[UNKNOWN if UNKNOWN in held else IMPRECISE].append(event)
            continue
        for ids in product(*held):
            if _periods_overlap(question, ids):
                buckets[ids].append(event)
    states = {one["id"]: _state(data, question, one, events) for one in events}
    if question.top is None:
        _fill(question, buckets)
        if len(buckets) > MAX_BUCKETS:
            raise RefusedError("group_by")
    told = [(ids, _count(question, held, states)) for ids, held in buckets.items()]
    told.sort(key=lambda one: [(part is None, part or "") for part in one[0]])
    rest = None
    if question.top is not None:
        told.sort(key=lambda one: -_rank(question, one[1]))
        others = [ids for ids, _ in told[question.top :]]
        told = told[: question.top]
        rest = _count(question, [event for ids in others for event in buckets[ids]], states)
        rest["buckets"] = len(others)
    return {
        "buckets": told if question.group_by else [],
        "rest": rest,
        "imprecise": _count(question, beside[IMPRECISE], states),
        "unknown": _count(question, beside[UNKNOWN], states),
        "overlapping": sum(map(len, (*buckets.values(), *beside.values()))) > len(events),
        "total": _count(question, events, states),
        "total_distinct": len(events),
    }


def _periods_overlap(question: Question, ids: Ids) -> bool:
    """Whether the periods of a bucket have a day in common."""
    spans = [period_days(one, str(ids[at])) for at, one in enumerate(question.group_by) if one in UNITS]
    return all(one[0] <= other[1] for one in spans for other in spans)


def _fill(question: Question, buckets: dict[Ids, list[Record]]) -> None:
    dated = [at for at, one in enumerate(question.group_by) if one in UNITS]
    if not dated:
        return
    finest = max(dated, key=lambda at: UNITS.index(question.group_by[at]))
    periods: dict[Ids, list[str]] = defaultdict(list)
    for ids in buckets:
        periods[(*ids[:finest], *ids[finest + 1 :])].append(str(ids[finest]))
    for others, held in periods.items():
        text = min(held)
        while text < max(held):
            text = next_period(question.group_by[finest], text)
            _ = buckets[(*others[:finest], text, *others[finest:])]
            if len(buckets) > MAX_BUCKETS:
                raise RefusedError("group_by")


# --- numbers


def _reported(event: Record, measure: str, unit: str | None = None) -> list[Record]:
    """The figures that count at all."""
    return [
        one
        for one in event["figures"]
        if one["measure"] == measure and not one["derived"] and one["subset_of"] is None
        if unit is None or (one["unit"] or "none") == unit
    ]


def _figures(event: Record, question: Question) -> list[Record]:
    if question.metric == "acts" and event["form"] != "series":
        return []
    return _reported(event, question.metric, question.unit)


State = tuple[str, dict[str, Decimal | None]]


def _state(data: PublicRecords, question: Question, event: Record, events: list[Record]) -> State:
    """What becomes of an event's number."""
    reported = _figures(event, question)
    acts = question.metric == "acts"
    in_result = {one["id"]: one for one in events}
    wholes = [in_result[one] for one in data.wholes(event["id"]) if one in in_result]
    in_whole = any(_figures(one, question) for one in wholes)
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
    for one in reported:
        counted = (one["unit"], tuple(sorted(actor["id"] for actor in one["of"])), one["of_wording"])
        groups[counted].append(one)
    chosen = [[one for one in group if one["preferred"]] or group for group in groups.values()]
    if any(len(group) > 1 for group in chosen):
        return "disputed", {}
    sums: dict[str, Decimal | None] = {}
    for name in NUMBERS:
        known = [Decimal(str(one[name])) for (one,) in chosen if one[name] is not None]
        sums[name] = sum(known, Decimal(0)) if len(known) == len(chosen) else None
    if all(one is None for one in sums.values()):
        return "unknown", {}
    return "counted", sums


def _count(question: Question, events: Sequence[Record], states: dict[str, State]) -> dict[str, Any]:
    told: dict[str, Any] = {"records": len(events), "actors": None, "acts": None, "figures": None}
    if question.metric == "actors":
        told["actors"] = len({one["actor"]["id"] for event in events for one in event["participants"]})
    elif question.metric != "records":
        found = [states[one["id"]] for one in events]
        numbers: dict[str, Any] = {}
        for name in NUMBERS:
            known = [held[name] for state, held in found if state == "counted" and held[name] is not None]
            numbers[name] = float(sum(one for one in known if one is not None)) if known else None
            numbers[f"events_with_{name}"] = len(known)
        of = {
            name: [state for state, _ in found].count(name)
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
            told["acts"] = numbers
        else:
            told["figures"] = numbers | {
                "events_unknown": of["unknown"],
                "events_without": of["without"],
            }
    return told


def _rank(question: Question, tallies: dict[str, Any]) -> float:
    """The largest come first: by value, else low, else high; the unknown last."""
    if question.metric in ("records", "actors"):
        return float(tallies[question.metric])
    numbers = tallies["acts"] or tallies["figures"]
    known = [numbers[name] for name in ("value", "low", "high") if numbers[name] is not None]
    return float(known[0]) if known else -float("inf")
