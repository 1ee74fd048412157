"""Events that may be the same as one that is being made, by each of what they must have in common."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.actions import review_status
from events.actions.doubts import DoubtError, problems_of
from events.models import Event, EventPlace, EventRelation, EventSource, Figure, NotDuplicate
from events.similar_events import possibly_the_same
from tests import factories as make

pytestmark = pytest.mark.django_db


class Pair:
    """Two events that may be one: the first is public, the second is being made."""

    def __init__(self) -> None:
        with make.change():
            self.actor = make.actor(review_status="published")
            self.country = make.location("country", kind="country", review_status="published")
            self.town = make.location(
                "town", parent=self.country, latitude=33.3, longitude=44.4, review_status="published"
            )
            self.article = make.article(review_status="published")
            common = {"event_type": "assault", "date_edtf": "2024-01-20"}
            self.old = make.event("old", review_status="published", **common)
            self.new = make.event("new", **common)
            for event in (self.old, self.new):
                EventSource.objects.create(event=event, article=self.article)
                make.evidence(self.article, event=event)
                part = make.participation(event, self.actor)
                make.evidence(self.article, event=event, participation=part)
        self.old.refresh_from_db()
        self.new.refresh_from_db()

    def place(self, event: Event, location: Any, **columns: Any) -> EventPlace:
        place = EventPlace.objects.create(event=event, location=location, **columns)
        make.evidence(self.article, event=event, place=place)
        return place


def both_places(pair: Pair, other: Any) -> None:
    pair.place(pair.old, pair.town)
    pair.place(pair.new, other)


def set_columns(row: Any, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()


def share_a_number_alone(pair: Pair) -> None:
    pair.new.participants.all().delete()
    for event in (pair.old, pair.new):
        Figure.objects.create(event=event, measure="killed", value=41)


SAME: dict[str, Callable[[Pair], Any]] = {
    "one type, time and actor": lambda _: None,
    "three days later": lambda pair: set_columns(pair.new, date_edtf="2024-01-23"),
    "possibly on that day": lambda pair: set_columns(pair.new, date_edtf="[2024-01-21..2024-02-20]"),
    "a number instead of an actor": share_a_number_alone,
    "in one place": lambda pair: both_places(pair, pair.town),
    "one place in the other": lambda pair: both_places(pair, pair.country),
    "near each other": lambda pair: both_places(pair, make.location("near", latitude=33.5, longitude=44.4)),
    "only one has a place": lambda pair: pair.place(pair.new, pair.town),
    "a place that it is about": lambda pair: (
        pair.place(pair.old, pair.town),
        pair.place(pair.new, make.location("far", latitude=60, longitude=5), role="about"),
    ),
}
TWO: dict[str, Callable[[Pair], Any]] = {
    "of another type": lambda pair: set_columns(pair.new, event_type="protest"),
    "without a type": lambda pair: set_columns(pair.new, event_type=""),
    "four days later": lambda pair: set_columns(pair.new, date_edtf="2024-01-24"),
    "four days before": lambda pair: set_columns(pair.new, date_edtf="2024-01-16"),
    "at no known time": lambda pair: set_columns(pair.new, date_edtf=""),
    "some day of a year": lambda pair: set_columns(pair.new, date_edtf="[2023-08..2024-07]"),
    "nothing in common": lambda pair: pair.new.participants.all().delete(),
    "far away": lambda pair: both_places(pair, make.location("far", latitude=33.6, longitude=44.4)),
    "related": lambda pair: EventRelation.objects.create(event=pair.new, other=pair.old, type="follows"),
    "withdrawn": lambda pair: set_columns(pair.old, review_status="withdrawn", withdrawn_reason="So."),
    "in an imported dataset": lambda pair: set_columns(
        pair.old, dataset=make.dataset("foreign", kind="imported")
    ),
}


@pytest.mark.parametrize("what", SAME)
def test_events_that_may_be_one_are_found(what: str) -> None:
    pair = Pair()
    with make.change():
        SAME[what](pair)
    assert list(possibly_the_same([pair.new.pk])) == [(pair.new.pk, "old")]
    assert list(possibly_the_same([pair.old.pk])) == []  # it was public before


@pytest.mark.parametrize("what", TWO)
def test_events_that_are_two_are_not(what: str) -> None:
    pair = Pair()
    with make.change():
        TWO[what](pair)
    assert list(possibly_the_same([pair.new.pk])) == []


def test_a_decision_counts() -> None:
    pair = Pair()
    one, other = sorted((pair.old.pk, pair.new.pk))
    marks = {"one_mark": "", "other_mark": "", "reason": "Two.", "at": "2024-01-01T00:00Z"}
    NotDuplicate.objects.create(collection="events", one=one, other=other, **marks)
    assert list(possibly_the_same([pair.new.pk])) == []


def test_publishing_asks_once_for_the_pair() -> None:
    pair = Pair()
    with pytest.raises(DoubtError) as asked:
        review_status.publish([pair.new], "tester")
    assert "It may be the same as events/old" in " ".join(asked.value.messages)
    reasons = {doubt.key: ("other", "Another attack.") for doubt in problems_of([pair.new])}
    review_status.publish([pair.new], "tester", "", reasons)
    assert problems_of([pair.old, pair.new]) == []


def test_many_events_ask_no_more_queries_than_two() -> None:
    pair = Pair()
    counts = []
    for number in (0, 20):
        with make.change():
            for index in range(number):
                event = make.event(f"more-{index}", event_type="assault", date_edtf="2024-01-21")
                make.participation(event, pair.actor)
        pks = [*Event.objects.filter(created_at=None).values_list("pk", flat=True)]
        with CaptureQueriesContext(connection) as queries:
            assert len(list(possibly_the_same(pks))) == len(pks) ** 2
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10
