"""A curator's save goes through the write guard: it makes one revision, or writes nothing at all."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import Client

from events.admin.forms import revision_token
from events.models import (
    Affiliation,
    Article,
    Claim,
    Contradiction,
    Event,
    EventPlace,
    Evidence,
    Figure,
    Location,
    Participation,
    Revision,
)
from events.models.record import Record
from tests import factories
from tests.admin.form_data import admin_url, form_errors, form_values, with_added_row
from tests.proof import IN_PROOF

pytestmark = pytest.mark.usefixtures("seeded")
CAMPAIGN = "attacks-on-us-forces-in-iraq-and-syria-2023-2024"


@pytest.fixture
def campaign() -> Event:
    """A published event with many parts."""
    return Event.objects.get(slug=CAMPAIGN)


@pytest.fixture
def draft() -> Event:
    """A draft with nothing to it."""
    dataset = Event.objects.get(slug=CAMPAIGN).dataset
    with factories.change():
        return factories.event("draft-event", title="A draft", dataset=dataset)


def revisions_of(record: Record) -> list[Revision]:
    """What is kept of a record, oldest first."""
    return list(Revision.objects.filter(collection=record.COLLECTION, object_pk=record.pk))


def message_text(answer: Any) -> str:
    """What the next page will say at its head."""
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


@pytest.mark.proof(sample=True)
@pytest.mark.parametrize("model", [Event, Article, Location, Claim, Affiliation, Contradiction, Figure])
def test_a_form_sent_back_as_it_was_makes_no_revision(site: Client, model: Any) -> None:
    before = Revision.objects.count()
    for row in model.objects.all()[: 12 if IN_PROOF else 2]:
        answer = site.post(admin_url(row), form_values(site.get(admin_url(row))))
        assert answer.status_code == 302, (row, form_errors(answer))
        assert "no revision was made" in message_text(answer)
    assert Revision.objects.count() == before


def test_an_edit_makes_one_revision_with_who_and_why(site: Client, curator: User, campaign: Event) -> None:
    before = len(revisions_of(campaign))
    data = form_values(site.get(admin_url(campaign))) | {
        "summary": "Shorter.",
        "change_reason": " It was too long. ",
    }
    assert site.post(admin_url(campaign), data).status_code == 302
    revisions = revisions_of(campaign)[before:]
    assert [(revision.who, revision.user_id, revision.action, revision.reason) for revision in revisions] == [
        ("curator", curator.pk, "edit", "It was too long.")
    ]
    data |= {"read_at": form_values(site.get(admin_url(campaign)))["read_at"]}
    assert site.post(admin_url(campaign), data).status_code == 302
    assert len(revisions_of(campaign)) == before + 1


def test_a_form_that_does_not_say_when_it_was_read_is_refused(site: Client, campaign: Event) -> None:
    answer = site.post(admin_url(campaign), form_values(site.get(admin_url(campaign))) | {"read_at": ""})
    assert "does not say which revision" in answer.content.decode()


def test_a_published_record_cannot_point_at_a_draft(site: Client, campaign: Event) -> None:
    with factories.change():
        draft = factories.actor("hidden", dataset=campaign.dataset)
    before = Revision.objects.count()
    data = form_values(site.get(admin_url(campaign))) | {
        "summary": "Kept on the page.",
        "factuality_by": [draft.pk],
    }
    answer = site.post(admin_url(campaign), data)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "needs actors/hidden, which is not public" in page
    assert "Kept on the page." in page
    assert "hidden (draft)" in page
    assert Revision.objects.count() == before
    assert "was changed successfully" not in page


def test_a_published_event_keeps_a_quotation_for_every_part(site: Client, campaign: Event) -> None:
    actor = Participation.objects.filter(event=campaign)[0].actor
    data = with_added_row(
        form_values(site.get(admin_url(campaign))), "participants", actor=actor.pk, role="target"
    )
    answer = site.post(admin_url(campaign), data)
    assert "rests on no quotation" in answer.content.decode()
    data["participants-4-quote_text"] = "militias that have attacked US forces about 150 times"
    data["change_reason"] = "They were forgotten."
    before = len(revisions_of(campaign))
    assert site.post(admin_url(campaign), data).status_code == 302
    part = Participation.objects.filter(event=campaign).order_by("pk").last()
    assert part is not None
    assert part.evidence.get().supports == "part"
    assert len(revisions_of(campaign)) == before + 1


def test_parts_of_many_kinds_land_in_one_revision(site: Client, draft: Event, campaign: Event) -> None:
    source = Article.objects.first()
    assert source is not None
    words = source.text[100:160].strip()
    data = form_values(site.get(admin_url(draft)))
    data = with_added_row(data, "sources", article=source.pk, mention="main")
    data |= {"contexts": ["military", "diplomatic"]}
    actor = Participation.objects.filter(event=campaign)[0].actor
    data = with_added_row(
        data,
        "participants",
        actor=actor.pk,
        role="initiator",
        quote_text=words,
    )
    data = with_added_row(data, "evidence", supports_what="existence", quote=words)
    answer = site.post(admin_url(draft), data)
    assert answer.status_code == 302, form_errors(answer)
    draft.refresh_from_db()
    assert draft.version == 2
    first, second = draft.evidence.order_by("pk")
    assert (first.supports, second.supports) == ("part", "existence")
    assert source.text[first.start : first.end] == words


def test_a_new_event_is_a_draft_with_one_revision(site: Client, campaign: Event) -> None:
    data = form_values(site.get(admin_url(Event, "add")))
    assert data["dataset"] == str(campaign.dataset_id)
    data |= {"title": "New", "slug": "new-event", "form": "action", "change_reason": "Found it."}
    assert site.post(admin_url(Event, "add"), data).status_code == 302
    event = Event.objects.get(slug="new-event")
    assert event.review_status == "draft"
    assert [(one.action, one.reason) for one in revisions_of(event)] == [("create", "Found it.")]


def test_a_mode_of_another_type_is_refused_on_the_form(site: Client, campaign: Event) -> None:
    data = form_values(site.get(admin_url(campaign))) | {"modes": ["request:meet"]}
    answer = site.post(admin_url(campaign), data)
    assert answer.status_code == 200
    assert "is no mode of assault" in answer.content.decode()


def test_a_place_inside_itself_is_refused_on_the_form(site: Client) -> None:
    inner = Location.objects.filter(parent__isnull=False).first()
    assert inner is not None
    outer = inner.parent
    assert outer is not None
    answer = site.post(admin_url(outer), form_values(site.get(admin_url(outer))) | {"parent": str(inner.pk)})
    assert "A place cannot lie inside itself" in answer.content.decode()


def test_an_impossible_date_is_refused_with_its_sentence(site: Client, campaign: Event) -> None:
    answer = site.post(
        admin_url(campaign), form_values(site.get(admin_url(campaign))) | {"date_edtf": "2023-13"}
    )
    assert answer.status_code == 200
    assert "2023-13" in form_errors(answer)[0]


def test_the_primary_place_moves_in_one_save(site: Client, campaign: Event) -> None:
    data = form_values(site.get(admin_url(campaign)))
    first, second = EventPlace.objects.filter(event=campaign).order_by("pk")[:2]
    for bearer, other, row in ((first, second, 0), (second, first, 1)):
        data = {**form_values(site.get(admin_url(campaign)))}
        data.pop("places-0-primary", None)
        data.pop("places-1-primary", None)
        data[f"places-{row}-primary"] = "on"
        assert site.post(admin_url(campaign), data).status_code == 302
        bearer.refresh_from_db()
        other.refresh_from_db()
        assert (bearer.primary, other.primary) == (True, False)
    data |= {"read_at": form_values(site.get(admin_url(campaign)))["read_at"]}
    data |= {"places-0-primary": "on", "places-1-primary": "on"}
    assert "Only one place" in site.post(admin_url(campaign), data).content.decode()


def test_a_part_that_a_claim_names_cannot_be_deleted(site: Client) -> None:
    figure = Figure.objects.exclude(claim_subjects=None).first()
    assert figure is not None
    data = form_values(site.get(admin_url(figure.event)))
    row = next(n for n in range(20) if data.get(f"figures-{n}-id") == str(figure.pk))
    answer = site.post(admin_url(figure.event), data | {f"figures-{row}-DELETE": "on"})
    assert answer.status_code == 200
    assert Figure.objects.filter(pk=figure.pk).exists()


def test_a_part_on_its_own_page_is_a_revision_of_its_event(site: Client, campaign: Event) -> None:
    part = Participation.objects.filter(event=campaign).first()
    assert part is not None
    before = len(revisions_of(campaign))
    data = form_values(site.get(admin_url(part))) | {"described_as": "fighters"}
    assert site.post(admin_url(part), data).status_code == 302
    assert len(revisions_of(campaign)) == before + 1
    assert "events/" in data["read_at"]
    stale = site.post(admin_url(part), data | {"described_as": "others"})
    assert "Nothing of yours was saved" in stale.content.decode()


def test_a_quotation_is_added_on_the_page_of_an_affiliation(site: Client) -> None:
    quotation = Evidence.objects.filter(affiliation__isnull=False)[0]
    affiliation = quotation.affiliation
    assert affiliation is not None
    before = affiliation.evidence.count()
    words = quotation.quote.split(" ", 1)[1]
    row = {"quote": words, "article": quotation.article_id, "start": quotation.end - len(words)}
    data = with_added_row(form_values(site.get(admin_url(affiliation))), "evidence", **row)
    assert site.post(admin_url(affiliation), data).status_code == 302
    assert affiliation.evidence.count() == before + 1


def test_a_draft_is_deleted_and_its_id_kept(site: Client, draft: Event) -> None:
    page = site.get(admin_url(draft, "delete"))
    assert page.status_code == 200
    answer = site.post(admin_url(draft, "delete"), form_values(page) | {"change_reason": "A double."})
    assert answer.status_code == 302
    assert not Event.objects.filter(pk=draft.pk).exists()
    assert [(one.action, one.reason) for one in revisions_of(draft)][-1] == ("delete", "A double.")
    data = form_values(site.get(admin_url(Event, "add"))) | {
        "title": "New",
        "slug": "draft-event",
        "form": "action",
    }
    assert "never used twice" in site.post(admin_url(Event, "add"), data).content.decode()


def test_what_was_public_is_not_deleted(site: Client, campaign: Event) -> None:
    for answer in (
        site.get(admin_url(campaign, "delete")),
        site.post(admin_url(campaign, "delete"), {"post": "yes"}),
    ):
        assert answer.status_code == 302
        assert "withdraw it instead" in message_text(answer)
    chosen = {"action": "delete_selected", "_selected_action": [campaign.pk], "post": "yes"}
    assert site.post(admin_url(Event), chosen, follow=True).status_code == 200
    assert Event.objects.filter(pk=campaign.pk).exists()
    assert b"deletelink" not in site.get(admin_url(campaign)).content


def test_a_draft_that_another_record_names_is_not_deleted(site: Client, draft: Event) -> None:
    with factories.change():
        speaker = factories.actor("speaker", dataset=draft.dataset)
        draft.factuality_by.add(speaker)
    answer = site.post(admin_url(speaker, "delete"), form_values(site.get(admin_url(speaker, "delete"))))
    assert "needs it" in message_text(answer)
    assert "draft-event" in message_text(answer)
    chosen = {"action": "delete_selected", "_selected_action": [speaker.pk], "post": "yes"}
    assert "needs it" in site.post(admin_url(type(speaker)), chosen, follow=True).content.decode()
    assert draft.factuality_by.exists()


def test_several_drafts_are_deleted_together_or_not_at_all(
    site: Client, draft: Event, campaign: Event
) -> None:
    chosen = {"action": "delete_selected", "_selected_action": [draft.pk]}
    assert b"Only what was never public" in site.post(admin_url(Event), chosen).content
    draft.refresh_from_db()
    confirmed = {"post": "yes", "change_reason": "Empty.", "read_at": revision_token(draft)}
    both = {
        "_selected_action": [draft.pk, campaign.pk],
        "read_at": f"{revision_token(draft)} {revision_token(campaign)}",
    }
    site.post(admin_url(Event), chosen | confirmed | both)
    assert Event.objects.filter(pk=draft.pk).exists()
    assert site.post(admin_url(Event), chosen | confirmed).status_code == 302
    assert not Event.objects.filter(pk=draft.pk).exists()
    assert revisions_of(draft)[-1].reason == "Empty."


def test_the_text_of_a_quoted_article_is_shown_and_not_changed(site: Client) -> None:
    article = Article.objects.exclude(quotations=None).first()
    assert article is not None
    data = form_values(site.get(admin_url(article)))
    assert "text" not in data
    assert site.post(admin_url(article), data | {"text": "Other words."}).status_code == 302
    text = article.text
    article.refresh_from_db()
    assert article.text == text


def test_the_line_ends_of_an_article_stay_as_they_are(site: Client) -> None:
    data = form_values(site.get(admin_url(Article, "add")))
    data |= {"title": "T", "slug": "t", "text": "\r\nOne.\r\n\r\nTwo. \r\n"}
    assert site.post(admin_url(Article, "add"), data).status_code == 302
    article = Article.objects.get(slug="t")
    assert article.text == "\nOne.\n\nTwo. \n"
    assert site.post(admin_url(article), form_values(site.get(admin_url(article)))).status_code == 302
    article.refresh_from_db()
    assert (article.text, article.version) == ("\nOne.\n\nTwo. \n", 1)


def test_deleting_a_quotation_that_a_public_event_needs_is_refused(site: Client, campaign: Event) -> None:
    data = form_values(site.get(admin_url(campaign)))
    for row in range(int(data["evidence-TOTAL_FORMS"])):
        data[f"evidence-{row}-DELETE"] = "on"
    answer = site.post(admin_url(campaign), data)
    assert "it rests on no quotation" in answer.content.decode()
    assert Evidence.objects.filter(event=campaign).exists()


def test_a_contradiction_is_kept_in_the_history_of_both_ends(site: Client) -> None:
    one, other = Claim.objects.order_by("pk")[:2]
    data = form_values(site.get(admin_url(Contradiction, "add")))
    how = Contradiction.objects.values_list("how", flat=True)[0]
    data |= {"left_claim": one.pk, "right_claim": other.pk, "how": how}
    answer = site.post(admin_url(Contradiction, "add"), data)
    assert answer.status_code == 302, form_errors(answer)
    assert {len(revisions_of(claim)) for claim in (one, other)} == {2}
