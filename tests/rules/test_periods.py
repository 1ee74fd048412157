"""Years, months, ISO weeks and days."""

from datetime import date, timedelta

import pytest

from events.rules.dates import DateError
from events.rules.periods import CALENDAR_UNITS, Period


@pytest.mark.parametrize(
    ("unit", "first", "last", "text"),
    [
        ("year", "2024-01-01", "2024-12-31", "2024"),
        ("month", "2024-02-01", "2024-02-29", "2024-02"),
        ("week", "2024-02-26", "2024-03-03", "2024-W09"),
        ("day", "2024-02-28", "2024-02-28", "2024-02-28"),
    ],
)
def test_a_day_lies_in_one_period_of_each_unit(unit: str, first: str, last: str, text: str) -> None:
    period = Period.of(unit, date(2024, 2, 28))
    assert (period.first.isoformat(), period.last.isoformat(), str(period)) == (first, last, text)
    assert Period.parse(unit, text) == period
    assert {Period.of(unit, period.first), Period.of(unit, period.last)} == {period}
    assert Period.of(unit, period.first - timedelta(1)) < period < Period.of(unit, period.last + timedelta(1))


def test_units_go_from_the_coarsest_to_the_finest() -> None:
    day = date(2024, 2, 28)
    assert sorted(CALENDAR_UNITS, key=lambda unit: Period.of(unit, day).first) == [*CALENDAR_UNITS]


def test_a_week_belongs_to_the_year_of_its_thursday() -> None:
    assert str(Period.of("week", date(2024, 12, 30))) == "2025-W01"
    assert str(Period.of("week", date(2021, 1, 3))) == "2020-W53"
    assert Period.parse("week", "2020-W53").first == date(2020, 12, 28)


def test_the_first_and_last_periods_of_the_calendar_are_whole_or_end_with_it() -> None:
    assert Period.of("week", date.min).first == date.min
    last = Period.of("week", date.max)
    assert (last.first.isoweekday(), last.last) == (1, date.max)
    assert str(Period.of("week", date(1, 1, 1))) == "0001-W01"
    assert str(Period.of("year", date(1, 1, 1))) == "0001"


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("year", "2024-01"),
        ("year", "20.4"),
        ("month", "2024"),
        ("month", "2024-13"),
        ("month", "2024-01-27"),
        ("day", "2024-01"),
        ("day", "2024-02-30"),
        ("week", "2024-W53"),
        ("week", "2024-W00"),
        ("week", "2024-W1"),
        ("week", "2024-01"),
    ],
)
def test_what_is_no_period_of_the_unit_is_refused(unit: str, text: str) -> None:
    with pytest.raises(DateError, match=text.replace(".", r"\.")):
        Period.parse(unit, text)


@pytest.mark.parametrize(
    ("unit", "first", "last", "texts"),
    [
        ("year", "2023", "2024", ["2023", "2024"]),
        ("month", "2023-11", "2024-02", ["2023-11", "2023-12", "2024-01", "2024-02"]),
        ("week", "2020-W52", "2021-W01", ["2020-W52", "2020-W53", "2021-W01"]),
        ("day", "2024-02-28", "2024-03-01", ["2024-02-28", "2024-02-29", "2024-03-01"]),
        ("month", "2024-02", "2024-02", ["2024-02"]),
    ],
)
def test_periods_follow_each_other_and_are_counted(
    unit: str, first: str, last: str, texts: list[str]
) -> None:
    start, end = Period.parse(unit, first), Period.parse(unit, last)
    for day in (end.first, end.last):
        assert list(map(str, start.until(day))) == texts
    assert start.count(end) == len(texts)


def test_periods_overlap_if_they_share_a_day() -> None:
    january, february = Period.parse("month", "2024-01"), Period.parse("month", "2024-02")
    week, last_day = Period.parse("week", "2024-W05"), Period.parse("day", "2024-01-31")
    assert week.overlaps(january)
    assert january.overlaps(week)
    assert week.overlaps(february)
    assert last_day.overlaps(january)
    assert january.overlaps(last_day)
    assert last_day.overlaps(last_day)
    assert Period.parse("day", "2024-01-01").overlaps(january)
    assert january.overlaps(Period.parse("day", "2024-01-01"))
    assert not last_day.overlaps(february)
    assert not february.overlaps(last_day)
