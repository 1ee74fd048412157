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

from tests import reference_filters
from tests.reference_dimensions import (
    IMPRECISE,
    UNITS,
    UNKNOWN,
    Record,
    next_period,
    period_days,
    period_name,
    values,
)
from tests.reference_filters import PublicRecords, Query, matching, occurs

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
    names = reference_filters.named(filters) - {"q", "updated_since"}
    found = reference_filters.shown(data, names, matching(data, filters))
    events = [data.events[slug] for slug in sorted(found)]
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
    inside = {event["id"]: _within_dates(question, event) for event in events}
    in_period = {event["id"]: inside[event["id"]] and _within_periods(question, event) for event in events}
    totals = {event["id"]: _totals(event, question) for event in events}
    states = {event["id"]: _state(data, question, event, inside, totals) for event in events}
    bucketed = {event["id"]: _state(data, question, event, in_period, totals) for event in events}
    result = {event["id"] for event in events}
    wholes = {event["id"] for event in events if _is_whole(data, event, result)}
    if question.top is None:
        _fill(question, buckets)
        if len(buckets) > MAX_BUCKETS:
            raise RefusedError("group_by")

    def with_states(ids: Ids) -> list[tuple[Record, State]]:
        if "harmed" not in question.group_by or question.metric == "acts":
            return [(event, bucketed[event["id"]]) for event in buckets[ids]]
        who = ids[question.group_by.index("harmed")]
        parts = {event["id"]: _totals_of_harmed(event, question, who) for event in events}
        return [(event, _state(data, question, event, in_period, parts)) for event in buckets[ids]]

    counted = [(ids, _with_depths(question, with_states(ids), wholes)) for ids in buckets]
    counted.sort(key=lambda bucket: [(slug is None, slug or "") for slug in bucket[0]])
    rest = None
    if question.top is not None:
        counted.sort(key=lambda bucket: -_rank(question, bucket[1]))
        others = [ids for ids, _ in counted[question.top :]]
        counted = counted[: question.top]
        pairs = [(event, state) for ids in others for event, state in with_states(ids)]
        rest = _with_depths(question, pairs, wholes)
        rest["buckets"] = len(others)
    return {
        "buckets": counted if question.group_by else [],
        "rest": rest,
        "imprecise": _with_depths(
            question, [(event, bucketed[event["id"]]) for event in unbucketed[IMPRECISE]], wholes
        ),
        "unknown": _with_depths(
            question, [(event, bucketed[event["id"]]) for event in unbucketed[UNKNOWN]], wholes
        ),
        "overlapping": sum(map(len, (*buckets.values(), *unbucketed.values()))) > len(events),
        "total": _with_depths(question, [(event, states[event["id"]]) for event in events], wholes),
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


# --- numbers: RULES of docs/aggregates.md, worked out event by event

Interval = tuple[Decimal, Decimal]
ENDLESS = Decimal("Infinity")


def _decimal(number: Any) -> Decimal | None:
    return None if number is None else Decimal(str(number))


@dataclass
class Number:
    """A number with its bounds, and what is doubtful about it."""

    low: Decimal | None = None
    value: Decimal | None = None
    high: Decimal | None = None
    marks: frozenset[str] = frozenset()

    @property
    def least(self) -> Decimal | None:
        """What it adds to the sum of the least."""
        if self.low is not None:
            return self.low
        return self.value if self.high is None else Decimal(0)

    @property
    def most(self) -> Decimal | None:
        """What it adds to the sum of the most; None is open."""
        if self.high is None and "approximate" in self.marks:
            return self.value
        return self.high


def _number(figure: Record) -> Number:
    low, value, high = (_decimal(figure[name]) for name in NUMBERS)
    if low is None and high is None:
        low = value if figure["qualifier"] in ("exact", "at_least", "more_than") else None
        high = value if figure["qualifier"] in ("exact", "up_to", "fewer_than") else None
    loose = figure["qualifier"] in ("about", "estimated", "nearly") and low is None and high is None
    return Number(low, value, high, frozenset({"approximate"} if loose else ()))


def _interval(number: Number) -> Interval:
    if "approximate" in number.marks and number.value is not None:
        return number.value * Decimal("0.9"), number.value * Decimal("1.1")
    ends = (number.low or Decimal(0), ENDLESS if number.high is None else number.high)
    return min(ends), max(ends)


def _same_number(one: Number, other: Number) -> bool:
    """Whether two reports print one number: where both say something they say the same."""
    compared = {
        first == second
        for first, second in zip(
            (one.low, one.value, one.high), (other.low, other.value, other.high), strict=True
        )
        if first is not None and second is not None
    }
    return compared == {True}


def _of_one_group(figures: list[Record]) -> Number:
    """What reports about the same people say together."""
    printed = [figure for figure in figures if figure["preferred"] or not figure["derived"]] or figures
    numbered = [figure for figure in printed if any(figure[name] is not None for name in NUMBERS)]
    reports = [_number(figure) for figure in numbered]
    if not reports:
        return Number()
    crossed = any(one.low is not None and one.high is not None and one.low > one.high for one in reports)
    joint = _of_reports(numbered, reports)
    return replace(joint, marks=joint.marks | ({"crossed"} if crossed else set()))


def _of_reports(numbered: list[Record], reports: list[Number]) -> Number:
    best = next((_number(figure) for figure in numbered if figure["preferred"]), None)
    if best is not None:
        echoes = [report for report in reports if _same_number(report, best)]
        others = [report for report in reports if not _same_number(report, best)]
        joint = _joint(echoes)
        return _range([joint, *others], best.value, "contested") if others else joint
    intervals = [_interval(report) for report in reports]
    if max(first for first, _ in intervals) > min(last for _, last in intervals):
        return _range(reports, None, "disputed")
    return _joint(reports)


def _joint(reports: list[Number]) -> Number:
    """Reports that can all be true: the strictest bounds; loose numbers stand where there are no bounds."""
    lows = [report.low for report in reports if report.low is not None]
    highs = [report.high for report in reports if report.high is not None]
    values = {report.value for report in reports}
    loose = [
        report.value
        for report in reports
        if report.low is None and report.high is None and report.value is not None
    ]
    marks = frozenset({"approximate"} if all("approximate" in report.marks for report in reports) else ())
    low, high = max(lows, default=None), min(highs, default=None)
    if low is not None and low == high:
        return Number(low, low, high)
    if len(values) == 1:
        return Number(low, next(iter(values)), high, marks)
    if not lows and loose:
        return Number(min(loose + highs), None, min(highs) if highs else max(loose), marks)
    return Number(low, None, high, marks)


def _range(reports: list[Number], value: Decimal | None, mark: str) -> Number:
    leasts = [report.least for report in reports if report.least is not None]
    mosts = [report.most for report in reports if report.most is not None]
    high = max(mosts) if len(mosts) == len(reports) else None
    return Number(min(leasts, default=None), value, high, frozenset({mark}))


MARKS = ("approximate", "contested", "disputed", "crossed")
Group = tuple[frozenset[str], str, str]
"""Who is counted, in what words; and for some of another group the key of the figure."""
WHOLE: Group = (frozenset(), "", "")


def _total(figures: list[Record]) -> Number:
    """The total of an event: its whole, or its parts if these are more."""
    figures = sorted(figures, key=lambda figure: figure["key"])
    named = {
        figure["key"]: (
            frozenset(actor["id"] for actor in figure["of"]),
            (figure["of_wording"] or "").casefold(),
        )
        for figure in figures
    }
    groups: dict[Group, list[Record]] = defaultdict(list)
    group_of: dict[str, Group] = {}
    for figure in figures:
        key, whom, inside = figure["key"], named[figure["key"]], figure["subset_of"]
        some = bool(inside) and whom in (WHOLE[:2], named.get(inside))
        group = group_of[key] = (frozenset(), "", key) if some else (*whom, "")
        groups[group].append(figure)
    above: dict[Group, Group] = {}

    def lies_in(group: Group, other: Group) -> bool:
        while group != other and group in above:
            group = above[group]
        return group == other

    def holds(outer: Group, inner: Group) -> bool:
        return outer != inner and bool(inner[0]) and not outer[1] and inner[0] <= outer[0]

    for group in [group for group in groups if group != WHOLE]:
        stated = [group_of[row["subset_of"]] for row in groups[group] if row["subset_of"] in group_of]
        holders = sorted([other for other in groups if holds(other, group)], key=lambda other: len(other[0]))
        narrow = [one for one in holders if all(other == WHOLE or holds(other, one) for other in stated)]
        candidates = [*narrow, *stated, *holders]
        above[group] = next((other for other in candidates if not lies_in(other, group)), WHOLE)
    return _total_of_group(WHOLE, groups, above)


def _total_of_group(group: Group, groups: dict[Group, list[Record]], above: dict[Group, Group]) -> Number:
    own = _of_one_group(groups.get(group, []))
    inside = [part for part in groups if above.get(part) == group]
    if not inside:
        return own
    totals = {part: _total_of_group(part, groups, above) for part in inside}
    # Parts that share an actor may count the same people: of these, the largest.
    clusters: list[set[Group]] = []
    for part in [part for part in inside if not part[2]]:
        touching = [
            one for one in clusters if any(part[0] & other[0] and part[0] != other[0] for other in one)
        ]
        clusters = [one for one in clusters if one not in touching] + [{part}.union(*touching)]
    known: list[Decimal] = []
    for one in clusters:
        leasts = [least for part in one if (least := totals[part].least) is not None]
        known += [max(leasts)] if leasts else []
    # Some of the group, of whom nobody says who, may be any of these.
    floors = [sum(known, Decimal(0))] if known else []
    floors += [least for part in inside if part[2] and (least := totals[part].least) is not None]
    if not floors or (own.least is not None and own.least >= max(floors)):
        return own
    low = max(floors)
    value, high = own.value, own.high
    nothing = own.low is None and own.value is None and own.high is None
    complete = all(any(figure["complete"] for figure in groups[part]) for part in inside)
    if nothing and complete and len(clusters) == len(inside):
        values, mosts = [totals[part].value for part in inside], [totals[part].most for part in inside]
        value = None if None in values else sum((one for one in values if one is not None), Decimal(0))
        high = None if None in mosts else sum((one for one in mosts if one is not None), Decimal(0))
    marks = own.marks.union(*(total.marks for total in totals.values()))
    top = own.most
    if top is not None and top * (Decimal("1.1") if own.high is None else 1) < low:
        marks |= {"disputed"}
    value, high = (number if number is not None and number >= low else None for number in (value, high))
    return Number(low, value, high, marks)


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
    return [_total(figures) for figures in by_unit.values()]


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
    question: Question, pairs: Sequence[tuple[Record, State]], wholes: set[str]
) -> dict[str, Any]:
    """The counts, and the same of the events of each depth."""
    counts = _count(question, pairs, wholes)
    counts["by_depth"] = {}
    for depth in sorted({event["depth"] for event, _ in pairs}, key=DEPTHS.index):
        of_depth = _count(question, [pair for pair in pairs if pair[0]["depth"] == depth], wholes)
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
