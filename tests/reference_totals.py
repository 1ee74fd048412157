"""A reference of the total of an event, in another order of thought than `events.rules.totals`.

Written from docs/aggregates.md, "One event".
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

Record = dict[str, Any]
NUMBERS = ("low", "value", "high")
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


def of_one_group(figures: list[Record]) -> Number:
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


Group = tuple[frozenset[str], str, str]
"""Who is counted, in what words; and for some of another group the key of the figure."""
WHOLE: Group = (frozenset(), "", "")


def total(figures: list[Record]) -> Number:
    """The total of an event: its whole, or its parts if these are more."""
    figures = sorted(figures, key=lambda figure: figure["key"])
    named = {
        figure["key"]: (
            frozenset(actor["id"] for actor in figure["of"]),
            (figure["of_wording"] or "").strip().casefold(),
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
    own = of_one_group(groups.get(group, []))
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
