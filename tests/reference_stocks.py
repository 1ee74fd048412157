"""A reference of stocks in aggregates, from docs/aggregates.md, "Stocks"."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from events.rules.dates import DateSpan
from tests.reference_dimensions import Record, period_name
from tests.reference_filters import PublicRecords, Query
from tests.reference_totals import NUMBERS, Number, of_one_group, total

MARKS = ("approximate", "contested", "disputed", "crossed")


@dataclass
class Report:
    """What an event reports of some people."""

    event: str
    first: date
    last: date | None
    of: frozenset[str]
    wording: str
    places: frozenset[str]
    unit: str
    number: Number

    @property
    def best(self) -> Decimal | None:
        """Its value, or what it is at least."""
        return self.number.least if self.number.value is None else self.number.value

    @property
    def order(self) -> tuple[Any, ...]:
        """What settles between equals."""
        return self.event, sorted(self.of), self.wording, sorted(self.places), self.unit


def reported_periods(event: Record, filters: Query, units: Sequence[str]) -> dict[str, str] | None:
    """The period of each unit that the event surely reports a stock of; None where there is none.

    Without units: whether it surely reports a stock of the dates that are asked for.
    """
    speakers = {value for name, value in filters if name == "attributed_to"}
    spans = [value for name, value in filters if name == "date"]
    own = _reports(event, speakers)
    if not own or not _is_inside(own[0], spans, units):
        return None
    return {unit: period_name(unit, own[0].first) for unit in units}


def stock_figures(
    data: PublicRecords, filters: Query, events: Sequence[Record], of_period: Sequence[Record]
) -> dict[str, Any]:
    """The members of `figures` that stocks give: of what is counted, and of those that report of then."""
    speakers = {value for name, value in filters if name == "attributed_to"}
    reporting = {event["id"]: _reports(event, speakers) for event in of_period}
    reporters = [event["id"] for event in events if _reports(event, speakers)]
    silent = len(events) - len(reporters)
    spanning = sum(slug not in reporting for slug in reporters)
    reports = [report for own in reporting.values() for report in own]
    unknown = sum(all(report.best is None for report in own) for own in reporting.values())
    latest: dict[tuple[Any, ...], Report] = {}
    for report in sorted(reports, key=lambda one: (one.last or date.min, one.order)):
        if report.best is not None:
            latest[report.of, report.wording, report.places, report.unit] = report
    chosen = sorted(latest.values(), key=lambda one: (-(one.best or 0), one.order))
    added: list[Report] = []
    series = []
    for report in chosen:
        apart = not any(_may_share(data, report, other) for other in added)
        added += [report] if apart else []
        series.append(_series(report, apart=apart))
    floors = sum(report.number.most is None for report in added)
    events_known = len(reporting) - unknown
    return {
        "low": _sum([report.number.least for report in added]),
        "value": _sum([report.best for report in added]),
        "high": _sum([report.number.most for report in added]),
        "events": events_known,
        "events_with_low": events_known,
        "events_with_value": events_known,
        "events_with_high": events_known - floors,
        "events_floor": floors,
        **{f"events_{mark}": sum(mark in report.number.marks for report in added) for mark in MARKS},
        "events_spanning": spanning,
        "events_unknown": unknown,
        "events_without": silent,
        "series": series[:100],
    }


def _reports(event: Record, speakers: set[str]) -> list[Report]:
    when = event["date"]
    days = {
        name: when[name] and date.fromisoformat(when[name]) for name in ("start_earliest", "start_latest")
    }
    end = when["end_latest"] and date.fromisoformat(when["end_latest"])
    reported = when["last_reported"] and date.fromisoformat(when["last_reported"])
    places = frozenset(
        row["location"]["id"] for row in event["places"] if row["role"] not in ("spoken_from", "about")
    )
    people: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    for figure in event["figures"]:
        by = {actor["id"] for actor in figure["attribution"]["by"]} or {"none"}
        if figure["measure"] == "troops" and (not speakers or speakers & by):
            of = frozenset(actor["id"] for actor in figure["of"])
            wording = "" if of else (figure["of_wording"] or "").strip().casefold()
            people[figure["unit"] or "", of, wording].append(figure)
    first, last = reported or days["start_earliest"] or date.min, reported or end or days["start_latest"]
    return [
        Report(event["id"], first, last, of, wording, places, unit, _number(figures))
        for (unit, of, wording), figures in people.items()
    ]


def _number(figures: list[Record]) -> Number:
    """What figures of the same actors say: others in other words are some of them."""
    figures = [figure for figure in figures if figure["subset_of"] is None] or figures
    if len({(figure["of_wording"] or "").strip().casefold() for figure in figures}) == 1:
        return of_one_group(figures)
    return total([figure | {"of": [], "subset_of": None} for figure in figures])


def _is_inside(report: Report, spans: Sequence[str], units: Sequence[str]) -> bool:
    """Whether the report surely is of the dates asked for, and of one period of each unit."""
    if report.last is None:
        return not spans and not units
    days = _date_spans(spans)
    return all(first <= report.first and report.last <= last for first, last in days) and all(
        period_name(unit, report.first) == period_name(unit, report.last) for unit in units
    )


def _date_spans(texts: Sequence[str]) -> list[tuple[date, date]]:
    """The first and last days of the values of `date`."""
    spans = [DateSpan.parse(text) for text in texts]
    return [(span.first, span.last) for span in spans]


def _may_share(data: PublicRecords, one: Report, other: Report) -> bool:
    """Whether two series may count the same people."""

    def belongs(inner: str, outer: str) -> bool:
        return outer in data.bodies(inner, date.min, date.max)

    def lies_in(inner: str, outer: str) -> bool:
        return outer in data.holders(inner)

    def meet(some: frozenset[str], others: frozenset[str], holds: Any) -> bool:
        if not some or not others:
            return True
        return any(a == b or holds(a, b) or holds(b, a) for a in some for b in others)

    if one.unit != other.unit:
        return False
    return meet(one.of, other.of, belongs) and meet(one.places, other.places, lies_in)


def _series(report: Report, *, apart: bool) -> Record:
    numbers = {name: getattr(report.number, name) for name in NUMBERS}
    return {
        "of": sorted(report.of),
        "of_wording": report.wording or None,
        "places": sorted(report.places),
        "unit": report.unit or None,
        **{name: None if number is None else float(number) for name, number in numbers.items()},
        "date": report.last and report.last.isoformat(),
        "event": report.event,
        "added": apart,
    }


def _sum(numbers: list[Decimal | None]) -> float | None:
    known = [number for number in numbers if number is not None]
    return float(sum(known)) if known and len(known) == len(numbers) else None
