"""The page on which a second person settles an event."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from events.models import Event, Revision
from tests import factories
from tests.admin.conftest import QueryCounter
from tests.admin.form_data import admin_url, form_values

pytestmark = pytest.mark.usefixtures("seeded")
CAMPAIGN = "attacks-on-us-forces-in-iraq-and-syria-2023-2024"


@pytest.fixture
def campaign() -> Event:
    return Event.objects.get(slug=CAMPAIGN)


def test_an_event_is_settled_once_every_line_is_ticked(site: Client, campaign: Event) -> None:
    page = admin_url(campaign, "settle")
    assert f'href="{page}"' in site.get(admin_url(campaign)).content.decode()
    answer = site.get(page)
    text = answer.content.decode()
    keys = [part.partition('"')[0] for part in text.split('name="confirmed" value="')[1:]]
    assert len(keys) == text.count('type="checkbox"') == len(set(keys))
    assert {key.partition("/")[0] for key in keys} == {"source", "figure", "claim"}
    assert "more than 150 missile and drone attacks" in text
    data = form_values(answer)
    refused = site.post(page, data | {"confirmed": keys[1:]}).content.decode()
    assert "Confirm every one of them; 1 are open" in refused
    assert refused.count("checked") == len(keys) - 1
    done = site.post(page, data | {"confirmed": keys, "reason": "Read both."}, follow=True)
    assert done.redirect_chain[-1][0] == admin_url(campaign)
    text = done.content.decode()
    assert "is settled." in text
    assert "by curator, " in text
    assert page not in text
    campaign.refresh_from_db()
    assert campaign.depth == "settled"
    assert Revision.objects.latest("seq").reason == "Read both."
    assert (
        'class="status depth-settled">Settled<'
        in site.get(f"{admin_url(Event)}?depth__exact=settled").content.decode()
    )


def test_what_stands_against_it_is_told(site: Client, campaign: Event) -> None:
    page = admin_url(campaign, "settle")
    data = form_values(site.get(page))
    with factories.change("edit"):
        campaign.note = "Look."
        campaign.save()
    stale = site.post(page, data | {"confirmed": ["source/x"]}).content.decode()
    assert "Somebody changed it since this page was made" in stale
    form = form_values(site.get(admin_url(campaign)))
    assert site.post(admin_url(campaign), form | {"title": "Mine", "_save": "Save"}).status_code == 302
    text = site.get(page).content.decode()
    assert "You have edited it" in text
    assert 'value="Settle"' not in text
    campaign.refresh_from_db()
    assert campaign.depth == "coded"


@pytest.mark.parametrize(("group", "status"), [("Contributor", 403), ("Reviewer", 200), ("Editor", 200)])
def test_who_may_publish_events_may_settle_them(
    client: Client, campaign: Event, group: str, status: int
) -> None:
    user = User.objects.create_user("ann", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    assert client.get(admin_url(campaign, "settle")).status_code == status
    assert client.post(admin_url(campaign, "settle"), {"version": "1"}).status_code == status
    assert ("Settle…" in client.get(admin_url(campaign)).content.decode()) == (status == 200)


def test_no_event_of_that_key_leads_to_the_list(site: Client, campaign: Event) -> None:
    page = admin_url(campaign, "settle").replace(str(campaign.pk), "987654")
    assert site.get(page, follow=True).redirect_chain[-1][0] == admin_url(Event)


def test_queries_do_not_grow_with_the_lines(count_queries: QueryCounter, campaign: Event) -> None:
    before = count_queries(admin_url(campaign, "settle"))
    with factories.change("edit"):
        for number in range(9):
            campaign.figures.create(key=f"more-{number}", measure="acts", unit="attacks", value=number)
    assert count_queries(admin_url(campaign, "settle")) == before


def test_what_is_not_stated_is_ticked_and_refused_where_it_is_filled(site: Client, campaign: Event) -> None:
    page = admin_url(campaign)
    data = form_values(site.get(page)) | {"_save": "Save"}
    for member, words in (("type", "“type” is filled"), ("who", "“who” is filled, and marked as not stated")):
        answer = site.post(page, data | {"not_stated": [member]})
        assert words in answer.content.decode()
        campaign.refresh_from_db()
        assert campaign.not_stated == []
    war = Event.objects.get(slug="tension-after-the-exchanges-of-attacks")
    data = form_values(site.get(admin_url(war)))
    assert data["not_stated"] == ["type", "who", "whom", "where"]
    assert (
        site.post(admin_url(war), data | {"not_stated": ["type", "who"], "_save": "Save"}).status_code == 302
    )
    war.refresh_from_db()
    assert (war.not_stated, war.depth) == (["type", "who"], "sighted")
