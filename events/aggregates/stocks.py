"""Stocks: numbers of those who were so at a time, such as troops, which are never added over time.

A series is what is reported at different times of the same people in the same place.
Source: docs/aggregates.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from events.choices import NON_LOCATING_ROLES, Measure
from events.models import ActorClosure, EventPlace, Figure, LocationAncestor
from events.models.figure_total import reported_figure
from events.rules.dates import LATEST, DateSpan, Period
from events.rules.totals import NUMBERS, FigureTotals, ReportedFigure, as_number, join_rivals, total_of

JsonDict = dict[str, Any]
MAX_SERIES = 100
"""Series that an answer lists."""


@dataclass(frozen=True, slots=True)
class StockReport:
    """What one event reports of some people in some place."""

    event: str
    depth: str
    first: date
    """The first day that the report may be of; of something ongoing the day that it was last reported."""
    day: date | None
    """The last day of these; None where it is open."""
    who: tuple[frozenset[str], str]
    """The actors that are counted, or a wording where no actor is named."""
    places: frozenset[str]
    unit: str
    total: FigureTotals

    @property
    def series(self) -> tuple[Any, ...]:
        """Who, where and in what unit."""
        return self.who, self.places, self.unit

    @property
    def order(self) -> tuple[Any, ...]:
        """What orders series that are equally large: the event, and what the series is of."""
        return self.event, sorted(self.who[0]), self.who[1], sorted(self.places), self.unit

    def lies_in(self, span: DateSpan) -> bool:
        """Whether the report surely is of a day of the span."""
        return self.day is not None and span.first <= self.first and self.day <= span.last

    def lies_in_one(self, unit: str) -> bool:
        """Whether the report surely is of one period."""
        return self.day is not None and Period.of(unit, self.first) == Period.of(unit, self.day)


@dataclass(frozen=True)
class Stocks:
    """What the events of a question report of stocks, and how it is chosen from."""

    reports: Mapping[int, list[StockReport]]
    """By event; all reports of an event are of one day."""
    containment: "Containment"
    highest: bool
    counted: bool
    """Whether they are the numbers of the answer, and flows are not."""
    outside: frozenset[int]
    """The events whose reports are not surely of the dates that are asked for."""
    with_flow: frozenset[int]
    """The events that report a flow as well, by which they are counted."""

    def add(self, events: Iterable[int]) -> tuple[list[FigureTotals], list[JsonDict]]:
        """The totals that are added of these events, and all their series."""
        reports = [report for pk in sorted(events) for report in self.reports[pk]]
        return add_series(reports, self.containment, highest=self.highest)

    def of_depth(self, events: Iterable[int], depth: str) -> set[int]:
        """Those of these events that were worked through so far."""
        return {pk for pk in events if self.reports[pk][0].depth == depth}

    def unknown(self, events: Iterable[int]) -> int:
        """How many of these events report no number."""
        return sum(all(one.total.best is None for one in self.reports[pk]) for pk in events)

    def in_no_period(self, units: Iterable[str]) -> set[int]:
        """The events whose reports are not surely of one period of each unit."""
        units = list(units)
        return {
            pk
            for pk, (report, *_) in self.reports.items()
            if not all(report.lies_in_one(unit) for unit in units)
        }


def is_stock(measure: str) -> Q:
    """The figures of a measure that must not be added to those of other times."""
    return Q(measure=measure) if measure == Measure.TROOPS else Q(measure=measure, stock=True)


def stock_reports(events: QuerySet[Any], figures: QuerySet[Any]) -> dict[int, list[StockReport]]:
    """The reports of these events that figures of stocks make, by event. Queries: 5."""
    places: dict[int, set[str]] = defaultdict(set)
    located = EventPlace.objects.filter(event__in=figures.values("event")).exclude(
        role__in=NON_LOCATING_ROLES
    )
    for pk, slug in located.values_list("event_id", "location__slug"):
        places[pk].add(slug)
    dated = {}
    columns = ("pk", "slug", "depth", "last_reported", "start_earliest", "start_latest", "end_latest")
    reporting = events.filter(pk__in=figures.values("event"))
    for pk, slug, depth, reported, began, start, end in reporting.values_list(*columns):
        day = reported or (end if end != LATEST else start)
        dated[pk] = (slug, depth, reported or began, None if day == LATEST else day)
    rivals: dict[tuple[Any, ...], list[ReportedFigure]] = defaultdict(list)
    for figure in Figure.with_counted(figures):
        report = reported_figure(figure)
        who = (report.of, "" if report.of else report.of_wording)
        rivals[figure.event_id, figure.unit, who].append(report)
    reports: dict[int, list[StockReport]] = defaultdict(list)
    for (pk, of_unit, who), same in rivals.items():
        reports[pk].append(
            StockReport(*dated[pk], who, frozenset(places[pk]), of_unit, _total_of_people(same))
        )
    return reports


def _total_of_people(reports: Sequence[ReportedFigure]) -> FigureTotals:
    """What reports about the same actors say: those in other words than the rest are parts of them."""
    reports = [one for one in reports if one.inside is None] or reports
    if len({one.of_wording for one in reports}) == 1:
        return join_rivals(reports)
    return total_of(replace(one, of=frozenset(), inside=None) for one in reports)


def chosen_reports(reports: Iterable[StockReport], *, highest: bool) -> list[StockReport]:
    """Of each series its latest dated report, or the highest."""

    def rank(report: StockReport) -> tuple[Any, ...]:
        by_day = (report.day or date.min, report.order)
        return (report.total.best or Decimal(-1), *by_day) if highest else by_day

    best: dict[tuple[Any, ...], StockReport] = {}
    for report in reports:
        if report.total.best is not None:
            best[report.series] = max(best.get(report.series, report), report, key=rank)
    return sorted(best.values(), key=lambda one: (-(one.total.best or 0), one.order))


class Containment:
    """Which actors and places lie in which others. Queries: 2."""

    def __init__(self, reports: Iterable[StockReport]) -> None:
        reports = list(reports)
        actors = {slug for report in reports for slug in report.who[0]}
        places = {slug for report in reports for slug in report.places}
        bodies = ActorClosure.objects.filter(actor__slug__in=actors, body__slug__in=actors)
        outer = LocationAncestor.objects.filter(location__slug__in=places, ancestor__slug__in=places)
        pairs = {*bodies.values_list("actor__slug", "body__slug")}
        pairs |= {*outer.values_list("location__slug", "ancestor__slug")}
        self._pairs = pairs | {(outer_one, inner) for inner, outer_one in pairs}

    def may_share(self, one: StockReport, other: StockReport) -> bool:
        """Whether two reports may count the same people: neither who nor where keeps them apart."""
        return (
            one.unit == other.unit
            and self._meet(one.who[0], other.who[0])
            and self._meet(one.places, other.places)
        )

    def _meet(self, one: frozenset[str], other: frozenset[str]) -> bool:
        if not one or not other:
            return True  # nobody says that they are others
        return any(left == right or (left, right) in self._pairs for left in one for right in other)


def add_series(
    reports: Iterable[StockReport], containment: Containment, *, highest: bool
) -> tuple[list[FigureTotals], list[JsonDict]]:
    """The totals that may be added, and all series: of those that may share people the largest is added."""
    added: list[StockReport] = []
    series = []
    for report in chosen_reports(reports, highest=highest):
        apart = not any(containment.may_share(report, other) for other in added)
        if apart:
            added.append(report)
        series.append(
            {
                "of": sorted(report.who[0]),
                "of_wording": report.who[1] or None,
                "places": sorted(report.places),
                "unit": report.unit or None,
                **{name: as_number(getattr(report.total, name)) for name in NUMBERS},
                "date": report.day and report.day.isoformat(),
                "event": report.event,
                "added": apart,
            }
        )
    return [report.total for report in added], series[:MAX_SERIES]
