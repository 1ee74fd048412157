"""The history of a record tells who, when, why, and in words what changed."""

from html import unescape
from re import sub
from typing import Any

import pytest
from django.test import Client

from events import changes
from events.admin.change_messages import ReferenceLabels, describe_changes
from events.choices import Collection
from events.models import Actor, Event, Figure, Participation, Revision
from events.records import snapshot
from tests import factories
from tests.admin.conftest import QueryCounter
from tests.admin.form_data import admin_url

pytestmark = pytest.mark.usefixtures("seeded")
CAMPAIGN = "attacks-on-us-forces-in-iraq-and-syria-2023-2024"
QUOTE = "US forces in Iraq and Syria have been regularly targeted"


def page_text(answer: Any) -> str:
    """The words of a page, with single spaces."""
    assert answer.status_code == 200
    return " ".join(unescape(sub(r"<[^>]+>", " ", answer.content.decode())).split())


@pytest.fixture
def campaign() -> Event:
    """An event with many parts, changed once by somebody with a reason."""
    event = Event.objects.get(slug=CAMPAIGN)
    with changes.changeset("somebody-else", "edit", "The articles were read again."):
        event.title = "Attacks on US forces"
        event.summary = f"{event.summary} And so they did on."
        event.date_edtf = "2023-10-07/.."
        event.save()
        figure = Figure.objects.get(event=event, key="attacks-talks-b")
        figure.value = 151
        figure.save()
        unpublished = factories.actor(
            "iraq-body", name="Body of Iraq", dataset=event.dataset, review_status="published"
        )
        part = event.participants.get(role="victim")
        part.acts_for = unpublished
        part.save()
        Participation.objects.create(event=event, actor=unpublished, role="source")
        part = event.participants.get(role="target")
        part.evidence.filter(quote=QUOTE).delete()
        event.modes.filter(mode="drone").delete()
    return event


def test_the_history_tells_in_words_what_changed(site: Client, campaign: Event) -> None:
    page = page_text(site.get(admin_url(campaign, "history")))
    assert "somebody-else edit The articles were read again." in page
    for phrase in (
        "title: “Attacks on US forces in Iraq and Syria” → “Attacks on US forces”",
        "and on the count.” → “…",
        "mode removed: drone",
        "date: 2023-10-15~/.. → 2023-10-07/..",
        "participant United States Armed Forces, target: quotation removed: “US forces in Iraq and Syria",
        "participant United States Armed Forces, victim: acts for: empty → Body of Iraq",
        "participant added: Body of Iraq, source",
        "figure acts, “about 150 times”: value: 150 → 151",
        "made: “Attacks on US forces in Iraq and Syria”, with 4 participants, 3 places",
    ):
        assert phrase.lower() in page.lower(), phrase
    assert "start earliest" not in page  # follows from the date


def test_a_revision_is_read_as_words(site: Client, campaign: Event) -> None:
    row = Revision.objects.filter(collection="events", object_pk=campaign.pk).latest("version")
    page = page_text(site.get(admin_url(row)))
    assert "mode removed: drone" in page
    assert "Body of Iraq" in page
    assert "revision 1" in page


def test_a_phrase_for_every_kind_of_change() -> None:
    names = ReferenceLabels([])

    def phrases(old: Any, new: Any) -> list[str]:
        return [message.text for message in describe_changes(old, new, names)]

    assert phrases(None, {"id": "a"}) == ["made: a"]
    assert phrases({"id": "a"}, None) == ["deleted"]
    assert phrases({"derived": False}, {"derived": True}) == ["derived: no → yes"]
    assert phrases({"quad_class": 1}, {"quad_class": 2}) == ["quad class: 1 → 2"]
    assert phrases({"quad_class": 1, "form": "act"}, {"quad_class": 2, "form": "on_going"}) == [
        "form: act → on going"
    ]
    deleted_actor = {"ref": "actors/gone-body"}
    assert phrases({"acts_for": deleted_actor}, {"acts_for": None}) == ["acts for: gone-body → empty"]
    assert phrases({"modes": ["a", "b"]}, {"modes": ["b", "a"]}) == ["nothing but the order of its parts"]
    (long,) = describe_changes(
        {"text": "So it was. " * 40 + "A."}, {"text": "So it was. " * 40 + "B."}, names
    )
    assert long.text == "text: “…was. So it was. So it was. A.” → “…was. So it was. So it was. B.”"
    assert long.was.endswith("A.”")


def test_every_record_of_the_seeds_has_words_for_all_that_it_holds() -> None:
    for collection in Collection:
        for pk, record in Revision.objects.filter(collection=collection).values_list("object_pk", "record")[
            :5
        ]:
            assert record is not None
            empty: dict[str, Any] = {
                name: [] if isinstance(value, list) else None for name, value in record.items()
            }
            messages = describe_changes(empty, snapshot(collection, [pk])[pk], ReferenceLabels([record]))
            assert not any("{" in message.text or "None" in message.text for message in messages), (
                collection,
                messages,
            )


def test_a_long_history_comes_in_pages_and_asks_no_more(count_queries: QueryCounter, site: Client) -> None:
    actor: Actor | None = Actor.objects.first()
    assert actor is not None
    few = count_queries(admin_url(actor, "history"))
    others = list(Actor.objects.exclude(pk=actor.pk)[:20])
    for number in range(70):
        with changes.changeset("somebody", "edit"):
            actor.description = f"Version {number}."
            actor.affiliations.create(type="leads", object_actor=others[number % 20])
            actor.save()
    assert (
        count_queries(admin_url(actor, "history")) <= few + 2
    )  # affiliations name actors, which it had none of
    page = page_text(site.get(admin_url(actor, "history")))
    assert "“Version 19.” → “Version 20.”" in page  # the oldest of page 1 is told against page 2
    assert "Page 2 of 2" in page_text(site.get(admin_url(actor, "history"), {"p": 2}))


def test_the_history_of_what_is_not_there_leads_back_with_a_message(site: Client) -> None:
    answer = site.get("/admin/events/event/999999999/history/", follow=True)
    assert answer.redirect_chain == [("/admin/", 302)]
    assert "999999999" in answer.content.decode()
