"""Dates in words, and the field of an uncertain date, which says while one types what it means."""

import datetime
from calendar import monthrange
from typing import Any

from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import HttpRequest, JsonResponse
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.choices import DatePrecision
from events.models.dated import Dated
from events.rules.dates import EARLIEST, LATEST, Bounds, DateError, EventDate

_UNKNOWN_TEXT = "Nothing is known of its time."


def bounds_sentence(dated: Dated) -> str:
    """The days between which an event began and ended, as a sentence."""
    if not dated.date_edtf and dated.start_earliest == EARLIEST and dated.end_latest == LATEST:
        return _UNKNOWN_TEXT
    words = bounds_phrase(dated.bounds, dated.date_edtf)
    return f"{words[:1].upper()}{words[1:]}."


def edtf_with_tooltip(edtf: str, bounds: Bounds | None = None) -> SafeString | str:
    """An EDTF string, whose tooltip says in words what it means, or what its bounds are."""
    if not edtf:
        return ""
    try:
        words = bounds_phrase(bounds or EventDate.parse(edtf).bounds, edtf)
    except DateError as error:
        words = str(error)
    return format_html('<span class="edtf" title="{}">{}</span>', words, edtf)


def bounds_phrase(bounds: Bounds, edtf: str = "") -> str:
    """The same without a capital and a full stop: “some time between 1 August 2023 and 27 January 2024”."""
    started, ended = bounds.start_earliest, bounds.end_latest
    exact_start, exact_end = started == bounds.start_latest, bounds.end_earliest == ended
    began = f"began {_between_phrase(started, bounds.start_latest)}"
    if edtf.endswith("/..") and ended == LATEST:
        return f"{began}, and goes on"
    if exact_start and exact_end:
        days = _day_text(started), _day_text(ended)
        return f"on {days[0]}" if started == ended else f"from {days[0]} to {days[1]}"
    if started == bounds.end_earliest and bounds.start_latest == ended:
        return _some_time_phrase(started, ended)
    return f"{began}, and ended {_between_phrase(bounds.end_earliest, ended)}"


def explain_edtf(edtf: str) -> dict[str, object]:
    """The meaning of an EDTF string, or its error: for the line below a field while one types."""
    if not edtf.strip():
        return {"words": _UNKNOWN_TEXT}
    try:
        date = EventDate.parse(edtf)
    except DateError as error:
        return {"error": str(error)}
    words, bounds = bounds_phrase(date.bounds, date.edtf), date.bounds
    days = {
        "start": _day_range(bounds.start_earliest, bounds.start_latest),
        "end": _day_range(bounds.end_earliest, bounds.end_latest),
    }
    precision = DatePrecision(date.precision).label.lower() if date.precision else "open"
    return {"words": f"{words[:1].upper()}{words[1:]}.", "bounds": days, "precision": precision}


def _day_range(first: datetime.date, last: datetime.date) -> str:
    """The two bounds of one end, as they are stored."""
    days = ["open" if day in (EARLIEST, LATEST) else day.isoformat() for day in (first, last)]
    return days[0] if first == last else " to ".join(days)


def _day_text(day: datetime.date) -> str:
    return f"{day:%-d %B} {day.year}"


def _some_time_phrase(first: datetime.date, last: datetime.date) -> str:
    """Once, on one of these days."""
    if (first, last) == (EARLIEST, LATEST):
        return "at any time"
    if first == EARLIEST:
        return f"some time until {_day_text(last)}"
    if last == LATEST:
        return f"some time from {_day_text(first)} on"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"some time in {first.year}"
    whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if whole and (first.year, first.month) == (last.year, last.month):
        return f"some time in {first:%B} {first.year}"
    return f"some time between {_day_text(first)} and {_day_text(last)}"


def _between_phrase(first: datetime.date, last: datetime.date) -> str:
    if (first, last) == (EARLIEST, LATEST):
        return "at any time"
    if first == last:
        return f"on {_day_text(first)}"
    if first == EARLIEST:
        return f"on {_day_text(last)} or before"
    if last == LATEST:
        return f"on {_day_text(first)} or later"
    return f"between {_day_text(first)} and {_day_text(last)}"


class EdtfInput(AdminTextInputWidget):
    """A date as an EDTF string; the script asks `explain_edtf_view` what it means."""

    class Media:
        css = {"all": ["events/form.css"]}
        js = ["events/form.js"]

    def __init__(self, attrs: Any = None) -> None:
        explained = {"data-reading": reverse_lazy("admin:events_event_date"), "autocomplete": "off"}
        super().__init__({**(attrs or {}), **explained})


def explain_edtf_view(modeladmin: Any, request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Say what the EDTF string `edtf` means, or what is wrong with it. Queries: 0."""
    return JsonResponse(explain_edtf(request.GET.get("edtf", "")))
