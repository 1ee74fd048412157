"""Statements that are built once give what Django would give each time, as values of JSON."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import write_guard
from events.models import Event, EventPlace, Figure
from events.records.cached_queries import fetch_rows
from events.rules.dates import EARLIEST, LATEST

pytestmark = pytest.mark.usefixtures("seeded")

COLUMNS = (
    *("pk", "event_id", "value", "derived", "wording", "subset_of__key", "event__created_at"),
    *("event__start_earliest", "event__start_latest", "event__last_reported", "event__summary"),
)
NUMBERS = ("0", "0.10", "150", "1234567.89", "999999999999999", "1234567890123456", "123456789012345678.25")


def event_pks() -> list[int]:
    """Every event, in no order of theirs."""
    return list(Event.objects.order_by("title").values_list("pk", flat=True))


@pytest.mark.parametrize("count", [1, 2, 3, 8, 9, 40])
def test_the_rows_are_those_of_the_queryset_whatever_the_number_of_keys(count: int) -> None:
    pks = event_pks()[:count]
    assert_same_rows(pks)


def assert_same_rows(pks: list[int]) -> None:
    """The rows of the figures of events are what Django reads, written as JSON."""
    expected: list[Any] = [
        tuple(map(as_json, COLUMNS, row))
        for row in Figure.objects.filter(event__in=pks).order_by("pk").values_list(*COLUMNS)
    ]
    rows = fetch_rows(Figure, "event", pks, COLUMNS)
    assert rows == expected
    assert [list(map(type, row)) for row in rows] == [list(map(type, row)) for row in expected]


def as_json(column: str, value: Any) -> Any:
    """What the API answers for a value that Django reads."""
    match value:
        case "":
            return None
        case Decimal():
            return int(value) if value == int(value) else float(value)
        case datetime.datetime():
            return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case datetime.date():
            is_open = (column.endswith("_earliest"), value) in ((True, EARLIEST), (False, LATEST))
            return None if is_open else value.isoformat()
    return value


@pytest.mark.parametrize("microsecond", [0, 1, 120_000, 999_999])
def test_a_time_has_six_digits_of_its_second(microsecond: int) -> None:
    figure = Figure.objects.earliest("pk")
    time = datetime.datetime(2024, 5, 6, 7, 8, 9, microsecond, datetime.UTC)
    with write_guard.suspended():
        Event.objects.filter(pk=figure.event_id).update(created_at=time)
    assert_same_rows([figure.event_id])


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_has_the_digits_that_the_database_keeps(number: str) -> None:
    figure = Figure.objects.earliest("pk")
    with write_guard.suspended():
        Figure.objects.filter(pk=figure.pk).update(value=Decimal(number), low=None, high=None)
    assert_same_rows([figure.event_id])


@pytest.mark.parametrize(
    ("start_earliest", "start_latest"), [(EARLIEST, LATEST), (EARLIEST, EARLIEST), (LATEST, LATEST)]
)
def test_an_open_bound_is_null_on_its_side_only(
    start_earliest: datetime.date, start_latest: datetime.date
) -> None:
    figure = Figure.objects.earliest("pk")
    with write_guard.suspended():
        Event.objects.filter(pk=figure.event_id).update(
            start_earliest=start_earliest,
            start_latest=start_latest,
            end_earliest=start_earliest,
            end_latest=LATEST,
        )
    assert_same_rows([figure.event_id])


def test_the_order_holds() -> None:
    order = ("location__name", "-pk")
    for pks in (event_pks(), event_pks()[5:20]):
        expected = EventPlace.objects.filter(event__in=pks).order_by(*order).values_list("pk", "role")
        assert fetch_rows(EventPlace, "event", pks, ("pk", "role"), order) == list(expected)


def test_no_keys_ask_nothing_and_more_than_a_page_has_are_asked_for_too() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert fetch_rows(Event, "pk", [], ("pk",)) == []
    assert len(captured) == 0
    pks = event_pks()
    with CaptureQueriesContext(connection) as captured:
        rows = fetch_rows(Event, "pk", [*pks, *range(-1000, 0)], ("pk",))
    assert [pk for (pk,) in rows] == sorted(pks)
    assert len(captured) == 1
