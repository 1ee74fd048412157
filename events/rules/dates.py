"""The dates of events: EDTF dates, intervals and sets, their four bounds, query spans, calendar periods."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from events.rules.edtf import (
    EARLIEST,
    LATEST,
    PRECISION_UNITS,
    DateError,
    EdtfPeriod,
    check_text,
    date_error,
    ordinal_day,
    parse_period,
)

_PLAIN = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
_SLASHED = re.compile(r"[0-9]{4}/[0-9]{1,2}(?:/[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class DateSpan:
    """The days of a query, from first to last. Raises: DateError if it begins after it ends."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise DateError.at(f"{self.first}/{self.last}", "the span begins after it ends")

    @classmethod
    def parse(cls, text: str) -> "DateSpan":
        """Read a day, month or year, or two of them with a slash, one of which may be `..`.

        Raises: DateError. Source: codebook 3.
        """
        text = check_text(text)
        start, slash, end = text.partition("/")
        if not slash:
            end = start
        if start == end == "..":
            raise DateError.at(text, "a span needs a date on one side")
        first = EARLIEST if start == ".." else _plain_period(text, start).first
        last = LATEST if end == ".." else _plain_period(text, end).last
        if first > last:
            raise DateError.at(text, "the span begins after it ends")
        return cls(first, last)

    def __str__(self) -> str:
        """The shortest text that `parse` reads as these days."""
        first, last = self.first.isoformat(), self.last.isoformat()
        starts = [".."] if self.first == EARLIEST else [first[:4], first[:7], first]
        ends = [".."] if self.last == LATEST and self.first != EARLIEST else [last[:4], last[:7], last]
        texts = [first[:4], first[:7], first, *(f"{start}/{end}" for start in starts for end in ends)]
        return next(text for text in texts if DateSpan.parse(text) == self)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The days between which an event started and ended; open or unknown sides reach the sentinels.

    Raises: DateError if they are out of order. Source: codebook 3.
    """

    start_earliest: date
    start_latest: date
    end_earliest: date
    end_latest: date

    def __post_init__(self) -> None:
        if self.start_earliest > self.start_latest or self.end_earliest > self.end_latest:
            raise DateError("The earliest day of a start or an end cannot lie after its latest.")
        if self.start_earliest > self.end_earliest or self.start_latest > self.end_latest:
            raise DateError("The bounds of the end cannot lie before those of the start.")

    def union(self, other: "Bounds") -> "Bounds":
        """The narrowest bounds that hold both."""
        return Bounds(
            min(self.start_earliest, other.start_earliest),
            max(self.start_latest, other.start_latest),
            min(self.end_earliest, other.end_earliest),
            max(self.end_latest, other.end_latest),
        )

    def widened_by(self, report: "Bounds", aspect: str) -> "Bounds":
        """These bounds widened by a report of one aspect: start, end or whole.

        A report of the start moves no bound of the end, unless the start would lie after it, and
        likewise the reverse. Other aspects limit the time without saying when it was.
        """
        if aspect == "whole":
            return self.union(report)
        if aspect == "start":
            latest = max(self.start_latest, report.end_latest)
            earliest = min(self.start_earliest, report.start_earliest)
            return Bounds(earliest, latest, self.end_earliest, max(self.end_latest, latest))
        if aspect == "end":
            earliest = min(self.end_earliest, report.start_earliest)
            latest = max(self.end_latest, report.end_latest)
            return Bounds(min(self.start_earliest, earliest), self.start_latest, earliest, latest)
        return self

    def narrowed(self, **days: date) -> "Bounds":
        """These bounds with some of them set by hand, and the others narrowed to agree.

        Raises: DateError where a day would widen its bound, or leaves no time at all.
        """
        for name, day in days.items():
            bound: date = getattr(self, name)
            if day < bound if name.endswith("earliest") else day > bound:
                raise DateError(f"{day} would widen {name}, which is {bound}; a bound can only narrow.")
        new = {name: days.get(name, getattr(self, name)) for name in self.__slots__}
        # An event begins before it ends: a bound of the one end may narrow the other.
        new["start_latest"] = min(new["start_latest"], new["end_latest"])
        new["end_earliest"] = max(new["end_earliest"], new["start_earliest"])
        return Bounds(**new)

    def possible(self, span: DateSpan, seen_until: date | None = None) -> bool:
        """Whether the event may have been under way on some day of the span.

        `seen_until`, the day until which an ongoing event was reported, takes the place of `end_latest`.
        """
        return self.start_earliest <= span.last and (seen_until or self.end_latest) >= span.first

    def certain(self, span: DateSpan) -> bool:
        """Whether the event was surely under way on some day of the span."""
        return self.start_latest <= span.last and self.end_earliest >= span.first

    def within(self, span: DateSpan) -> bool:
        """Whether the event surely lies inside the span from start to end."""
        return self.start_earliest >= span.first and self.end_latest <= span.last


@dataclass(frozen=True, slots=True)
class DatePiece:
    """A stretch of days of a date with gaps: of a set, or of one with unspecified digits before given ones.

    Of `{2019,2023}` each piece is a time at which the event surely was: on some day after `sure_from` at the
    latest, and until `sure_until` at least. Of `[2019,2023]` and `2019-XX-25` no piece is sure.
    """

    earliest: date
    latest: date
    sure_from: date | None = None
    sure_until: date | None = None


@dataclass(frozen=True, slots=True)
class EventDate:
    """An EDTF string and its bounds.

    `precision` is that of its coarsest component, a `DatePrecision`; `open_end` says that the event goes on.
    """

    edtf: str
    bounds: Bounds
    precision: str
    open_end: bool
    pieces: tuple[DatePiece, ...] = ()
    """The stretches in which it lies, where there are gaps between them."""

    @classmethod
    def parse(cls, text: str) -> "EventDate":
        """Read a date, an interval or a set of EDTF levels 0 to 2, years 0001 to 9999.

        Raises: DateError. Source: codebook 3; ISO 8601-2.
        """
        return _parse(check_text(text))


@lru_cache(maxsize=4096)
def _parse(text: str) -> EventDate:
    if (text[0], text[-1]) in {("[", "]"), ("{", "}")}:
        return _set(text)
    if "/" not in text:
        period = parse_period(text)
        pieces = tuple(DatePiece(*days) for days in period.pieces)
        return EventDate(
            text, _interval(text, period, period), period.precision, open_end=False, pieces=pieces
        )
    if _SLASHED.fullmatch(text):
        raise date_error(text)
    start, _, end = text.partition("/")
    if "/" in end:
        raise DateError.at(text, "an interval has two ends and one slash")
    first, last = (None if side in {"", ".."} else parse_period(side) for side in (start, end))
    precision = max((side.precision for side in (first, last) if side), key=PRECISION_UNITS.index, default="")
    return EventDate(text, _interval(text, first, last), precision, open_end=end == "..")


def _interval(text: str, start: EdtfPeriod | None, end: EdtfPeriod | None) -> Bounds:
    """The bounds of an event that began in one period and ended in another; None is an unknown period."""
    if start and end:
        if start.first > end.last:
            raise DateError.at(text, "it begins after it ends")
        return Bounds(start.first, min(start.last, end.last), max(start.first, end.first), end.last)
    if start:
        return Bounds(start.first, start.last, start.first, LATEST)
    if end:
        return Bounds(EARLIEST, end.last, end.first, end.last)
    raise DateError.at(text, "this needs a date on one side")


def _set(text: str) -> EventDate:
    """One member of `[...]`, or all members of `{...}` together."""
    members = text[1:-1].split(",")
    bounds = [
        _member(text, member, is_first=i == 0, is_last=i == len(members) - 1)
        for i, member in enumerate(members)
    ]
    earliest = min(member.start_earliest for member in bounds)
    latest = max(member.end_latest for member in bounds)
    if text[0] == "[":
        once = Bounds(earliest, latest, earliest, latest)
        return EventDate(text, once, "range", open_end=False, pieces=_separate_pieces(bounds))
    together = Bounds(
        earliest,
        min(member.start_latest for member in bounds),
        max(member.end_earliest for member in bounds),
        latest,
    )
    pieces = tuple(
        DatePiece(one.start_earliest, one.end_latest, one.start_latest, one.end_earliest) for one in bounds
    )
    return EventDate(text, together, "range", open_end=False, pieces=pieces if len(pieces) > 1 else ())


def _separate_pieces(bounds: list[Bounds]) -> tuple[DatePiece, ...]:
    """The stretches of all members, joined where no day lies between; none if they are one."""
    pieces: list[DatePiece] = []
    for earliest, latest in sorted((one.start_earliest, one.end_latest) for one in bounds):
        if pieces and (earliest - pieces[-1].latest).days <= 1:
            pieces[-1] = DatePiece(pieces[-1].earliest, max(latest, pieces[-1].latest))
        else:
            pieces.append(DatePiece(earliest, latest))
    return tuple(pieces) if len(pieces) > 1 else ()


def _member(text: str, member: str, *, is_first: bool, is_last: bool) -> Bounds:
    if not member or " " in member:
        raise DateError.at(text, "the members of a set stand between commas, without spaces")
    start, dots, end = member.partition("..")
    if not dots:
        period = parse_period(member)
        return _interval(text, period, period)
    if not (start or is_first) or not (end or is_last):
        raise DateError.at(text, "a set is open only before its first member or after its last")
    return _interval(text, parse_period(start) if start else None, parse_period(end) if end else None)


def _plain_period(text: str, part: str) -> EdtfPeriod:
    """The day, month or year that one side of a query span names."""
    if _PLAIN.fullmatch(part):
        period = parse_period(part)
        if period.precision != "season":
            return period
    if day := ordinal_day(part):
        raise DateError.at(text, f"a day of the year is written with its month: {day}")
    raise DateError.at(
        text,
        "a span is a day, month or year (2024-01-27, 2023-10, 2023), or two of them with a slash, "
        "one of which may be .. (2023-10/2024-01, 2023-10/.., ../2024-01-27)",
    )


CALENDAR_UNITS = ("year", "month", "week", "day")
"""From the coarsest to the finest."""
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})", re.ASCII)
_LENGTHS = {"year": 4, "month": 7, "day": 10}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One year, month, ISO week or day, from its first day to its last."""

    first: date
    last: date
    unit: str

    @classmethod
    def of(cls, unit: str, day: date) -> "Period":
        """The period in which a day lies."""
        if unit == "day":
            return cls(day, day, unit)
        if unit == "week":
            first = day - timedelta(day.weekday())
            return cls(first, first + timedelta(min(6, (date.max - first).days)), unit)
        if unit == "month":
            return cls(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]), unit)
        return cls(date(day.year, 1, 1), date(day.year, 12, 31), unit)

    @classmethod
    def parse(cls, unit: str, text: str) -> "Period":
        """Read 2024, 2024-01, 2024-W04 or 2024-01-27, in the form of the unit. Raises: DateError."""
        if unit != "week":
            if len(text) != _LENGTHS[unit]:
                raise DateError(f"“{text}” is no {unit}.")
            return cls.of(unit, DateSpan.parse(text).first)
        match = _WEEK.fullmatch(text)
        try:
            if not match:
                raise ValueError
            return cls.of(unit, date.fromisocalendar(int(match[1]), int(match[2]), 1))
        except ValueError as error:
            raise DateError(f"“{text}” is no week: write 2024-W04 (ISO 8601).") from error

    def __str__(self) -> str:
        if self.unit == "week":
            year, week, _ = self.first.isocalendar()
            return f"{year:04}-W{week:02}"
        return self.first.isoformat()[: _LENGTHS[self.unit]]

    def until(self, last: date) -> Iterator["Period"]:
        """This period and those after it, up to the one in which the day lies."""
        period = self
        while True:
            yield period
            if period.last >= last:
                return
            period = Period.of(self.unit, period.last + timedelta(1))

    def count(self, last: "Period") -> int:
        """How many periods there are from this one to a last one of the same unit."""
        return last._number() - self._number() + 1

    def _number(self) -> int:
        if self.unit == "year":
            return self.first.year
        if self.unit == "month":
            return self.first.year * 12 + self.first.month
        return self.first.toordinal() // (7 if self.unit == "week" else 1)

    def overlaps(self, other: "Period") -> bool:
        """Whether the two have a day in common."""
        return self.first <= other.last and other.first <= self.last
