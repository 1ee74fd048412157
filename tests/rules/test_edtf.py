from datetime import date

import pytest

from events.rules.edtf import DateError, check_text, ordinal_day, parse_period

# A row is the expression, the first and the last day it may mean, and its precision.
PERIODS = """
2024-02         2024-02-01 2024-02-29 month
1985-04-XX      1985-04-01 1985-04-30 month
1985-XX-XX      1985-01-01 1985-12-31 year
2004-XX         2004-01-01 2004-12-31 year
2004-1X         2004-10-01 2004-12-31 year
2004-06-1X      2004-06-10 2004-06-19 month
2004-06-3X      2004-06-30 2004-06-30 month
2003-XX-30      2003-01-30 2003-12-30 year
201X            2010-01-01 2019-12-31 decade
20XX            2000-01-01 2099-12-31 century
1XXX-XX         1000-01-01 1999-12-31 century
XXXX            0001-01-01 9999-12-31 century
XXXX-12-XX      0001-12-01 9999-12-31 century
156X-12-25      1560-12-25 1569-12-25 decade
15XX-12-25      1500-12-25 1599-12-25 century
200X-02-29      2000-02-29 2008-02-29 decade
1950S2          1900-01-01 1999-12-31 century
1950S3          1950-01-01 1959-12-31 decade
1950S4          1950-01-01 1950-12-31 year
0050S2          0001-01-01 0099-12-31 century
2004-21         2004-03-01 2004-05-31 season
2004-22         2004-06-01 2004-08-31 season
2004-23         2004-09-01 2004-11-30 season
2004-24         2004-12-01 2005-02-28 season
2004-25         2004-03-01 2004-05-31 season
2004-26         2004-06-01 2004-08-31 season
2004-27         2004-09-01 2004-11-30 season
2003-28         2003-12-01 2004-02-29 season
2004-29         2004-09-01 2004-11-30 season
2004-30         2004-12-01 2005-02-28 season
2004-31         2004-03-01 2004-05-31 season
2004-32         2004-06-01 2004-08-31 season
2004-33         2004-01-01 2004-03-31 season
2004-34         2004-04-01 2004-06-30 season
2004-35         2004-07-01 2004-09-30 season
2004-36         2004-10-01 2004-12-31 season
2004-37         2004-01-01 2004-04-30 season
2004-38         2004-05-01 2004-08-31 season
2004-39         2004-09-01 2004-12-31 season
2004-40         2004-01-01 2004-06-30 season
2004-41         2004-07-01 2004-12-31 season
9999-24         9999-12-01 9999-12-31 season
201X-21         2010-03-01 2019-05-31 decade
"""


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [line.split() for line in PERIODS.strip().splitlines()],
)
def test_a_period_runs_from_the_first_to_the_last_day_that_fits(
    text: str, first: str, last: str, precision: str
) -> None:
    period = parse_period(text)
    assert (str(period.first), str(period.last), period.precision) == (first, last, precision)


def widen_text(text: str) -> tuple[str, str]:
    period = parse_period(text)
    return str(period.first), str(period.last)


def test_a_day_marked_approximate_widens_by_five_days() -> None:
    assert widen_text("2023-10-15~") == ("2023-10-10", "2023-10-20")
    assert widen_text("2023-10-15%") == ("2023-10-10", "2023-10-20")


def test_a_month_marked_approximate_widens_by_fifteen_days() -> None:
    assert widen_text("2023-10~") == ("2023-09-16", "2023-11-15")


def test_a_season_marked_approximate_widens_by_fifteen_days() -> None:
    assert widen_text("2023-21~") == ("2023-02-14", "2023-06-15")


def test_a_year_marked_approximate_widens_by_six_months() -> None:
    assert widen_text("2003~") == ("2002-07-01", "2004-06-30")
    assert widen_text("2003-XX~") == ("2002-07-01", "2004-06-30")


def test_a_decade_and_a_century_marked_approximate_widen_by_half_their_length() -> None:
    assert widen_text("200X~") == ("1995-01-01", "2014-12-31")
    assert widen_text("20XX~") == ("1950-01-01", "2149-12-31")


def test_a_doubtful_date_is_not_widened() -> None:
    assert widen_text("2023-10-15?") == ("2023-10-15", "2023-10-15")
    assert widen_text("?2023-10") == ("2023-10-01", "2023-10-31")


def test_a_mark_inside_a_date_widens_by_the_unit_at_which_it_stands() -> None:
    for text in ("2004-06~-11", "2004-~06-11", "2004-%06-~11"):
        assert widen_text(text) == ("2004-05-27", "2004-06-26")
    assert widen_text("?2004-06-~11") == ("2004-06-06", "2004-06-16")
    for text in ("~2004-06-11", "2004~-06-11", "2004%-06-11~"):
        assert widen_text(text) == ("2003-12-11", "2004-12-11")
    assert widen_text("156X~-12-25") == ("1555-12-25", "1574-12-25")


def test_widening_stops_at_the_ends_of_the_calendar() -> None:
    assert widen_text("0001-01-02~") == ("0001-01-01", "0001-01-07")
    assert widen_text("0001~") == ("0001-01-01", "0002-06-30")
    assert widen_text("9999-12-31~") == ("9999-12-26", "9999-12-31")
    assert widen_text("99XX~") == ("9850-01-01", "9999-12-31")


def test_widening_keeps_to_the_last_day_of_a_shorter_month() -> None:
    assert widen_text("2003~-08-31") == ("2003-02-28", "2004-02-29")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2023-02-30", "February 2023 has 28 days."),
        ("2023-01-32", "January 2023 has 31 days."),
        ("2004-02-3X", "February 2004 has 29 days."),
        ("2023-01-00", "there is no day 00."),
        ("2023-13-01", "there is no month 13."),
        ("2023-00", "there is no month 00."),
        ("2023-42", "there is no month 42."),
        ("2004-21-03", "there is no month 21."),
        ("XXX1-02-29", "no day of the calendar fits this."),
        ("0000", "years run from 0001 to 9999, in four digits."),
        ("0000S1", "years run from 0001 to 9999, in four digits."),
        ("12004", "years run from 0001 to 9999, in four digits."),
        ("12004-01-01", "years run from 0001 to 9999, in four digits."),
        ("+2004", "years run from 0001 to 9999, in four digits."),
        ("Y17E7", "years run from 0001 to 9999, in four digits."),
        ("Y-170000002", "years run from 0001 to 9999, in four digits."),
        ("-0044", "years run from 0001 to 9999, none before the common era."),
        (
            "2004-01-01T10:10:10Z",
            "give the day alone; the time of day has a field of its own.",
        ),
        ("2004-01-01 10:10", "give the day alone; the time of day has a field of its own."),
        ("2004-6-1", "write 2004-06-01."),
        ("2004.06.01", "write 2004-06-01."),
        ("20040611", "write 2004-06-11."),
        ("201x", "an unspecified digit is written as a capital X."),
        ("2004?~", "give one mark: ? for a doubtful source, ~ for about, % for both."),
        ("1950S0", "S and the number of its significant digits, 1 to 4, follow a year."),
        ("1950S5", "S and the number of its significant digits, 1 to 4, follow a year."),
        ("195XS2", "S and the number of its significant digits, 1 to 4, follow a year."),
        ("1950S2-06", "S and the number of its significant digits, 1 to 4, follow a year."),
        ("1950S" + "9" * 150, "S and the number of its significant digits, 1 to 4, follow a year."),
        ("2023..2024", "a range with .. stands in brackets; an interval takes a slash."),
        ("27 January", "not a date; write it like 2024-01-27, 2024-01 or 2024."),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_period(text)
    assert str(refused.value) == f"{text}: {reason}"


def test_a_text_is_short_plain_and_not_empty() -> None:
    assert check_text(" 2024 ") == "2024"
    assert check_text("2" * 200) == "2" * 200
    for text, message in (
        (" ", "The date is empty: write it like 2024-01-27, 2024-01 or 2024."),
        ("2" * 201, "A date has at most 200 characters, and this has 201."),
        ("\uff12024", "\uff12024: only ASCII digits and signs, not U+FF12."),
    ):
        with pytest.raises(DateError) as refused:
            check_text(text)
        assert str(refused.value) == message


def test_about_a_month_at_the_ends_of_the_calendar() -> None:
    assert widen_text("0001-01~") == ("0001-01-01", "0001-02-15")
    assert widen_text("9999-12~") == ("9999-11-16", "9999-12-31")
    assert widen_text("0001-06~") == ("0001-05-17", "0001-07-15")
    assert widen_text("9999~") == ("9998-07-01", "9999-12-31")
    assert widen_text("9998~") == ("9997-07-01", "9999-06-30")
    assert widen_text("0002~") == ("0001-07-01", "0003-06-30")
    assert widen_text("00XX~") == ("0001-01-01", "0149-12-31")


@pytest.mark.parametrize(
    ("text", "number", "first"),
    [
        ("1560-XX-25", 12, ("1560-01-25", "1560-01-25")),
        ("15XX-12-25", 100, ("1500-12-25", "1500-12-25")),
        ("2019-1X-1X", 3, ("2019-10-10", "2019-10-19")),
        ("20XX-12", 100, ("2000-12-01", "2000-12-31")),
        ("2019-XX-30", 11, ("2019-01-30", "2019-01-30")),
    ],
)
def test_digits_that_leave_gaps_keep_their_pieces(text: str, number: int, first: tuple[str, str]) -> None:
    pieces = parse_period(text).pieces
    assert len(pieces) == number
    assert tuple(map(str, pieces[0])) == first


@pytest.mark.parametrize(
    "text", ["2019", "2019-XX", "2019-0X", "201X", "2019-02-2X", "201X-21", "XXXX-12-25"]
)
def test_digits_without_gaps_or_with_too_many_keep_no_pieces(text: str) -> None:
    assert parse_period(text).pieces == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-027", date(2024, 1, 27)),
        ("2024-060", date(2024, 2, 29)),
        ("2024-366", date(2024, 12, 31)),
        ("2023-365", date(2023, 12, 31)),
        ("0001-001", date(1, 1, 1)),
        ("2023-366", None),
        ("2024-000", None),
        ("0000-001", None),
        ("2024-0271", None),
    ],
)
def test_a_day_of_the_year_is_told_with_its_month(text: str, day: date | None) -> None:
    assert ordinal_day(text) == day
    with pytest.raises(DateError) as error:
        parse_period(text)
    assert ("a day of the year" in str(error.value)) is (day is not None)
    assert day is None or day.isoformat() in str(error.value)
