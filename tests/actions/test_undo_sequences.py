"""Random edits, merges, unmerges, reverts and withdrawals, undone in reverse order, restore everything."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from events.actions.merge import merge, plan_merge
from events.actions.revert import revert
from events.actions.review_status import publish, withdraw
from events.actions.unmerge import plan_unmerge, unmerge
from events.choices import Collection
from events.models import Actor, Affiliation, Event, EventPlace, EventRelation, EventSource, Location
from events.models.record import Record, record_models
from tests import factories as make
from tests.record_snapshots import Snapshots, assert_revisions_match

MAX_EXAMPLES = int(os.environ.get("UNDOING_EXAMPLES") or 3)
"""Sequences that are tried; as many as one likes by UNDOING_EXAMPLES."""
MAX_STEPS = 8
Key = tuple[Collection, int]

kinds = st.sampled_from([Actor, Location, Event])
places = st.integers(0, 2)
words = st.sampled_from(["One", "Two", "Three"])


class UndoMachine(RuleBasedStateMachine):
    """A few records, the steps taken, and how each is undone."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.slugs = _create_records()
        self.done: list[tuple[Snapshots, dict[Key, int], Callable[[], bool]]] = []
        self.snapshots = assert_revisions_match()

    def teardown(self) -> None:
        """Undoes all steps, the last first."""
        try:
            for before, numbers, take_back in reversed(self.done):
                exactly = take_back()
                snapshots = assert_revisions_match()
                if not exactly:
                    _revert_all(before, numbers, snapshots)
                    snapshots = assert_revisions_match()
                assert snapshots == before
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def step(self, act: Callable[[], object], take_back: Callable[[], bool]) -> None:
        """Takes a step; a refused one changes nothing."""
        numbers = {
            (collection, pk): number
            for collection, model in record_models().items()
            for pk, number in model._base_manager.values_list("pk", "revision")
        }
        before = self.snapshots
        try:
            with transaction.atomic():
                act()
        except ValidationError:
            assert assert_revisions_match() == before
            return
        self.snapshots = assert_revisions_match()
        self.done.append((before, numbers, take_back))

    def record(self, kind: type[Record], place: int) -> Record | None:
        return kind._base_manager.filter(slug=self.slugs[kind][place]).first()

    @rule(kind=kinds, place=places, word=words)
    def edit(self, kind: type[Record], place: int, word: str) -> None:
        record: Any = self.record(kind, place)
        if record is None or getattr(record, _name_field(kind)) == word:
            return

        def act() -> None:
            with make.change():
                setattr(record, _name_field(kind), word)
                record.save()

        number = record.version
        self.step(act, lambda: _revert(kind, record.slug, number))

    @rule(place=places, actor=places, word=words)
    def edit_a_part(self, place: int, actor: int, word: str) -> None:
        event, who = self.record(Event, place), self.record(Actor, actor)
        if event is None or who is None:
            return

        def act() -> None:
            with make.change():
                row = event.participants.first()  # type: ignore[attr-defined]
                if row is None or row.described_as == word:
                    raise ValidationError("Nothing to do.")
                row.described_as, row.acts_for = word, who
                row.save()

        number = event.version
        self.step(act, lambda: _revert(Event, event.slug, number))

    @rule(kind=kinds, one=places, other=places, chosen=st.booleans())
    def merge_two(self, kind: type[Record], one: int, other: int, chosen: bool) -> None:
        source, target = self.record(kind, one), self.record(kind, other)
        if source is None or target is None or source == target:
            return
        choices = {_name_field(kind): "source"} if chosen else {}

        def act() -> None:
            merge(plan_merge(source, target), "tester", "The same.", choices=choices)

        self.step(act, lambda: _unmerge(source.COLLECTION, source.slug, "now"))

    @rule(kind=kinds, place=places, decided=st.sampled_from(["before", "now"]))
    def unmerge_one(self, kind: type[Record], place: int, decided: str) -> None:
        slug = self.slugs[kind][place]
        plan = plan_unmerge(kind.COLLECTION, slug)
        if plan.obstacles:
            return
        target = plan.target.slug

        def take_back() -> bool:
            again = [kind._base_manager.get(slug=name) for name in (slug, target)]
            merge(plan_merge(*again), "tester", "The same after all.")
            return False

        self.step(lambda: _unmerge(kind.COLLECTION, slug, decided), take_back)

    @rule(kind=kinds, place=places, back=st.integers(1, 3))
    def revert_one(self, kind: type[Record], place: int, back: int) -> None:
        record = self.record(kind, place)
        if record is not None:
            number = record.version
            self.step(
                lambda: revert(record, number - back, "tester", "As it was."),  # type: ignore[arg-type]
                lambda: _revert(kind, record.slug, number),
            )

    @rule(kind=kinds, place=places)
    def withdraw_one(self, kind: type[Record], place: int) -> None:
        record = self.record(kind, place)
        if record is None:
            return

        def take_back() -> bool:
            publish([kind._base_manager.get(slug=record.slug)], "tester")
            return True

        self.step(lambda: withdraw([record], "tester", "Wrong."), take_back)


def _name_field(kind: type[Record]) -> str:
    return "title" if kind is Event else "name"


def _unmerge(collection: Collection, slug: str, decided: str) -> bool:
    """Undoes a merge; returns whether nothing had changed since, so that everything is restored exactly."""
    plan = plan_unmerge(collection, slug)
    decisions = {conflict.key: decided for conflict in plan.conflicts}
    unmerge(plan, "tester", "They are two.", decisions=decisions)
    return not plan.changed_since


def _revert(kind: type[Record], slug: str, number: int) -> bool:
    revert(kind._base_manager.get(slug=slug), number, "tester", "As it was.")  # type: ignore[arg-type]
    return True


def _revert_all(before: Snapshots, numbers: dict[Key, int], snapshots: Snapshots) -> None:
    """Reverts the records that differ to their revisions of that time."""
    for (collection, pk), stored in before.items():
        if snapshots[collection, pk] != stored:
            record = record_models()[collection]._base_manager.get(pk=pk)
            revert(record, numbers[collection, pk], "tester", "As it was.")  # type: ignore[arg-type]


def _create_records() -> dict[type[Record], list[str]]:
    with make.change():
        article = make.article()
        actors = [make.actor(f"actor-{number}") for number in range(3)]
        spots = [make.location(f"place-{number}") for number in range(3)]
        events = [make.event(f"event-{number}", event_type="assault") for number in range(3)]
        rows = [Affiliation.objects.create(actor=actors[0], type="member_of", object_actor=actors[1])]
        rows.append(Affiliation.objects.create(actor=actors[2], type="based_in", object_location=spots[0]))
        for row in rows:
            make.evidence(article, affiliation=row)
        for number, event in enumerate(events):
            EventSource.objects.create(event=event, article=article)
            make.evidence(article, event=event)
            for who in actors[: number + 1]:
                make.evidence(article, event=event, participation=make.participation(event, who))
            spot = EventPlace.objects.create(event=event, location=spots[number], primary=True)
            make.evidence(article, event=event, place=spot)
        follows = EventRelation.objects.create(event=events[0], other=events[2], type="follows")
        make.evidence(article, event=events[0], relation=follows)
        actors[0].names.create(name="Two")
    records = [article, *actors, *spots, *events]
    for record in records:
        record.refresh_from_db()
    publish(records, "tester")
    return {
        Actor: [record.slug for record in actors],
        Location: [record.slug for record in spots],
        Event: [record.slug for record in events],
    }


@pytest.mark.django_db
def test_all_that_was_done_can_be_undone() -> None:
    run_state_machine_as_test(
        UndoMachine,
        settings=settings(
            max_examples=MAX_EXAMPLES,
            stateful_step_count=MAX_STEPS,
            deadline=None,
            derandomize="UNDOING_EXAMPLES" not in os.environ,  # the same with every change
            phases=[
                Phase.explicit,
                Phase.generate,
            ],  # told as it failed: each takes long
            suppress_health_check=list(HealthCheck),
        ),
    )
