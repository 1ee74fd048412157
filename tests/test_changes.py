"""What a change leaves behind: revisions, numbers, ids, and nothing at all where it is refused."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from itertools import pairwise
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models

from events import changes, records, write_guard
from events.choices import Collection
from events.models import (
    Actor,
    ActorClosure,
    ActorName,
    Affiliation,
    Article,
    ClaimSubject,
    Contradiction,
    Dataset,
    DateReport,
    Event,
    EventClosure,
    EventContext,
    EventMode,
    EventPlace,
    EventRelation,
    EventSource,
    Evidence,
    ExternalId,
    Figure,
    Location,
    LocationName,
    Outlet,
    Participation,
    PublicId,
    Revision,
    Sequence,
)
from events.models.record import Record
from tests import factories as make

pytestmark = pytest.mark.django_db


def revisions_of(record: Record) -> list[Revision]:
    return list(Revision.objects.filter(collection=record.COLLECTION, object_pk=record.pk))


def publish_by_update(record: Record) -> None:
    type(record).objects.filter(pk=record.pk).update(review_status="published")


def run_in_change(*writes: Callable[[], Any], **options: Any) -> list[Revision]:
    """The writes in one change, and the revisions that it leaves."""
    with make.change(**options) as change:
        for write in writes:
            write()
    return list(change.revisions)


def raise_error() -> None:
    raise ZeroDivisionError


# One revision for each record


def test_a_change_writes_one_revision_for_each_record_however_much_of_it_was_written() -> None:
    with make.change() as change:
        event = make.event(event_type="consult")
        EventMode.objects.create(event=event, mode="visit")
        for slug in ("one", "two"):
            make.participation(event, make.actor(slug)).by.add(make.actor(f"{slug}-speaker"))
        event.title = "Another title"
        event.save()
    written = {f"{revision.collection}/{revision.slug}" for revision in change.revisions}
    assert written == {
        "datasets/curated",
        "events/event",
        "actors/one",
        "actors/two",
        "actors/one-speaker",
        "actors/two-speaker",
    }
    assert len(change.revisions) == 6
    assert list(Revision.objects.all()) == list(change.revisions)
    (revision,) = revisions_of(event)
    assert (revision.version, revision.who, revision.action) == (1, "tester", "test")


def test_a_change_that_leaves_all_as_it_was_writes_no_revision() -> None:
    with make.change():
        event = make.event()
        part = make.participation(event, make.actor())
    event.refresh_from_db()
    before = (Revision.objects.count(), Sequence.objects.get().value, event.updated_at)
    with make.change() as change:
        event.save()
        part.save()
        Event.objects.update(title="Meanwhile")
        Event.objects.update(title="event")
        part.by.set([])
        make.participation(event, part.actor, "host").delete()
    assert not change.first_seq
    event.refresh_from_db()
    assert (Revision.objects.count(), Sequence.objects.get().value, event.updated_at) == before


def test_a_record_made_and_deleted_in_one_change_was_never_there() -> None:
    with make.change():
        make.dataset()
    with make.change() as change:
        make.actor("passing").delete()
    assert not change.first_seq
    assert not PublicId.objects.filter(slug="passing").exists()


PART_WRITES: list[Callable[[Event, Participation], Any]] = [
    lambda e, _: EventContext.objects.create(event=e, context="legal"),
    lambda e, _: EventContext.objects.filter(event=e).update(context="health"),
    lambda _, p: p.by.add(Actor.objects.get(slug="speaker")),
    lambda _, p: p.by.set([Actor.objects.get(slug="actor")]),
    lambda _, p: p.by.remove(Actor.objects.get(slug="actor")),
    lambda e, _: e.factuality_by.add(Actor.objects.get(slug="speaker")),
    lambda e, _: e.factuality_by.clear(),
    lambda e, _: EventMode.objects.bulk_create([EventMode(event=e, mode=m) for m in ("visit", "phone")]),
    lambda e, _: e.modes.filter(mode="phone").delete(),
    lambda e, _: e.modes.all().delete(),
    lambda _, p: Participation.objects.filter(pk=p.pk).update(count=3),
    lambda _, p: Participation.objects.bulk_update([with_columns(p, count=4)], ["count"]),
    lambda _, p: with_columns(p, count=5).save(),
    lambda e, _: Event.objects.bulk_update([with_columns(e, summary="Longer")], ["summary"]),
    lambda e, _: Event.objects.filter(slug=e.slug).update(note="Ask again"),
    lambda e, _: ExternalId.objects.create(event=e, scheme="wikidata", value="Q1"),
    lambda e, _: ExternalId.objects.get_or_create(event=e, scheme="wikidata", value="Q2"),
    lambda e, _: ExternalId.objects.update_or_create(event=e, value="Q2", defaults={"scheme": "ucdp"}),
    lambda e, _: e.external_ids.create(scheme="gdelt", value="9"),
    lambda e, p: make.evidence(Article.objects.get(), event=e, participation=p),
    lambda _, p: p.evidence.all().delete(),
    lambda e, _: make.evidence(Article.objects.get(), event=e, supports="type"),
    lambda e, _: e.evidence.get().delete(),
    lambda _, p: p.delete(),
]


def with_columns(row: Any, **columns: Any) -> Any:
    for name, value in columns.items():
        setattr(row, name, value)
    return row


def test_every_way_of_writing_a_part_revises_its_record_and_no_other() -> None:
    with make.change():
        event = make.event(event_type="consult")
        part = make.participation(event, make.actor())
        make.actor("speaker")
        make.article()
    for number, write in enumerate(PART_WRITES, start=2):
        with make.change() as change:
            write(event, part)
        assert [f"{revision.collection}/{revision.slug}" for revision in change.revisions] == [
            "events/event"
        ], number
        assert revisions_of(event)[-1].version == number
        assert revisions_of(event)[-1].record == records.snapshot(Collection.EVENTS, [event.pk])[event.pk]


def test_parts_of_every_record_revise_it() -> None:
    with make.change():
        actor, place, article = make.actor(), make.location(), make.article()
        claim, event, outlet = make.claim(), make.event(), make.outlet()
    writes: list[tuple[Record, Callable[[], Any]]] = [
        (actor, lambda: ActorName.objects.create(actor=actor, name="Name")),
        (actor, lambda: actor.names.get().articles.add(article)),
        (actor, lambda: actor.sectors.create(sector="gov")),
        (actor, lambda: Affiliation.objects.create(actor=actor, type="from", object_location=place)),
        (actor, lambda: make.evidence(article, affiliation=actor.affiliations.get())),
        (actor, lambda: actor.affiliations.get().by.add(actor)),
        (place, lambda: LocationName.objects.create(location=place, name="Name")),
        (place, lambda: place.names.get().articles.set([article])),
        (article, lambda: article.parts.create(start=0, end=4)),
        (article, lambda: article.credits.create(kind="agency", name="Efe")),
        (article, lambda: article.defects.create(kind="garbled", start=0, end=4, explanation="Cut.")),
        (claim, lambda: ClaimSubject.objects.create(claim=claim, event=event)),
        (claim, lambda: make.evidence(article, claim=claim)),
        (claim, lambda: claim.by.add(actor)),
        (event, lambda: event.codings.create(scheme="cameo", code="040")),
        (outlet, lambda: Outlet.objects.update(actor=actor)),
    ]
    for record, write in writes:
        before = len(revisions_of(record))
        with make.change() as change:
            write()
        assert [(revision.collection, revision.slug) for revision in change.revisions] == [
            (record.COLLECTION, record.slug)
        ]
        assert len(revisions_of(record)) == before + 1


def test_a_contradiction_revises_the_records_of_both_its_ends() -> None:
    with make.change():
        event, claim, other = make.event(), make.claim(), make.claim("other")
        figure = Figure.objects.create(event=event, measure="killed", key="killed")
    with make.change() as change:
        Contradiction.objects.create(left_figure=figure, right_claim=claim, how="numeric")
    assert sorted(revision.slug for revision in change.revisions) == ["claim", "event"]
    with make.change() as change:
        with_columns(Contradiction.objects.get(), right_claim=other).save()
    assert sorted(revision.slug for revision in change.revisions) == ["claim", "event", "other"]
    with make.change() as change:
        Contradiction.objects.get().delete()
    assert sorted(revision.slug for revision in change.revisions) == ["event", "other"]


def test_a_part_that_moves_revises_the_record_it_left_and_the_one_it_came_to() -> None:
    with make.change():
        left, came_to = make.event("left"), make.event("came-to")
        part = make.participation(left, make.actor())
    with make.change() as change:
        with_columns(part, event=came_to).save()
    assert sorted(revision.slug for revision in change.revisions) == ["came-to", "left"]
    for event in (left, came_to):
        assert revisions_of(event)[-1].record == records.snapshot(Collection.EVENTS, [event.pk])[event.pk]


def test_a_link_set_from_its_far_end_revises_the_record_that_holds_it() -> None:
    with make.change():
        inner, outer = make.location("inner"), make.location("outer")
    links: list[Callable[[], Any]] = [
        lambda: outer.also_holds.add(inner),
        lambda: outer.also_holds.remove(inner),
        lambda: outer.also_holds.set([inner]),
        lambda: outer.also_holds.clear(),
    ]
    for number, link in enumerate(links, start=2):
        with make.change() as change:
            link()
        assert [(revision.slug, revision.version) for revision in change.revisions] == [("inner", number)]
        held = Location.objects.filter(ancestor_rows__ancestor=outer.pk).filter(pk=inner.pk).exists()
        assert held == bool(inner.also_in.count())


def test_the_revision_holds_the_whole_record_with_references_as_ids() -> None:
    with make.change():
        event = make.event(event_type="consult", date_edtf="2024-01-27", note="Check the date.")
        part = make.participation(event, make.actor(), acts_for=make.actor("state", kind="state"))
        part.by.add(make.actor("speaker"))
        article = make.article(outlet=make.outlet())
        make.evidence(article, "Baghdad", event=event, participation=part)
        EventSource.objects.create(event=event, article=article)
        EventPlace.objects.create(event=event, location=make.location("baghdad"), primary=True)
    record: Any = revisions_of(event)[0].record
    assert record == records.snapshot(Collection.EVENTS, [event.pk])[event.pk]
    assert record["dataset"] == {"ref": "datasets/curated"}
    assert record["review_status"] == "draft"
    assert record["note"] == "Check the date."
    (participant,) = record["participants"]
    assert participant["actor"] == {"ref": "actors/actor"}
    assert participant["acts_for"] == {"ref": "actors/state"}
    assert participant["attribution"]["by"] == [{"ref": "actors/speaker"}]
    assert participant["evidence"] == [
        {"article": {"ref": "articles/article"}, "quote": "Baghdad", "start": 12, "end": 19, "part": None}
    ]
    assert record["places"][0]["location"] == {"ref": "locations/baghdad"}
    assert record["sources"][0]["article"] == {"ref": "articles/article"}


def test_a_deleted_record_leaves_a_revision_without_content() -> None:
    with make.change():
        event = make.event()
        make.participation(event, make.actor())
    key = event.pk
    with make.change() as change:
        event.delete()
    (revision,) = change.revisions
    assert (revision.slug, revision.object_pk, revision.version) == ("event", key, 2)
    assert revision.record is None
    assert PublicId.objects.get(collection="events", slug="event").state == "deleted"


# Numbers and times


def test_numbers_and_the_sequence_go_up_by_one_and_leave_no_gap_after_a_refusal() -> None:
    with make.change():
        actors = [make.actor(f"actor-{n}") for n in range(3)]
    for title in ("First", "Second"):
        with make.change():
            for actor in actors:
                with_columns(actor, name=title).save()
        with pytest.raises(ZeroDivisionError):
            run_in_change(with_columns(actors[0], name="Never").save, raise_error)
        with pytest.raises(ValidationError, match="cannot be part of itself"):
            run_in_change(
                with_columns(actors[0], name="Never").save,
                lambda: Affiliation.objects.create(actor=actors[1], type="part_of", object_actor=actors[0]),
                lambda: Affiliation.objects.create(actor=actors[0], type="part_of", object_actor=actors[1]),
            )
    seqs = list(Revision.objects.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, 11))
    assert Sequence.objects.get().value == 10
    for actor in actors:
        actor.refresh_from_db()
        assert (actor.name, actor.version) == ("Second", 3)
        assert [revision.version for revision in revisions_of(actor)] == [1, 2, 3]


def test_a_record_knows_when_it_was_made_and_last_changed() -> None:
    with make.change():
        event, beside = make.event(), make.event("beside")
        part = make.participation(event, make.actor())
    with make.change():
        part.delete()
    event.refresh_from_db()
    beside.refresh_from_db()
    first, second = revisions_of(event)
    assert [(one.version, one.revision, one.public_seq) for one in (first, second)] == [
        (1, 0, None),
        (2, 0, None),
    ]
    assert (event.created_at, event.updated_at, event.version, event.revision) == (None, None, 2, 0)
    assert (beside.version, beside.revision) == (1, 0)
    with make.change():
        publish_by_update(event)
    event.refresh_from_db()
    third = revisions_of(event)[-1]
    assert (event.created_at, event.updated_at, event.version, event.revision) == (third.at, third.at, 3, 1)
    with make.change():
        Event.objects.filter(pk=event.pk).update(title="Later")
    event.refresh_from_db()
    last = revisions_of(event)[-1]
    assert (event.created_at, event.updated_at, event.version, event.revision) == (third.at, last.at, 4, 2)


def test_what_is_shown_of_a_record_elsewhere_does_not_revise_it() -> None:
    with make.change():
        event, actor = make.event(), make.actor()
        make.participation(event, actor)
    with make.change() as change:
        with_columns(actor, name="Another name").save()
    assert [revision.slug for revision in change.revisions] == ["actor"]
    event.refresh_from_db()
    assert event.version == 1


def test_the_revision_says_who_why_and_from_what() -> None:
    user = get_user_model().objects.create_superuser("curator")
    with changes.changeset(user, "edit", "A typo") as change:
        change.origin_hashes[Collection.ACTORS, "actor"] = "a" * 64
        make.actor()
        make.dataset()
    by_slug = {revision.slug: revision for revision in Revision.objects.all()}
    actor = by_slug["actor"]
    assert (actor.user, actor.who, actor.action, actor.reason) == (user, "curator", "edit", "A typo")
    assert actor.origin == "a" * 64
    assert by_slug["curated"].origin == ""


# Refusals


def test_a_change_made_from_an_older_revision_is_refused_whole() -> None:
    with make.change():
        event, actor = make.event(), make.actor()
    event.refresh_from_db()
    with make.change(expected={event: 1}):
        with_columns(event, title="Mine").save()
    with pytest.raises(changes.StaleRecordError, match=r"version 2 by now.*version 1") as refusal:
        run_in_change(with_columns(actor, name="Never").save, expected={actor: 1, event: 1})
    assert refusal.value.expected == 1
    assert refusal.value.record.version == 2
    actor.refresh_from_db()
    assert (actor.name, len(revisions_of(actor)), len(revisions_of(event))) == ("actor", 1, 2)


def test_a_change_to_a_record_that_was_deleted_meanwhile_is_refused() -> None:
    with make.change():
        actor = make.actor()
    with make.change():
        Actor.objects.get(slug="actor").delete()
    with pytest.raises(changes.StaleRecordError, match="actors/actor was deleted meanwhile"):
        run_in_change(actor.save, expected={actor: 1})
    assert not Actor.objects.exists()


def test_an_exception_inside_a_change_leaves_nothing_behind() -> None:
    with make.change():
        event = make.event()
    with pytest.raises(ZeroDivisionError):
        run_in_change(
            with_columns(event, title="Half").save,
            lambda: make.participation(event, make.actor()),
            raise_error,
        )
    event.refresh_from_db()
    assert (event.title, event.participants.count()) == ("event", 0)
    assert not Actor.objects.exists()
    assert not PublicId.objects.filter(slug="actor").exists()
    assert len(revisions_of(event)) == 1


def test_no_record_has_more_than_500_parts_of_a_kind() -> None:
    with make.change():
        event = make.event()
        rows = [ExternalId(event=event, scheme="ucdp", value=str(n)) for n in range(500)]
        ExternalId.objects.bulk_create(rows)
    with (
        pytest.raises(ValidationError, match="events/event has 501 external_ids; at most 500"),
        make.change(),
    ):
        ExternalId.objects.create(event=event, scheme="ucdp", value="500")
    assert event.external_ids.count() == 500


# Ids


@pytest.mark.parametrize("fate", ["deleted", "renamed", "withdrawn", "live"])
def test_an_id_is_never_used_by_another_record(fate: str) -> None:
    with make.change():
        first = make.actor("taken")
    with make.change():
        if fate == "deleted":
            first.delete()
        elif fate == "renamed":
            with_columns(first, slug="other").save()
        elif fate == "withdrawn":
            publish_by_update(first)
    if fate == "withdrawn":
        with make.change():
            Actor.objects.update(review_status="withdrawn", withdrawn_reason="Wrong")
    if fate in ("deleted", "renamed"):
        with (
            pytest.raises(ValidationError, match=r"“taken” was used before.*never used twice"),
            make.change(),
        ):
            make.actor("taken")
    else:
        with pytest.raises(IntegrityError), make.change():
            make.actor("taken")
    with make.change():
        make.location("taken")  # each collection has ids of its own
    assert Actor.objects.filter(slug="taken").count() == (fate in ("withdrawn", "live"))


def test_a_deleted_id_stays_known_when_another_record_would_be_renamed_to_it() -> None:
    with make.change():
        gone, other = make.actor("gone"), make.actor("other")
    with make.change():
        gone.delete()
    with pytest.raises(ValidationError, match="never used twice"), make.change():
        with_columns(other, slug="gone").save()
    assert Actor.objects.get().slug == "other"


def test_a_renamed_draft_answers_under_its_old_id_and_may_take_it_back() -> None:
    with make.change():
        actor = make.actor("first")
    for slug in ("second", "third"):
        with make.change():
            with_columns(actor, slug=slug).save()
    assert public_ids() == {
        "first": ("renamed", "second"),
        "second": ("renamed", "third"),
        "third": ("live", ""),
    }
    with make.change():
        with_columns(actor, slug="first").save()
    assert public_ids() == {
        "first": ("live", ""),
        "second": ("renamed", "third"),
        "third": ("renamed", "first"),
    }
    assert set(PublicId.objects.filter(collection="actors").values_list("object_pk", flat=True)) == {actor.pk}
    assert [revision.slug for revision in revisions_of(actor)] == ["first", "second", "third", "first"]


def public_ids() -> dict[str, tuple[str, str]]:
    rows = PublicId.objects.filter(collection="actors").values_list("slug", "state", "successor")
    return {slug: (state, successor) for slug, state, successor in rows}


def test_two_records_cannot_swap_their_ids() -> None:
    with make.change():
        one, two = make.actor("one"), make.actor("two")
    with pytest.raises(ValidationError, match="never used twice"):
        run_in_change(
            lambda: with_columns(one, slug="between").save(),
            lambda: with_columns(two, slug="one").save(),
            lambda: with_columns(one, slug="two").save(),
        )
    assert public_ids() == {"one": ("live", ""), "two": ("live", "")}


def test_a_record_written_again_after_its_deletion_has_its_id_back() -> None:
    with make.change():
        actor = make.actor()
    with make.change():
        Actor.objects.get(pk=actor.pk).delete()
    with make.change():
        actor.save()
    assert public_ids() == {"actor": ("live", "")}
    assert [revision.version for revision in revisions_of(actor)] == [1, 2, 3]


def test_an_id_is_fixed_once_it_was_public() -> None:
    with make.change():
        actor = make.actor("public")
    with_columns(actor, slug="still-a-draft").full_clean()
    with make.change():
        actor.review_status = "published"
        actor.save()
    actor.refresh_from_db()
    for status in ("published", "withdrawn", "draft"):
        actor.review_status, actor.withdrawn_reason = status, "Wrong"
        actor.slug = "other"
        with pytest.raises(ValidationError, match="“still-a-draft” has been public"):
            actor.full_clean()


@pytest.mark.parametrize(
    "slug", ["Upper", "two--hyphens", "-first", "last-", "under_score", "a b", "", "é", "a\n"]
)
def test_an_id_is_made_of_words_and_hyphens(slug: str) -> None:
    with make.change():
        actor = make.actor()
    with pytest.raises(ValidationError) as refusal:
        with_columns(actor, slug=slug).full_clean()
    assert set(refusal.value.message_dict) == {"slug"}


def test_addresses_of_the_api_are_no_ids() -> None:
    with make.change():
        event, actor, dataset = make.event(), make.actor(), make.dataset()
    for record, slug in ((event, "search"), (event, "aggregate"), (dataset, "releases")):
        with pytest.raises(ValidationError, match=f"“{slug}” is an address of the API"):
            with_columns(record, slug=slug).full_clean()
    with_columns(actor, slug="search").full_clean()


def test_what_was_public_is_withdrawn_and_never_deleted() -> None:
    with make.change():
        actor = make.actor(review_status="published")
    actor.refresh_from_db()
    with pytest.raises(ValidationError, match="withdraw it instead"), make.change():
        actor.delete()
    with pytest.raises(ValidationError, match="withdraw it instead"), make.change():
        Actor.objects.filter(pk=actor.pk).delete()
    assert Actor.objects.get().slug == "actor"


# Published records point at published records


class LinkedRecords:
    """A published event, claim, actor, place and article, and drafts that they could point at."""

    def __init__(self) -> None:
        with make.change():
            self.dataset = make.dataset()
            self.event = make.event("event")
            self.claim = make.claim("claim")
            self.actor = make.actor("actor")
            self.place = make.location("place")
            self.article = make.article("article")
            self.outlet = make.outlet("outlet")
            records_ = (self.event, self.claim, self.actor, self.place, self.article, self.outlet)
            self.published: tuple[Record, ...] = records_
            for record in records_:
                publish_by_update(record)
            self.draft_event = make.event("draft-event")
            self.draft_actor = make.actor("draft-actor")
            self.draft_place = make.location("draft-place")
            self.draft_article = make.article("draft-article")
            self.draft_outlet = make.outlet("draft-outlet")
            self.draft_dataset = make.dataset("draft-dataset", review_status="draft")
            self.figure = Figure.objects.create(event=self.draft_event, measure="killed", key="killed")
            self.part = make.participation(self.draft_event, self.actor)
            self.relation = EventRelation.objects.create(
                event=self.draft_event, other=self.event, type="about"
            )
            self.affiliation = Affiliation.objects.create(
                actor=self.draft_actor, type="member_of", object_actor=self.actor
            )


REFERENCES: dict[str, tuple[str, str, Callable[[LinkedRecords], Any]]] = {
    "participant": (
        "events/event",
        "actors/draft-actor",
        lambda w: make.participation(w.event, w.draft_actor),
    ),
    "acts_for": (
        "events/event",
        "actors/draft-actor",
        lambda w: make.participation(w.event, w.actor, acts_for=w.draft_actor),
    ),
    "by of a part": (
        "events/event",
        "actors/draft-actor",
        lambda w: make.participation(w.event, w.actor).by.add(w.draft_actor),
    ),
    "relayed_by of a part": (
        "events/event",
        "actors/draft-actor",
        lambda w: make.participation(w.event, w.actor, relayed_by=w.draft_actor),
    ),
    "factuality_by": (
        "events/event",
        "actors/draft-actor",
        lambda w: w.event.factuality_by.add(w.draft_actor),
    ),
    "who is counted": (
        "events/event",
        "actors/draft-actor",
        lambda w: Figure.objects.create(event=w.event, measure="killed", key="k").of.add(w.draft_actor),
    ),
    "place": (
        "events/event",
        "locations/draft-place",
        lambda w: EventPlace.objects.create(event=w.event, location=w.draft_place),
    ),
    "source": (
        "events/event",
        "articles/draft-article",
        lambda w: EventSource.objects.create(event=w.event, article=w.draft_article),
    ),
    "article of evidence": (
        "events/event",
        "articles/draft-article",
        lambda w: make.evidence(w.draft_article, event=w.event),
    ),
    "article of a date report": (
        "events/event",
        "articles/draft-article",
        lambda w: DateReport.objects.create(event=w.event, article=w.draft_article, wording="Then"),
    ),
    "related event": (
        "events/event",
        "events/draft-event",
        lambda w: EventRelation.objects.create(event=w.event, other=w.draft_event, type="follows"),
    ),
    "dataset": (
        "events/event",
        "datasets/draft-dataset",
        lambda w: Event.objects.filter(pk=w.event.pk).update(dataset=w.draft_dataset),
    ),
    "speaker": ("claims/claim", "actors/draft-actor", lambda w: w.claim.by.add(w.draft_actor)),
    "agency": (
        "claims/claim",
        "actors/draft-actor",
        lambda w: with_columns(w.claim, relayed_by=w.draft_actor, review_status="published").save(),
    ),
    "article of a claim's evidence": (
        "claims/claim",
        "articles/draft-article",
        lambda w: make.evidence(w.draft_article, claim=w.claim),
    ),
    "claim about an event": (
        "claims/claim",
        "events/draft-event",
        lambda w: ClaimSubject.objects.create(claim=w.claim, event=w.draft_event),
    ),
    "claim about a figure": (
        "claims/claim",
        "events/draft-event",
        lambda w: ClaimSubject.objects.create(claim=w.claim, figure=w.figure),
    ),
    "claim about a participation": (
        "claims/claim",
        "events/draft-event",
        lambda w: ClaimSubject.objects.create(claim=w.claim, participation=w.part),
    ),
    "claim about a relation": (
        "claims/claim",
        "events/draft-event",
        lambda w: ClaimSubject.objects.create(claim=w.claim, relation=w.relation),
    ),
    "claim about an affiliation": (
        "claims/claim",
        "actors/draft-actor",
        lambda w: ClaimSubject.objects.create(claim=w.claim, affiliation=w.affiliation),
    ),
    "body of an affiliation": (
        "actors/actor",
        "actors/draft-actor",
        lambda w: Affiliation.objects.create(actor=w.actor, type="leads", object_actor=w.draft_actor),
    ),
    "place of an affiliation": (
        "actors/actor",
        "locations/draft-place",
        lambda w: Affiliation.objects.create(actor=w.actor, type="from", object_location=w.draft_place),
    ),
    "article of a name": (
        "actors/actor",
        "articles/draft-article",
        lambda w: ActorName.objects.create(actor=w.actor, name="N").articles.add(w.draft_article),
    ),
    "parent": (
        "locations/place",
        "locations/draft-place",
        lambda w: Location.objects.filter(pk=w.place.pk).update(parent=w.draft_place),
    ),
    "also_in": ("locations/place", "locations/draft-place", lambda w: w.place.also_in.add(w.draft_place)),
    "article of a place's name": (
        "locations/place",
        "articles/draft-article",
        lambda w: LocationName.objects.create(location=w.place, name="N").articles.add(w.draft_article),
    ),
    "outlet": (
        "articles/article",
        "outlets/draft-outlet",
        lambda w: Article.objects.filter(pk=w.article.pk).update(outlet=w.draft_outlet),
    ),
    "actor of an outlet": (
        "outlets/outlet",
        "actors/draft-actor",
        lambda w: Outlet.objects.filter(pk=w.outlet.pk).update(actor=w.draft_actor),
    ),
}


def error_messages(refusal: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return list(refusal.value.messages)


def test_a_published_record_points_at_published_records_only() -> None:
    web = LinkedRecords()
    before = Revision.objects.count()
    for what, (who, whom, write) in REFERENCES.items():
        with pytest.raises(ValidationError) as refusal, make.change():
            write(web)
        sentence = f"{who} needs {whom}, which is not public: a published record names public ones alone."
        assert error_messages(refusal) == [sentence], what
    assert Revision.objects.count() == before


def test_what_a_published_record_needs_cannot_be_taken_from_it() -> None:
    """The same references, with their targets published first and withdrawn afterwards."""
    web = LinkedRecords()
    with make.change():
        for model in (Event, Actor, Location, Article, Outlet, Dataset):
            model.objects.all().update(review_status="published")
        ClaimSubject.objects.all().delete()
        web.part.delete()
        web.relation.delete()
        web.affiliation.delete()
    about_draft_parts = (
        "claim about a participation",
        "claim about a relation",
        "claim about an affiliation",
    )
    for number, (what, (who, whom, write)) in enumerate(REFERENCES.items()):
        if what in about_draft_parts:
            continue
        status = {"review_status": ("withdrawn", "draft", "in_review", "rejected")[number % 4]}
        model, slug = model_of(whom)
        with pytest.raises(ValidationError) as refusal:
            run_in_change(partial(write, web), partial(model.objects.filter(slug=slug).update, **status))
        assert (
            f"{who} needs {whom}, which is not public: a published record names public ones alone."
            in error_messages(refusal)
        )
    for what in ("participant", "source"):
        run_in_change(partial(REFERENCES[what][2], web))
    for whom in ("actors/draft-actor", "articles/draft-article"):
        model, slug = model_of(whom)
        with pytest.raises(ValidationError) as refusal, make.change():
            model.objects.filter(slug=slug).update(review_status="withdrawn", withdrawn_reason="Wrong")
        sentence = f"events/event needs {whom}: take it out of there first, or withdraw both together."
        assert error_messages(refusal) == [sentence]


def model_of(name: str) -> tuple[Any, str]:
    collection, _, slug = name.partition("/")
    found: dict[str, type[models.Model]] = {
        "actors": Actor,
        "articles": Article,
        "datasets": Dataset,
        "events": Event,
        "locations": Location,
        "outlets": Outlet,
    }
    return found[collection], slug


def test_every_missing_record_is_named_at_once() -> None:
    web = LinkedRecords()
    with pytest.raises(ValidationError) as refusal:
        run_in_change(
            lambda: make.participation(web.event, web.draft_actor),
            lambda: EventSource.objects.create(event=web.event, article=web.draft_article),
        )
    assert sorted(error_messages(refusal)) == [
        f"events/event needs {one}, which is not public: a published record names public ones alone."
        for one in ("actors/draft-actor", "articles/draft-article")
    ]


def test_records_that_need_each_other_are_published_and_withdrawn_together() -> None:
    web = LinkedRecords()
    with make.change():
        make.participation(web.event, web.draft_actor)
        publish_by_update(web.draft_actor)
    with make.change():
        for record in (web.event, web.draft_actor):
            withdrawn = {"review_status": "withdrawn", "withdrawn_reason": "Wrong"}
            type(record).objects.filter(pk=record.pk).update(**withdrawn)
    assert not Event.objects.published().filter(pk=web.event.pk).exists()


def test_drafts_point_at_whatever_they_like() -> None:
    web = LinkedRecords()
    with make.change():
        make.participation(web.draft_event, web.draft_actor)
        EventSource.objects.create(event=web.draft_event, article=web.draft_article)


def test_a_contradiction_of_something_unpublished_holds_nobody_back() -> None:
    web = LinkedRecords()
    with make.change():
        figure = Figure.objects.create(event=web.event, measure="killed", key="killed")
        Contradiction.objects.create(left_figure=figure, right_figure=web.figure, how="numeric")
    assert Contradiction.objects.exists()


def test_derived_rows_are_renewed_before_the_revision_is_written() -> None:
    with make.change():
        part = make.actor("part")
        Affiliation.objects.create(
            actor=part, type="part_of", object_actor=make.actor("body"), date_edtf="2020"
        )
        event = make.event(event_type="consult", date_edtf="2024-01")
        article = make.article()
        DateReport.objects.create(event=event, article=article, wording="in 2023", edtf="2023")
    closure = ActorClosure.objects.get()
    assert (closure.actor, closure.body.slug) == (part, "body")
    assert (closure.earliest, closure.latest) == (date(2020, 1, 1), date(2020, 12, 31))
    stored: Any = revisions_of(event)[0].record
    assert stored["date"]["start_earliest"] == "2023-01-01"


def test_a_cascade_revises_the_records_of_what_it_takes_along() -> None:
    with make.change():
        event = make.event()
        part = make.participation(event, make.actor())
        make.evidence(make.article(), event=event, participation=part)
    with make.change() as change:
        part.delete()
    assert [revision.slug for revision in change.revisions] == ["event"]
    assert not Evidence.objects.exists()
    assert change.revisions[0].record == records.snapshot(Collection.EVENTS, [event.pk])[event.pk]


# Several at once


def run_concurrently(*writes: Callable[[], Any]) -> list[BaseException | None]:
    """What each of these, run in a thread of its own, was refused with."""
    refused: list[BaseException | None] = [None] * len(writes)
    start = Barrier(len(writes))

    def work(place: int) -> None:
        start.wait()
        try:
            writes[place]()
        except Exception as error:
            refused[place] = error
        finally:
            connection.close()

    threads = [Thread(target=work, args=[place]) for place in range(len(writes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


class RendezvousPoint:
    """Where changes wait for one another once all have written, if the database lets them."""

    def __init__(self, parties: int) -> None:
        self.barrier = Barrier(parties)

    def __call__(self) -> None:
        with suppress(BrokenBarrierError):
            self.barrier.wait(timeout=0.3)


@pytest.mark.django_db(transaction=True)
def test_changes_at_once_are_numbered_without_gap_or_repetition() -> None:
    workers, rounds = 4, 6
    with make.change():
        shared, place = make.event("shared"), make.location("place")
        own = [make.actor(f"actor-{number}") for number in range(workers)]
    before = Sequence.objects.get().value

    def work(number: int) -> None:
        for turn in range(rounds):
            with make.change():
                if turn % 3 == 0:
                    Actor.objects.filter(pk=own[number].pk).update(name=f"Name {turn}")
                    shared.external_ids.create(scheme="ucdp", value=f"{number}/{turn}")
                elif turn % 3 == 1:
                    shared.external_ids.create(scheme="gdelt", value=f"{number}/{turn}")
                    LocationName.objects.create(location=place, name=f"Name {number}/{turn}")
                else:
                    Event.objects.filter(pk=shared.pk).update(summary=f"By {number} in {turn}")

    assert run_concurrently(*(partial(work, number) for number in range(workers))) == [None] * workers
    seqs = list(Revision.objects.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))
    assert Sequence.objects.get().value == len(seqs)
    assert len(seqs) - before == workers * (rounds + rounds // 3 * 2)
    for record in (shared, place, *own):
        record.refresh_from_db()
        revisions = revisions_of(record)
        assert [revision.version for revision in revisions] == list(range(1, record.version + 1))
        assert [revision.at for revision in revisions] == sorted(revision.at for revision in revisions)
        assert revisions[-1].record == records.snapshot(record.COLLECTION, [record.pk])[record.pk]
    assert shared.version == 1 + workers * rounds
    for older, newer in pairwise(revisions_of(shared)):
        assert older.record != newer.record
    assert shared.external_ids.count() == workers * rounds // 3 * 2


@pytest.mark.once
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL queues those who wait for a lock itself"
)
@pytest.mark.django_db(transaction=True)
def test_threads_that_write_to_sqlite_wait_for_each_other_outside_of_it() -> None:
    with make.change():
        actors = [make.actor(f"actor-{number}", size=0) for number in range(8)]

    def work(pk: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 0")  # whoever asks while another writes is refused at once
        for size in range(1, 6):
            with make.change():
                Actor.objects.filter(pk=pk).update(size=size)

    assert run_concurrently(*(partial(work, actor.pk) for actor in actors)) == [None] * 8
    assert set(Actor.objects.values_list("size", "version")) == {(5, 6)}


@pytest.mark.django_db(transaction=True)
def test_the_first_changes_of_all_may_come_at_once() -> None:
    with make.change():
        dataset = make.dataset()
    with write_guard.suspended():
        Sequence.objects.all().delete()
        Revision.objects.all().delete()
    makers = [partial(make.actor, f"actor-{number}", dataset=dataset) for number in range(3)]
    assert run_concurrently(*(partial(run_in_change, maker) for maker in makers)) == [None] * 3
    assert sorted(Revision.objects.values_list("seq", flat=True)) == [1, 2, 3]
    assert Sequence.objects.get().value == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_made_from_one_revision_the_second_is_refused() -> None:
    with make.change():
        event = make.event()

    def edit(title: str) -> None:
        with make.change(expected={event: 1}):
            Event.objects.filter(pk=event.pk).update(title=title)

    refused = run_concurrently(*(partial(edit, f"Title {number}") for number in range(4)))
    assert refused.count(None) == 1
    assert {type(one) for one in refused} == {type(None), changes.StaleRecordError}
    event.refresh_from_db()
    assert (event.version, event.title) == (2, f"Title {refused.index(None)}")


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_do_not_close_a_circle_or_tear_the_closure() -> None:
    with make.change():
        make.dataset()
        one, two, three = (make.event(slug) for slug in ("one", "two", "three"))

    def join(event: Event, whole: Event, meet: RendezvousPoint) -> None:
        run_in_change(lambda: EventRelation.objects.create(event=event, other=whole, type="part_of"), meet)

    meet = RendezvousPoint(2)
    assert run_concurrently(partial(join, one, two, meet), partial(join, two, three, meet)) == [None, None]
    wholes = set(EventClosure.objects.values_list("event__slug", "whole__slug", "depth"))
    assert wholes == {("one", "two", 1), ("two", "three", 1), ("one", "three", 2)}
    with make.change():
        EventRelation.objects.all().delete()
    meet = RendezvousPoint(2)
    refused = run_concurrently(partial(join, one, two, meet), partial(join, two, one, meet))
    assert {type(error) for error in refused} == {type(None), ValidationError}
    assert EventClosure.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_being_pointed_at_cannot_be_withdrawn_meanwhile() -> None:
    with make.change():
        event, actor = make.event(review_status="published"), make.actor(review_status="published")
    meet = RendezvousPoint(2)
    refused = run_concurrently(
        partial(run_in_change, lambda: make.participation(event, actor), meet),
        partial(
            run_in_change,
            lambda: Actor.objects.update(review_status="withdrawn", withdrawn_reason="Wrong"),
            meet,
        ),
    )
    assert {type(error) for error in refused} == {type(None), ValidationError}
    actor.refresh_from_db()
    assert (actor.review_status == "published") == event.participants.exists()


@pytest.mark.django_db(transaction=True)
def test_one_id_asked_for_twice_at_once_is_given_once() -> None:
    with make.change():
        dataset, first, second = make.dataset(), make.actor("first"), make.actor("second")
    meet = RendezvousPoint(2)
    refused = run_concurrently(
        partial(run_in_change, lambda: with_columns(first, slug="wanted").save(), meet),
        partial(run_in_change, lambda: with_columns(second, slug="wanted").save(), meet),
    )
    assert refused.count(None) == 1
    assert PublicId.objects.filter(collection="actors", slug="wanted").count() == 1
    assert Dataset.objects.get() == dataset
