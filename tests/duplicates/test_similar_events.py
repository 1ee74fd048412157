"""Events that may be one, by each of what they must have in common, for the search and for who enters one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import duplicates
from events.actions import review_status
from events.actions.doubts import DoubtError, problems_of
from events.choices import Collection
from events.models import Event, EventPlace, EventRelation, EventSource, Figure
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


def on_the_last_day(pair: Pair) -> None:
    for event in (pair.old, pair.new):
        set_columns(event, date_edtf="9999-12-30")


def share_a_number(pair: Pair) -> None:
    for event in (pair.old, pair.new):
        Figure.objects.create(event=event, measure="killed", value=41)


def share_a_number_alone(pair: Pair) -> None:
    pair.new.participants.all().delete()
    share_a_number(pair)


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
    "in the last days of the calendar": on_the_last_day,
}
ELSEWHERE: dict[str, Callable[[Pair], Any]] = {
    "withdrawn": lambda pair: set_columns(pair.old, review_status="withdrawn", withdrawn_reason="So."),
    "in an imported dataset": lambda pair: set_columns(
        pair.old, dataset=make.dataset("foreign", kind="imported")
    ),
}


def searched(pair: Pair) -> bool:
    """Whether the search through all events finds the two, and no others."""
    found = [candidate.pair for candidate in duplicates.find_candidates(Collection.EVENTS)]
    assert found in ([], [(pair.old.pk, pair.new.pk)])
    return bool(found)


def likened(pair: Pair) -> list[tuple[int, int]]:
    """What whoever enters the new event is told."""
    return list(duplicates.find_events_like([pair.new.pk]))


@pytest.mark.parametrize("what", SAME)
def test_events_that_may_be_one_are_found(what: str) -> None:
    pair = Pair()
    with make.change():
        SAME[what](pair)
    assert likened(pair) == [(pair.new.pk, pair.old.pk)]
    assert searched(pair)
    assert list(duplicates.find_events_like([pair.old.pk])) == []  # it was public before


@pytest.mark.parametrize("what", TWO)
def test_events_that_are_two_are_not(what: str) -> None:
    pair = Pair()
    with make.change():
        TWO[what](pair)
    assert likened(pair) == []
    assert not searched(pair)


@pytest.mark.parametrize("what", ELSEWHERE)
def test_the_search_alone_finds_what_no_article_can_be_added_to(what: str) -> None:
    pair = Pair()
    with make.change():
        ELSEWHERE[what](pair)
    assert likened(pair) == []
    assert searched(pair)


def test_a_pair_comes_once_however_much_it_shares() -> None:
    pair = Pair()
    with make.change():
        share_a_number(pair)
        another = make.actor("another", review_status="published")
        for event in (pair.old, pair.new):
            make.participation(event, another, role="target")
            make.participation(event, pair.actor, role="target")
        pair.place(pair.old, pair.town)
        pair.place(pair.new, pair.country)
    assert likened(pair) == [(pair.new.pk, pair.old.pk)]
    (candidate,) = duplicates.find_candidates(Collection.EVENTS)
    assert candidate.why == (
        *("both of type assault", "2 participants in common", "killed 41 in both"),
        *("one place in the other", "both 2024-01-20"),
    )


def test_a_decision_counts_until_what_was_compared_changes() -> None:
    pair = Pair()
    duplicates.mark_not_duplicate(pair.old, pair.new, "tester", "Two.")
    with make.change():
        set_columns(pair.new, summary="Another one.")
    assert likened(pair) == []
    assert not searched(pair)
    with make.change():
        share_a_number(pair)
    assert likened(pair) == [(pair.new.pk, pair.old.pk)]
    assert searched(pair)


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
            assert len(list(duplicates.find_events_like(pks))) == len(pks) ** 2
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10
