"""The writes that the write guard allows a curator, by any way of writing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied

from events import actions, changes
from events.models import Contradiction, Dataset, Event, Evidence, Figure, Outlet
from tests import factories as make

pytestmark = pytest.mark.django_db
STATUSES = ("draft", "rejected", "in_review", "published", "withdrawn")


def create_curator(group: str) -> User:
    user = User.objects.create_user(group.lower(), is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


def is_allowed(user: User, write: Callable[[], Any]) -> bool:
    """Returns whether the write is allowed; a refused one is rolled back."""
    try:
        with changes.changeset(user, "edit"):
            write()
    except PermissionDenied:
        return False
    return True


@pytest.mark.parametrize(
    ("group", "events", "outlets", "datasets"),
    [
        ("Contributor", STATUSES[:2], STATUSES[:2], ()),
        ("Reviewer", STATUSES, STATUSES[:2], ()),
        ("Editor", STATUSES, STATUSES, STATUSES),
        ("Admin", STATUSES, STATUSES, STATUSES),
    ],
)
def test_each_group_changes_what_is_its_own(
    group: str, events: tuple[str, ...], outlets: tuple[str, ...], datasets: tuple[str, ...]
) -> None:
    user = create_curator(group)
    may: dict[Any, tuple[str, ...]] = {}
    for model, maker in ((Event, make.event), (Outlet, make.outlet), (Dataset, make.dataset)):
        for status in STATUSES:
            with make.change():
                row = maker(f"a-{status.replace('_', '-')}", review_status=status, withdrawn_reason="Why")
            note = {"note": "Other."} | ({"title": "Other"} if model is Event else {"name": "Other"})
            rows = model._default_manager.filter(pk=row.pk)

            def write(rows: Any = rows, note: dict[str, str] = note) -> None:
                rows.update(**note)

            if is_allowed(user, write):
                may[model] = (*may.get(model, ()), status)
    assert (may.get(Event, ()), may.get(Outlet, ()), may.get(Dataset, ())) == (events, outlets, datasets)


def test_a_contributor_writes_no_part_of_what_is_public_nor_deletes_it() -> None:
    user = create_curator("Contributor")
    with make.change():
        article = make.article(review_status="published")
        event, draft = make.event(review_status="published"), make.event("draft")
        figure = Figure.objects.create(event=event, measure="killed", wording="two")
        two = Figure.objects.create(event=draft, measure="killed", wording="three")
    assert not is_allowed(user, lambda: make.evidence(article, event=event))
    assert not is_allowed(user, lambda: Figure.objects.filter(pk=figure.pk).update(wording="four"))
    assert not is_allowed(user, lambda: Figure.objects.get(pk=figure.pk).delete())
    ends = {"left_figure": figure, "right_figure": two}
    assert not is_allowed(user, lambda: Contradiction.objects.create(how="value", **ends))
    assert is_allowed(user, lambda: make.evidence(article, event=draft))
    assert is_allowed(user, lambda: Figure.objects.filter(pk=two.pk).update(wording="four"))
    assert is_allowed(user, lambda: Event.objects.get(slug="draft").delete())
    assert Evidence.objects.count() == 0


def test_each_group_takes_the_steps_that_are_its_own() -> None:
    starts = {"hand_in": "draft", "publish": "in_review", "reject": "in_review", "withdraw": "published"}
    steps = {
        "hand_in": actions.submit_for_review,
        "publish": actions.publish,
        "reject": actions.reject,
        "withdraw": actions.withdraw,
    }
    allowed: dict[str, list[str]] = {}
    for group in ("Contributor", "Reviewer", "Editor"):
        user = create_curator(group)
        for name, take in steps.items():
            with make.change():
                actor = make.actor(f"{group.lower()}-{name.replace('_', '-')}", review_status=starts[name])
            actor.refresh_from_db()
            try:
                take([actor], user, "Because.")
            except PermissionDenied:
                continue
            allowed.setdefault(group, []).append(name)
    assert allowed == {
        "Contributor": ["hand_in"],
        "Reviewer": ["hand_in", "publish", "reject"],
        "Editor": ["hand_in", "publish", "reject", "withdraw"],
    }


def test_a_refusal_says_what_is_lacking_and_a_command_needs_no_permission() -> None:
    with make.change():
        event = make.event(review_status="published")
    with (
        pytest.raises(PermissionDenied, match="may not publish events, as this would: it concerns “event”"),
        changes.changeset(create_curator("Contributor"), "edit"),
    ):
        Event.objects.update(title="Other")
    event.refresh_from_db()
    assert event.title == "event"
    with changes.changeset("a command", "edit"):
        Event.objects.update(title="Other")
