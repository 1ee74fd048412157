"""Whoever enters an actor or a place is told who is called so already, and says whether it is the same."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import models
from django.test import Client

from events import duplicates
from events.choices import Collection
from events.models import Actor, Location, NotDuplicate
from tests import factories
from tests.admin.form_data import admin_url, form_values, with_added_row

pytestmark = pytest.mark.django_db
OTHERS = "namesakes_are_others"


@pytest.fixture(autouse=True)
def gaddafi() -> Actor:
    """An actor who is in two events, in two roles in one of them."""
    with factories.change():
        actor = factories.actor("gaddafi", name="Muammar Gaddafi", country="LY")
        first, second = factories.event("first"), factories.event("second")
        for event, role in ((first, "initiator"), (first, "target"), (second, "target")):
            factories.participation(event, actor, role=role)
    return actor


def post(client: Client, row: models.Model | type[models.Model], **values: str) -> Any:
    """What the site answers to a form in which something was typed."""
    address = admin_url(row, "add") if isinstance(row, type) else admin_url(row)
    return client.post(address, form_values(client.get(address)) | {"change_reason": "x"} | values)


def add(client: Client, name: str, slug: str = "new", **values: str) -> Any:
    """What the site answers to a new actor."""
    return post(client, Actor, name=name, slug=slug, kind="person", **values)


def test_a_namesake_is_told_in_line_and_the_answer_is_remembered(site: Client, gaddafi: Actor) -> None:
    page = add(site, "Moammar Qadhafi").content.decode()
    assert not Actor.objects.filter(slug="new").exists()
    line = " ".join(page.split("<h2>Called so already")[1].split("</fieldset>")[0].split())
    assert f'<a href="{admin_url(gaddafi)}" target="_blank" rel="opener">Muammar Gaddafi</a>' in line
    assert "Person, LY, 2 events; called nearly the same" in line
    keys = str(gaddafi.pk)
    assert f'name="{OTHERS}" value="{keys}" accesskey="n">' in line
    assert add(site, "Moammar Qadhafi", **{OTHERS: "0"}).status_code == 200, "others of other keys"
    assert add(site, "Moammar Qadhafi", **{OTHERS: keys}).status_code == 302
    new = Actor.objects.get(slug="new")
    decision = NotDuplicate.objects.get()
    assert {decision.one, decision.other} == {new.pk, gaddafi.pk}
    assert duplicates.find_candidates(Collection.ACTORS) == []
    assert post(site, new, description="The other.").status_code == 302
    with factories.change():
        new.refresh_from_db()
        assert duplicates.find_namesakes(new) == []


def test_the_same_saves_nothing_and_goes_on_with_who_is_there(site: Client, gaddafi: Actor) -> None:
    answer = add(site, "Moammar Qadhafi", _same=str(gaddafi.pk))
    assert (answer.status_code, answer["Location"]) == (302, admin_url(gaddafi))
    popup = add(site, "Moammar Qadhafi", _same=str(gaddafi.pk), _popup="1").content.decode()
    assert "gaddafi (draft)" in popup
    assert not Actor.objects.filter(slug="new").exists()
    assert not NotDuplicate.objects.exists()
    assert add(site, "Somebody Else", _same="4711").status_code == 302, "nobody has that key"
    new = Actor.objects.get(slug="new")
    answer = post(site, new, name="Muammar Gaddafi", _same=str(gaddafi.pk))
    assert answer["Location"] == f"{admin_url(new, 'merge')}?into={gaddafi.pk}"


def test_a_new_spelling_is_compared_and_a_form_without_a_new_name_is_not(site: Client) -> None:
    assert add(site, "The Colonel").status_code == 302
    colonel = Actor.objects.get(slug="new")
    values = form_values(site.get(admin_url(colonel)))
    spelt = with_added_row(values, "names", name="القذافي معمر", kind="transliteration", DELETE="")
    answer = site.post(admin_url(colonel), spelt | {"change_reason": "x"})
    assert "Muammar Gaddafi</a>" in answer.content.decode()
    described = with_added_row(values, "names", name="Gaddafi Muammar", kind="description", DELETE="")
    assert site.post(admin_url(colonel), described | {"change_reason": "x"}).status_code == 302
    with factories.change():
        Actor.objects.filter(pk=colonel.pk).update(name="Muammar Gaddafi")
    assert post(site, colonel, description="Of Libya.").status_code == 302


@pytest.mark.parametrize("kind", ["anonymous_source", "population"])
def test_who_has_no_name_is_never_compared(site: Client, gaddafi: Actor, kind: str) -> None:
    assert post(site, Actor, name="Muammar Gaddafi", slug="new", kind=kind).status_code == 302
    with factories.change():
        Actor.objects.filter(pk=gaddafi.pk).update(kind=kind)
    assert add(site, "Muammar Gaddafi", "another").status_code == 302
    assert duplicates.find_candidates(Collection.ACTORS) == []


@pytest.mark.parametrize("name", ["Muammar Gadda", "Saif Gaddafi", "Gaddafi", "Ali Hassan"])
def test_others_are_not_asked_about(site: Client, name: str) -> None:
    assert add(site, name).status_code == 302


def test_at_most_three_are_told_the_likeliest_first(site: Client) -> None:
    with factories.change():
        for number in range(5):
            factories.actor(f"a{number}", name=f"{'Mo' if number else 'Mu'}hammed Hasan", country="IQ")
    page = add(site, "Muhammad Hassan", country="IQ").content.decode()
    assert page.count('name="_same"') == 3
    keys = page.split(f'name="{OTHERS}" value="')[1].split('"')[0]
    assert len(keys.split()) == 3
    assert add(site, "Muhammad Hassan", country="IQ", **{OTHERS: keys}).status_code == 302


def test_places_far_from_each_other_are_two(site: Client) -> None:
    with factories.change():
        factories.location("salihiya", name="Salihiya", latitude=33.30, longitude=44.40)
    values = {"name": "As Salihiyah", "slug": "new", "kind": "populated_place"}
    near = post(site, Location, **values, latitude="33.31", longitude="44.41").content.decode()
    assert "1 km apart" in near
    assert post(site, Location, **values, latitude="36", longitude="40").status_code == 302


def test_a_contributor_tells_a_draft_from_what_is_public(client: Client, gaddafi: Actor) -> None:
    user = User.objects.create_user("contributor", is_staff=True)
    user.groups.add(Group.objects.get(name="Contributor"))
    client.force_login(user)
    with factories.change():
        Actor.objects.filter(pk=gaddafi.pk).update(review_status="published")
    assert add(client, "Muammar Gaddafi", **{OTHERS: str(gaddafi.pk)}).status_code == 302
    assert NotDuplicate.objects.get().user == user
