"""What each change is to the public, what belongs to one change, and who named which event when."""

from typing import Any

import pytest

from events import write_guard
from events.actions.review_status import publish, withdraw
from events.choices import Collection, PublicChange
from events.models import Actor, Backlink, EventRelation, PublicId, Revision
from events.models.record import Record
from tests import factories as make

pytestmark = pytest.mark.django_db


def change_rows(record: Record) -> list[tuple[str, bool, str]]:
    rows = Revision.objects.filter(collection=record.COLLECTION, object_pk=record.pk)
    return list(rows.values_list("change", "public", "public_reason"))


def create_actor(slug: str = "actor") -> Actor:
    with make.change():
        actor = make.actor(slug)
    actor.refresh_from_db()
    return actor


def rename_actor(actor: Actor, **columns: Any) -> None:
    with make.change():
        Actor.objects.filter(pk=actor.pk).update(**columns)
    actor.refresh_from_db()


def merge_actor(actor: Actor, into: str, reason: str = "The same.") -> None:
    with make.change(action="merge") as change:
        change.merged_into[Collection.ACTORS, actor.pk] = into
        change.public_reason = reason
        Actor.objects.filter(pk=actor.pk)._raw_delete("default")
        write_guard.note_write(Actor, actor.pk)


def restore_actor(actor: Actor) -> None:
    with make.change(action="unmerge") as change:
        change.unmerged.add((Collection.ACTORS, actor.pk))
        actor.review_status = "published"
        actor.save(force_insert=True)


def test_the_public_is_told_of_what_it_saw_alone() -> None:
    actor = create_actor()
    rename_actor(actor, name="Draft")
    publish([actor], "tester")
    actor.refresh_from_db()
    rename_actor(actor, name="Public")
    withdraw([actor], "tester", "Not a person.")
    actor.refresh_from_db()
    rename_actor(actor, name="Hidden")
    rename_actor(actor, withdrawn_reason="Never a person.")
    actor.refresh_from_db()
    publish([actor], "tester")
    assert change_rows(actor) == [
        ("", False, ""),
        ("", False, ""),
        ("upsert", True, ""),
        ("upsert", True, ""),
        ("withdrawn", False, "Not a person."),
        ("", False, ""),
        ("withdrawn", False, "Never a person."),
        ("upsert", True, ""),
    ]


def test_revisions_of_one_change_share_its_first_number() -> None:
    one, two = create_actor("one"), create_actor("two")
    publish([one, two], "tester")
    firsts = Revision.objects.filter(action="publish").values_list("first_seq", flat=True)
    assert len(firsts) == 2
    assert set(firsts) == {Revision.objects.filter(action="publish").earliest("seq").seq}


def test_merged_ids_lead_to_the_last_successor_and_back_when_one_is_restored() -> None:
    actors = {slug: create_actor(slug) for slug in ("a", "b", "c", "d")}
    publish(actors.values(), "tester")
    merge_actor(actors["a"], "b")
    merge_actor(actors["b"], "c")
    merge_actor(actors["c"], "d")
    leads = dict(PublicId.objects.filter(state="merged").values_list("slug", "successor"))
    assert leads == {"a": "d", "b": "d", "c": "d"}
    assert change_rows(actors["b"])[-1] == ("merged", False, "The same.")
    restore_actor(actors["b"])
    assert change_rows(actors["b"])[-1][0] == PublicChange.UNMERGED
    leads = dict(PublicId.objects.filter(state="merged").values_list("slug", "successor"))
    assert leads == {"a": "b", "c": "d"}


def test_what_went_elsewhere_since_is_not_led_back() -> None:
    actors = {slug: create_actor(slug) for slug in ("a", "b", "c", "d")}
    publish(actors.values(), "tester")
    merge_actor(actors["a"], "b")
    restore_actor(actors["a"])
    merge_actor(actors["a"], "c")
    merge_actor(actors["b"], "d")
    restore_actor(actors["b"])
    leads = dict(PublicId.objects.filter(state="merged").values_list("slug", "successor"))
    assert leads == {"a": "c"}


def test_the_id_of_a_draft_that_was_merged_leads_nowhere() -> None:
    merge_actor(create_actor("draft"), "other")
    public_id = PublicId.objects.get(collection="actors", slug="draft")
    assert (public_id.state, public_id.successor) == ("deleted", "other")
    assert Revision.objects.filter(slug="draft").last().change == ""  # type: ignore[union-attr]


def test_it_is_kept_from_when_to_when_an_event_is_named() -> None:
    with make.change():
        one, two = make.event("one", review_status="published"), make.event("two", review_status="published")
        relation = EventRelation.objects.create(event=one, other=two, type="follows")
    (naming,) = Backlink.objects.all()
    assert (naming.named, naming.collection, naming.object_pk, naming.until) == (
        "two",
        "events",
        one.pk,
        None,
    )
    with make.change() as change:
        relation.delete()
    naming.refresh_from_db()
    assert naming.until == change.revisions[0].public_seq
