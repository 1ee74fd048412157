"""The timeline of a list of events: when each surely was under way, and when it may have been."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, QueryDict

from events.pages.answers import Json
from events.pages.filters import query_with
from events.pages.views.table import table

Context = dict[str, Any]
WIDTH = 1000
MIN_WIDTH = 4
"""A day is drawn so wide at least."""
MAX_TICKS = 12
BOUNDS = ("start_earliest", "start_latest", "end_earliest", "end_latest")


@dataclass(frozen=True, slots=True)
class Axis:
    """The days from the first to the last that the page draws."""

    first: date
    last: date

    def x(self, day: date) -> int:
        """Returns where a day begins."""
        days = (self.last - self.first).days + 1
        inside = min(max((day - self.first).days, 0), days)
        return round(WIDTH * inside / days)

    def ticks(self) -> list[tuple[str, int]]:
        """Returns years, or months where there are few, with where each begins."""
        years = self.last.year - self.first.year
        if years < 2:
            months = range(self.first.year * 12 + self.first.month, self.last.year * 12 + self.last.month)
            every = max(1, -(-len(months) // MAX_TICKS))
            days = [date(month // 12, month % 12 + 1, 1) for month in months[::every]]
            return [(f"{day:%Y-%m}", self.x(day)) for day in days]
        every = max(1, -(-years // MAX_TICKS))
        return [
            (str(year), self.x(date(year, 1, 1)))
            for year in range(self.first.year + 1, self.last.year + 1, every)
        ]


@dataclass(frozen=True, slots=True)
class Span:
    """An event with the times, from left to right, at which it may and surely was under way."""

    event: Json
    possible: tuple[int, int]
    certain: tuple[int, int] | None
    open_start: bool
    open_end: bool


def timeline(request: HttpRequest, collection: str, query: QueryDict) -> Context:
    """The events of a page of the list along one axis; those without any date stand beside."""
    context = table(request, collection, query)
    dated = [event for event in context["answer"]["results"] if _days(event)]
    undated = [event for event in context["answer"]["results"] if not _days(event)]
    days = [day for event in dated for day in _days(event)]
    axis = Axis(min(days), max(days)) if days else None
    spans = [_span(event, axis) for event in dated] if axis else []
    pages = {name: query_with(QueryDict(link), "view", "timeline") for name, link in context["pages"].items()}
    drawn = {"spans": spans, "undated": undated, "ticks": axis.ticks() if axis else [], "width": WIDTH}
    return context | drawn | {"pages": pages}


def _bounds(event: Json) -> list[date | None]:
    found = [event["date"].get(name) for name in BOUNDS]
    return [date.fromisoformat(text) if text else None for text in found]


def _days(event: Json) -> list[date]:
    return [day for day in _bounds(event) if day]


def _span(event: Json, axis: Axis) -> Span:
    earliest, latest, until, last = _bounds(event)
    tomorrow = 1
    left = axis.x(earliest) if earliest else 0
    right = axis.x(date.fromordinal(last.toordinal() + tomorrow)) if last else WIDTH
    right = min(WIDTH, max(right, left + MIN_WIDTH))
    left = min(left, right - MIN_WIDTH)
    certain = None
    if latest and until and latest <= until:
        core = (axis.x(latest), axis.x(date.fromordinal(until.toordinal() + tomorrow)))
        certain = (min(core[0], WIDTH - MIN_WIDTH), max(core[1] - core[0], MIN_WIDTH))
    return Span(event, (left, right - left), certain, earliest is None, last is None)
