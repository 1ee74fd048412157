"""Every page of the curators' site answers, and asks the database no more for more rows."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db import models
from django.db.models import Count
from django.test import Client

from events.admin.event import EventChildAdmin
from events.models import Actor, Article, Dataset, Event, Figure, Location, Participation
from tests import factories
from tests.admin.conftest import QueryCounter
from tests.admin.form_data import admin_url

pytestmark = pytest.mark.once

MODELS = [model for model in admin.site._registry if model._meta.app_label == "events"]


def test_every_head_and_every_contradiction_has_a_screen() -> None:
    names = {model.__name__ for model in MODELS}
    assert names >= {"Article", "Actor", "Event", "Location", "Outlet", "Claim", "Dataset", "Contradiction"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@pytest.mark.usefixtures("seeded")
def test_the_list_the_form_and_the_history_of_every_model_answer(site: Client, model: Any) -> None:
    assert site.get(admin_url(model)).status_code == 200
    assert site.get(admin_url(model), {"q": "iraq"}).status_code == 200
    row = model._default_manager.first()
    assert row is not None
    assert site.get(admin_url(row)).status_code == 200
    modeladmin = admin.site.get_model_admin(model)
    readonly = model.__name__ in ("Revision", "PublicId")
    if not readonly:
        assert site.get(admin_url(row, "history")).status_code == 200
    adding = site.get(admin_url(model, "add")).status_code
    assert adding == (403 if readonly or isinstance(modeladmin, EventChildAdmin) else 200)


@pytest.mark.usefixtures("seeded")
def test_the_forms_of_the_richest_events_answer(site: Client) -> None:
    for event in Event.objects.annotate(n=Count("evidence")).order_by("-n")[:8]:
        assert site.get(admin_url(event)).status_code == 200


@pytest.mark.usefixtures("seeded")
def test_every_filter_of_events_answers(site: Client) -> None:
    for query in ("missing=evidence", "missing=date", "missing=event_type", "review_status__exact=draft"):
        assert site.get(f"{admin_url(Event)}?{query}").status_code == 200


@pytest.mark.usefixtures("seeded")
def test_who_may_only_look_sees_every_form_without_a_way_to_save(client: Client) -> None:
    guest = User.objects.create_user("guest", password="secret", is_staff=True)
    guest.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(guest)
    for model in MODELS:
        answer = client.get(admin_url(model._default_manager.first()))  # type: ignore[arg-type]
        assert answer.status_code == 200, model
        assert b'name="_save"' not in answer.content
        assert b'name="change_reason"' not in answer.content


@pytest.mark.usefixtures("seeded")
def test_the_first_page_leads_to_the_api(site: Client) -> None:
    page = site.get("/admin/").content.decode()
    assert "News-event database" in page
    assert "reference, to read and try" in page


@pytest.mark.usefixtures("seeded")
def test_choices_tell_name_id_and_status(site: Client) -> None:
    with factories.change():
        dataset = Dataset.objects.get()
        factories.actor("hidden-group", name="Hidden group", dataset=dataset)
    query = {"app_label": "events", "model_name": "participation", "field_name": "actor", "term": "hidden"}
    answer = site.get(admin_url(Actor, "choose"), query).json()
    assert [one["text"] for one in answer["results"]] == ["Hidden group · hidden-group (draft)"]


@pytest.mark.usefixtures("seeded")
def test_an_actor_is_found_by_another_spelling(site: Client) -> None:
    query = {"app_label": "events", "model_name": "participation", "field_name": "actor", "term": "PMF"}
    results = site.get(admin_url(Actor, "choose"), query).json()["results"]
    assert any("popular-mobilization-forces" in one["text"] for one in results)


@pytest.mark.parametrize("term", ["Qaddafi", "Moammar Kadhafi", "القذافي", "ghadafi"])
def test_a_draft_is_found_by_a_name_that_is_near(site: Client, term: str) -> None:
    with factories.change():
        factories.actor("gaddafi", name="Muammar Gaddafi")
        factories.actor("nobody", name="Muammar Nobody")
    query = {"app_label": "events", "model_name": "participation", "field_name": "actor", "term": term}
    results = site.get(admin_url(Actor, "choose"), query).json()["results"]
    assert [one["text"] for one in results] == ["Muammar Gaddafi · gaddafi (draft)"]


def _create_events(count: int, parts: int) -> Event:
    """Events, the first of them with many parts of each kind."""
    with factories.change():
        article = factories.article("source", text="They met in Baghdad. " * 3)
        events = [factories.event(f"event-{number}") for number in range(count)]
        event: Event = events[0]
        for number in range(parts):
            actor = factories.actor(f"actor-{number}")
            place = factories.location(f"place-{number}")
            part = factories.participation(event, actor)
            part.by.add(actor)
            event.places.create(location=place)
            figure = Figure.objects.create(event=event, measure="killed", wording=str(number))
            figure.of.add(actor)
            factories.evidence(article, "They met in Baghdad.", event=event, participation=part)
            event.relations.create(type="follows", other=events[1])
            actor.names.create(name=f"Actor {number}").articles.add(article)
    return event


@pytest.mark.parametrize("model", [Event, Actor, Location, Article, Participation, Figure])
def test_a_page_of_many_rows_asks_no_more_queries_than_one_of_few(
    count_queries: QueryCounter, model: type[models.Model], monkeypatch: pytest.MonkeyPatch
) -> None:
    _create_rows(40)
    monkeypatch.setattr(admin.site.get_model_admin(model), "list_per_page", 5)
    few = count_queries(admin_url(model))
    monkeypatch.setattr(admin.site.get_model_admin(model), "list_per_page", 35)
    assert count_queries(admin_url(model)) == few


def _create_rows(count: int) -> None:
    with factories.change():
        for number in range(count):
            event = factories.event(f"more-{number}")
            factories.participation(event, factories.actor(f"more-{number}"))
            place = factories.location(f"more-{number}", parent=factories.location(f"over-{number}"))
            event.places.create(location=place)
            factories.article(f"more-{number}", outlet=factories.outlet(f"more-{number}"))
            Figure.objects.create(event=event, measure="killed", wording=str(number))


def test_a_form_of_a_hundred_parts_asks_no_more_queries_than_one_of_ten(count_queries: QueryCounter) -> None:
    few = count_queries(admin_url(_create_events(2, 10)))
    event = Event.objects.get(slug="event-0")
    with factories.change():
        article = Article.objects.get(slug="source")
        for number in range(90):
            actor = factories.actor(f"further-{number}")
            part = factories.participation(event, actor, acts_for=actor)
            part.by.add(actor)
            factories.evidence(article, "They met in Baghdad.", event=event, participation=part)
            figure = Figure.objects.create(event=event, measure="killed", wording=f"f{number}")
            figure.of.add(actor)
    many = count_queries(admin_url(event))
    assert many == few
    assert many <= 40
