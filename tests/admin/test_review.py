"""Publishing, withdrawing, handing in and rejecting; the history shows it."""

from typing import Any

import pytest
from django.test import Client

from events.models import Actor, Dataset, Event, PublicId, Revision
from tests import factories
from tests.admin.browser import at, filled

pytestmark = pytest.mark.usefixtures("seeded")
CAMPAIGN = "attacks-on-us-forces-in-iraq-and-syria-2023-2024"


@pytest.fixture
def actor() -> Actor:
    """A draft that can be published."""
    with factories.change():
        return factories.actor("new-body", name="New body", dataset=Dataset.objects.get(slug="curated"))


@pytest.fixture
def bare() -> Event:
    """A draft without evidence."""
    with factories.change():
        return factories.event("bare", title="Bare", dataset=Dataset.objects.get(slug="curated"))


def act(site: Client, action: str, *rows: Any, **more: Any) -> str:
    """What the list says after an action."""
    data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return site.post(at(rows[0].__class__), data, follow=True).content.decode()


def test_the_action_publishes(site: Client, actor: Actor) -> None:
    assert "“New body” is published." in act(site, "publish", actor)
    actor.refresh_from_db()
    assert actor.review_status == "published"
    assert actor.first_published_at is not None
    assert Revision.objects.get(collection="actors", object_pk=actor.pk, number=2).who == "curator"


def test_an_event_without_evidence_is_not_published(site: Client, bare: Event) -> None:
    assert "it rests on no quotation; add one" in act(site, "publish", bare)
    bare.refresh_from_db()
    assert bare.review_status == "draft"


def test_records_are_published_all_or_none(site: Client, bare: Event) -> None:
    with factories.change():
        other = factories.event("other", dataset=bare.dataset)
    act(site, "publish", bare, other)
    assert not Event.objects.filter(slug__in=["bare", "other"], review_status="published").exists()


def test_saving_and_publishing_keeps_the_edit_where_publishing_is_refused(site: Client, bare: Event) -> None:
    page = site.get(at(bare))
    assert b"Save and publish" in page.content
    data = filled(page) | {"summary": "Kept.", "_publish": "Save and publish"}
    data.pop("_save", None)
    said = site.post(at(bare), data, follow=True).content.decode()
    assert "It was saved, but not published." in said
    assert "rests on no quotation" in said
    bare.refresh_from_db()
    assert (bare.summary, bare.review_status) == ("Kept.", "draft")


def test_saving_and_publishing_publishes(site: Client, actor: Actor) -> None:
    data = filled(site.get(at(actor))) | {"description": "A body.", "_publish": "Save and publish"}
    site.post(at(actor), data)
    actor.refresh_from_db()
    assert (actor.description, actor.review_status) == ("A body.", "published")


def test_withdrawing_asks_for_a_reason_and_tells_it(site: Client, actor: Actor) -> None:
    act(site, "publish", actor)
    page = act(site, "withdraw", actor)
    assert "The public reads this" in page
    assert "New body" in page
    assert "refused" not in page
    again = act(site, "withdraw", actor, confirmed="yes", reason="  ")
    assert "Say why it is withdrawn" in again
    assert "“New body” is withdrawn." in act(site, "withdraw", actor, confirmed="yes", reason="A mistake.")
    actor.refresh_from_db()
    assert (actor.review_status, actor.withdrawn_reason) == ("withdrawn", "A mistake.")
    form = site.get(at(actor)).content.decode()
    assert "A mistake." in form
    assert "Save and publish" in form


def test_withdrawing_what_others_need_is_refused_with_their_names(site: Client) -> None:
    event = Event.objects.get(slug=CAMPAIGN)
    address = at(event, "step", "withdraw")
    before = Revision.objects.count()
    page = site.get(address).content.decode()
    assert f"needs events/{CAMPAIGN}" in page
    assert 'class="status status-published"' in page
    refused = site.post(address, {"reason": "Because.", "confirmed": "yes"}).content.decode()
    assert f"needs events/{CAMPAIGN}" in refused
    assert ">Because.</textarea>" in refused
    event.refresh_from_db()
    assert event.review_status == "published"
    assert Revision.objects.count() == before


def test_a_step_from_the_form_returns_to_the_form(site: Client, actor: Actor) -> None:
    act(site, "publish", actor)
    answer = site.post(at(actor, "step", "withdraw"), {"reason": "A mistake."})
    assert answer["Location"] == at(actor)


def test_a_draft_is_handed_in_rejected_and_handed_in_again(site: Client, actor: Actor) -> None:
    act(site, "hand_in", actor)
    actor.refresh_from_db()
    assert actor.review_status == "in_review"
    assert "Why is it not taken?" in act(site, "reject", actor)
    act(site, "reject", actor, confirmed="yes", reason="Not a body.")
    actor.refresh_from_db()
    assert actor.review_status == "rejected"
    newest = Revision.objects.filter(collection="actors", object_pk=actor.pk).last()
    assert newest is not None
    assert (newest.action, newest.reason) == ("reject", "Not a body.")
    act(site, "hand_in", actor)
    actor.refresh_from_db()
    assert actor.review_status == "in_review"


def test_what_is_public_cannot_be_handed_in(site: Client) -> None:
    assert "is published; it cannot be handed in." in act(site, "hand_in", Event.objects.get(slug=CAMPAIGN))


def test_the_status_cannot_be_typed(site: Client, bare: Event) -> None:
    site.post(at(bare), filled(site.get(at(bare))) | {"review_status": "published"})
    bare.refresh_from_db()
    assert bare.review_status == "draft"


def test_the_id_of_what_was_public_cannot_be_typed(site: Client) -> None:
    event = Event.objects.get(slug=CAMPAIGN)
    data = filled(site.get(at(event)))
    assert "slug" not in data
    site.post(at(event), data | {"slug": "other"})
    event.refresh_from_db()
    assert event.slug == CAMPAIGN


def test_the_history_tells_who_when_why_and_what(site: Client, actor: Actor) -> None:
    data = filled(site.get(at(actor))) | {"description": "A body.", "change_reason": "It was unclear."}
    site.post(at(actor), data)
    page = site.get(at(actor, "history")).content.decode()
    assert "curator" in page
    assert "It was unclear." in page
    assert "description" in page
    assert "everything: its first revision" in page


def test_revisions_and_public_ids_can_only_be_read(site: Client) -> None:
    for model in (Revision, PublicId):
        row = model._default_manager.first()
        assert row is not None
        assert site.get(at(row)).status_code == 200
        assert site.post(at(row), {}).status_code == 403
        assert site.get(at(model, "add")).status_code == 403
        assert site.post(at(row, "delete"), {"post": "yes"}).status_code == 403
