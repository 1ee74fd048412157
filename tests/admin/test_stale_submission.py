"""Two people on one record: the later save is refused, shows both versions, and loses nothing of either."""

from html import unescape
from re import DOTALL, findall, search, sub
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events import changes
from events.actions import review_status
from events.admin.form_merge import pack_posted_data, unpack_posted_data
from events.models import Actor, Dataset, Event, Participation
from tests import factories
from tests.admin.form_data import admin_url, form_errors, form_values, with_added_row

pytestmark = pytest.mark.usefixtures("seeded")


def page_text(answer: Any) -> str:
    """The words of a page, with single spaces."""
    assert answer.status_code == 200
    return " ".join(unescape(sub(r"<[^>]+>", " ", answer.content.decode())).split())


def difference_table(answer: Any) -> list[list[str]]:
    """The rows of the table of what differs, each with what saving does with it."""
    page = answer.content.decode()
    table = search(r"<caption>What differs.*?</table>", page, DOTALL)
    rows = findall(r'<tr class="(\w+)">(.*?)</tr>', table[0], DOTALL) if table else []
    return [
        [
            *(
                " ".join(unescape(sub(r"<[^>]+>", " ", cell)).split())
                for cell in findall(r"<t[hd].*?</t[hd]>", row, DOTALL)[:4]
            ),
            verdict,
        ]
        for verdict, row in rows
    ]


@pytest.fixture
def draft() -> Event:
    """A draft with two participants and a figure."""
    dataset = Dataset.objects.get()
    with factories.change():
        event = factories.event("talks", title="Talks", summary="So it was. " * 30, dataset=dataset)
        for name in ("iraq", "united-states"):
            actor = Actor.objects.get(slug=name)
            Participation.objects.create(event=event, actor=actor, role="initiator", described_as=name)
        event.figures.create(measure="killed", value=2)
    return event


def test_what_both_typed_is_shown_and_nothing_of_either_is_lost(site: Client, draft: Event) -> None:
    data = form_values(site.get(admin_url(draft)))
    was = draft.summary.strip()
    iraq, states = draft.participants.order_by("pk")
    figure = draft.figures.get()
    data |= {
        "summary": "What I typed.",
        "title": "My title",
        "change_reason": "Mine.",
        "participants-0-described_as": "my words",
        "figures-0-wording": "my wording",
    }
    with changes.changeset("somebody-else", "edit", "Theirs."):
        draft.summary = "What the other typed."
        draft.note = "Their note."
        draft.save()
        iraq.described_as = "their words"
        iraq.count = 40
        iraq.save()
        states.described_as = "US troops"
        states.save()
        figure.value = 3
        figure.save()
        theirs = Participation.objects.create(event=draft, actor=states.actor, role="chair")

    answer = site.post(admin_url(draft), data)
    page = page_text(answer)
    assert "changed “Talks” after you had opened it: it is at version 2 by now." in page
    assert "Nothing of yours was saved" in page
    assert "somebody-else edit Theirs. " in page
    assert "figure killed, 2: value: 2 → 3" in page  # what the other did, in words
    rows = {row[0]: row[1:] for row in difference_table(answer)}
    assert rows["Summary"][0].endswith(was)
    assert rows["Summary"][1:] == ["What the other typed.", "What I typed.", "conflict"]
    assert rows["Title"] == ["Talks", "Talks", "My title", "yours"]
    part = "participant “Iraq · iraq, Initiator”"
    assert rows[f"{part} Described as"] == ["iraq", "their words", "my words", "conflict"]
    assert rows[f"{part} Count"] == ["empty", "40", "not touched", "theirs"]
    part = "participant “United States · united-states, Chair”"
    assert rows[f"{part} the whole of it"] == ["not there", "added", "not touched", "theirs"]
    assert "Why" not in rows
    assert "Saving it now overwrites the changes of somebody else in 2 places" in page
    assert "Somebody else made this “What the other typed.” meanwhile" in " ".join(form_errors(answer))
    draft.refresh_from_db()
    assert (draft.summary, draft.version) == ("What the other typed.", 2)

    assert site.post(admin_url(draft), form_values(answer)).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.summary, draft.note) == ("My title", "What I typed.", "Their note.")
    assert draft.version == 3
    children = draft.participants.order_by("pk").values_list("pk", "described_as", "count")
    assert [*children] == [(iraq.pk, "my words", 40), (states.pk, "US troops", None), (theirs.pk, "", None)]
    figure.refresh_from_db()
    assert (figure.value, figure.wording) == (3, "my wording")


@pytest.fixture
def actor() -> Actor:
    """A draft with three names and two sectors."""
    dataset = Dataset.objects.get()
    with factories.change():
        actor: Actor = factories.actor("body", name="Body", dataset=dataset)
        for name in ("One", "Two", "Three"):
            actor.names.create(name=name)
    return actor


def test_parts_that_came_and_went_are_matched_by_what_they_are(site: Client, actor: Actor) -> None:
    data = form_values(site.get(admin_url(actor)))
    one, two, three = actor.names.order_by("pk")
    data |= {"names-0-name": "Uno", "names-1-name": "Dos", "names-2-DELETE": "on"}
    data = with_added_row(data, "names", name="My fourth", kind="official")
    with changes.changeset("somebody-else", "edit"):
        one.delete()
        two.language = "en"
        two.save()
        three.name = "Third"
        three.save()
        theirs = actor.names.create(name="Their fourth")
    answer = site.post(admin_url(actor), data)
    verdicts = {row[0]: row[1:] for row in difference_table(answer)}
    whole = "the whole of it"
    assert verdicts[f"name “One, Official” {whole}"] == ["there", "removed", "Name: Uno", "conflict"]
    assert verdicts["name “Two, Official” Name"] == ["Two", "Two", "Dos", "yours"]
    assert verdicts["name “Two, Official” Language"] == ["empty", "en", "not touched", "theirs"]
    assert verdicts[f"name “Third, Official” {whole}"] == ["there", "changed", "removed", "conflict"]
    assert verdicts[f"name “Their fourth, Official” {whole}"][1] == "added"
    assert verdicts[f"name “My fourth, Official” {whole}"][2:] == [
        "Name: My fourth",
        "yours",
    ]
    assert site.post(admin_url(actor), form_values(answer)).status_code == 302
    names = actor.names.order_by("name").values_list("name", "language")
    assert [*names] == [("Dos", "en"), ("My fourth", ""), ("Their fourth", ""), ("Uno", "")]
    assert actor.names.filter(pk=theirs.pk).exists()


def test_of_a_list_the_changes_of_both_are_kept(site: Client) -> None:
    dataset = Dataset.objects.get()
    with factories.change():
        place, *others = (factories.location(name, dataset=dataset) for name in "abcd")
        place.also_in.add(others[0])
    data = form_values(site.get(admin_url(place))) | {"also_in": [others[1].pk]}
    with changes.changeset("somebody-else", "edit"):
        place.also_in.add(others[2])
    answer = site.post(admin_url(place), data)
    assert difference_table(answer) == [["Also in", "b (draft)", "b (draft), d (draft)", "c (draft)", "both"]]
    assert site.post(admin_url(place), form_values(answer)).status_code == 302
    assert [*place.also_in.all()] == others[1:]


def test_without_a_conflict_it_is_said_that_nothing_is_lost(site: Client, actor: Actor) -> None:
    data = form_values(site.get(admin_url(actor))) | {"description": "Mine."}
    with changes.changeset("somebody-else", "edit"):
        actor.size = 12
        actor.save()
    answer = site.post(admin_url(actor), data)
    assert "nothing of either is lost when you save it" in page_text(answer)
    assert "Please correct" not in page_text(answer)
    with changes.changeset("a-third", "edit"):  # and once more
        actor.country = "IQ"
        actor.save()
    again = site.post(admin_url(actor), form_values(answer))
    assert "a-third" in page_text(again)
    assert ["Description", "empty", "empty", "Mine.", "yours"] in difference_table(again)
    assert site.post(admin_url(actor), form_values(again)).status_code == 302
    actor.refresh_from_db()
    assert (actor.size, actor.country, actor.description) == (12, "IQ", "Mine.")


def test_what_is_wrong_in_the_form_is_said_too(site: Client, actor: Actor) -> None:
    data = form_values(site.get(admin_url(actor))) | {"size": "many"}
    with changes.changeset("somebody-else", "edit"):
        actor.description = "Theirs."
        actor.save()
    answer = site.post(admin_url(actor), data)
    assert "Please correct" in page_text(answer)
    assert "Enter a whole number." in " ".join(form_errors(answer))
    assert ["Size", "empty", "empty", "many", "yours"] in difference_table(answer)


def test_a_record_withdrawn_meanwhile_says_so(site: Client, curator: User, actor: Actor) -> None:
    actor.refresh_from_db()
    review_status.publish([actor], curator)
    actor.refresh_from_db()
    data = form_values(site.get(admin_url(actor))) | {"description": "Mine."}
    review_status.withdraw([actor], curator, "It is no body.")
    page = page_text(site.post(admin_url(actor), data))
    assert "It was published when you opened it and is withdrawn by now: It is no body." in page
    assert "withdraw It is no body." in page


def test_what_can_no_longer_be_changed_is_said(site: Client, curator: User, actor: Actor) -> None:
    data = form_values(site.get(admin_url(actor))) | {"slug": "other"}
    actor.refresh_from_db()
    review_status.publish([actor], curator)
    answer = site.post(admin_url(actor), data)
    assert ["Slug", "body", "no longer in the form", "other", "lost"] in difference_table(answer)
    assert "It was draft when you opened it and is published by now." in page_text(answer)
    assert site.post(admin_url(actor), form_values(answer)).status_code == 302


def test_a_record_deleted_meanwhile_says_so_and_shows_what_was_typed(site: Client, actor: Actor) -> None:
    data = form_values(site.get(admin_url(actor))) | {"description": "Mine.", "names-1-name": "Dos"}
    with changes.changeset("somebody-else", "delete", "A double."):
        actor.delete()
    page = page_text(site.post(admin_url(actor), data))
    assert "somebody-else" in page
    assert "deleted “body”" in page
    assert "A double." in page
    assert "Description Mine." in page
    assert "Name: Dos" in page
    assert "Size" not in page


def test_who_may_no_longer_change_it_keeps_what_was_typed(client: Client, actor: Actor) -> None:
    coder = User.objects.create_user("coder", password="secret", is_staff=True)
    coder.user_permissions.set(Permission.objects.filter(codename__endswith="actor"))
    client.force_login(coder)
    data = form_values(client.get(admin_url(actor))) | {"description": "Mine."}
    with changes.changeset("somebody-else", "edit"):
        actor.size = 12
        actor.save()
    coder.user_permissions.set(Permission.objects.filter(codename="view_actor"))
    page = page_text(client.post(admin_url(actor), data))
    assert "Nothing of yours was saved" in page
    assert "Description Mine." in page


def test_a_part_on_its_own_page_is_merged_likewise(site: Client, draft: Event) -> None:
    part = draft.participants.order_by("pk")[0]
    data = form_values(site.get(admin_url(part))) | {"described_as": "mine"}
    with changes.changeset("somebody-else", "edit"):
        draft.note = "Theirs."
        draft.save()
    answer = site.post(admin_url(part), data)
    assert difference_table(answer) == [["Described as", "iraq", "iraq", "mine", "yours"]]
    assert site.post(admin_url(part), form_values(answer)).status_code == 302
    part.refresh_from_db()
    assert part.described_as == "mine"


def test_a_form_that_lost_what_it_held_counts_all_as_typed(site: Client, actor: Actor) -> None:
    data = form_values(site.get(admin_url(actor)))
    data["read_at"] = data["read_at"].split()[0] + " was:broken"
    with changes.changeset("somebody-else", "edit"):
        actor.name = "Theirs"
        actor.save()
    answer = site.post(admin_url(actor), data)
    assert ["Name", "empty", "Theirs", "Body", "conflict"] in difference_table(answer)


def test_the_page_asks_no_more_for_more_parts(site: Client, actor: Actor) -> None:
    def count_queries() -> int:
        data = form_values(site.get(admin_url(actor))) | {"names-0-name": "Mine"}
        with changes.changeset("somebody-else", "edit"):
            for row in actor.names.all():
                row.name = f"{row.name} too"
                row.save()
        with CaptureQueriesContext(connection) as queries:
            assert "Saving it now overwrites" in page_text(site.post(admin_url(actor), data))
        return len(queries)

    few = count_queries()
    with factories.change():
        for number in range(30):
            actor.names.create(name=f"Further {number}")
    assert count_queries() == few


def test_what_a_form_held_survives_being_carried() -> None:
    sent = {"title": ["“A”\n"], "by": ["1", "2"], "empty": []}
    assert unpack_posted_data(pack_posted_data(sent)) == sent
    for broken in ("", "x", "!!!", pack_posted_data(sent)[:-9], "W10="):
        assert unpack_posted_data(broken) == {}


def test_what_changed_since_it_was_chosen_is_not_deleted(site: Client, draft: Event) -> None:
    chosen = {"action": "delete_selected", "_selected_action": [draft.pk]}
    question = site.post(admin_url(Event), chosen)
    token = search(r'name="read_at" value="([^"]+)"', question.content.decode())
    assert token is not None
    with factories.change():
        Event.objects.filter(pk=draft.pk).update(summary="Changed meanwhile.")
    confirmed = chosen | {"post": "yes", "read_at": token[1]}
    assert "is at version 2 by now" in page_text(site.post(admin_url(Event), confirmed, follow=True))
    unseen = confirmed | {"read_at": ""}
    assert "look at it again" in page_text(site.post(admin_url(Event), unseen, follow=True))
    assert Event.objects.filter(pk=draft.pk).exists()
    current = search(r'name="read_at" value="([^"]+)"', site.post(admin_url(Event), chosen).content.decode())
    assert current is not None
    site.post(admin_url(Event), confirmed | {"read_at": current[1]})
    assert not Event.objects.filter(pk=draft.pk).exists()
