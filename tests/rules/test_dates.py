from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from events.choices import DatePrecision
from events.rules.dates import (
    CALENDAR_UNITS,
    EARLIEST,
    LATEST,
    Bounds,
    DateError,
    DateSpan,
    EventDate,
    Period,
)

# A row is the string, its four bounds (- is the sentinel) and its precision.
CODEBOOK = """
2024-01-27                2024-01-27 2024-01-27 2024-01-27 2024-01-27 day
2019-10                   2019-10-01 2019-10-31 2019-10-01 2019-10-31 month
2003                      2003-01-01 2003-12-31 2003-01-01 2003-12-31 year
2023-10-15~               2023-10-10 2023-10-20 2023-10-10 2023-10-20 day
2023-10~/2024-01          2023-09-16 2023-11-15 2024-01-01 2024-01-31 month
2003/..                   2003-01-01 2003-12-31 2003-01-01 -          year
2024-01-27/               2024-01-27 2024-01-27 2024-01-27 -          day
[2023-08-01..2024-01-27]  2023-08-01 2024-01-27 2023-08-01 2024-01-27 range
[..2014]                  -          2014-12-31 -          2014-12-31 range
[..2024-01-27]            -          2024-01-27 -          2024-01-27 range
../2024-05                -          2024-05-31 2024-05-01 2024-05-31 month
"""

INTERVALS_AND_SETS = """
2023-10-01/2023-10-15     2023-10-01 2023-10-01 2023-10-15 2023-10-15 day
2023/2023-03              2023-01-01 2023-03-31 2023-03-01 2023-03-31 year
2023-03/2023              2023-03-01 2023-03-31 2023-03-01 2023-12-31 year
2024-02-01~/2024-01-30    2024-01-27 2024-01-30 2024-01-30 2024-01-30 day
2004-06-XX/2004-07-03     2004-06-01 2004-06-30 2004-07-03 2004-07-03 month
/2024-05-03               -          2024-05-03 2024-05-03 2024-05-03 day
[1667,1668,1670..1672]    1667-01-01 1672-12-31 1667-01-01 1672-12-31 range
[..1760-12-03,1761]       -          1761-12-31 -          1761-12-31 range
[1760-01,1760-12..]       1760-01-01 -          1760-01-01 -          range
{1960,1961-12}            1960-01-01 1960-12-31 1961-12-01 1961-12-31 range
{1960-05-01..1961-12-02}  1960-05-01 1960-05-01 1961-12-02 1961-12-02 range
{..1984}                  -          1984-12-31 1984-01-01 1984-12-31 range
{1960..}                  1960-01-01 1960-12-31 1960-01-01 -          range
"""


def rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


@pytest.mark.parametrize("row", rows(CODEBOOK) + rows(INTERVALS_AND_SETS), ids=" ".join)
def test_a_date_has_the_bounds_that_the_codebook_gives_it(row: list[str]) -> None:
    text, *days, precision = row
    parsed = EventDate.parse(text)
    sentinels = (EARLIEST, LATEST, EARLIEST, LATEST)
    assert parsed.bounds == Bounds(
        *(
            sentinel if day == "-" else date.fromisoformat(day)
            for day, sentinel in zip(days, sentinels, strict=True)
        )
    )
    assert parsed.precision == precision
    assert parsed.open_end == text.endswith("/..")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The date is empty: write it like 2024-01-27, 2024-01 or 2024."),
        (" \n", "The date is empty: write it like 2024-01-27, 2024-01 or 2024."),
        ("2023" * 51, "A date has at most 200 characters, and this has 204."),
        ("2023/10", "2023/10: write 2023-10; a slash stands between the two ends of an interval."),
        (
            "2004/06/11",
            "2004/06/11: write 2004-06-11; a slash stands between the two ends of an interval.",
        ),
        ("a/b/c", "a/b/c: an interval has two ends and one slash."),
        ("2024/2023", "2024/2023: it begins after it ends."),
        ("[2024..2023]", "[2024..2023]: it begins after it ends."),
        ("../..", "../..: this needs a date on one side."),
        ("[..]", "[..]: this needs a date on one side."),
        (
            "[2023, 2024]",
            "[2023, 2024]: the members of a set stand between commas, without spaces.",
        ),
        ("{}", "{}: the members of a set stand between commas, without spaces."),
        (
            "[2023,..2024]",
            "[2023,..2024]: a set is open only before its first member or after its last.",
        ),
        (
            "[2023,[2024]]",
            "[2024]: a set stands alone, not inside an interval or another set.",
        ),
        (
            "2023/[2024]",
            "[2024]: a set stands alone, not inside an interval or another set.",
        ),
        ("2023-01-01/2023-02-30", "2023-02-30: February 2023 has 28 days."),
    ],
)
def test_what_is_no_date_is_refused_with_a_sentence(text: str, message: str) -> None:
    with pytest.raises(DateError) as refused:
        EventDate.parse(text)
    assert str(refused.value) == message


def test_a_refusal_shows_no_character_that_cannot_be_stored() -> None:
    for text in ("20\x0024", "2024\ud800", "2024\u2028"):
        with pytest.raises(DateError) as refused:
            EventDate.parse(f"{text}-01")
        assert str(refused.value).isprintable()
        str(refused.value).encode()


def test_space_around_a_date_does_not_count() -> None:
    assert EventDate.parse(" 2024-01-27\n") == EventDate.parse("2024-01-27")


def test_bounds_out_of_order_are_refused() -> None:
    early, late = date(2023, 1, 1), date(2024, 1, 1)
    for days in (
        (late, early, late, late),
        (early, early, late, early),
        (late, late, early, late),
        (early, late, early, early),
    ):
        with pytest.raises(DateError):
            Bounds(*days)


def test_an_ongoing_event_is_possible_until_it_was_last_reported() -> None:
    bounds = EventDate.parse("2003/..").bounds
    seen_until = date(2024, 1, 27)
    assert bounds.possible(DateSpan.parse("2030"))
    assert not bounds.possible(DateSpan.parse("2030"), seen_until)
    assert bounds.possible(DateSpan.parse("2024-01-27"), seen_until)


def test_a_date_at_the_edge_of_a_span_matches_it_by_the_day() -> None:
    bounds = EventDate.parse("2023-10-01/2023-10-15").bounds
    assert bounds.certain(DateSpan.parse("2023-10-15"))
    assert not bounds.possible(DateSpan.parse("2023-10-16"))
    assert bounds.within(DateSpan.parse("2023-10"))
    assert not bounds.within(DateSpan.parse("2023-10-02/2023-10-31"))
    fuzzy = EventDate.parse("2023-10").bounds
    assert fuzzy.possible(DateSpan.parse("2023-10-31"))
    assert not fuzzy.certain(DateSpan.parse("2023-10-31"))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-01-27", date(2024, 1, 27), date(2024, 1, 27)),
        ("2023-10", date(2023, 10, 1), date(2023, 10, 31)),
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        (" 2023-10/2024-01 ", date(2023, 10, 1), date(2024, 1, 31)),
        ("2023-10/..", date(2023, 10, 1), LATEST),
        ("../2024-01-27", EARLIEST, date(2024, 1, 27)),
    ],
)
def test_a_query_span_is_a_day_a_month_a_year_or_two_of_them(text: str, first: date, last: date) -> None:
    assert DateSpan.parse(text) == DateSpan(first, last)


@pytest.mark.parametrize(
    "text",
    [
        *("", "..", "/", "../..", "2023/", "/2023", "2024/2023", "2023/2024/2025", "[2023]"),
        *("2023~", "2023?", "201X", "2023-21", "1950S2", "2023-13", "2023-02-30", "0000"),
        *("2023-1", "\uff12\uff10\uff12\uff13", "2023-01-01T00:00", "9" * 10_000),
    ],
)
def test_a_query_span_says_nothing_fuzzy(text: str) -> None:
    with pytest.raises(DateError):
        DateSpan.parse(text)


def test_a_refused_span_says_what_is_accepted() -> None:
    with pytest.raises(DateError, match=r"2023~: a span is a day, month or year \(2024-01-27"):
        DateSpan.parse("2023~")


def test_a_span_that_begins_after_it_ends_is_refused() -> None:
    with pytest.raises(DateError, match="2024-01-02/2024-01-01: the span begins after it ends"):
        DateSpan(date(2024, 1, 2), date(2024, 1, 1))


# Every kind of valid date, made from parts of which a few do not fit together.
marks = st.sampled_from(["", "", "", "?", "~", "%"])
years = st.one_of(
    st.integers(1, 9999).map("{:04}".format),
    st.text("0129X", min_size=4, max_size=4).filter(lambda year: year != "0000"),
)
months = st.one_of(st.integers(1, 12).map("{:02}".format), st.sampled_from(["XX", "0X", "1X"]))
days = st.one_of(
    st.integers(1, 31).map("{:02}".format), st.sampled_from(["XX", "0X", "1X", "2X", "3X", "X1"])
)
groupings = st.integers(21, 41).map(str)
significant = st.builds("{:04}S{}".format, st.integers(1, 9999), st.integers(1, 4))


@st.composite
def periods(draw: st.DrawFn) -> str:
    shapes: list[list[st.SearchStrategy[str]]] = [
        [years],
        [significant],
        [years, months],
        [years, groupings],
        [years, months, days],
    ]
    shape = draw(st.sampled_from(shapes))
    return "-".join(draw(marks) + draw(component) + draw(marks) for component in shape)


@st.composite
def ranges(draw: st.DrawFn) -> str:
    start, end = draw(periods()), draw(periods())
    return draw(st.sampled_from([start, f"{start}..{end}"]))


@st.composite
def sets(draw: st.DrawFn) -> str:
    members = draw(st.lists(ranges(), min_size=1, max_size=3))
    members = draw(st.sampled_from([[], [f"..{draw(periods())}"]])) + members
    members += draw(st.sampled_from([[], [f"{draw(periods())}.."]]))
    return draw(st.sampled_from(["[{}]", "{{{}}}"])).format(",".join(members))


ends = st.one_of(periods(), st.sampled_from(["", ".."]))
shapes = st.one_of(periods(), st.builds("{}/{}".format, ends, ends), sets())


@st.composite
def event_dates(draw: st.DrawFn) -> EventDate:
    try:
        return EventDate.parse(draw(shapes))
    except DateError:
        assume(False)
        raise


spans = st.builds(lambda one, other: DateSpan(min(one, other), max(one, other)), st.dates(), st.dates())


def contains(outer: Bounds, inner: Bounds) -> bool:
    return outer.union(inner) == outer


@given(event_dates())
def test_bounds_are_in_order(parsed: EventDate) -> None:
    bounds = parsed.bounds
    assert EARLIEST <= bounds.start_earliest <= bounds.start_latest <= bounds.end_latest <= LATEST
    assert bounds.start_earliest <= bounds.end_earliest <= bounds.end_latest
    assert parsed.precision in DatePrecision.values


@given(event_dates(), spans)
def test_the_certain_is_possible(parsed: EventDate, span: DateSpan) -> None:
    assert parsed.bounds.possible(span) or not parsed.bounds.certain(span)


@given(event_dates(), spans)
def test_what_lies_within_a_span_is_possible_in_it(parsed: EventDate, span: DateSpan) -> None:
    assert parsed.bounds.possible(span) or not parsed.bounds.within(span)


@given(event_dates(), event_dates())
def test_a_union_holds_both(one: EventDate, other: EventDate) -> None:
    union = one.bounds.union(other.bounds)
    assert contains(union, one.bounds)
    assert contains(union, other.bounds)
    assert union == other.bounds.union(one.bounds)


@given(event_dates())
def test_a_parsed_date_parses_to_itself(parsed: EventDate) -> None:
    assert EventDate.parse(parsed.edtf) == parsed


@given(st.dates())
def test_a_day_is_its_own_four_bounds(day: date) -> None:
    parsed = EventDate.parse(day.isoformat())
    assert parsed.bounds == Bounds(day, day, day, day)
    assert parsed.precision == "day"
    assert DateSpan.parse(day.isoformat()) == DateSpan(day, day)


@given(periods())
def test_a_mark_of_about_widens(text: str) -> None:
    try:
        exact = EventDate.parse(text.strip("?~%"))
    except DateError:
        assume(False)
    about = EventDate.parse(f"{exact.edtf}~")
    assert contains(about.bounds, exact.bounds)
    assert about.precision == exact.precision
    assert about.bounds == EventDate.parse(f"{exact.edtf}%").bounds
    assert exact.bounds == EventDate.parse(f"{exact.edtf}?").bounds


@given(st.one_of(st.text(), st.text("0123456789X-/.,[]{}?~%SYT:Z \x00\uff12", max_size=40), shapes))
def test_no_text_raises_anything_but_a_date_error(text: str) -> None:
    for parse in (EventDate.parse, DateSpan.parse):
        try:
            parse(text)
        except DateError as refused:
            message = str(refused)
        else:
            message = "Read."
        assert message.isprintable()
        assert message.endswith(".")


@pytest.mark.parametrize("text", ["9" * 10_000, "[" * 10_000, "2024-" * 2_000, "\x00" * 10_000])
def test_a_very_long_text_is_refused(text: str) -> None:
    with pytest.raises(DateError, match="at most 200 characters, and this has 10000"):
        EventDate.parse(text)


@pytest.mark.parametrize(
    ("text", "shortest"),
    [
        ("2024-01-01/2024-12-31", "2024"),
        ("2024-01-01/2024-01-31", "2024-01"),
        ("2024-01-27/2024-01-27", "2024-01-27"),
        ("2023-01-01/2024-12-31", "2023/2024"),
        ("2023-02-01/2024-12-31", "2023-02/2024"),
        ("2023-01-01/2024-11-30", "2023/2024-11"),
        ("2023-01-02/2024-11-29", "2023-01-02/2024-11-29"),
        ("2023-01-02/..", "2023-01-02/.."),
        ("2023-01-01/..", "2023/.."),
        ("../2024-12-31", "../2024"),
        ("../2024-11-29", "../2024-11-29"),
        ("2024/9999-12-30", "2024/9999-12-30"),
        ("0001-01-01/9999-12-31", "../9999"),
    ],
)
def test_a_span_has_a_shortest_text(text: str, shortest: str) -> None:
    assert str(DateSpan.parse(text)) == shortest
    assert DateSpan.parse(shortest) == DateSpan.parse(text)


def test_a_refused_span_is_quoted_as_it_was_written() -> None:
    for text in ("2024/2023", "2024-02/2024-01"):
        with pytest.raises(DateError, match=f"^{text}: the span begins after it ends"):
            DateSpan.parse(text)


def test_a_span_holds_a_date_that_ends_on_its_last_day() -> None:
    bounds = EventDate.parse("2023-10-01/2023-10-15").bounds
    assert bounds.within(DateSpan.parse("2023-10-01/2023-10-15"))
    assert not bounds.within(DateSpan.parse("2023-10-01/2023-10-14"))
    assert bounds.certain(DateSpan.parse("2023-10-01"))
    assert not bounds.certain(DateSpan.parse("2023-09"))
    assert bounds.possible(DateSpan.parse("2023-09/2023-10-01"))
    assert not bounds.possible(DateSpan.parse("2023-09-30"))


def bounds_of(*days: str) -> Bounds:
    return Bounds(*map(date.fromisoformat, days))


JUNE = bounds_of("2024-06-05", "2024-06-10", "2024-06-20", "2024-06-25")


@pytest.mark.parametrize(
    ("report", "aspect", "days"),
    [
        ("2024-06-01", "start", ("2024-06-01", "2024-06-10", "2024-06-20", "2024-06-25")),
        ("2024-06-12", "start", ("2024-06-05", "2024-06-12", "2024-06-20", "2024-06-25")),
        ("2024-06-30", "start", ("2024-06-05", "2024-06-30", "2024-06-20", "2024-06-30")),
        ("2024-06-30", "end", ("2024-06-05", "2024-06-10", "2024-06-20", "2024-06-30")),
        ("2024-06-15", "end", ("2024-06-05", "2024-06-10", "2024-06-15", "2024-06-25")),
        ("2024-06-12", "end", ("2024-06-05", "2024-06-10", "2024-06-12", "2024-06-25")),
        ("2024-06-02", "end", ("2024-06-02", "2024-06-10", "2024-06-02", "2024-06-25")),
        ("2024-06-01/2024-06-30", "whole", ("2024-06-01", "2024-06-10", "2024-06-20", "2024-06-30")),
        ("2024-06-01/2024-06-30", "deadline", ("2024-06-05", "2024-06-10", "2024-06-20", "2024-06-25")),
    ],
)
def test_a_report_widens_the_bounds_of_its_aspect(report: str, aspect: str, days: tuple[str, ...]) -> None:
    assert JUNE.widened_by(EventDate.parse(report).bounds, aspect) == bounds_of(*days)


def test_a_bound_set_by_hand_narrows_and_others_follow() -> None:
    for name in Bounds.__slots__:
        assert JUNE.narrowed(**{name: getattr(JUNE, name)}) == JUNE
    assert JUNE.narrowed() == JUNE
    wide = bounds_of("2024-06-01", "2024-06-30", "2024-06-01", "2024-06-30")
    assert wide.narrowed(end_latest=date(2024, 6, 20)) == bounds_of(
        "2024-06-01", "2024-06-20", "2024-06-01", "2024-06-20"
    )
    assert wide.narrowed(start_earliest=date(2024, 6, 5)) == bounds_of(
        "2024-06-05", "2024-06-30", "2024-06-05", "2024-06-30"
    )
    assert wide.narrowed(start_latest=date(2024, 6, 5)) == bounds_of(
        "2024-06-01", "2024-06-05", "2024-06-01", "2024-06-30"
    )
    for name, day in (
        ("start_earliest", "2024-05-31"),
        ("end_latest", "2024-07-01"),
        ("start_latest", "2024-07-01"),
    ):
        with pytest.raises(DateError, match=f"{day} would widen {name}"):
            wide.narrowed(**{name: date.fromisoformat(day)})
    with pytest.raises(DateError):
        wide.narrowed(start_earliest=date(2024, 6, 20), end_latest=date(2024, 6, 10))


def test_an_open_set_has_its_dots_at_its_ends_alone() -> None:
    for text in ("[2023..,2024]", "[2023,..2024]", "[2022,2023..,2024]", "[2022,..2023,2024]"):
        with pytest.raises(DateError, match="open only before its first member or after its last"):
            EventDate.parse(text)
    assert EventDate.parse("[..2023,2024..]").bounds == Bounds(EARLIEST, LATEST, EARLIEST, LATEST)
    assert EventDate.parse("[2022,2023,2024..]").bounds.end_latest == LATEST


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


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("{2019,2023}", ["2019-01-01/2019-12-31 sure", "2023-01-01/2023-12-31 sure"]),
        ("{2019,2020}", ["2019-01-01/2019-12-31 sure", "2020-01-01/2020-12-31 sure"]),
        ("[2019,2023]", ["2019-01-01/2019-12-31", "2023-01-01/2023-12-31"]),
        ("[2019..2021,2023]", ["2019-01-01/2021-12-31", "2023-01-01/2023-12-31"]),
        ("[2019,2020]", []),
        ("[2019..2023]", []),
        ("2019/2023", []),
        ("2019-XX-31", [f"2019-{month:02}-31/2019-{month:02}-31" for month in (1, 3, 5, 7, 8, 10, 12)]),
    ],
)
def test_dates_with_gaps_have_pieces(text: str, pieces: list[str]) -> None:
    assert [
        f"{piece.earliest}/{piece.latest}{' sure' if piece.sure_from else ''}"
        for piece in EventDate.parse(text).pieces
    ] == pieces
