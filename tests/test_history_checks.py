"""Records, revisions, ids and the feed agree: for each check something that breaks it, and it alone."""

from collections.abc import Callable
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from events import history_checks, write_guard
from events.actions.merge import merge, plan_merge
from events.actions.review_status import publish, withdraw
from events.models import (
    Actor,
    Backlink,
    Event,
    EventDatePiece,
    EventRelation,
    FigureTotal,
    PublicId,
    Revision,
    Sequence,
)
from tests import factories as make
from tests.shared_data import shared_fixture

pytestmark = pytest.mark.django_db
PUBLIC = {"review_status": "published"}


@partial(shared_fixture, seeds=False)
def history() -> None:
    """A draft, a record of each standing, one that was merged twice, and events that are named."""
    with make.change():
        make.actor("draft")
        make.actor("unseen")
        actors = {slug: make.actor(slug, **PUBLIC) for slug in ("a", "b", "c", "hidden", "back")}
        one, two = make.event("one", **PUBLIC), make.event("two", **PUBLIC)
        EventRelation.objects.create(event=one, other=two, type="follows")
        gaps = make.event("gaps", form="process", date_edtf="{2019,2023}", **PUBLIC)
        gaps.figures.create(key="killed", measure="killed", value=5)
        make.claim("claim", **PUBLIC).subjects.create(event=one)
    for actor in actors.values():
        actor.refresh_from_db()
    withdraw([actors["hidden"], actors["back"]], "tester", "Wrong.")
    actors["back"].refresh_from_db()
    publish([actors["back"]], "tester")
    for source, target in (("a", "b"), ("b", "c")):
        records = [Actor.objects.get(slug=slug) for slug in (source, target)]
        merge(plan_merge(*records), "tester", "One.")
    with make.change():
        Actor.objects.get(slug="draft").delete()


def found_violations() -> set[tuple[str, str]]:
    return {(one.invariant, one.record) for one in history_checks.find_violations()}


def test_what_the_door_wrote_holds(history: None) -> None:  # noqa: ARG001
    assert found_violations() == set()


def revisions_of(slug: str) -> Any:
    return Revision.objects.filter(slug=slug)


def latest_revision(slug: str) -> Any:
    return revisions_of(slug).filter(seq=revisions_of(slug).latest("seq").seq)


VIOLATIONS: dict[str, tuple[Callable[[], Any], str, str]] = {
    "a column written past the write guard": (
        lambda: Actor.objects.filter(slug="c").update(name="Another"),
        "newest_revisions_match_the_records",
        "actors/c",
    ),
    "a number written past the write guard": (
        lambda: Actor.objects.filter(slug="c").update(revision=77),
        "newest_revisions_match_the_records",
        "actors/c",
    ),
    "an event that is deeper than its members": (
        lambda: Event.objects.filter(slug="one").update(depth="coded"),
        "depths_follow_from_the_records",
        "events/one",
    ),
    "an event that nobody settled": (
        lambda: Event.objects.filter(slug="two").update(depth="settled"),
        "depths_follow_from_the_records",
        "events/two",
    ),
    "a record without revisions": (
        lambda: revisions_of("unseen").delete(),
        "newest_revisions_match_the_records",
        "actors/unseen",
    ),
    "a record that is gone without a word": (
        lambda: Actor.objects.filter(slug="back")._raw_delete("default"),
        "deleted_records_end_in_a_deletion_revision",
        "actors/back",
    ),
    "a total that no figure gives": (
        lambda: FigureTotal.objects.create(event=Event.objects.get(slug="one"), measure="killed", value=3),
        "totals_and_gaps_are_what_events_say",
        "events/one",
    ),
    "a gap of a date that was lost": (
        lambda: EventDatePiece.objects.filter(event__slug="gaps", earliest="2019-01-01").delete(),
        "totals_and_gaps_are_what_events_say",
        "events/gaps",
    ),
    "an id that the registry lost": (
        lambda: PublicId.objects.filter(slug="c").delete(),
        "records_own_a_live_id",
        "actors/c",
    ),
    "an id that is live for nothing": (
        lambda: PublicId.objects.filter(slug="draft").update(state="live"),
        "records_own_a_live_id",
        "actors/draft",
    ),
    "an id that leads to what leads on": (
        lambda: PublicId.objects.filter(slug="a").update(successor="b"),
        "merged_ids_redirect_straight_to_a_record",
        "actors/a",
    ),
    "an id that leads on without a merge": (
        lambda: latest_revision("a").update(change="withdrawn"),
        "merged_ids_redirect_straight_to_a_record",
        "actors/a",
    ),
    "a public record that the feed tells is withdrawn": (
        lambda: latest_revision("back").update(change="withdrawn"),
        "feed_ends_with_the_state_of_the_records",
        "actors/back",
    ),
    "a public record that the feed does not know": (
        lambda: revisions_of("one").update(change="", public_seq=None),
        "feed_ends_with_the_state_of_the_records",
        "events/one",
    ),
    "a withdrawn record that the feed tells is public": (
        lambda: latest_revision("hidden").update(change="upsert"),
        "feed_ends_with_the_state_of_the_records",
        "actors/hidden",
    ),
    "a naming that is kept no more": (
        lambda: Backlink.objects.filter(named="two").delete(),
        "backlinks_match_the_newest_revisions",
        "events/one",
    ),
    "a naming that is kept of nothing": (
        lambda: Backlink.objects.create(named="two", collection="claims", object_pk=999, since=1),
        "backlinks_match_the_newest_revisions",
        "claims/#999",
    ),
    "a counter that lost numbers": (
        lambda: Sequence.objects.update(value=revisions_of("draft").latest("seq").seq - 1),
        "change_numbers_match_the_sequence",
        "actors/draft",
    ),
    "a revision of another change": (
        lambda: latest_revision("c").update(first_seq=1),
        "change_numbers_match_the_sequence",
        "actors/c",
    ),
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_each_check_can_fail(history: None, name: str) -> None:  # noqa: ARG001
    spoil, check, record = VIOLATIONS[name]
    with write_guard.suspended():
        spoil()
    assert (check, record) in found_violations()
    assert {check} == {one for one, _ in found_violations()} - {"records_own_a_live_id"} | {check}


def test_every_check_is_broken_by_a_test() -> None:
    checks = {*history_checks._CHECKS, history_checks.change_numbers_match_the_sequence}
    assert {check.__name__ for check in checks} == {check for _, check, _ in VIOLATIONS.values()}


def test_check_data_tells(history: None) -> None:  # noqa: ARG001
    with write_guard.suspended():
        PublicId.objects.filter(slug="a").update(successor="b")
    output = StringIO()
    with pytest.raises(CommandError):
        call_command("check_data", stdout=output)
    assert (
        "actors/a: it leads to “b”, of which there is no record. [merged_ids_redirect_straight_to_a_record]"
        in output.getvalue()
    )


def test_rebuilding_mends_totals_and_gaps(history: None) -> None:  # noqa: ARG001
    right = {*FigureTotal.objects.values_list("event__slug", "value")}
    with write_guard.suspended():
        FigureTotal.objects.update(value=77)
        EventDatePiece.objects.all().delete()
    assert found_violations() == {("totals_and_gaps_are_what_events_say", "events/gaps")}
    call_command("rebuild_search", verbosity=0)
    assert found_violations() == set()
    assert {*FigureTotal.objects.values_list("event__slug", "value")} == right == {("gaps", 5)}


def test_tables_are_read_in_batches(
    history: None,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(history_checks, "BATCH_SIZE", 1)
    assert found_violations() == set()
