"""Years, months, weeks and days, by which dates are grouped."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from events.rules.dates import DateError, DateSpan

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
