"""Statements that are built once give what Django would give each time."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.choices import ReviewStatus
from events.models import Event, EventPlace, Figure
from events.records.cached_queries import fetch_rows

pytestmark = pytest.mark.usefixtures("seeded")

COLUMNS = ("pk", "event_id", "value", "derived", "subset_of__key", "event__created_at", "event__start_latest")


def event_pks() -> list[int]:
    """Every event, in no order of theirs."""
    return list(Event.objects.order_by("title").values_list("pk", flat=True))


@pytest.mark.parametrize("count", [1, 2, 3, 8, 9, 40])
def test_the_rows_are_those_of_the_queryset_whatever_the_number_of_keys(count: int) -> None:
    pks = event_pks()[:count]
    expected: list[Any] = list(Figure.objects.filter(event__in=pks).values_list(*COLUMNS))
    rows = fetch_rows(Figure, "event", pks, COLUMNS)
    assert rows == expected
    assert [list(map(type, row)) for row in rows] == [list(map(type, row)) for row in expected]


def test_order_and_other_conditions_hold() -> None:
    order = ("location__name", "-pk")
    fixed = {"event__review_status": ReviewStatus.PUBLISHED, "role": "scene"}
    for pks in (event_pks(), event_pks()[5:20]):
        expected = (
            EventPlace.objects.filter(event__in=pks, **fixed).order_by(*order).values_list("pk", "role")
        )
        assert fetch_rows(EventPlace, "event", pks, ("pk", "role"), order, **fixed) == list(expected)


def test_no_keys_ask_nothing_and_more_than_a_page_has_are_asked_for_too() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert fetch_rows(Event, "pk", [], ("pk",)) == []
    assert len(captured) == 0
    pks = event_pks()
    with CaptureQueriesContext(connection) as captured:
        rows = fetch_rows(Event, "pk", [*pks, *range(-1000, 0)], ("pk",))
    assert [pk for (pk,) in rows] == sorted(pks)
    assert len(captured) == 1
