"""Merging two records on their pages: chosen, looked through, done, refused where somebody came first."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from events import changes
from events.models import Actor, Article, Claim, Dataset, Event, Location, Outlet, PublicId, Revision
from tests import factories
from tests.admin.conftest import QueryCounter
from tests.admin.form_data import admin_url, form_values

QUERIES_PER_RECORD = 1

pytestmark = pytest.mark.usefixtures("seeded")


def create_pair(status: str = "published") -> tuple[Actor, Actor]:
    """Two actors that are one."""
    with factories.change():
        owner = Dataset.objects.get(slug="curated")
        columns = {"dataset": owner, "review_status": status}
        source = factories.actor("body-a", name="Body A", description="Said of it.", **columns)
        target = factories.actor("body-b", name="Body B", kind="government_body", **columns)
        source.names.create(name="The Body")
    return source, target


def merge_url(source: Actor, target: Actor) -> str:
    """The page that merges the one into the other."""
    return f"{admin_url(source, 'merge')}?into={target.pk}"


def test_the_preview_tells_what_merging_does_and_confirming_does_it(site: Client) -> None:
    source, target = create_pair()
    assert admin_url(source, "merge") in site.get(admin_url(source)).content.decode()
    before = Revision.objects.count()
    answer = site.get(merge_url(source, target))
    page = answer.content.decode()
    for words in ("Body A", "The Body", "Said of it.", "1 of its own “actor name”", "Swap them"):
        assert words in page
    assert 'class="refused"' not in page
    assert Revision.objects.count() == before
    data = form_values(answer)
    # What stays is ticked, but for what it says nothing of.
    ticked = {name: data[f"value-{name}"] for name in ("kind", "name", "description")}
    assert ticked == {"kind": "target", "name": "target", "description": "source"}
    data |= {"reason": "One body.", "public_reason": "They are one.", "value-kind": "source"}
    done = site.post(merge_url(source, target), data, follow=True)
    assert done.redirect_chain[-1][0] == admin_url(target)
    assert f'went into “<a href="{admin_url(target)}">Body B</a>”' in done.content.decode()
    target.refresh_from_db()
    assert (target.kind, target.description, target.name) == ("person", "Said of it.", "Body B")
    assert {one.name for one in target.names.all()} == {"Body A", "The Body"}
    last = Revision.objects.get(collection="actors", object_pk=source.pk, successor="body-b")
    assert (last.who, last.reason, last.public_reason) == ("curator", "One body.", "They are one.")
    assert PublicId.objects.get(slug="body-a").successor == "body-b"


def test_what_changed_since_it_was_looked_at_is_not_merged(site: Client) -> None:
    source, target = create_pair()
    data = form_values(site.get(merge_url(source, target))) | {"reason": "One body."}
    with factories.change("edit", reason="Meanwhile."):
        target.description = "Another."
        target.save()
    refused = site.post(merge_url(source, target), data)
    assert "changed “Body B” after you had opened it" in refused.content.decode()
    assert ">One body.</textarea>" in refused.content.decode()
    assert Actor.objects.filter(pk=source.pk).exists()
    for read in ("", f"actors/{source.pk}:1"):
        page = site.post(merge_url(source, target), data | {"read_at": read}).content.decode()
        assert "does not say which revisions" in page
    again = form_values(refused) | {"reason": "One body."}
    assert site.post(merge_url(source, target), again).status_code == 302


def test_a_reason_is_asked_for_and_what_was_ticked_stays_ticked(site: Client) -> None:
    source, target = create_pair()
    data = form_values(site.get(merge_url(source, target))) | {"reason": " ", "value-kind": "source"}
    refused = site.post(merge_url(source, target), data)
    assert "Say why they are the same" in refused.content.decode()
    assert form_values(refused)["value-kind"] == "source"


def test_from_the_list_exactly_two_are_merged_and_what_is_public_stays(site: Client) -> None:
    source, target = create_pair()
    with factories.change():
        draft = factories.actor("draft-body", dataset=source.dataset)

    def act(*rows: Actor) -> str:
        data = {"action": "merge_two", "_selected_action": [row.pk for row in rows]}
        answer = site.post(admin_url(Actor), data)
        return str(answer.get("Location", ""))

    assert act(draft, target) == merge_url(draft, target)
    assert act(source, target) == merge_url(target, source)
    assert act(source) == act(source, target, draft) == admin_url(Actor)
    assert "Tick the two records that are one" in site.get(admin_url(Actor)).content.decode()


def test_what_stands_in_the_way_is_told_with_links_and_cannot_be_confirmed(site: Client) -> None:
    source, _ = create_pair()
    with factories.change():
        draft = factories.actor("draft-body", name="Draft body", dataset=source.dataset)
    page = site.get(merge_url(source, draft)).content.decode()
    assert "what is public goes into what is public" in page
    assert 'value="Merge them"' not in page
    assert f'href="{admin_url(draft, "merge")}?into={source.pk}"' in page


def test_what_only_doing_it_shows_is_refused_beforehand(site: Client) -> None:
    source, target = create_pair()
    user = User.objects.create_user("rose", password="a secret of ours", is_staff=True)
    user.groups.add(Group.objects.get(name="Reviewer"))
    with factories.change():
        named = {"actor": source, "review_status": "published", "dataset": source.dataset}
        factories.outlet("voice-of-it", **named)
    site.force_login(user)
    page = site.get(merge_url(source, target)).content.decode()
    assert "Your account may not publish outlets, as this would" in page
    assert Actor.objects.filter(pk=source.pk).exists()


def test_the_other_record_is_chosen_by_typing_or_without_scripts_by_its_id(site: Client) -> None:
    source, _ = create_pair()
    page = site.get(admin_url(source, "merge")).content.decode()
    assert 'name="into"' in page
    assert admin_url(Actor, "choose") in page
    assert "This goes" in site.get(admin_url(source, "merge"), {"id": "body-b"}).content.decode()
    for query in ({"id": "nobody"}, {"into": "999999999"}, {"into": "9" * 40}, {"into": "x"}):
        assert "This goes" not in site.get(admin_url(source, "merge"), query).content.decode()
    assert "There is no “nobody”" in site.get(admin_url(source, "merge"), {"id": "nobody"}).content.decode()
    assert "is one record already" in site.get(merge_url(source, source)).content.decode()
    assert site.get(admin_url(source, "merge").replace(str(source.pk), "999999999")).status_code == 302


@pytest.mark.parametrize("model", [Location, Article, Outlet, Event, Claim])
def test_every_kind_that_can_be_merged_has_the_page(site: Client, model: type[Actor]) -> None:
    with factories.change():
        factories.outlet("another", dataset=Dataset.objects.get(slug="curated"))
    one, other = model.objects.order_by("pk")[:2]
    assert "This goes" in site.get(merge_url(one, other)).content.decode()
    assert 'name="into"' in site.get(admin_url(one, "merge")).content.decode()
    assert b"Merge into" in site.get(admin_url(one)).content


def test_datasets_have_no_such_page(site: Client) -> None:
    owner = Dataset.objects.get(slug="curated")
    assert b"Merge into" not in site.get(admin_url(owner)).content
    assert b"merge_two" not in site.get(admin_url(Dataset)).content


def test_who_may_not_delete_and_change_is_not_offered_it(client: Client) -> None:
    user = User.objects.create_user("carl", password="a secret of ours", is_staff=True)
    user.groups.add(Group.objects.get(name="Contributor"))
    source, target = create_pair("draft")
    with changes.changeset(user, "create"):
        own = factories.actor("own-body", name="Own body", dataset=source.dataset)
    client.force_login(user)
    assert b"Merge into" in client.get(admin_url(own)).content
    assert b"Merge into" not in client.get(admin_url(source)).content  # another's draft
    assert client.get(merge_url(source, target)).status_code == 403
    data = {"read_at": f"actors/{source.pk}:1 actors/{target.pk}:1", "reason": "One."}
    assert client.post(merge_url(source, target), data).status_code == 403
    data = form_values(client.get(merge_url(own, target))) | {"reason": "One body."}
    assert client.post(merge_url(own, target), data).status_code == 302
    assert not Actor.objects.filter(pk=own.pk).exists()


def test_a_preview_of_many_asks_no_more_queries_than_one_of_few(count_queries: QueryCounter) -> None:
    source, target = create_pair()

    def named(times: int) -> None:
        with factories.change():
            for number in range(times):
                factories.participation(factories.event(f"event-{times}-{number}"), source)
                source.names.create(name=f"Spelling {times} {number}")

    named(2)
    few = count_queries(merge_url(source, target))
    named(20)
    # One more for each record that the rehearsal changes, as with every change.
    assert count_queries(merge_url(source, target)) == few + 20 * QUERIES_PER_RECORD
