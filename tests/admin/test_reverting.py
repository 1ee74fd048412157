"""Bringing back a revision on its page, and what the history tells of each."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from events.actions.review_status import withdraw
from events.models import Actor, Event, Revision
from tests import factories
from tests.admin.conftest import QueryCounter
from tests.admin.form_data import admin_url, form_values, table_rows

pytestmark = pytest.mark.usefixtures("seeded")
CAMPAIGN = "attacks-on-us-forces-in-iraq-and-syria-2023-2024"


@pytest.fixture
def campaign() -> Event:
    """An event that somebody changed for the worse."""
    event = Event.objects.get(slug=CAMPAIGN)
    with factories.change("edit"):
        event.title = "Attacks"
        event.save()
        event.modes.all().delete()
    return Event.objects.get(pk=event.pk)


def get_revision(record: Event | Actor, number: int) -> Revision:
    """One of the revisions of a record."""
    return Revision.objects.get(collection=record.COLLECTION, object_pk=record.pk, version=number)


def test_a_revision_is_brought_back_once_what_it_changes_was_seen(site: Client, campaign: Event) -> None:
    first, second = (get_revision(campaign, number) for number in (1, 2))
    page = admin_url(first, "revert")
    for where in (admin_url(campaign, "history"), admin_url(first)):
        assert f'href="{page}"' in site.get(where).content.decode()
    for where in (admin_url(campaign, "history"), admin_url(second)):
        assert admin_url(second, "revert") not in site.get(where).content.decode()
    answer = site.get(page)
    text = answer.content.decode()
    assert ["Value", "As it is now", "Once it is brought back"] in table_rows(text)
    assert ["title", "Attacks", "“Attacks on US forces in Iraq and Syria”"] in table_rows(text)
    assert ["mode added", "nothing", "drone"] in table_rows(text)
    assert 'class="refused"' not in text
    assert "Say why it goes back" in site.post(page, form_values(answer) | {"reason": ""}).content.decode()
    done = site.post(page, form_values(answer) | {"reason": "It was right."}, follow=True)
    assert done.redirect_chain[-1][0] == admin_url(campaign)
    assert "is again what it was at version 1" in done.content.decode()
    again = get_revision(campaign, 3)
    assert again.record == first.record
    assert (again.who, again.action) == ("curator", "revert")
    assert "is as it was at version 1 already" in site.get(page).content.decode()


def test_what_changed_since_it_was_looked_at_is_not_overwritten(site: Client, campaign: Event) -> None:
    page = admin_url(get_revision(campaign, 1), "revert")
    data = form_values(site.get(page)) | {"reason": "It was right."}
    with factories.change("edit"):
        campaign.summary = "Meanwhile."
        campaign.save()
    refused = site.post(page, data).content.decode()
    assert "after you had opened it" in refused
    assert "does not say which revision" in site.post(page, data | {"read_at": ""}).content.decode()
    campaign.refresh_from_db()
    assert (campaign.title, campaign.summary) == ("Attacks", "Meanwhile.")


def test_what_can_be_brought_back_no_longer_says_why(site: Client) -> None:
    with factories.change():
        actor = factories.actor("body-a", dataset=factories.dataset())
        event = factories.event("meeting", dataset=actor.dataset)
        part = factories.participation(event, actor)
    with factories.change("edit"):
        part.delete()
    with factories.change("delete"):
        actor.delete()
    page = site.get(admin_url(get_revision(event, 1), "revert")).content.decode()
    assert 'class="refused"' in page
    assert "body-a" in page
    assert 'value="Bring it back"' not in page
    revisions = Revision.objects.filter(slug="body-a").order_by("version")
    assert [site.get(admin_url(revision, "revert")).status_code for revision in revisions] == [404, 404]


def test_who_may_not_change_the_record_is_not_offered_it(client: Client, campaign: Event) -> None:
    user = User.objects.create_user("carl", password="a secret of ours", is_staff=True)
    user.groups.add(Group.objects.get(name="Contributor"))
    client.force_login(user)
    first = get_revision(campaign, 1)
    assert "Bring this back" not in client.get(admin_url(campaign, "history")).content.decode()
    assert "Bring this back" not in client.get(admin_url(first)).content.decode()
    assert client.get(admin_url(first, "revert")).status_code == 403
    assert client.post(admin_url(first, "revert"), {"reason": "So."}).status_code == 403


def test_the_history_tells_what_the_public_saw_and_what_was_redacted(site: Client) -> None:
    with factories.change():
        actor = factories.actor("body-a", dataset=factories.dataset(), review_status="published")
    actor.refresh_from_db()
    withdraw([actor], "ravi", "A mistake.")
    page = site.get(admin_url(actor, "history")).content.decode()
    assert "to the public: withdrawn: <q>A mistake.</q>" in page
    assert "to the public: new or changed" in page
    assert "something was taken out" not in page
    assert "Withdrawn: A mistake." in site.get(admin_url(get_revision(actor, 2))).content.decode()


def test_a_history_of_many_revisions_asks_no_more_queries(
    count_queries: QueryCounter, campaign: Event
) -> None:
    few = count_queries(admin_url(campaign, "history"))
    for number in range(10):
        with factories.change("edit"):
            campaign.title = f"Attacks, {number}"
            campaign.save()
    assert count_queries(admin_url(campaign, "history")) == few
