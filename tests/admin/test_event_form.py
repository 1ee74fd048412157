"""The event form: in the order of a coder, parts folded, modes ticked, dates read."""

import re
from html import unescape
from typing import Any

import pytest
from django.forms import modelform_factory
from django.forms.renderers import DjangoTemplates
from django.test import Client

from events.admin.date_text import bounds_sentence, explain_edtf
from events.admin.event_form import EventForm
from events.admin.fast_renderer import FastRenderer
from events.admin.labels import full_label
from events.choices.plover import SCORES
from events.models import Actor, Claim, Event, EventContext, EventMode, Participation
from tests import factories
from tests.admin.form_data import admin_url, form_errors, form_values

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]
FORM = modelform_factory(
    Event, form=EventForm, fields=["title", "summary", "form", "event_type", "date_edtf"]
)
CAMPAIGN = "attacks-on-us-forces-in-iraq-and-syria-2023-2024"


@pytest.fixture
def campaign() -> Event:
    """A published event with many parts."""
    return Event.objects.get(slug=CAMPAIGN)


@pytest.fixture
def draft(campaign: Event) -> Event:
    """A draft with two modes."""
    with factories.change():
        event = factories.event("draft", event_type="assault", dataset=campaign.dataset)
        for mode in ("drone", "beat"):
            event.modes.create(mode=mode)
    return event


def page_text(answer: Any) -> str:
    """A page without its markup, in one line."""
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(unescape(text).split())


def test_the_form_stands_in_the_order_of_a_coder(site: Client, campaign: Event) -> None:
    page = page_text(site.get(admin_url(campaign)))
    order = (
        "What Title: ",
        "Who reports it: articles (2)",
        "How sure Factuality:",
        "When Date:",
        "When: date reports (2)",
        f"Where: places ({campaign.places.count()})",
        "Who: participants (4)",
        "How many: figures (4)",
        "What is said: claims about it (",
        f"Relations to other events ({campaign.relations.count()})",
        "Evidence: quotations",
        "Codes in other ontologies (4)",
        "Ids in other databases (0)",
        "The record Status:",
    )
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert "Initiator: Islamic Resistance in Iraq, side A 1 quotation" in page
    assert "Acts: more than 150 attacks, “more than 150 missile and drone attacks” 1 quotation" in page
    assert "Scene: Iraq, primary 2 quotations" in page
    assert "United States denies: The timing of the talks is related" in page


def test_what_is_not_as_usual_is_unfolded(site: Client, campaign: Event) -> None:
    part = Participation.objects.filter(event=campaign)[0]
    with factories.change():
        part.source = "By the name of the group."
        part.save()
    page = site.get(admin_url(campaign)).content.decode()
    row = page.split('id="participants-0"')[1].split('id="participants-1"')[0]
    assert '<details class="folded" open><summary>Who says so' in row
    assert '<details class="folded"><summary>Key' in row
    assert "<details>" in row  # the part itself: its line tells enough


def test_a_part_with_an_error_is_unfolded(site: Client, campaign: Event) -> None:
    data = form_values(site.get(admin_url(campaign))) | {"participants-1-count": "many"}
    page = site.post(admin_url(campaign), data).content.decode()
    row = page.split('id="participants-1"')[1].split('id="participants-2"')[0]
    assert "<details open>" in row
    assert "Enter a whole number" in row


def test_modes_and_contexts_are_ticked(site: Client, draft: Event) -> None:
    data = form_values(site.get(admin_url(draft)))
    assert data["modes"] == ["assault:beat", "assault:drone"]
    data |= {"modes": ["assault:drone", "assault:aerial"], "contexts": "military"}
    answer = site.post(admin_url(draft), data)
    assert answer.status_code == 302, form_errors(answer)
    assert set(EventMode.objects.filter(event=draft).values_list("mode", flat=True)) == {"drone", "aerial"}
    assert [one.context for one in EventContext.objects.filter(event=draft)] == ["military"]
    draft.refresh_from_db()
    assert draft.version == 2


def test_another_type_takes_other_modes(site: Client, draft: Event) -> None:
    data = form_values(site.get(admin_url(draft))) | {"event_type": "protest"}
    errors = " ".join(form_errors(site.post(admin_url(draft), data)))
    assert "“beat” of assault is no mode of protest; its modes: demo, riot, strike" in errors
    data |= {"modes": ["protest:riot"]}
    assert site.post(admin_url(draft), data).status_code == 302
    assert [one.mode for one in EventMode.objects.filter(event=draft)] == ["riot"]


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2024-01-27", "On 27 January 2024."),
        ("2023-08", "Some time in August 2023."),
        ("2023", "Some time in 2023."),
        ("[2023-08-01..2024-01-27]", "Some time between 1 August 2023 and 27 January 2024."),
        ("2023-10-07/2024-01-27", "From 7 October 2023 to 27 January 2024."),
        ("2023-10-07/..", "Began on 7 October 2023, and goes on."),
        (
            "2023-10/2024-01-27",
            "Began between 1 October 2023 and 31 October 2023, and ended on 27 January 2024.",
        ),
        ("[..2014]", "Some time until 31 December 2014."),
        ("[2024..]", "Some time from 1 January 2024 on."),
        ("/2024-01-27", "Began on 27 January 2024 or before, and ended on 27 January 2024."),
        ("", "Nothing is known of its time."),
    ],
)
def test_a_date_is_read_in_words(site: Client, edtf: str, words: str) -> None:
    assert site.get("/admin/events/event/date/", {"edtf": edtf}).json()["words"] == words
    assert bounds_sentence(Event(date_edtf="")) == "Nothing is known of its time."


def test_a_date_is_read_with_its_bounds_and_precision() -> None:
    assert explain_edtf("2023-10/..") == {
        "words": "Began between 1 October 2023 and 31 October 2023, and goes on.",
        "bounds": {"start": "2023-10-01 to 2023-10-31", "end": "2023-10-01 to open"},
        "precision": "month",
    }


def test_what_is_wrong_in_a_date_is_said(site: Client, client: Client) -> None:
    assert "there is no month 13" in site.get("/admin/events/event/date/?edtf=2023-13").json()["error"]
    client.logout()
    assert client.get("/admin/events/event/date/?edtf=2023").status_code == 302


def test_dates_everywhere_ask_what_they_mean(site: Client) -> None:
    actor = Actor.objects.exclude(affiliations=None)[0]
    assert b'data-reading="/admin/events/event/date/"' in site.get(admin_url(actor)).content


def test_a_claim_about_an_event_is_added_from_its_form(site: Client, campaign: Event) -> None:
    address = f"{admin_url(Claim, 'add')}?event={campaign.pk}"
    assert f'href="{address}" target="_blank"' in site.get(admin_url(campaign)).content.decode()
    data = form_values(site.get(address))
    assert data["subjects-0-event"] == str(campaign.pk)
    data |= {"proposition": "They were many.", "slug": "they-were-many", "stance": "asserts"}
    answer = site.post(address, data)
    assert answer.status_code == 302, form_errors(answer)
    assert Claim.objects.get(slug="they-were-many").subjects.get().event == campaign


def test_an_actor_added_in_a_small_window_is_handed_back(site: Client) -> None:
    address = f"{admin_url(Actor, 'add')}?_to_field=id&_popup=1"
    data = form_values(site.get(address)) | {"name": "New", "slug": "new", "kind": "person"}
    answer = site.post(address, data)
    assert "popup_response" in answer.content.decode()
    assert str(Actor.objects.get(slug="new").pk) in answer.content.decode()
    assert "new (draft)" in answer.content.decode()  # what the field calls it, its status included


def test_widgets_written_quickly_are_those_of_the_templates(campaign: Event) -> None:
    quick, slow = FORM(instance=campaign), FORM(instance=campaign, renderer=DjangoTemplates())
    assert isinstance(quick.renderer, FastRenderer)
    for field, other in zip(quick, slow, strict=True):
        for written, expected in ((str(field), str(other)), (field.label_tag(), other.label_tag())):
            assert re.sub(r"\s+(?=<)", "", written) == re.sub(r"\s+(?=<)", "", expected), field.name


def test_what_stands_in_a_field_is_escaped(campaign: Event) -> None:
    campaign.title = campaign.summary = '"><script>&'
    form = FORM(instance=campaign)
    assert 'value="&quot;&gt;&lt;script&gt;&amp;"' in str(form["title"])
    assert "&quot;&gt;&lt;script&gt;&amp;</textarea>" in str(form["summary"])


def test_a_box_of_a_mode_shows_its_definition(site: Client, campaign: Event) -> None:
    page = unescape(site.get(admin_url(campaign)).content.decode())
    assert SCORES[("consult", "visit")].definition in page


def test_a_chosen_record_is_named_so_that_it_is_known_among_others(site: Client, campaign: Event) -> None:
    page = unescape(site.get(admin_url(campaign)).content.decode())
    group = Actor.objects.get(slug="islamic-resistance-in-iraq")
    assert f" selected>{full_label(group)}</option>" in page
