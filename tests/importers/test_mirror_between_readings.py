"""A mirror that reads seldom answers as its source does, whatever happened between two readings."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction

from events import history_checks, write_guard
from events.actions.merge import merge, plan_merge
from events.actions.redact import redact_text
from events.actions.review_status import publish, withdraw
from events.actions.unmerge import plan_unmerge, unmerge
from events.choices import Collection, IdState
from events.importers.mirror.errors import UpstreamError
from events.importers.mirror.follow import follow, open_mirror
from events.models import Actor, Claim, Event, PublicId, Revision
from tests import factories as make
from tests.importers.recorded_upstream import RecordedUpstream, read_changes, record_stages
from tests.importers.test_mirror import PUBLIC, assert_mirrored, edit
from tests.proof import IN_PROOF

pytestmark = pytest.mark.django_db
SEEDS = range(40 if IN_PROOF else 2)
"""Random histories."""
KNOWN = ("known-a", "known-b", "known-c")


def actor(slug: str) -> Actor:
    return Actor.objects.get(slug=slug)


def create(*slugs: str) -> None:
    with make.change():
        make.dataset()
        for slug in slugs:
            make.actor(slug, **PUBLIC, description=f"Secret of {slug}.")


def join(source: str, target: str) -> None:
    merge(plan_merge(actor(source), actor(target)), "tester", "One.", public_reason="The same.")


def part(slug: str) -> None:
    plan = plan_unmerge(Collection.ACTORS, slug)
    decisions = {conflict.key: "now" for conflict in plan.conflicts}
    unmerge(plan, "tester", "Two.", decisions=decisions, public_reason="Not the same.")


def redact(text: str) -> None:
    user_model = get_user_model()
    curator = user_model.objects.filter(username="ann").first() or user_model.objects.create_superuser("ann")
    redact_text(text, curator, "On request.", "Ticket 7.")


def take_back(slug: str) -> None:
    withdraw([actor(slug)], "tester", "There is none.")


def assert_in_step(source: RecordedUpstream) -> None:
    """Mirror every stage; what happened last to each record is told on, in words of the source."""
    assert_mirrored(source)
    assert _last_changes(read_changes()) == _last_changes(source.stages[-1].changes)
    assert [*history_checks.find_violations()] == []


def _last_changes(rows: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[Any, ...]]:
    members = ("change", "revision", "successor", "public_reason")
    return {(row["collection"], row["id"]): tuple(row[name] for name in members) for row in rows}


HISTORIES: dict[str, list[Callable[[], Any]]] = {
    "made and merged": [lambda: join("new-a", "known-a")],
    "made and withdrawn": [lambda: take_back("new-a")],
    "made and redacted": [lambda: redact("Secret of new-a")],
    "made, redacted, merged": [lambda: redact("Secret of new-a"), lambda: join("new-a", "known-a")],
    "made, withdrawn, published": [lambda: take_back("new-a"), lambda: publish([actor("new-a")], "tester")],
    "a chain of new ones": [lambda: join("new-a", "new-b"), lambda: join("new-b", "new-c")],
    "a chain backwards": [lambda: join("new-c", "new-b"), lambda: join("new-b", "new-a")],
    "known ones, the later into the earlier": [
        lambda: join("known-c", "known-b"),
        lambda: join("known-b", "known-a"),
    ],
    "known, new, known": [lambda: join("known-b", "new-a"), lambda: join("new-a", "known-a")],
    "new, known, new": [
        lambda: join("new-a", "known-c"),
        lambda: join("known-c", "known-b"),
        lambda: join("known-b", "new-b"),
    ],
    "merged and withdrawn": [lambda: join("known-a", "new-a"), lambda: take_back("new-a")],
    "merged, parted, merged elsewhere": [
        lambda: join("known-a", "new-a"),
        lambda: part("known-a"),
        lambda: join("known-a", "new-b"),
    ],
}


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES)
def test_what_was_made_and_went_on_between_two_readings(history: list[Callable[[], Any]]) -> None:
    def go_on() -> None:
        create("new-a", "new-b", "new-c")
        for step in history:
            step()

    assert_in_step(record_stages(lambda: create(*KNOWN), go_on))


def test_a_merge_of_what_was_never_mirrored_is_undone() -> None:
    """Undoing the second merge of a chain leads what went into the first to the same record as there."""

    def go_on() -> None:
        create("new-a", "new-b")
        join("new-a", "new-b")
        join("known-c", "new-b")
        join("new-b", "known-a")

    source = record_stages(
        lambda: create(*KNOWN), go_on, lambda: part("new-b"), lambda: part("new-a"), lambda: part("known-c")
    )
    assert_in_step(source)
    assert actor("new-a").description == "Secret of new-a."


def test_what_went_into_a_redacted_record_is_forgotten_even_if_that_was_merged_further() -> None:
    def go_on() -> None:
        redact("Secret of known-a")
        join("known-b", "known-c")

    assert_in_step(record_stages(lambda: create(*KNOWN), lambda: join("known-a", "known-b"), go_on))
    assert "Secret of known-a" not in str([*Revision.objects.values_list("record", flat=True)])


def test_a_redirect_that_the_first_release_kept_gives_way_to_its_record() -> None:
    """1.0.0 kept the id of a record that was never mirrored without a revision."""

    def go_on() -> None:
        create("new-a")
        join("new-a", "known-a")

    source = record_stages(lambda: create(*KNOWN), go_on, lambda: part("new-a"))
    state = open_mirror(source.url)
    source.now = 1
    list(follow(source, state))
    with write_guard.suspended():
        Revision.objects.filter(slug="new-a").delete()
        PublicId.objects.filter(slug="new-a").update(object_pk=0)
    source.now = 2
    list(follow(source, state))
    assert actor("new-a").description == "Secret of new-a."
    assert PublicId.objects.get(slug="new-a").state == IdState.LIVE


def test_merges_in_a_circle_stop_a_mirror() -> None:
    source = record_stages(lambda: create(*KNOWN), lambda: join("known-a", "known-b"))
    state = open_mirror(source.url)
    list(follow(source, state))
    rows = source.stages[1].changes
    merged = next(row for row in rows if row["change"] == "merged")
    back = {"seq": rows[-1]["seq"] + 1, "id": "known-b", "successor": "known-a", "revision": 9}
    rows.append(merged | back)
    source.now = 1
    with pytest.raises(UpstreamError, match="was merged in a circle"):
        list(follow(source, state))
    assert actor("known-a").review_status == "published"


@pytest.mark.proof(sample=True)
@pytest.mark.parametrize("seed", SEEDS)
def test_random_histories(seed: int) -> None:
    history = _History(random.Random(seed))
    assert_in_step(record_stages(history.begin, *[history.go_on] * 3))


class _History:
    """Steps that are drawn; one that is refused changes nothing."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.number = chance, 0

    def begin(self) -> None:
        with make.change():
            make.dataset()
        self.go_on()

    def go_on(self) -> None:
        steps: list[Callable[[], Any]] = [self.create] * 5 + [self.join] * 8 + [self.part, self.publish] * 2
        steps += [self.name, self.edit, self.redact, self.withdraw]
        for _ in range(self.chance.randrange(4, 22)):
            self.number += 1
            try:
                with transaction.atomic():
                    self.chance.choice(steps)()
            except ValidationError:
                continue

    def pick(self, *models: type[Any], **conditions: str) -> Any:
        rows = self.chance.choice(models).objects.filter(**conditions).order_by("pk")
        if not rows:
            raise ValidationError("There is none.")
        return self.chance.choice(rows)

    def create(self) -> None:
        with make.change():
            status = self.chance.choice(("published", "published", "draft"))
            make.actor(f"actor-{self.number}", description=f"Secret {self.number}.", review_status=status)

    def name(self) -> None:
        """Let an event and a claim name an actor."""
        one, status = self.pick(Actor), self.chance.choice(("published", "draft"))
        with make.change():
            make.participation(make.event(f"event-{self.number}", review_status=status), one)
            claim = make.claim(f"claim-{self.number}", voice="attributed", review_status=status)
            claim.by.add(one)

    def join(self) -> None:
        join(self.pick(Actor).slug, self.pick(Actor).slug)

    def part(self) -> None:
        merged = PublicId.objects.filter(collection="actors", state__in=(IdState.MERGED, IdState.DELETED))
        if merged:
            part(self.chance.choice(merged.order_by("pk")).slug)

    def publish(self) -> None:
        publish(
            [self.pick(Actor, Claim, Event, review_status=self.chance.choice(("draft", "withdrawn")))], "t"
        )

    def withdraw(self) -> None:
        withdraw([self.pick(Actor, Claim, Event, review_status="published")], "tester", f"No {self.number}.")

    def edit(self) -> None:
        edit(Actor, self.pick(Actor).slug, description=f"Secret {self.number}.")

    def redact(self) -> None:
        redact(self.pick(Actor).description)
