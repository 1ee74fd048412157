"""Judging, side by side, whether two records are one."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client

from events import duplicates
from events.admin import duplicate_review
from events.admin.forms import revision_token
from events.choices import Collection
from events.models import Actor, Article, Dataset, Event, NotDuplicate, PossibleDuplicate
from tests import factories
from tests.admin.conftest import QueryCounter
from tests.admin.form_data import admin_url, form_values

pytestmark = pytest.mark.usefixtures("seeded")
PAGE = "duplicates"


def create_pair(name: str = "Coast Guard", **columns: str) -> tuple[Actor, Actor]:
    """Two actors of one name, found by the search."""
    with factories.change():
        owner = Dataset.objects.get(slug="curated")
        slug = name.lower().replace(" ", "-")
        shared = {"dataset": owner, "name": name, **columns}
        one = factories.actor(slug, **shared)
        other = factories.actor(f"{slug}-2", country="IQ", description="At sea.", **shared)
        other.names.create(name=f"The {name}")
    duplicates.save_candidates(Collection.ACTORS, duplicates.find_candidates(Collection.ACTORS))
    return one, other


def get_page(client: Client, **query: str | int) -> str:
    """The page of actors."""
    return client.get(admin_url(Actor, PAGE), query).content.decode()


def test_a_pair_stands_side_by_side_with_what_differs_marked(site: Client) -> None:
    one, other = create_pair()
    page = get_page(site)
    assert "1 of 1: are they one?" in page
    assert "Both are called “Coast Guard”" in page
    differs, same = page.split("<tbody>")[1].split('<tr><th scope="row">', 1)
    assert "At sea." in differs
    assert "<strong>“The Coast Guard”</strong>" in differs
    assert 'scope="row">Kind' not in differs
    assert "Name</th>" in same
    assert f'{admin_url(other, "merge")}?into={one.pk}&amp;back=duplicates"' in page
    for where in (admin_url(Actor), "/admin/"):
        assert admin_url(Actor, PAGE) in site.get(where).content.decode()
    assert "actors (1)" in site.get("/admin/").content.decode()


def post_decision(client: Client, reason: str) -> str:
    """What is said once “Not a duplicate” was pressed."""
    data = form_values(client.get(admin_url(Actor, PAGE))) | {"reason": reason}
    return client.post(admin_url(Actor, PAGE), data, follow=True).content.decode()


def test_not_a_duplicate_is_remembered_with_its_reason_until_one_changes(site: Client) -> None:
    one, _ = create_pair()
    refused = post_decision(site, " ")
    assert "Say why they are two" in refused
    assert "are remembered to be two." in post_decision(site, "Two coasts.")
    decision = NotDuplicate.objects.get()
    assert (decision.reason, decision.user) == ("Two coasts.", User.objects.get(username="curator"))
    assert "No actors wait to be judged" in get_page(site)
    assert "0 pairs are to be judged" in post_search(site)
    with factories.change():
        one.country = "SY"
        one.save()
    assert "1 pair is to be judged" in post_search(site)
    page = get_page(site)
    assert "Somebody found them to be two on" in page
    assert "<q>Two coasts.</q>" in page


def post_search(client: Client) -> str:
    """What is said once “Search” was pressed."""
    return client.post(admin_url(Actor, PAGE), {"_search": "yes"}, follow=True).content.decode()


def test_what_changed_or_went_since_it_was_looked_at_is_not_judged(site: Client) -> None:
    one, other = create_pair()
    data = form_values(site.get(admin_url(Actor, PAGE))) | {"reason": "Two coasts."}
    with factories.change():
        one.description = "On land."
        one.save()
    assert "Somebody changed one of them" in site.post(admin_url(Actor, PAGE), data).content.decode()
    with factories.change():
        other.delete()
    assert "One of the two is not there any more" in site.post(admin_url(Actor, PAGE), data).content.decode()
    assert not NotDuplicate.objects.exists()
    assert "No actors wait to be judged" in get_page(site)


def test_the_next_pair_follows_and_the_last_reason_is_offered(site: Client) -> None:
    for name in ("Coast Guard", "Harbour Police", "Port Office"):
        create_pair(name)
    assert "2 of 3: are they one?" in get_page(site, at=1)
    for strange in ("x", "-1", "9" * 30, ""):
        assert "of 3: are they one?" in get_page(site, at=strange)
    data = form_values(site.get(admin_url(Actor, PAGE), {"at": 1})) | {"reason": "Namesakes."}
    page = site.post(admin_url(Actor, PAGE), data, follow=True).content.decode()
    assert "2 of 2: are they one?" in page
    assert 'value="Namesakes." list="reasons"' in page
    assert '<option value="Namesakes."></option>' in page
    assert "All that are to be judged (2)" in page


def test_a_merge_from_here_leads_back_here(site: Client) -> None:
    one, other = create_pair()
    address = f"{admin_url(other, 'merge')}?into={one.pk}&back=duplicates"
    data = form_values(site.get(address)) | {"reason": "One coast guard."}
    assert site.post(address, data)["Location"] == admin_url(Actor, PAGE)
    assert "No actors wait to be judged" in get_page(site)


def test_long_texts_are_shown_where_they_part(site: Client) -> None:
    text = "Talks began in Baghdad on the mission of the coalition, as both sides said. " * 20
    with factories.change():
        dataset = {"dataset": Dataset.objects.get(slug="curated")}
        factories.article("one-text", text + "So it ended on Friday evening.", **dataset)
        factories.article("other-text", text + "So it ended on Sunday evening.", **dataset)
    duplicates.save_candidates(Collection.ARTICLES, duplicates.find_candidates(Collection.ARTICLES))
    page = site.get(admin_url(Article, PAGE)).content.decode()
    assert "ended on Friday evening.” (1550 characters)" in page
    assert "ended on Sunday evening.” (1550 characters)" in page
    assert page.count(text) == 0


def test_who_may_do_neither_is_offered_neither(client: Client) -> None:
    create_pair(review_status="published")
    user = User.objects.create_user("carl", password="a secret of ours", is_staff=True)
    user.groups.add(Group.objects.get(name="Contributor"))
    client.force_login(user)
    page = get_page(client)
    assert "neither merge them nor say that they are two" in page
    assert 'name="reason"' not in page
    tokens = " ".join(revision_token(row) for row in Actor.objects.filter(name="Coast Guard"))
    data = {"read_at": tokens, "reason": "Two."}
    assert client.post(admin_url(Actor, PAGE), data).status_code == 403
    assert not NotDuplicate.objects.exists()


def test_too_many_are_searched_by_the_command_alone(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicate_review, "_MAX_SEARCHED", 1)
    create_pair()
    assert 'name="_search"' not in get_page(site)
    PossibleDuplicate.objects.all().delete()
    assert "There are too many to search while you wait" in post_search(site)
    assert not PossibleDuplicate.objects.exists()
    call_command("find_duplicates", "actors", limit=1)
    assert PossibleDuplicate.objects.filter(collection="actors").count() == 1


def test_a_page_of_many_pairs_asks_no_more_queries_than_one_of_few(count_queries: QueryCounter) -> None:
    create_pair()
    few = count_queries(admin_url(Actor, PAGE))
    with factories.change():
        for number in range(12):
            factories.actor(f"ali-{number}", name="Ali Karim", dataset=factories.dataset())
    duplicates.save_candidates(Collection.ACTORS, duplicates.find_candidates(Collection.ACTORS))
    assert PossibleDuplicate.objects.count() > 50
    assert count_queries(admin_url(Actor, PAGE)) == few


@pytest.mark.parametrize("model", [Event, Article])
def test_every_kind_in_which_duplicates_are_looked_for_has_the_page(site: Client, model: type[Event]) -> None:
    assert "Possible duplicates among" in site.get(admin_url(model, PAGE)).content.decode()
    assert site.get("/admin/events/dataset/duplicates/").status_code in (302, 404)
