"""Dates in words, in the active language: every form of EDTF that the database reads. Source: codebook 3."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from events.pages.answers import Json
from events.rules.dates import EARLIEST, LATEST, EventDate

_MARKS = re.compile(r"[?~%]")
_DATE = re.compile(r"(\d{3}[\dX]|\d\dXX)(?:-(\d\d|XX))?(?:-(\d\d|XX))?")
_SEASONS = {
    21: gettext_lazy("spring {year}"),
    22: gettext_lazy("summer {year}"),
    23: gettext_lazy("autumn {year}"),
    24: gettext_lazy("winter {year}"),
    25: gettext_lazy("spring {year} in the north"),
    26: gettext_lazy("summer {year} in the north"),
    27: gettext_lazy("autumn {year} in the north"),
    28: gettext_lazy("winter {year} in the north"),
    29: gettext_lazy("spring {year} in the south"),
    30: gettext_lazy("summer {year} in the south"),
    31: gettext_lazy("autumn {year} in the south"),
    32: gettext_lazy("winter {year} in the south"),
    33: gettext_lazy("the first quarter of {year}"),
    34: gettext_lazy("the second quarter of {year}"),
    35: gettext_lazy("the third quarter of {year}"),
    36: gettext_lazy("the fourth quarter of {year}"),
    37: gettext_lazy("the first third of {year}"),
    38: gettext_lazy("the second third of {year}"),
    39: gettext_lazy("the last third of {year}"),
    40: gettext_lazy("the first half of {year}"),
    41: gettext_lazy("the second half of {year}"),
}
"""The seasons and divisions of a year. Source: ISO 8601-2, 4.8."""
DAY, PERIOD, OTHER = "day", "period", "other"


@dataclass(frozen=True, slots=True)
class _Words:
    """A date in words, and how a sentence takes it up: `on` a day, `in` a period, or as it stands."""

    text: str
    kind: str = OTHER

    def in_sentence(self) -> str:
        if self.kind == DAY:
            return gettext("on {day}").format(day=self.text)
        return gettext("in {period}").format(period=self.text) if self.kind == PERIOD else self.text


def date_words(value: Json | None) -> str:
    """Returns the date of a record in words: `1 to 20 October 2024`; if it goes on, when it last did."""
    return _date(value).text


def date_in_sentence(value: Json | None) -> str:
    """Returns the date of a record as a sentence takes it up: `on 18 October 2024`; empty where not known."""
    return _date(value).in_sentence() if value and value.get("edtf") else ""


def edtf_words(edtf: str | None) -> str:
    """Returns an EDTF string in words; empty without one."""
    return _words(edtf).text if edtf else ""


def bounds_words(value: Json) -> list[tuple[str, str]]:
    """Returns when something may have begun and ended, each under a heading.

    None where it was one day, or is not known.
    """
    if not value.get("edtf") or value["start_earliest"] == value["end_latest"]:
        return []
    once = (value["start_earliest"], value["start_latest"]) == (value["end_earliest"], value["end_latest"])
    if once and "/" not in value["edtf"]:
        return [(gettext("At some time"), _between(value["start_earliest"], value["start_latest"]))]
    return [
        (gettext("Began"), _between(value["start_earliest"], value["start_latest"])),
        (gettext("Ended"), _between(value["end_earliest"], value["end_latest"])),
    ]


def _between(first: str | None, last: str | None) -> str:
    """The days from the first to the last on which something may have been, either of which may be open."""
    if first and last:
        return (
            _pair(gettext("between {first} and {last}"), first, last) if first != last else _words(first).text
        )
    if first:
        return gettext("{date} or later").format(date=_words(first).text)
    return gettext("by {date}").format(date=_words(last).text) if last else gettext("not known")


def _date(value: Json | None) -> _Words:
    if not value or not value.get("edtf"):
        return _Words(gettext("date not known"))
    edtf, reported = value["edtf"], value.get("last_reported")
    if edtf.endswith("/..") and reported:
        pattern = gettext("since {start}, still reported on {day}")
        return _Words(pattern.format(start=_words(edtf[:-3]).text, day=_words(reported).text))
    return _words(edtf)


def _words(edtf: str) -> _Words:
    if edtf[0] in "[{":
        return _set(edtf)
    start, slash, end = edtf.partition("/")
    return _interval(start, end) if slash else _one(edtf)


def _interval(start: str, end: str) -> _Words:
    """From one date to another; `..` is open, and nothing is not known."""
    if start in {"", ".."} or end in {"", ".."}:
        patterns = {
            "..": gettext("since {date}, going on"),
            "": gettext("from {date}, end not known"),
        }
        if start not in {"", ".."}:
            return _Words(patterns[end].format(date=_words(start).text))
        opening = gettext("until {date}, start open") if start else gettext("until {date}, start not known")
        return _Words(opening.format(date=_words(end).text))
    if start == end:
        return _Words(gettext("all through {period}").format(period=_words(start).text))
    return _Words(_pair(gettext("from {first} to {last}"), start, end))


def _set(edtf: str) -> _Words:
    """One member of `[...]`, or all of `{...}`."""
    members, one = edtf[1:-1].split(","), edtf[0] == "["
    texts = [_member(member, one=one) for member in members]
    if len(texts) == 1:
        return _Words(texts[0])
    pattern = gettext("{dates} or {date}") if one else gettext("{dates} and {date}")
    return _Words(pattern.format(dates=gettext(", ").join(texts[:-1]), date=texts[-1]))


def _member(member: str, *, one: bool) -> str:
    start, dots, end = member.partition("..")
    if not dots:
        return _words(member).text
    if start and end:
        return _pair(
            gettext("between {first} and {last}") if one else gettext("{first} to {last}"), start, end
        )
    if start:
        return gettext("{date} or later").format(date=_words(start).text)
    return gettext("by {date}").format(date=_words(end).text)


def _pair(pattern: str, first: str, last: str) -> str:
    """Two dates, the first without what it shares with the last: `1` to `20 October 2024`."""
    start, end = (_calendar_day(text) for text in (first, last))
    shown = _words(first).text
    if start and end and start.year == end.year:
        shown = date_format(start, "j" if start.month == end.month else "j F")
    return pattern.format(first=shown, last=_words(last).text)


def _calendar_day(text: str) -> date | None:
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None


def _one(text: str) -> _Words:
    """One date, with how sure it is: `~` is about, `?` is doubtful, `%` is both."""
    words = _plain(_MARKS.sub("", text))
    if {"~", "%"} & {*text}:
        words = _Words(gettext("about {date}").format(date=words.text))
    if {"?", "%"} & {*text}:
        words = _Words(gettext("{date} (doubtful)").format(date=words.text), words.kind)
    return words


def _plain(text: str) -> _Words:
    """One date without marks; one of a rare form as the days between which it lies."""
    match = _DATE.fullmatch(text)
    if match is None:
        return _by_bounds(text)
    year, month, day = match.groups()
    if "X" in year:
        return _by_bounds(text) if month else _years(year)
    number = str(int(year))
    if month and month.isdecimal() and int(month) in _SEASONS:
        return _Words(str(_SEASONS[int(month)]).format(year=number), PERIOD)
    if month in {None, "XX"}:
        if day and day != "XX":
            pattern = gettext("day {day} of some month of {year}")
            return _Words(pattern.format(day=int(day), year=number))
        some = gettext("some time in {period}") if month else "{period}"
        return _Words(some.format(period=number), OTHER if month else PERIOD)
    first = date(int(year), int(month), 1)
    if day in {None, "XX"}:
        some = gettext("some day of {period}") if day else "{period}"
        return _Words(some.format(period=date_format(first, "F Y")), OTHER if day else PERIOD)
    return _Words(date_format(first.replace(day=int(day)), "j F Y"), DAY)


def _years(year: str) -> _Words:
    """A decade or a century."""
    if year.endswith("XX"):
        first = int(year[:2]) * 100
        return _Words(gettext("the years {first} to {last}").format(first=first, last=first + 99), PERIOD)
    return _Words(gettext("the {year}s").format(year=int(year[:3]) * 10), PERIOD)


def _by_bounds(text: str) -> _Words:
    bounds = EventDate.parse(text).bounds
    first, last = bounds.start_earliest, bounds.end_latest
    return _Words(
        _between(
            None if first == EARLIEST else first.isoformat(), None if last == LATEST else last.isoformat()
        )
    )
