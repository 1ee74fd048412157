"""Records that name one another: what deleting, renaming and moving one does to the others."""

import pytest
from django.core.exceptions import ValidationError

from events.models import Actor, ClaimSubject, Contradiction, Event, Figure, Participation, Revision
from tests import factories as make
from tests.record_snapshots import assert_revisions_match

pytestmark = pytest.mark.django_db


def latest_revision(slug: str) -> Revision:
    """The last revision of a record."""
    revision = Revision.objects.filter(slug=slug).order_by("seq").last()
    assert revision is not None
    return revision


def test_a_draft_that_a_list_of_another_record_names_is_not_deleted() -> None:
    with make.change():
        actor, event = make.actor(), make.event()
        event.factuality_by.add(actor)
    for delete in (actor.delete, Actor.objects.filter(pk=actor.pk).delete):
        with pytest.raises(ValidationError, match="events/event needs it"), make.change():
            delete()
    assert list(Event.objects.get().factuality_by.all()) == [actor]


def test_a_renamed_draft_is_named_anew_by_those_that_name_it() -> None:
    with make.change():
        actor, event = make.actor(), make.event()
        make.participation(event, actor)
        event.factuality_by.add(actor)
    with make.change():
        actor.slug = "somebody"
        actor.save()
    record = latest_revision("event").record or {}
    assert record["participants"][0]["actor"] == {"ref": "actors/somebody"}
    assert record["factuality_by"] == [{"ref": "actors/somebody"}]


def test_a_part_that_moves_revises_the_record_it_leaves_and_the_one_it_joins() -> None:
    with make.change():
        actor, first, second = make.actor(), make.event("first"), make.event("second")
        make.participation(first, actor)
    with make.change():
        Participation.objects.update(event=second)
    assert (latest_revision("first").record or {})["participants"] == []
    assert len((latest_revision("second").record or {})["participants"]) == 1


def test_a_draft_with_a_figure_and_its_subset_can_be_deleted() -> None:
    with make.change():
        event = make.event()
        whole = Figure.objects.create(event=event, key="all", measure="injured", value=22)
        Figure.objects.create(event=event, key="some", measure="injured", value=3, subset_of=whole)
    with make.change():
        event.delete()
    assert not Event.objects.exists()
    assert latest_revision("event").record is None


def test_a_renamed_draft_is_named_anew_by_what_contradicts_it() -> None:
    with make.change():
        one, other = make.claim("one"), make.claim("other")
        Contradiction.objects.create(left_claim=one, right_claim=other, how="direct")
    with make.change():
        one.slug = "renamed"
        one.save()
    assert latest_revision("other").version == 2
    assert_revisions_match()


def test_a_renamed_part_is_named_anew_by_what_is_said_of_it() -> None:
    with make.change():
        event = make.event()
        figure = Figure.objects.create(event=event, key="all", measure="injured", value=22)
        other = Figure.objects.create(event=make.event("other"), key="it", measure="injured", value=20)
        Contradiction.objects.create(left_figure=figure, right_figure=other, how="direct")
        claim = make.claim()
        ClaimSubject.objects.create(claim=claim, figure=figure)
    with make.change():
        figure.key = "everybody"
        figure.save()
    assert latest_revision(claim.slug).version == latest_revision("other").version == 2
    assert_revisions_match()
