"""Uncertain dates along an axis: when each surely held, and when it may have."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from events.pages.answers import Json

WIDTH = 1000
MIN_WIDTH = 4
"""A day is drawn so wide at least."""
MAX_TICKS = 12
BOUNDS = ("start_earliest", "start_latest", "end_earliest", "end_latest")


@dataclass(frozen=True, slots=True)
class Span:
    """The times, from left to right, at which something may have held, and surely did."""

    possible: tuple[int, int]
    certain: tuple[int, int] | None
    open_start: bool
    open_end: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """The days from the first to the last that the page draws."""

    first: date
    last: date

    @classmethod
    def of(cls, dates: Iterable[Json]) -> "Axis | None":
        """Returns the axis of dates of the API; None where no day is known."""
        days = [day for value in dates for day in _bounds(value) if day]
        return cls(min(days), max(days)) if days else None

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

    def span(self, value: Json) -> Span | None:
        """Returns what is drawn of a date of the API; None of one of which nothing is known."""
        earliest, latest, until, last = bounds = _bounds(value)
        if not any(bounds):
            return None
        tomorrow = 1
        left = self.x(earliest) if earliest else 0
        right = self.x(date.fromordinal(last.toordinal() + tomorrow)) if last else WIDTH
        right = min(WIDTH, max(right, left + MIN_WIDTH))
        left = min(left, right - MIN_WIDTH)
        certain = None
        if latest and until and latest <= until:
            core = (self.x(latest), self.x(date.fromordinal(until.toordinal() + tomorrow)))
            certain = (min(core[0], WIDTH - MIN_WIDTH), max(core[1] - core[0], MIN_WIDTH))
        return Span((left, right - left), certain, earliest is None, last is None)


def _bounds(value: Json) -> list[date | None]:
    found = [value.get(name) for name in BOUNDS]
    return [date.fromisoformat(text) if text else None for text in found]
