"""Publishing, withdrawing, handing in and rejecting; the history shows it."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from events.admin import review_steps
from events.admin.forms import revision_token
from events.models import Actor, Dataset, Event, PublicId, Revision
from tests import factories
from tests.admin.form_data import admin_url, form_values

pytestmark = pytest.mark.usefixtures("seeded")
CAMPAIGN = "attacks-on-us-forces-in-iraq-and-syria-2023-2024"


@pytest.fixture
def actor() -> Actor:
    """A draft that can be published."""
    with factories.change():
        return factories.actor("new-body", name="New body", dataset=Dataset.objects.get(slug="curated"))


@pytest.fixture
def draft_without_evidence() -> Event:
    """A draft without evidence."""
    with factories.change():
        return factories.event("bare", title="Bare", dataset=Dataset.objects.get(slug="curated"))


def preview_action(site: Client, action: str, *rows: Any, **more: Any) -> str:
    """What the list says after an action was chosen: what it would do."""
    data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return site.post(admin_url(rows[0].__class__), data, follow=True).content.decode()


def confirm_action(site: Client, action: str, *rows: Any, along: Sequence[Any] = (), reason: str = "") -> str:
    """What is said once that was confirmed."""
    for row in (*rows, *along):
        row.refresh_from_db()
    tokens, ticked = [revision_token(row) for row in rows], [revision_token(row) for row in along]
    return preview_action(site, action, *rows, confirmed="yes", seen=tokens, along=ticked, reason=reason)


def status_of(row: Any) -> str:
    """Where a record stands."""
    row.refresh_from_db()
    return str(row.review_status)


def test_an_action_shows_what_it_will_do_and_then_does_it(site: Client, actor: Actor) -> None:
    with factories.change():
        actor.names.create(name="Body, new")
    page = preview_action(site, "publish", actor)
    assert "This record is to be published" in page
    assert "with 1 name<" in page
    assert status_of(actor) == "draft"
    assert "“New body” is published." in confirm_action(site, "publish", actor, reason="Checked.")
    assert status_of(actor) == "published"
    newest = Revision.objects.filter(collection="actors", object_pk=actor.pk).order_by("version").last()
    assert newest is not None
    assert (newest.who, newest.action, newest.reason) == ("curator", "publish", "Checked.")


def test_an_event_without_evidence_is_refused_with_what_to_do(
    site: Client, draft_without_evidence: Event
) -> None:
    for page in (
        preview_action(site, "publish", draft_without_evidence),
        confirm_action(site, "publish", draft_without_evidence),
    ):
        link = f'<a href="{admin_url(draft_without_evidence)}">Bare</a>'
        assert f"Event “{link}” cannot be public: it rests on no quotation" in page
        assert "add a row under “evidence” and paste the words of the article" in page
    assert status_of(draft_without_evidence) == "draft"


def test_what_changed_since_it_was_looked_at_is_not_published(site: Client, actor: Actor) -> None:
    token = revision_token(actor)
    with factories.change():
        actor.description = "Meanwhile."
        actor.save()
    page = preview_action(site, "publish", actor, confirmed="yes", seen=[token])
    assert "Somebody changed it since this page was made" in page
    assert status_of(actor) == "draft"


def test_what_is_named_and_not_public_is_offered_and_published_along(
    site: Client, draft_without_evidence: Event
) -> None:
    with factories.change():
        article = factories.article("new-article", dataset=draft_without_evidence.dataset)
        actor = factories.actor("a-body", name="A body", dataset=draft_without_evidence.dataset)
        draft_without_evidence.sources.create(article=article)
        factories.evidence(article, event=draft_without_evidence)
        factories.evidence(
            article,
            event=draft_without_evidence,
            participation=factories.participation(draft_without_evidence, actor),
        )
    page = site.get(admin_url(draft_without_evidence, "step", "publish")).content.decode()
    assert "Publish these along" in page
    assert "refused" not in page
    assert page.count('name="along"') == page.count(" checked aria") == 2
    refused = confirm_action(site, "publish", draft_without_evidence, along=[actor])
    assert f'needs article “<a href="{admin_url(article)}">new-article</a>”, which is not public' in refused
    assert page.count(" checked aria") == 2
    assert [status_of(one) for one in (draft_without_evidence, actor, article)] == ["draft"] * 3
    assert "“Bare” is published, and 2 along with it." in confirm_action(
        site, "publish", draft_without_evidence, along=[actor, article]
    )
    assert [status_of(one) for one in (draft_without_evidence, actor, article)] == ["published"] * 3
    seqs = Revision.objects.filter(action="publish", slug__in=["bare", "a-body", "new-article"])
    assert len({one.at for one in seqs}) == 1


def test_what_somebody_decided_against_is_offered_unticked(
    site: Client, draft_without_evidence: Event
) -> None:
    with factories.change():
        article = factories.article(
            "rejected", dataset=draft_without_evidence.dataset, review_status="rejected"
        )
        draft_without_evidence.sources.create(article=article)
        factories.evidence(article, event=draft_without_evidence)
    page = site.get(admin_url(draft_without_evidence, "step", "publish")).content.decode()
    assert 'name="along"' in page
    assert " checked aria" not in page


def test_saving_and_publishing_keeps_the_edit_and_shows_what_stands_against_publishing(
    site: Client, draft_without_evidence: Event
) -> None:
    page = site.get(admin_url(draft_without_evidence))
    assert b"Save and publish" in page.content
    data = form_values(page) | {"summary": "Kept.", "_publish": "Save and publish", "change_reason": "Ready."}
    data.pop("_save", None)
    answer = site.post(admin_url(draft_without_evidence), data, follow=True)
    assert (
        answer.redirect_chain[-1][0]
        == f"{admin_url(draft_without_evidence, 'step', 'publish')}?reason=Ready."
    )
    content = answer.content.decode()
    assert "Your changes are saved." in content
    assert "rests on no quotation" in content
    assert ">Ready.</textarea>" in content
    draft_without_evidence.refresh_from_db()
    assert (draft_without_evidence.summary, draft_without_evidence.review_status) == ("Kept.", "draft")


def test_saving_and_publishing_publishes_at_once_where_nothing_is_to_decide(
    site: Client, actor: Actor
) -> None:
    data = form_values(site.get(admin_url(actor))) | {
        "description": "A body.",
        "_publish": "Save and publish",
    }
    assert site.post(admin_url(actor), data | {"change_reason": "Done."})["Location"] == admin_url(actor)
    actor.refresh_from_db()
    assert (actor.description, actor.review_status) == ("A body.", "published")
    assert Revision.objects.get(slug="new-body", action="publish").reason == "Done."


def test_withdrawing_asks_for_a_reason_and_tells_it(site: Client, actor: Actor) -> None:
    confirm_action(site, "publish", actor)
    page = preview_action(site, "withdraw", actor)
    assert "The public reads this" in page
    assert " required " in page
    assert 'class="refused"' not in page
    assert "Say why it is withdrawn" in confirm_action(site, "withdraw", actor, reason="  ")
    assert "“New body” is withdrawn." in confirm_action(site, "withdraw", actor, reason="A mistake.")
    actor.refresh_from_db()
    assert (actor.review_status, actor.withdrawn_reason) == ("withdrawn", "A mistake.")
    form = site.get(admin_url(actor)).content.decode()
    assert "A mistake." in form
    assert "Save and publish" in form


def test_withdrawing_what_others_need_is_refused_with_their_names(site: Client) -> None:
    event = Event.objects.get(slug=CAMPAIGN)
    address = admin_url(event, "step", "withdraw")
    before = Revision.objects.count()
    page = site.get(address).content.decode()
    assert f'needs event “<a href="{admin_url(event)}">' in page
    assert "take it out of there first, or withdraw both together." in page
    assert 'class="status status-published"' in page
    refused = site.post(address, {"reason": "Because.", "confirmed": "yes", "seen": revision_token(event)})
    assert f'needs event “<a href="{admin_url(event)}">' in refused.content.decode()
    assert ">Because.</textarea>" in refused.content.decode()
    assert status_of(event) == "published"
    assert Revision.objects.count() == before


def test_a_step_from_the_form_returns_to_the_form(site: Client, actor: Actor) -> None:
    confirm_action(site, "publish", actor)
    actor.refresh_from_db()
    data = {"reason": "A mistake.", "confirmed": "yes", "seen": revision_token(actor)}
    assert site.post(admin_url(actor, "step", "withdraw"), data)["Location"] == admin_url(actor)
    assert status_of(actor) == "withdrawn"


def test_handing_in_tells_what_a_reviewer_will_miss(
    site: Client, draft_without_evidence: Event, actor: Actor
) -> None:
    page = preview_action(site, "hand_in", draft_without_evidence)
    assert "it cannot be published before this is mended" in page
    assert "rests on no quotation" in page
    assert "“Bare” is handed in." in confirm_action(site, "hand_in", draft_without_evidence)
    assert "before this is mended" not in preview_action(site, "hand_in", actor)
    assert "it cannot become in review" in preview_action(site, "hand_in", Event.objects.get(slug=CAMPAIGN))
    assert "Why is it not taken?" in preview_action(site, "reject", draft_without_evidence)
    assert "Say why it is not taken" in confirm_action(site, "reject", draft_without_evidence)
    assert "“Bare” is rejected." in confirm_action(
        site, "reject", draft_without_evidence, reason="Without evidence."
    )


def test_no_more_are_moved_than_one_can_look_through(
    site: Client, actor: Actor, draft_without_evidence: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_steps, "MAX_RECORDS_AT_ONCE", 1)
    with factories.change():
        other = factories.actor("another", dataset=draft_without_evidence.dataset)
    assert "Choose at most 1 records at once" in preview_action(site, "publish", actor, other)


def test_the_status_cannot_be_typed(site: Client, draft_without_evidence: Event) -> None:
    site.post(
        admin_url(draft_without_evidence),
        form_values(site.get(admin_url(draft_without_evidence))) | {"review_status": "published"},
    )
    draft_without_evidence.refresh_from_db()
    assert draft_without_evidence.review_status == "draft"


def test_the_id_of_what_was_public_cannot_be_typed(site: Client) -> None:
    event = Event.objects.get(slug=CAMPAIGN)
    data = form_values(site.get(admin_url(event)))
    assert "slug" not in data
    site.post(admin_url(event), data | {"slug": "other"})
    event.refresh_from_db()
    assert event.slug == CAMPAIGN


def test_the_history_tells_who_when_why_and_what(site: Client, actor: Actor) -> None:
    data = form_values(site.get(admin_url(actor))) | {
        "description": "A body.",
        "change_reason": "It was unclear.",
    }
    site.post(admin_url(actor), data)
    page = site.get(admin_url(actor, "history")).content.decode()
    assert "curator" in page
    assert "It was unclear." in page
    assert "description: " in page
    assert "made: “" in page


def test_revisions_and_public_ids_can_only_be_read(site: Client) -> None:
    for model in (Revision, PublicId):
        row = model._default_manager.first()
        assert row is not None
        assert site.get(admin_url(row)).status_code == 200
        assert site.post(admin_url(row), {}).status_code == 403
        assert site.get(admin_url(model, "add")).status_code == 403
        assert site.post(admin_url(row, "delete"), {"post": "yes"}).status_code == 403
