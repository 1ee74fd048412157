"""The calendar days of one date expression of EDTF, levels 0 to 2."""

import re
from calendar import isleap, month_name, monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import product

EARLIEST, LATEST = date.min, date.max
PRECISION_UNITS = ("day", "month", "season", "year", "decade", "century")
MAX_LENGTH = 200
MAX_PIECES = 400
"""A date of more pieces is known by its first and last day alone."""

_MARKS = "?~%"
# Each character can match in one way only, so the match takes linear time.
_DATE = re.compile(
    r"([?~%]?[0-9X]{4}(?:S[0-9]+)?[?~%]?)(?:-([?~%]?[0-9X]{2}[?~%]?)(?:-([?~%]?[0-9X]{2}[?~%]?))?)?"
)

# Seasons and divisions of a year: the first month, and the number of months.
_GROUPINGS = dict(
    enumerate(
        (
            *((3, 3), (6, 3), (9, 3), (12, 3)),  # 21-24 spring, summer, autumn, winter
            *((3, 3), (6, 3), (9, 3), (12, 3)),  # 25-28 the same, said to be northern
            *((9, 3), (12, 3), (3, 3), (6, 3)),  # 29-32 the same, southern
            *((1, 3), (4, 3), (7, 3), (10, 3)),  # 33-36 quarters
            *((1, 4), (5, 4), (9, 4)),  # 37-39 quadrimesters
            *((1, 6), (7, 6)),  # 40-41 semesters
        ),
        start=21,
    )
)

_APPROXIMATE_DAYS = {"day": 5, "month": 15, "season": 15}
_APPROXIMATE_MONTHS = {"year": 6, "decade": 5 * 12, "century": 50 * 12}

_YEARS = "years run from 0001 to 9999, in four digits"
_NUMBERS = re.compile(r"([0-9]{4})[-/.]?([0-9]{1,2})(?:[-/.]?([0-9]{1,2}))?")
_ORDINAL = re.compile(r"[0-9]{4}-[0-9]{3}")
_ADVICE = (
    (re.compile(r"-[0-9]"), "years run from 0001 to 9999, none before the common era"),
    (re.compile(r"\+|Y-?[0-9]|[0-9]{5,7}(?![0-9])"), _YEARS),
    (
        re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]"),
        "give the day alone; the time of day has a field of its own",
    ),
    (re.compile(r"[\[{]"), "a set stands alone, not inside an interval or another set"),
    (re.compile(r"[^.]*\.\."), "a range with .. stands in brackets; an interval takes a slash"),
    (re.compile(r"[0-9]{1,3}[xu]"), "an unspecified digit is written as a capital X"),
    (re.compile(r"[-0-9X?~%]*[?~%]{2}"), "give one mark: ? for a doubtful source, ~ for about, % for both"),
)


class DateError(ValueError):
    """A date that cannot be read; the message is one sentence that names the error and its place."""

    @classmethod
    def at(cls, text: str, why: str) -> "DateError":
        """The error about one piece of text, quoted without characters that cannot be printed."""
        printable = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
        return cls(f"{printable}: {why}.")


@dataclass(frozen=True, slots=True)
class EdtfPeriod:
    """The days, first to last, on which one date expression may lie."""

    first: date
    last: date
    precision: str
    pieces: tuple[tuple[date, date], ...] = ()
    """The stretches of days that it may be, where there are gaps between them."""


def check_text(text: str) -> str:
    """The text without the space around it, if it can be read as a date at all.

    Raises: DateError if it is empty, over 200 characters, or not all ASCII.
    """
    text = text.strip()
    if not text:
        raise DateError("The date is empty: write it like 2024-01-27, 2024-01 or 2024.")
    if len(text) > MAX_LENGTH:
        raise DateError(f"A date has at most {MAX_LENGTH} characters, and this has {len(text)}.")
    if not text.isascii():
        foreign = next(char for char in text if not char.isascii())
        raise DateError.at(text, f"only ASCII digits and signs, not U+{ord(foreign):04X}")
    return text


def date_error(text: str) -> DateError:
    """The error for a text that does not have the form of a date, with advice for common mistakes."""
    for pattern, why in _ADVICE:
        if pattern.match(text):
            return DateError.at(text, why)
    if day := ordinal_day(text):
        return DateError.at(text, f"a day of the year is written with its month: {day}")
    if numbers := _NUMBERS.fullmatch(text):
        advice = "write " + "-".join(part.zfill(2) for part in numbers.groups() if part)
        if "/" in text:
            advice += "; a slash stands between the two ends of an interval"
        return DateError.at(text, advice)
    return DateError.at(text, "not a date; write it like 2024-01-27, 2024-01 or 2024")


def ordinal_day(text: str) -> date | None:
    """The day that 2024-027 is, for the advice to write it otherwise. Source: ISO 8601-1, 5.2.3."""
    if _ORDINAL.fullmatch(text) is None or text < "0001":
        return None
    year, number = date(int(text[:4]), 1, 1), int(text[5:])
    return year + timedelta(number - 1) if 1 <= number <= 365 + isleap(year.year) else None


def parse_period(text: str) -> EdtfPeriod:
    """Read one date, season or year, with unspecified digits and qualifiers.

    A qualifier widens by the unit at which it stands, several by the coarsest of these; `?` does not widen,
    since it doubts the source and not the time. Raises: DateError. Source: codebook 3; ISO 8601-2 (EDTF).
    """
    match = _DATE.fullmatch(text)
    if match is None:
        raise date_error(text)
    components = [component for component in match.groups() if component]
    year, *rest = [component.strip(_MARKS) for component in components]
    if "S" in year:
        year = _significant(text, year, alone=not rest)
    if year == "0000":
        raise DateError.at(text, _YEARS)
    if len(rest) == 1 and rest[0].isdecimal() and int(rest[0]) in _GROUPINGS:
        units = [_precision(year), "season"]
        first, last = _grouping(year, int(rest[0]))
    else:
        units = [_precision(year, *rest[:count]) for count in range(len(components))]
        first, last = _calendar_days(text, year, *rest)
    approximate = [
        unit for unit, component in zip(units, components, strict=True) if {*component} & {"~", "%"}
    ]
    if approximate:
        unit = max(approximate, key=PRECISION_UNITS.index)
        first, last = _shifted(first, unit, -1), _shifted(last, unit, +1)
        return EdtfPeriod(first, last, _known_unit(year, *rest))
    return EdtfPeriod(first, last, _known_unit(year, *rest), _pieces(year, *rest))


def _significant(text: str, year: str, *, alone: bool) -> str:
    """The year with X for the digits that `1950S2` calls insignificant."""
    digits, _, significant = year.partition("S")
    if not alone or "X" in digits or int(significant) not in range(1, 5):
        raise DateError.at(text, "S and the number of its significant digits, 1 to 4, follow a year")
    if digits == "0000":
        return digits
    return digits[: int(significant)].ljust(4, "X")


def _precision(year: str, month: str = "XX", day: str = "XX") -> str:
    """The finest unit whose digits are all given."""
    if "X" not in day:
        return "day"
    if "X" not in month:
        return "month"
    if year[3] != "X":
        return "year"
    return "century" if year[2] == "X" else "decade"


def _known_unit(year: str, month: str = "XX", day: str = "XX") -> str:
    """The finest unit up to which all is given: of the 25th of an unknown month, the year alone."""
    if "X" in year:
        return "decade" if "X" not in year[:3] else "century"
    if month.isdecimal() and int(month) in _GROUPINGS:
        return "season"
    return "year" if "X" in month else "month" if "X" in day else "day"


def _pieces(year: str, month: str = "XX", day: str = "XX") -> tuple[tuple[date, date], ...]:
    """The first and last days of the stretches that fit the digits, where these leave gaps.

    None where a single stretch fits, or more than MAX_PIECES do.
    """
    season = month.isdecimal() and int(month) > 12
    if season or (month, day) == ("XX", "XX") or "X" not in year + month + day:
        return ()
    pieces: list[tuple[date, date]] = []
    years = [number for number in _numbers(year) if number]
    for day_ in _real_days(years, [number for number in _numbers(month) if 1 <= number <= 12], _days(day)):
        if pieces and (day_ - pieces[-1][1]).days == 1:
            pieces[-1] = (pieces[-1][0], day_)
        elif len(pieces) == MAX_PIECES:
            return ()
        else:
            pieces.append((day_, day_))
    return tuple(pieces) if len(pieces) > 1 else ()


def _calendar_days(text: str, year: str, month: str = "XX", day: str = "XX") -> tuple[date, date]:
    """The first and the last real day that fit the digits, where X stands for any digit."""
    years = [number for number in _numbers(year) if number]
    months = [number for number in _numbers(month) if 1 <= number <= 12]
    days = _days(day)
    first = next(_real_days(years, months, days), None)
    last = next(_real_days(years[::-1], months[::-1], days[::-1]), None)
    if first and last:
        return first, last
    if not months:
        raise DateError.at(text, f"there is no month {month}")
    if not days:
        raise DateError.at(text, f"there is no day {day}")
    if "X" in year + month:
        raise DateError.at(text, "no day of the calendar fits this")
    length = monthrange(int(year), int(month))[1]
    raise DateError.at(text, f"{month_name[int(month)]} {year} has {length} days")


@lru_cache(maxsize=256)
def _numbers(pattern: str) -> tuple[int, ...]:
    """The numbers that fit a pattern such as `201X`, ascending."""
    choices = ("0123456789" if char == "X" else char for char in pattern)
    return tuple(int("".join(digits)) for digits in product(*choices))


def _days(pattern: str) -> list[int]:
    return [number for number in _numbers(pattern) if number]


def _real_days(years: list[int], months: list[int], days: list[int]) -> Iterator[date]:
    for year, month in product(years, months):
        length = monthrange(year, month)[1]
        yield from (date(year, month, day) for day in days if day <= length)


def _grouping(year: str, code: int) -> tuple[date, date]:
    years = [number for number in _numbers(year) if number]
    month, months = _GROUPINGS[code]
    final = _months_later(date(years[-1], month, 1), months - 1)
    return date(years[0], month, 1), final.replace(day=monthrange(final.year, final.month)[1])


def _shifted(day: date, unit: str, sign: int) -> date:
    """The day moved by what "about" means for the unit, within the calendar."""
    if unit in _APPROXIMATE_MONTHS:
        return _months_later(day, sign * _APPROXIMATE_MONTHS[unit])
    try:
        return day + timedelta(days=sign * _APPROXIMATE_DAYS[unit])
    except OverflowError:
        return LATEST if sign > 0 else EARLIEST


def _months_later(day: date, months: int) -> date:
    """The same day of another month, or that month's last, within the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not EARLIEST.year <= year <= LATEST.year:
        return LATEST if months > 0 else EARLIEST
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
