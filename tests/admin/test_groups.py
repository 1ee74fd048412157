"""What each group is offered, and what it is refused when it asks all the same."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events import changes
from events.admin.forms import revision_token
from events.models import Actor, Contradiction, Dataset, Event, Figure, Outlet
from tests import factories
from tests.admin.form_data import admin_url, form_values

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]
CAMPAIGN = "attacks-on-us-forces-in-iraq-and-syria-2023-2024"


def sign_in(client: Client, group: str) -> User:
    """Somebody of that group, signed in."""
    user = User.objects.create_user(group.lower(), password="a secret of ours", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return user


def create_draft(user: User, slug: str = "new-body", **columns: str) -> Actor:
    """A draft that this curator made."""
    with changes.changeset(user, "create"):
        actor = factories.actor(slug, name=slug, dataset=Dataset.objects.get(slug="curated"))
    if columns:
        with factories.change():
            Actor.objects.filter(pk=actor.pk).update(**columns)
    return Actor.objects.get(pk=actor.pk)


def offered_actions(page: str) -> list[str]:
    """The actions that a list offers."""
    names = ("publish", "withdraw", "hand_in", "reject", "delete_selected")
    return [name for name in names if f'<option value="{name}"' in page]


@pytest.mark.parametrize(
    ("group", "on_actors", "on_outlets", "screens"),
    [
        ("Contributor", ["hand_in", "delete_selected"], ["hand_in", "delete_selected"], 0),
        ("Reviewer", ["publish", "hand_in", "reject", "delete_selected"], ["hand_in", "delete_selected"], 0),
        ("Editor", ["publish", "withdraw", "hand_in", "reject", "delete_selected"], [], 0),
        ("Admin", ["publish", "withdraw", "hand_in", "reject", "delete_selected"], [], 1),
    ],
)
def test_each_group_is_offered_its_own(
    client: Client, group: str, on_actors: list[str], on_outlets: list[str], screens: int
) -> None:
    sign_in(client, group)
    assert offered_actions(client.get(admin_url(Actor)).content.decode()) == on_actors
    assert offered_actions(client.get(admin_url(Outlet)).content.decode()) == (on_outlets or on_actors)
    may_add = client.get(admin_url(Dataset, "add")).status_code == 200
    assert may_add == (group in ("Editor", "Admin"))
    first = client.get("/admin/").content.decode()
    assert ("/admin/auth/user/" in first) == bool(screens)
    assert client.get("/admin/auth/user/").status_code == (200 if screens else 403)


def test_a_contributor_writes_drafts_and_hands_them_in(client: Client) -> None:
    user = sign_in(client, "Contributor")
    own = create_draft(user)
    page = client.get(admin_url(own))
    assert b"Save and hand in for review" in page.content
    assert b"Save and publish" not in page.content
    assert b"deletelink" in page.content
    assert client.post(admin_url(own), form_values(page) | {"description": "Of ours."}).status_code == 302
    own.refresh_from_db()
    data = form_values(client.get(admin_url(own))) | {"_hand_in": "yes"}
    assert client.post(admin_url(own), data)["Location"] == admin_url(own)
    own.refresh_from_db()
    assert (own.description, own.review_status) == ("Of ours.", "in_review")
    # From now on it is the reviewer's: only to be looked at.
    form = client.get(admin_url(own))
    assert b'name="_save"' not in form.content
    assert b"deletelink" not in form.content
    own.refresh_from_db()
    assert client.post(admin_url(own), data | {"read_at": revision_token(own)}).status_code == 403
    assert Actor.objects.get(pk=own.pk).review_status == "in_review"


def test_a_contributor_is_refused_the_rest_by_whatever_way(client: Client) -> None:
    user = sign_in(client, "Contributor")
    event = Event.objects.get(slug=CAMPAIGN)
    figure = Figure.objects.filter(event=event).first()
    assert figure is not None
    waiting, others = (
        create_draft(user, review_status="in_review"),
        create_draft(User.objects.create_superuser("x"), "theirs"),
    )
    own = create_draft(user, "own")
    before = Event.objects.values("revision", "review_status").get(pk=event.pk)

    confirmed = {"confirmed": "yes", "reason": "Because.", "post": "yes", "read_at": revision_token(event)}
    for step in ("publish", "reject", "withdraw"):
        assert client.get(admin_url(own, "step", step)).status_code == 403
        assert (
            client.post(admin_url(own, "step", step), confirmed | {"seen": revision_token(own)}).status_code
            == 403
        )
    assert client.post(admin_url(own), {"_publish": "yes"}).status_code == 403
    for row in (event, waiting):
        assert client.post(admin_url(row), {"_save": "Save"}).status_code == 403
        assert client.post(admin_url(row, "delete"), confirmed).status_code in (302, 403)
    assert (
        client.post(admin_url(others, "delete"), confirmed | {"read_at": revision_token(others)}).status_code
        == 403
    )
    selected = {"action": "delete_selected", "_selected_action": [others.pk], "post": "yes"}
    assert client.post(admin_url(Actor), selected).status_code == 403
    # A list action that is not offered does nothing.
    client.post(
        admin_url(Actor),
        confirmed | {"action": "publish", "_selected_action": own.pk, "seen": revision_token(own)},
    )
    # Parts go with their record, on screens of their own too.
    for part, more in ((figure, {"wording": "millions"}), (Contradiction.objects.first(), {"note": "No."})):
        assert part is not None
        page = client.get(admin_url(part))
        assert 'name="_save"' not in page.content.decode()  # it is shown, and offers nothing
        assert client.post(admin_url(part), form_values(page) | more).status_code == 403
        client.post(admin_url(part, "delete"), confirmed | {"read_at": revision_token(part)})
        selected = {"action": "delete_selected", "_selected_action": [part.pk], "post": "yes"}
        client.post(admin_url(type(part)), selected)
        part.refresh_from_db()  # it is still there
    assert client.get("/admin/auth/group/").status_code == 403

    assert Event.objects.values("revision", "review_status").get(pk=event.pk) == before
    assert {one.slug: one.review_status for one in Actor.objects.exclude(review_status="published")} == {
        "new-body": "in_review",
        "theirs": "draft",
        "own": "draft",
    }
    refused = client.post(admin_url(own), {"_publish": "yes"}).content.decode()
    assert "Your account may not do this" in refused


def test_a_reviewer_publishes_and_edits_what_is_public_but_withdraws_nothing(client: Client) -> None:
    sign_in(client, "Reviewer")
    event = Event.objects.get(slug=CAMPAIGN)
    page = client.get(admin_url(event))
    assert b'name="_save"' in page.content
    assert admin_url(event, "step", "withdraw").encode() not in page.content
    assert client.get(admin_url(event, "step", "withdraw")).status_code == 403
    outlet = Outlet.objects.first()
    assert outlet is not None
    assert b'name="_save"' not in client.get(admin_url(outlet)).content
    assert client.post(admin_url(outlet), {"_save": "Save"}).status_code == 403


def test_what_only_an_editor_may_publish_along_has_no_box(client: Client) -> None:
    sign_in(client, "Reviewer")
    dataset = Dataset.objects.get(slug="curated")
    with factories.change():
        outlet = factories.outlet("new-paper", dataset=dataset)
        article = factories.article("its-article", dataset=dataset, outlet=outlet)
    article.refresh_from_db()
    outlet.refresh_from_db()
    page = client.get(admin_url(article, "step", "publish")).content.decode()
    assert "Ask an Editor to publish it first" in page
    assert 'name="along"' not in page
    data = {"confirmed": "yes", "seen": revision_token(article), "along": revision_token(outlet)}
    assert client.post(admin_url(article, "step", "publish"), data).status_code == 403
    outlet.refresh_from_db()
    assert outlet.review_status == "draft"


def test_an_admin_makes_accounts_but_no_superuser(client: Client) -> None:
    me = sign_in(client, "Admin")
    boss = User.objects.create_superuser("boss", password="the boss's own")
    add = "/admin/auth/user/add/"
    reviewer = Group.objects.get(name="Reviewer")
    data = form_values(client.get(add)) | {
        "username": "newcomer",
        "password1": "quite some secret",
        "password2": "quite some secret",
        "groups": [reviewer.pk],
        "is_superuser": "on",
    }
    assert data["is_staff"] == "on"
    assert client.post(add, data).status_code == 302
    account = User.objects.get(username="newcomer")
    assert (account.is_staff, account.is_superuser, list(account.groups.all())) == (True, False, [reviewer])

    every = [one.pk for one in Permission.objects.all()[:3]]
    for user in (account, me):
        page = client.get(admin_url(user))
        assert b"is_superuser" not in page.content
        client.post(admin_url(user), form_values(page) | {"is_superuser": "on", "user_permissions": every})
        user.refresh_from_db()
        assert not user.is_superuser
        assert not user.user_permissions.exists()
        assert client.post(admin_url(user, "delete"), {"post": "yes"}).status_code == 403
    assert client.post(admin_url(boss), {"username": "boss"}).status_code == 403
    password = {"password1": "mine from now", "password2": "mine from now", "usable_password": "true"}
    assert client.post(f"/admin/auth/user/{boss.pk}/password/", password).status_code == 403
    boss.refresh_from_db()
    assert boss.check_password("the boss's own")


def test_the_first_page_tells_what_waits_in_constant_queries(client: Client) -> None:
    user = sign_in(client, "Contributor")
    assert b"Nothing: no record is in review" in client.get("/admin/").content
    with CaptureQueriesContext(connection) as few:
        client.get("/admin/")
    create_draft(user, "one")
    create_draft(user, "two", review_status="rejected")
    for number in range(5):
        create_draft(
            User.objects.create_user(f"other-{number}", is_superuser=True),
            f"in-{number}",
            review_status="in_review",
        )
    with CaptureQueriesContext(connection) as many:
        page = client.get("/admin/").content.decode()
    assert len(many) == len(few) < 40
    lists = [
        f"{admin_url(Actor)}?review_status__exact={query}"
        for query in ("in_review", "draft&amp;made_by=me", "rejected&amp;made_by=me")
    ]
    for address, number in zip(lists, (5, 1, 1), strict=True):
        assert f'<a href="{address}">{number}</a>' in page
        records = client.get(address.replace("&amp;", "&")).content.decode()
        assert records.count('class="action-select"') == number
    assert "contributor" in page
    assert "events/icon" in page


def test_whoever_may_see_nothing_is_shown_nothing(client: Client) -> None:
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    page = client.get("/admin/").content.decode()
    assert "What waits" not in page
    assert "Changed last" not in page
    assert client.get(admin_url(Actor)).status_code == 403
    assert (
        client.get(
            admin_url(Actor, "choose"),
            {"app_label": "events", "model_name": "participation", "field_name": "actor", "term": "a"},
        ).status_code
        == 403
    )
