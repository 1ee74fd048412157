"""Invariants across rows: for each a violation of it and of no other."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from events import invariants
from events.choices import Collection
from events.models import (
    Affiliation,
    ArticlePart,
    ClaimSubject,
    Dataset,
    DateReport,
    Event,
    EventPlace,
    EventRelation,
    EventSource,
    Evidence,
    Figure,
)
from tests import factories as make

pytestmark = pytest.mark.django_db

PUBLIC = {"review_status": "published"}


class ValidRecords:
    """Valid published records: two events, an actor with an affiliation, a claim."""

    def __init__(self, kind: str = "curated") -> None:
        with make.change():
            make.dataset(kind=kind)
            self.article = make.article(**PUBLIC)
            ArticlePart.objects.create(article=self.article, start=0, end=8)
            ArticlePart.objects.create(article=self.article, start=9, end=20)
            self.event, self.other = make.event("event", **PUBLIC), make.event("other", **PUBLIC)
            self.actor, self.body = make.actor("actor", **PUBLIC), make.actor("body", **PUBLIC)
            self.claim, self.place = make.claim(**PUBLIC), make.location(**PUBLIC)
            for event in (self.event, self.other):
                EventSource.objects.create(event=event, article=self.article)
                make.evidence(self.article, event=event)
            tie = Affiliation.objects.create(actor=self.actor, type="leads", object_actor=self.body)
            make.evidence(self.article, affiliation=tie)
            self.participation = make.participation(self.event, self.actor)
            make.evidence(self.article, event=self.event, participation=self.participation)
            make.evidence(self.article, claim=self.claim)
            ClaimSubject.objects.create(claim=self.claim, event=self.event)


def move_offsets(rows: Any) -> Any:
    return rows.update(start=1, end=5)


VIOLATIONS: dict[str, tuple[str, list[Callable[[ValidRecords], Any]]]] = {
    "published_events_rest_on_a_quotation": (
        "events/event",
        [lambda s: Evidence.objects.filter(event=s.event, participation=None).delete()],
    ),
    "parts_of_published_events_rest_on_quotations": (
        "events/event",
        [
            lambda s: Evidence.objects.filter(participation=s.participation).delete(),
            lambda s: EventPlace.objects.create(event=s.event, location=s.place),
            lambda s: DateReport.objects.create(event=s.event, article=s.article, wording="Now"),
            lambda s: Figure.objects.create(event=s.event, measure="killed", key="killed"),
            lambda s: EventRelation.objects.create(event=s.event, other=s.other, type="follows"),
        ],
    ),
    "affiliations_of_published_actors_rest_on_quotations": (
        "actors/actor",
        [lambda _: Evidence.objects.exclude(affiliation=None).delete()],
    ),
    "published_claims_rest_on_a_quotation": (
        "claims/claim",
        [lambda _: Evidence.objects.exclude(claim=None).delete()],
    ),
    "quoted_articles_are_sources": (
        "events/event",
        [
            lambda s: EventSource.objects.filter(event=s.event).delete(),
            lambda s: make.evidence(make.article("unsaid", **PUBLIC), event=s.event),
        ],
    ),
    "quotations_support_parts_of_their_own_event": (
        "events/other",
        [
            lambda s: Evidence.objects.bulk_create(
                [
                    Evidence(
                        event=s.other,
                        participation=s.participation,
                        supports="part",
                        article=s.article,
                        start=0,
                        end=4,
                        quote="They",
                    )
                ]
            )
        ],
    ),
    "quotations_of_events_match_the_text": (
        "events/event",
        [lambda s: move_offsets(Evidence.objects.filter(event=s.event, participation=None))],
    ),
    "quotations_of_claims_match_the_text": (
        "claims/claim",
        [lambda s: move_offsets(Evidence.objects.filter(claim=s.claim))],
    ),
    "quotations_of_actors_match_the_text": (
        "actors/actor",
        [lambda _: move_offsets(Evidence.objects.exclude(affiliation=None))],
    ),
    "parts_of_articles_do_not_overlap": (
        "articles/article",
        [
            lambda _: ArticlePart.objects.filter(start=0).update(end=10),
            lambda _: ArticlePart.objects.filter(start=9).update(end=21),
        ],
    ),
}


def found_violations() -> set[tuple[str, str]]:
    return {(violation.invariant, violation.record) for violation in invariants.find_violations()}


def violation_messages(event: Event) -> list[str]:
    """What is wrong with one event, as sentences."""
    return [violation.detail for violation in invariants.find_violations(Collection.EVENTS, {event.pk})]


def test_what_holds_together_gives_no_complaint() -> None:
    sound = ValidRecords()
    assert found_violations() == set()
    assert violation_messages(sound.event) == []
    out = StringIO()
    call_command("check_data", stdout=out)
    assert "everything holds" in out.getvalue()


@pytest.mark.parametrize(
    ("name", "number"),
    [(name, number) for name, (_, breaks) in VIOLATIONS.items() for number in range(len(breaks))],
)
def test_each_invariant_finds_what_breaks_it_and_nothing_else(name: str, number: int) -> None:
    sound = ValidRecords()
    record, breaks = VIOLATIONS[name]
    with make.change():
        breaks[number](sound)
    assert found_violations() == {(name, record)}
    collection = Collection(record.partition("/")[0])
    violation = next(invariants.find_violations(collection))
    assert str(violation).startswith(f"{record}: ")
    assert violation.detail.endswith(".")
    out = StringIO()
    with pytest.raises(CommandError, match=r"\d complaints"):
        call_command("check_data", stdout=out)
    assert f"[{name}]" in out.getvalue()


def test_every_invariant_is_put_to_the_test() -> None:
    names = {invariant.__name__ for listed in invariants._INVARIANTS.values() for invariant in listed}
    assert names == set(VIOLATIONS)


def test_only_the_chosen_records_are_looked_at() -> None:
    sound = ValidRecords()
    with make.change():
        Evidence.objects.filter(event=sound.other).delete()
    assert violation_messages(sound.event) == []
    (sentence,) = violation_messages(sound.other)
    assert sentence.startswith("it rests on no quotation")
    assert list(invariants.find_violations(Collection.EVENTS, {sound.event.pk})) == []
    assert len(list(invariants.find_violations(Collection.EVENTS, {sound.event.pk, sound.other.pk}))) == 1


def test_drafts_need_no_quotation_yet() -> None:
    sound = ValidRecords()
    with make.change():
        sound.claim.subjects.all().delete()
        Event.objects.update(review_status="draft")
        Evidence.objects.filter(event__isnull=False).delete()
    assert found_violations() == set()


def test_imported_records_rest_on_their_source_record() -> None:
    sound = ValidRecords(kind="imported")
    with make.change():
        Evidence.objects.all().delete()
    assert found_violations() == set()
    with make.change():
        Dataset.objects.filter(pk=sound.event.dataset_id).update(kind="curated")
    assert len(found_violations()) == 5
