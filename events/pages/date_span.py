"""The time of an event as a bar: when it may have been, and when it surely was."""

from dataclasses import dataclass
from datetime import date

from events.pages.answers import Json
from events.pages.words import day

WIDTH = 600
"""The width of the drawing, in units of its view box."""
OPEN = 24
"""The width that an open end takes."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time in a drawing."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class DateSpan:
    """What is drawn of an uncertain date: the possible, and inside of it the certain."""

    possible: Bar
    certain: Bar | None
    first: str
    """The first day of the drawing; empty where the beginning is open."""
    last: str
    """Its last day; empty where the end is open or not known."""
    width: int = WIDTH
    open_width: int = OPEN


def date_span(value: Json) -> DateSpan | None:
    """Returns the drawing of a date of the API with its bounds; None for one day, or where none is known."""
    names = ("start_earliest", "start_latest", "end_earliest", "end_latest")
    bounds = [date.fromisoformat(value[name]) if value.get(name) else None for name in names]
    earliest, start, end, latest = bounds
    known = [bound for bound in bounds if bound]
    if len(set(known)) < 2:
        return None
    first, last = min(known), max(known)
    left, right = 0 if earliest else OPEN, WIDTH if latest else WIDTH - OPEN
    scale = (right - left) / ((last - first).days + 1)

    def bar(begin: date, until: date) -> Bar:
        x = left + (begin - first).days * scale
        return Bar(round(x, 1), round(((until - begin).days + 1) * scale, 1))

    certain = bar(start, end) if start and end and start <= end else None
    shown_first, shown_last = (day(bound.isoformat()) if bound else "" for bound in (earliest, latest))
    return DateSpan(bar(first, last), certain, shown_first, shown_last)
