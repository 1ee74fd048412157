"""Taking a merge back on its page: what it tells, what it asks, what it does."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from events.actions.merge import merge, plan_merge
from events.models import Actor, Dataset, Participation, PublicId, Revision
from tests import factories
from tests.admin.conftest import QueryCounter
from tests.admin.form_data import admin_url, form_values, table_rows

pytestmark = pytest.mark.usefixtures("seeded")
PAGE = "/admin/events/publicid/actors/body-a/unmerge/"


@pytest.fixture
def target() -> Actor:
    """An actor into which another went, with the event that named it."""
    with factories.change():
        owner = Dataset.objects.get(slug="curated")
        source = factories.actor("body-a", name="Body A", dataset=owner)
        target = factories.actor("body-b", name="Body B", dataset=owner)
        event = factories.event("meeting", dataset=owner)
        factories.participation(event, source)
    source.refresh_from_db()
    target.refresh_from_db()
    merge(plan_merge(source, target), "ravi", "One body.", choices={"name": "source"})
    return Actor.objects.get(pk=target.pk)


def test_a_merge_is_undone_from_the_history_and_from_the_id(site: Client, target: Actor) -> None:
    merged_id = PublicId.objects.get(slug="body-a")
    for page in (admin_url(target, "history"), admin_url(merged_id)):
        assert f'href="{PAGE}">Undo this merge…' in site.get(page).content.decode()
    answer = site.get(PAGE)
    page = answer.content.decode()
    for words in ("Body A", "by ravi: <q>One body.</q>", "1 event is written back", "exactly as they were"):
        assert words in page
    assert 'class="refused"' not in page
    done = site.post(PAGE, form_values(answer) | {"reason": "Two bodies."}, follow=True)
    back = Actor.objects.get(slug="body-a")
    assert done.redirect_chain[-1][0] == admin_url(back)
    assert "“Body A” is a record of its own again" in done.content.decode()
    assert Actor.objects.get(slug="body-b").name == "Body B"
    assert Participation.objects.get(event__slug="meeting").actor == back
    newest = Revision.objects.filter(collection="actors", object_pk=back.pk).latest("seq")
    assert (newest.who, newest.action, newest.reason) == ("curator", "unmerge", "Two bodies.")
    assert "Undo this merge" not in site.get(admin_url(target, "history")).content.decode()
    assert "has gone into no other record" in site.get(PAGE).content.decode()


def test_what_was_changed_since_is_asked_with_its_three_values(site: Client, target: Actor) -> None:
    with factories.change("edit", reason="Renamed."):
        target.name = "Body of both"
        target.save()
    answer = site.get(PAGE)
    page = answer.content.decode()
    rows = table_rows(page)
    assert ["Value", "As before the merge", "The merge made it", "As it is now"] in rows
    assert ["Actor “Body of both”: name", "“Body B”", "“Body A”", "“Body of both”"] in rows
    assert "Actor “<a" in page
    data = form_values(answer) | {"reason": "Two bodies."}
    refused = site.post(PAGE, data)
    assert "decide which stands" in refused.content.decode()
    assert not Actor.objects.filter(slug="body-a").exists()
    assert site.post(PAGE, data | {"decide-0": "before"}).status_code == 302
    assert Actor.objects.get(slug="body-b").name == "Body B"


def test_what_changed_since_it_was_looked_at_is_looked_at_again(site: Client, target: Actor) -> None:
    data = form_values(site.get(PAGE)) | {"reason": "Two bodies."}
    with factories.change("edit"):
        target.name = "Body of both"
        target.save()
    refused = site.post(PAGE, data).content.decode()
    assert "Something was changed since this page was made" in refused
    assert ">Two bodies.</textarea>" in refused
    assert "does not" not in refused
    assert not Actor.objects.filter(slug="body-a").exists()


def test_a_reason_is_asked_for(site: Client, target: Actor) -> None:
    assert target.slug == "body-b"
    refused = site.post(PAGE, form_values(site.get(PAGE)) | {"reason": " "}).content.decode()
    assert "Say why they are two" in refused


def test_who_may_not_add_or_change_is_not_offered_it(client: Client, target: Actor) -> None:
    user = User.objects.create_user("guest", password="a secret of ours", is_staff=True)
    client.force_login(user)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"reason": "Two."}).status_code == 403
    user.groups.add(Group.objects.get(name="Contributor"))
    assert "Undo this merge" in client.get(admin_url(target, "history")).content.decode()
    assert client.get("/admin/events/publicid/datasets/curated/unmerge/").status_code == 404


def test_a_history_of_many_merges_asks_no_more_queries(count_queries: QueryCounter, target: Actor) -> None:
    few = count_queries(admin_url(target, "history"))
    for number in range(3):
        with factories.change():
            other = factories.actor(f"other-{number}", dataset=target.dataset)
        other.refresh_from_db()
        target.refresh_from_db()
        merge(plan_merge(other, target), "ravi", "One body.")
    assert count_queries(admin_url(target, "history")) == few
