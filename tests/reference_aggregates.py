"""A reference evaluator of aggregates of events: slow and plain, one event after another.

Written from the issue's words, the codebook and docs/aggregates.md; shares no code with `events.aggregates`.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from events.rules.dates import DateSpan
from tests import reference_filters
from tests.reference_dimensions import (
    IMPRECISE,
    UNITS,
    UNKNOWN,
    Record,
    next_period,
    period_days,
    period_name,
    possible_periods,
    surely_began,
    values,
)
from tests.reference_filters import PublicRecords, Query, matching, occurs
from tests.reference_stocks import reported_periods, stock_figures
from tests.reference_totals import NUMBERS, Number, total

MAX_BUCKETS = 10_000
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
    names = reference_filters.named(filters) - {"q", "updated_since"}
    found = reference_filters.shown(data, names, matching(data, filters))
    return [data.events[slug] for slug in sorted(found)]


def aggregate_by_dataset(data: PublicRecords, question: Question) -> dict[str, dict[str, Any]]:
    """The response for each dataset of the result; of one alone under an empty name. Raises: RefusedError."""
    datasets = sorted({event["dataset"] for event in filtered_events(data, question.filters)})
    if len(datasets) < 2:
        return {"": aggregate(data, question)}
    others = [pair for pair in question.filters if pair[0] != "dataset"]
    return {
        dataset: aggregate(data, replace(question, filters=[*others, ("dataset", dataset)]))
        for dataset in datasets
    }


def _sorted_into_buckets(
    data: PublicRecords, question: Question, asked: "Axis", events: list[Record]
) -> tuple[dict[Ids, list[Record]], dict[str, list[Record]]]:
    """The events of each bucket, and those outside of buckets by why."""
    buckets: dict[Ids, list[Record]] = defaultdict(list)
    unbucketed: dict[str, list[Record]] = {IMPRECISE: [], UNKNOWN: [], BEGAN_BEFORE: []}
    for event in events:
        names = [f"{name}?" if question.spread and name in UNITS else name for name in question.group_by]
        event_values = [values(data, event, name) for name in names]
        if UNKNOWN in event_values:
            unbucketed[UNKNOWN].append(event)
            continue
        if asked.is_after(event):
            unbucketed[BEGAN_BEFORE].append(event)
            continue
        if IMPRECISE in event_values:
            unbucketed[IMPRECISE].append(event)
            continue
        event_values = [
            {one for one in of_name if name[:-1] not in UNITS or asked.holds(name[:-1], str(one))}
            for name, of_name in zip(names, event_values, strict=True)
        ]
        for ids in product(*event_values):
            if _periods_overlap(question, ids):
                buckets[ids].append(event)
    return buckets, unbucketed


def _reports_in_buckets(
    data: PublicRecords, question: Question, events: list[Record]
) -> dict[Ids | str, list[Record]]:
    """The events that report a stock of a bucket's period, whenever they began, and those in none by why."""
    found: dict[Ids | str, list[Record]] = defaultdict(list)
    units = [name for name in question.group_by if name in UNITS]
    for event in events if question.metric == "troops" else ():
        periods = reported_periods(event, question.filters, units)
        if periods is None:
            continue
        event_values = [
            {periods[name]} if name in UNITS else values(data, event, name) for name in question.group_by
        ]
        whys = [why for why in (UNKNOWN, IMPRECISE) if why in event_values]
        for ids in whys[:1] or product(*event_values):
            found[ids].append(event)
    return found


def aggregate(data: PublicRecords, question: Question) -> dict[str, Any]:
    """The response, without labels and queries. Raises: RefusedError."""
    events = filtered_events(data, question.filters)
    if question.metric in ("duration", "money", "other") and question.unit is None:
        units = {figure["unit"] for event in events for figure in _reported(event, question.metric)}
        if len(units) > 1:
            raise RefusedError("unit")
        question.unit = next(iter(units), None) or ("none" if units else None)
    asked = Axis.of(question)
    buckets, unbucketed = _sorted_into_buckets(data, question, asked, events)
    inside = {event["id"]: _within_dates(question, event) for event in events}
    in_period = {event["id"]: inside[event["id"]] and _within_periods(question, event) for event in events}
    totals = {event["id"]: _totals(event, question) for event in events}
    states = {event["id"]: _state(data, question, event, inside, totals) for event in events}
    bucketed = {event["id"]: _state(data, question, event, in_period, totals) for event in events}
    result = {event["id"] for event in events}
    wholes = {event["id"] for event in events if _is_whole(data, event, result)}
    reported = _reports_in_buckets(data, question, events)
    for key in reported:
        if not isinstance(key, str):
            _ = buckets[key]
    starts = Starts(data, question, asked, events, buckets, unbucketed)
    if question.top is None:
        _fill(question, asked, buckets)
        if len(buckets) > MAX_BUCKETS:
            raise RefusedError("group_by")

    def with_states(ids: Ids) -> list[tuple[Record, State]]:
        if "harmed" not in question.group_by or question.metric == "acts":
            return [(event, bucketed[event["id"]]) for event in buckets[ids]]
        who = ids[question.group_by.index("harmed")]
        parts = {event["id"]: _totals_of_harmed(event, question, who) for event in events}
        return [(event, _state(data, question, event, in_period, parts)) for event in buckets[ids]]

    counted = [
        (ids, _with_depths(data, question, with_states(ids), wholes, reported[ids]) | starts.of_bucket(ids))
        for ids in buckets
    ]
    counted.sort(key=lambda bucket: [(slug is None, slug or "") for slug in bucket[0]])
    rest = None
    if question.top is not None:
        counted.sort(key=lambda bucket: -_rank(question, bucket[1]))
        others = [ids for ids, _ in counted[question.top :]]
        counted = counted[: question.top]
        pairs = [(event, state) for ids in others for event, state in with_states(ids)]
        rest = _with_depths(data, question, pairs, wholes, [one for ids in others for one in reported[ids]])
        rest["buckets"] = len(others)
    return {
        "buckets": counted if question.group_by else [],
        "rest": rest,
        "imprecise": _with_depths(
            data,
            question,
            [(event, bucketed[event["id"]]) for event in unbucketed[IMPRECISE]],
            wholes,
            reported[IMPRECISE],
        ),
        "unknown": _with_depths(
            data,
            question,
            [(event, bucketed[event["id"]]) for event in unbucketed[UNKNOWN]],
            wholes,
            reported[UNKNOWN],
        ),
        "began_before": _with_depths(
            data, question, [(event, bucketed[event["id"]]) for event in unbucketed[BEGAN_BEFORE]], wholes, []
        )
        if starts.units
        else None,
        "undated": {
            "records": sum(slug not in wholes for slug in starts.undated),
            "wholes": sum(slug in wholes for slug in starts.undated),
        }
        if starts.units
        else None,
        "overlapping": sum(map(len, (*buckets.values(), *unbucketed.values()))) > len(events),
        "total": _with_depths(
            data,
            question,
            [(event, states[event["id"]]) for event in events],
            wholes,
            [event for event in events if reported_periods(event, question.filters, ()) is not None],
        ),
        "total_distinct": len(events),
    }


def _periods_overlap(question: Question, ids: Ids) -> bool:
    """Whether the periods of a bucket have a day in common."""
    spans = [period_days(name, str(ids[i])) for i, name in enumerate(question.group_by) if name in UNITS]
    return all(one[0] <= other[1] for one in spans for other in spans)


BEGAN_BEFORE = "began_before"


@dataclass
class Axis:
    """The days of the axis of time that are asked for, widened to whole periods of the finest dimension."""

    first: date | None
    last: date | None

    @classmethod
    def of(cls, question: Question) -> "Axis":
        """By the parameter `date`."""
        units = [name for name in UNITS if name in question.group_by]
        dates = [DateSpan.parse(value) for name, value in question.filters if name == "date"]
        if not units or not dates:
            return cls(None, None)

        def days(day: date) -> tuple[date, date]:
            return period_days(units[-1], period_name(units[-1], day))

        first, last = dates[0].first, dates[0].last
        return cls(None if first == date.min else days(first)[0], None if last == date.max else days(last)[1])

    def is_after(self, event: Record) -> bool:
        """Whether an event surely began before the axis."""
        latest = event["date"]["start_latest"]
        dated = event["date"]["edtf"] is not None and latest is not None
        return self.first is not None and dated and date.fromisoformat(latest) < self.first

    def holds(self, unit: str, period: str) -> bool:
        """Whether a period has a day of the axis."""
        first, last = period_days(unit, period)
        return (self.first is None or last >= self.first) and (self.last is None or first <= self.last)

    def ends(self, unit: str, periods: Sequence[str]) -> tuple[str, str] | None:
        """The first and the last period: what is asked for, else those that have a bucket."""
        low = period_name(unit, self.first) if self.first else min(periods, default=None)
        high = period_name(unit, self.last) if self.last else max(periods, default=None)
        return (low, high) if low and high else None


class Starts:
    """How many events surely and possibly began in each bucket, and which are undated."""

    def __init__(
        self,
        data: PublicRecords,
        question: Question,
        asked: Axis,
        events: list[Record],
        buckets: dict[Ids, list[Record]],
        unbucketed: dict[str, list[Record]],
    ) -> None:
        self.units = [name for name in question.group_by if name in UNITS]
        self.certain: Counter[Ids] = Counter()
        self.possible: Counter[Ids] = Counter()
        self.undated: set[str] = set()
        places = [i for i, name in enumerate(question.group_by) if name in UNITS]
        axes = {i: asked.ends(question.group_by[i], sorted(str(ids[i]) for ids in buckets)) for i in places}
        known = set(buckets)
        outside = {event["id"] for why in (UNKNOWN, BEGAN_BEFORE) for event in unbucketed[why]}
        for event in events if self.units else ():
            of_dimensions: list[Any] = [
                self._periods(event, name, axes[i]) if i in axes else values(data, event, name)
                for i, name in enumerate(question.group_by)
            ]
            if event["id"] in outside or IMPRECISE in of_dimensions:
                continue
            if None in of_dimensions:
                self.undated.add(event["id"])
                continue
            certain = all(surely_began(event["date"], unit) for unit in self.units)
            for ids in product(*of_dimensions):
                if _periods_overlap(question, ids) and (question.top is None or ids in known):
                    _ = buckets[ids]
                    self.possible[ids] += 1
                    self.certain[ids] += certain

    def _periods(self, event: Record, unit: str, axis: tuple[str, str] | None) -> set[str] | None:
        """The periods of the axis in which it may have begun; None where it is undated."""
        periods = possible_periods(event["date"], unit, axis) if axis else set()
        text, length = axis[0] if axis else "", 1
        while axis and text != axis[1]:
            text, length = next_period(unit, text), length + 1
        too_many = not periods or 4 * len(periods) > length
        return None if too_many and not (periods and surely_began(event["date"], unit)) else periods

    def of_bucket(self, ids: Ids) -> dict[str, int | None]:
        """The counts of a bucket."""
        if not self.units:
            return {"certain": None, "possible": None}
        return {"certain": self.certain[ids], "possible": self.possible[ids]}


def _fill(question: Question, asked: Axis, buckets: dict[Ids, list[Record]]) -> None:
    dated = [i for i, name in enumerate(question.group_by) if name in UNITS]
    if not dated:
        return
    finest = max(dated, key=lambda i: UNITS.index(question.group_by[i]))
    periods: dict[Ids, list[str]] = defaultdict(list)
    for ids in buckets:
        periods[(*ids[:finest], *ids[finest + 1 :])].append(str(ids[finest]))
    unit = question.group_by[finest]
    if len(question.group_by) == 1 and asked.first and asked.last:
        periods[()] = []
    for others, texts in periods.items():
        ends = asked.ends(unit, sorted(texts))
        assert ends
        text, last = ends
        _ = buckets[(*others[:finest], text, *others[finest:])]
        while text < last:
            text = next_period(unit, text)
            _ = buckets[(*others[:finest], text, *others[finest:])]
            if len(buckets) > 20 * MAX_BUCKETS:
                break
    for ids in [ids for ids in buckets if not _periods_overlap(question, ids)]:
        del buckets[ids]
    if len(buckets) > MAX_BUCKETS:
        raise RefusedError("group_by")


def _reported(
    event: Record, measure: str, unit: str | None = None, speakers: set[str] | None = None
) -> list[Record]:
    """The figures that may be added up."""
    return [
        figure
        for figure in event["figures"]
        if figure["measure"] == measure and measure != "troops" and not figure["stock"]
        if unit is None or (figure["unit"] or "none") == unit
        if speakers is None or speakers & _speakers(figure)
    ]


def _speakers(figure: Record) -> set[str]:
    return {actor["id"] for actor in figure["attribution"]["by"]} or {"none"}


@dataclass
class State:
    """What an event adds: the state of its number, and the number where it counts."""

    name: str
    numbers: dict[str, Decimal | None] | None = None
    marks: frozenset[str] = frozenset()


def _totals(event: Record, question: Question) -> list[Number]:
    by_unit: dict[str | None, list[Record]] = defaultdict(list)
    speakers = {value for name, value in question.filters if name == "attributed_to"} or None
    for figure in _reported(event, question.metric, question.unit, speakers):
        by_unit[figure["unit"]].append(figure)
    return [total(figures) for figures in by_unit.values()]


def _totals_of_harmed(event: Record, question: Question, who: str | None) -> list[Number]:
    """The same of one actor alone; what is counted of several together is no number of either."""
    if who is None:
        return _totals(event, question)
    of_who = [figure for figure in event["figures"] if who in {actor["id"] for actor in figure["of"]}]
    keys = {figure["key"] for figure in of_who if figure["measure"] == question.metric}
    figures = []
    for figure in of_who:
        inside = figure["subset_of"]
        unit_keys = {one["key"] for one in of_who if one["key"] in keys and one["unit"] == figure["unit"]}
        own: Record = {"of": [], "subset_of": inside if inside in unit_keys else None}
        joint = dict.fromkeys(NUMBERS) if len({actor["id"] for actor in figure["of"]}) > 1 else {}
        figures.append(figure | own | joint)
    return _totals(event | {"figures": figures}, question)


def _state(
    data: PublicRecords,
    question: Question,
    event: Record,
    inside: dict[str, bool],
    totals: dict[str, list[Number]],
) -> State:
    """The state of an event's number among the events that are counted with it."""
    acts = question.metric == "acts"
    own = totals[event["id"]]
    wholes = [slug for slug in data.wholes(event["id"]) if inside.get(slug)]
    in_whole = any(totals[slug] and (not acts or data.events[slug]["form"] == "series") for slug in wholes)
    one = Decimal(1)
    if acts and event["form"] not in ("action", "series"):
        return State("no_act")
    if acts and in_whole:
        return State("in_whole")
    if acts and event["form"] == "action":
        if not inside[event["id"]]:
            return State("spanning")
        return State("counted", {"low": one, "value": one, "high": one})
    if not own:
        return State("without")
    if in_whole:
        return State("in_whole")
    leasts = [number.least for number in own if number.least is not None]
    if not leasts:
        return State("unknown")
    if not inside[event["id"]]:
        return State("spanning")
    mosts = [number.most for number in own]
    bests = [number.least if number.value is None else number.value for number in own]
    numbers = {
        "low": sum(leasts, Decimal(0)),
        "value": sum((best for best in bests if best is not None), Decimal(0)),
        "high": None if None in mosts else sum((most for most in mosts if most is not None), Decimal(0)),
    }
    return State("counted", numbers, frozenset().union(*(number.marks for number in own)))


def _within_dates(question: Question, event: Record) -> bool:
    """Whether the event lies inside the dates that are asked for."""
    spans = [value for name, value in question.filters if name == "date"]
    return all(occurs(event, span, "within") for span in spans)


def _within_periods(question: Question, event: Record) -> bool:
    """Whether the event lies in one period of each dimension of time, from start to end."""
    when = event["date"]
    units = [name for name in question.group_by if name in UNITS]
    if not units:
        return True
    if when["edtf"] is None or when["start_earliest"] is None or when["end_latest"] is None:
        return False
    first, last = (date.fromisoformat(when[name]) for name in ("start_earliest", "end_latest"))
    return all(period_name(unit, first) == period_name(unit, last) for unit in units)


def _is_whole(data: PublicRecords, event: Record, result: set[str]) -> bool:
    """Whether a process or state has a part in the result."""
    if event["form"] not in ("process", "state"):
        return False
    return any(event["id"] in data.wholes(slug) for slug in result)


def _count(question: Question, pairs: Sequence[tuple[Record, State]], wholes: set[str]) -> dict[str, Any]:
    events = [event for event, _ in pairs]
    counts: dict[str, Any] = {
        "records": sum(event["id"] not in wholes for event in events),
        "wholes": sum(event["id"] in wholes for event in events),
        "actors": None,
        "acts": None,
        "figures": None,
    }
    if question.metric == "actors":
        counts["actors"] = len({row["actor"]["id"] for event in events for row in event["participants"]})
    elif question.metric != "records":
        event_states = [state for _, state in pairs]
        of = Counter(state.name for state in event_states)
        counted = [state for state in event_states if state.numbers]
        numbers: dict[str, Any] = {}
        for name in NUMBERS:
            known = [state.numbers[name] for state in counted if state.numbers]
            numbers[name] = float(sum(number for number in known if number is not None)) if known else None
            if None in known:
                numbers[name] = None
        floors = sum(state.numbers["high"] is None for state in counted if state.numbers)
        marked = Counter(mark for state in counted for mark in state.marks)
        numbers |= {
            "events": len(counted),
            "events_with_low": len(counted),
            "events_with_value": len(counted),
            "events_with_high": len(counted) - floors,
            "events_floor": floors,
            **{
                f"events_{mark}": marked[mark] for mark in ("approximate", "contested", "disputed", "crossed")
            },
            "events_spanning": of["spanning"],
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
            counts["figures"] = numbers | {
                "events_unknown": of["unknown"],
                "events_without": of["without"],
                "series": [],
            }
    return counts


DEPTHS = ("sighted", "coded", "settled")


def _with_depths(
    data: PublicRecords,
    question: Question,
    pairs: Sequence[tuple[Record, State]],
    wholes: set[str],
    reported: Sequence[Record],
) -> dict[str, Any]:
    """The counts, and the same of the events of each depth; `reported` are those with a stock of then."""
    reported = reported if question.metric == "troops" else ()

    def counted(pairs: Sequence[tuple[Record, State]], reported: Sequence[Record]) -> dict[str, Any]:
        counts = _count(question, pairs, wholes)
        if question.metric == "troops":
            events = [event for event, _ in pairs]
            counts["figures"] |= stock_figures(data, question.filters, events, reported)
        return counts

    counts = counted(pairs, reported)
    counts["by_depth"] = {}
    depths = {event["depth"] for event in (*(event for event, _ in pairs), *reported)}
    for depth in sorted(depths, key=DEPTHS.index):
        of_depth = counted(
            [pair for pair in pairs if pair[0]["depth"] == depth],
            [event for event in reported if event["depth"] == depth],
        )
        numbers = of_depth["acts"] or of_depth["figures"] or {}
        counts["by_depth"][depth] = {"records": of_depth["records"]} | {
            name: numbers.get(name) for name in ("events", *NUMBERS)
        }
    return counts


def _rank(question: Question, counts: dict[str, Any]) -> float:
    """The number by which buckets are ranked: value, else low, else high; the unknown come last."""
    if question.metric in ("records", "actors"):
        return float(counts[question.metric])
    numbers = counts["acts"] or counts["figures"]
    return -float("inf") if numbers["value"] is None else float(numbers["value"])
