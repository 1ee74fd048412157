"""What a curator reads of a date, in words."""

import datetime
from calendar import monthrange

from events.choices import DatePrecision
from events.models.dated import Dated
from events.rules.dates import EARLIEST, LATEST, Bounds, DateError, EventDate

_UNKNOWN = "Nothing is known of its time."


def bounds_in_words(dated: Dated) -> str:
    """The days between which something began and ended, as a sentence."""
    if not dated.date_edtf and dated.start_earliest == EARLIEST and dated.end_latest == LATEST:
        return _UNKNOWN
    words = in_words(dated.bounds, dated.date_edtf)
    return f"{words[:1].upper()}{words[1:]}."


def in_words(bounds: Bounds, edtf: str = "") -> str:
    """The same without a capital and a full stop: “some time between 1 August 2023 and 27 January 2024”."""
    started, ended = bounds.start_earliest, bounds.end_latest
    exact_start, exact_end = started == bounds.start_latest, bounds.end_earliest == ended
    if edtf.endswith("/..") and ended == LATEST:
        return f"{_began(bounds)}, and goes on"
    if exact_start and exact_end:
        return f"on {_day(started)}" if started == ended else f"from {_day(started)} to {_day(ended)}"
    if started == bounds.end_earliest and bounds.start_latest == ended:
        return _some_time(started, ended)
    return f"{_began(bounds)}, and ended {_between(bounds.end_earliest, ended)}"


def reading(edtf: str) -> dict[str, object]:
    """What an EDTF string means, or what is wrong with it: for the line below a field while one types."""
    if not edtf.strip():
        return {"words": _UNKNOWN}
    try:
        date = EventDate.parse(edtf)
    except DateError as error:
        return {"error": str(error)}
    words, held = in_words(date.bounds, date.edtf), date.bounds
    bounds = {
        "start": _stretch(held.start_earliest, held.start_latest),
        "end": _stretch(held.end_earliest, held.end_latest),
    }
    precision = DatePrecision(date.precision).label.lower() if date.precision else "open"
    return {"words": f"{words[:1].upper()}{words[1:]}.", "bounds": bounds, "precision": precision}


def _stretch(first: datetime.date, last: datetime.date) -> str:
    """The two bounds of one end, as they are stored."""
    days = ["open" if day in (EARLIEST, LATEST) else day.isoformat() for day in (first, last)]
    return days[0] if first == last else " to ".join(days)


def _day(day: datetime.date) -> str:
    return f"{day:%-d %B} {day.year}"


def _some_time(first: datetime.date, last: datetime.date) -> str:
    """Once, on one of these days."""
    if (first, last) == (EARLIEST, LATEST):
        return "at any time"
    if first == EARLIEST:
        return f"some time until {_day(last)}"
    if last == LATEST:
        return f"some time from {_day(first)} on"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"some time in {first.year}"
    whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if whole and (first.year, first.month) == (last.year, last.month):
        return f"some time in {first:%B} {first.year}"
    return f"some time between {_day(first)} and {_day(last)}"


def _began(bounds: Bounds) -> str:
    return f"began {_between(bounds.start_earliest, bounds.start_latest)}"


def _between(first: datetime.date, last: datetime.date) -> str:
    if (first, last) == (EARLIEST, LATEST):
        return "at any time"
    if first == last:
        return f"on {_day(first)}"
    if first == EARLIEST:
        return f"on {_day(last)} or before"
    return f"on {_day(first)} or later" if last == LATEST else f"between {_day(first)} and {_day(last)}"
