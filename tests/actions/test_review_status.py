"""Publishing, withdrawing, submitting and rejecting records, all or none."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from events import changes
from events.actions import review_status
from events.actions.review_status import (
    publish,
    reject,
    submit_for_review,
    unpublished_dependencies,
    withdraw,
)
from events.models import Actor, Article, Event, EventSource, Evidence, Revision
from events.models.record import Record
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> User:
    return get_user_model().objects.create_superuser("curator")


@pytest.fixture
def drafts() -> list[Record]:
    """Creates an event with a participant, and the article of their quotations."""
    with make.change():
        event, actor, article = make.event(), make.actor(), make.article()
        EventSource.objects.create(event=event, article=article)
        make.evidence(article, event=event)
        make.evidence(article, event=event, participation=make.participation(event, actor))
    return reload(event, actor, article)


def reload(*records: Record) -> list[Record]:
    for record in records:
        record.refresh_from_db()
    return list(records)


def statuses() -> set[str]:
    values: set[str] = set()
    for model in (Event, Actor, Article):
        values |= set(model.objects.values_list("review_status", flat=True))
    return values


def test_records_that_need_each_other_are_published_in_one_change(
    drafts: list[Record], curator: User
) -> None:
    publish(drafts, curator, "Checked")
    assert statuses() == {"published"}
    revisions = Revision.objects.filter(action="publish")
    assert {(revision.slug, revision.who, revision.reason) for revision in revisions} == {
        (slug, "curator", "Checked") for slug in ("event", "actor", "article")
    }
    assert all(record.created_at for record in reload(*drafts))


def test_what_points_at_a_draft_is_not_published(drafts: list[Record], curator: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        publish(drafts[:1], curator)
    assert sorted(refusal.value.messages) == [
        f"events/event needs {whom}, which is not public: a published record names public ones alone."
        for whom in ("actors/actor", "articles/article")
    ]
    assert statuses() == {"draft"}


def test_what_rests_on_no_quotation_is_not_published_nor_is_anything_with_it(
    drafts: list[Record], curator: User
) -> None:
    with make.change():
        Evidence.objects.filter(participation=None).delete()
    with pytest.raises(ValidationError, match="events/event cannot be public: it rests on no quotation"):
        publish(reload(*drafts), curator)
    assert statuses() == {"draft"}
    assert not Revision.objects.filter(action="publish").exists()


def test_what_somebody_changed_meanwhile_is_not_published(drafts: list[Record], curator: User) -> None:
    with make.change():
        Event.objects.update(title="Meanwhile")
    with pytest.raises(changes.StaleRecordError):
        publish(drafts, curator)
    assert statuses() == {"draft"}


def test_a_withdrawal_says_why_and_publishing_again_takes_the_reason_back(
    drafts: list[Record], curator: User
) -> None:
    publish(drafts, curator)
    withdraw(reload(*drafts[:1]), curator, "  The wrong place.  ")
    event = Event.objects.get()
    assert (event.review_status, event.withdrawn_reason) == ("withdrawn", "The wrong place.")
    assert Revision.objects.get(action="withdraw").reason == "  The wrong place.  "
    publish([event], curator)
    event.refresh_from_db()
    assert (event.review_status, event.withdrawn_reason) == ("published", "")
    assert event.version == 4


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_nothing_is_withdrawn_without_a_reason(drafts: list[Record], curator: User, reason: str) -> None:
    publish(drafts, curator)
    with pytest.raises(ValidationError, match="Say why"):
        withdraw(reload(*drafts), curator, reason)
    assert statuses() == {"published"}


def test_what_others_need_is_withdrawn_with_them_or_not_at_all(drafts: list[Record], curator: User) -> None:
    publish(drafts, curator)
    event, actor, article = reload(*drafts)
    with pytest.raises(ValidationError) as refusal:
        withdraw([actor], curator, "Wrong")
    assert refusal.value.messages == [
        "events/event needs actors/actor: take it out of there first, or withdraw both together."
    ]
    assert statuses() == {"published"}
    withdraw(reload(event, actor, article), curator, "Wrong")
    assert statuses() == {"withdrawn"}


def test_a_draft_cannot_be_withdrawn(drafts: list[Record], curator: User) -> None:
    publish(drafts[1:], curator)
    with pytest.raises(ValidationError, match="events/event is draft; it cannot become withdrawn"):
        withdraw(reload(drafts[1], drafts[0]), curator, "Wrong")
    assert statuses() == {"draft", "published"}


def test_each_record_that_does_not_hold_together_says_what_to_do(curator: User) -> None:
    with make.change():
        bare = [make.event("one"), make.event("two"), make.claim()]
    with pytest.raises(ValidationError) as refusal:
        publish(reload(*bare), curator)
    assert [message.split(" cannot")[0] for message in refusal.value.messages] == [
        "events/one",
        "events/two",
        "claims/claim",
    ]
    assert all("paste the words of the article" in message for message in refusal.value.messages)


def test_what_is_handed_in_is_rejected_with_a_reason_and_handed_in_again(curator: User) -> None:
    with make.change():
        actor = make.actor()
    for take, reason, status in (
        (submit_for_review, "", "in_review"),
        (reject, "Which one?", "rejected"),
        (submit_for_review, "This one.", "in_review"),
    ):
        take(reload(actor), curator, reason)
        assert reload(actor)[0].review_status == status
    with pytest.raises(ValidationError, match="Say why it is not taken"):
        reject(reload(actor), curator, " ")
    with pytest.raises(ValidationError, match="actors/actor is in review; it cannot become in review"):
        submit_for_review(reload(actor), curator)
    revisions = Revision.objects.filter(slug="actor").order_by("version")
    assert [(revision.action, revision.reason) for revision in revisions][1:] == [
        ("hand_in", ""),
        ("reject", "Which one?"),
        ("hand_in", "This one."),
    ]


def test_needs_are_found_through_others_nearest_first_and_once(drafts: list[Record]) -> None:
    _, actor, article = drafts
    event = Event.objects.get()
    with make.change():
        next_one = make.event("next")
        last = make.event("last", review_status="withdrawn", withdrawn_reason="No.")
        event.relations.create(type="follows", other=next_one)
        next_one.relations.create(type="follows", other=last)
        last.relations.create(type="precedes", other=event)
    assert [record.slug for record in unpublished_dependencies([event])] == [
        "actor",
        "article",
        "next",
        "last",
    ]
    assert unpublished_dependencies([actor]) == []
    assert article.review_status == "draft"


def test_more_needs_than_one_can_look_through_are_refused(
    drafts: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_status, "MAX_RECORDS_AT_ONCE", 1)
    with pytest.raises(ValidationError, match="Publish them in steps"):
        unpublished_dependencies(drafts[:1])
