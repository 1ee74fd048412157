"""Reverting to a revision, which makes a new one and never an invalid one."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError

from events import changes, records
from events.actions.revert import revert
from events.actions.review_status import publish, withdraw
from events.models import Actor, Event, Participation, Revision
from events.models.record import Record
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> Any:
    return get_user_model().objects.create_superuser("ann", password="x")


def snapshot_of(record: Record) -> dict[str, Any]:
    return records.snapshot(record.COLLECTION, [record.pk])[record.pk]


def create_quoted_event() -> Event:
    """Creates a published event with a participant and two quotations."""
    with make.change():
        event, article, actor = make.event(title="First"), make.article(), make.actor()
        event.sources.create(article=article)
        make.evidence(article, event=event)
        make.evidence(article, event=event, participation=make.participation(event, actor))
    publish_records(event, article, actor)
    return event


def publish_records(*records: Record) -> None:
    for record in records:
        record.refresh_from_db()
    publish(records, "tester")
    for record in records:
        record.refresh_from_db()


def test_the_content_comes_back_with_its_parts_and_a_reason_that_names_the_revision(curator: Any) -> None:
    event = create_quoted_event()
    before = snapshot_of(event)
    with make.change():
        event.title = "Second"
        event.save()
        event.participants.all().delete()
    event.refresh_from_db()
    (revision,) = revert(event, 2, curator, "That was wrong.").revisions
    assert snapshot_of(event) == before == revision.record
    assert (revision.version, revision.action) == (4, "revert")
    assert revision.reason == "Version 2 again: That was wrong."


def test_where_a_record_stands_and_its_id_stay(curator: Any) -> None:
    event = create_quoted_event()
    revert_to = Revision.objects.get(collection="events", version=1)
    assert (revert_to.record or {})["review_status"] == "draft"
    with make.change():
        Event.objects.update(title="Second")
    event.refresh_from_db()
    revert(event, 1, curator, "Wrong.")
    event.refresh_from_db()
    assert (event.title, event.review_status) == ("First", "published")
    withdraw([event], "tester", "A rumour.")
    with make.change():
        Event.objects.update(title="Third")
    event.refresh_from_db()
    revert(event, 2, curator, "Wrong.")
    event.refresh_from_db()
    assert (event.title, event.review_status, event.withdrawn_reason) == ("First", "withdrawn", "A rumour.")


def test_what_was_read_before_somebody_else_wrote_is_refused(curator: Any) -> None:
    event = create_quoted_event()
    with make.change():
        Event.objects.update(title="Second")
    with pytest.raises(changes.StaleRecordError):
        revert(event, 1, curator, "Wrong.")
    event.refresh_from_db()
    with pytest.raises(changes.StaleRecordError):
        revert(event, 1, curator, "Wrong.", expected={event: 2})
    assert Event.objects.get().title == "Second"


def test_what_could_not_stand_is_refused_by_name(curator: Any) -> None:
    event = create_quoted_event()
    with make.change():
        Participation.objects.all().delete()
    actor = Actor.objects.get()
    withdraw([actor], "tester", "Nobody.")
    event.refresh_from_db()
    with pytest.raises(ValidationError, match="events/event needs actors/actor, which is not public"):
        revert(event, 2, curator, "Wrong.")
    assert not event.participants.exists()


def test_a_published_record_does_not_go_back_to_what_rested_on_nothing(curator: Any) -> None:
    with make.change():
        event = make.event()
    with make.change():
        article = make.article()
        event.sources.create(article=article)
        make.evidence(article, event=event)
    publish_records(event, article)
    with pytest.raises(ValidationError, match="rests on no quotation"):
        revert(event, 1, curator, "Wrong.")


@pytest.mark.parametrize(("number", "message"), [(9, "has no version 9"), (2, "is as it was at version 2")])
def test_there_is_something_to_go_back_to(curator: Any, number: int, message: str) -> None:
    event = create_quoted_event()
    with pytest.raises(ValidationError, match=message):
        revert(event, number, curator, "Wrong.")
    with pytest.raises(ValidationError, match="Say why"):
        revert(event, 1, curator, " ")


def test_it_takes_the_rights_of_an_edit() -> None:
    event = create_quoted_event()
    with make.change():
        Event.objects.update(title="Second")
    event.refresh_from_db()
    nobody = get_user_model().objects.create_user("bob", password="x")
    with pytest.raises(PermissionDenied):
        revert(event, 2, nobody, "Wrong.")
