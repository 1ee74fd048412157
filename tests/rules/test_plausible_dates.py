"""Dates of events beside those of their articles and today, at the edges."""

from datetime import date

import pytest

from events.rules.dates import Bounds, EventDate
from events.rules.plausible_dates import after_the_news, in_the_future, long_before_the_news

TODAY = date(2026, 11, 30)


def bounds(*dates: str) -> list[Bounds]:
    """The bounds of these dates."""
    return [EventDate.parse(one).bounds for one in dates]


@pytest.mark.parametrize(
    ("when", "published", "why"),
    [
        ("2024-01-27", ["2024-01-27"], ""),
        ("2024-01-28", ["2024-01-27"], ""),  # in another time zone
        ("2024-01-29", ["2024-01-27"], "after the last of its articles was published on 2024-01-27"),
        ("2024-01-29", ["2024-01-27", "2024-01-28"], ""),
        ("2024-01-29", ["2024-01"], ""),
        ("[2024-01-20..2024-02-20]", ["2024-01-27"], ""),
        ("2024-03/..", ["2024-01-27"], "it begins on 2024-03-01, after the last"),
        ("[..2014]", ["2013-01-01"], ""),
        ("2026-12-01", [], ""),
        ("2026-12-02", [], "it begins on 2026-12-02, after today"),
        ("2042", ["2043"], "after today"),
    ],
)
def test_what_occurred_is_not_after_its_news(when: str, published: list[str], why: str) -> None:
    (begins,) = bounds(when)
    found = after_the_news(begins, bounds(*published), TODAY)
    assert (why in found) if why else found == ""


def test_an_article_of_unknown_date_sets_no_limit() -> None:
    (begins, unknown) = bounds("2024-03-01", "2023/..")
    assert after_the_news(begins, [unknown], TODAY) == ""


@pytest.mark.parametrize(
    ("when", "published", "why"),
    [
        ("1924-01-27", ["2024-01-27"], ""),
        ("1923-12-31", ["2024-01-27"], "more than 100 years before the first"),
        ("1923", ["2024-01-27", "1990-01-01"], ""),
        ("0999-12-31", [], "before the year 1000"),
        ("1000-01-01", [], ""),
        ("[..2014]", ["2024-01-27"], ""),
    ],
)
def test_what_is_long_ago_is_doubtful(when: str, published: list[str], why: str) -> None:
    (begins,) = bounds(when)
    found = long_before_the_news(begins, bounds(*published))
    assert (why in found) if why else found == ""


def test_a_day_is_allowed_for_time_zones() -> None:
    tomorrow, later = bounds("2026-12-01", "2026-12-02")
    assert not in_the_future(tomorrow, TODAY)
    assert in_the_future(later, TODAY)
