"""The writes that the write guard allows a curator, by any way of writing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied

from events import changes, rights
from events.actions import review_status
from events.choices import ReviewStatus
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
        "hand_in": review_status.submit_for_review,
        "publish": review_status.publish,
        "reject": review_status.reject,
        "withdraw": review_status.withdraw,
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


@pytest.mark.parametrize(
    ("group", "event_statuses", "outlet_statuses"),
    [
        ("Contributor", STATUSES[:2], STATUSES[:2]),
        ("Reviewer", STATUSES, STATUSES[:2]),
        ("Editor", STATUSES, STATUSES),
    ],
)
def test_the_admin_shows_as_editable_what_may_be_changed(
    group: str, event_statuses: tuple[str, ...], outlet_statuses: tuple[str, ...]
) -> None:
    user = create_curator(group)
    for model, statuses in ((Event, event_statuses), (Outlet, outlet_statuses)):
        assert tuple(status for status in STATUSES if rights.may_edit(user, model, status)) == statuses
    reader = User.objects.create_user("reader")
    assert not any(rights.may_edit(reader, Event, status) for status in STATUSES)
    reader.user_permissions.set(Permission.objects.filter(codename="publish_event"))
    reader = User.objects.get(pk=reader.pk)
    assert rights.may(reader, "publish", Event)
    assert not any(rights.may_edit(reader, Event, status) for status in STATUSES)


Step = tuple[ReviewStatus | None, ReviewStatus | None]
DRAFT, IN_REVIEW, PUBLISHED = ReviewStatus.DRAFT, ReviewStatus.IN_REVIEW, ReviewStatus.PUBLISHED
REJECTED, WITHDRAWN = ReviewStatus.REJECTED, ReviewStatus.WITHDRAWN


@pytest.mark.parametrize(
    ("step", "needed"),
    [
        ((None, DRAFT), ["add"]),
        ((None, PUBLISHED), ["publish"]),
        ((DRAFT, DRAFT), ["change"]),
        ((DRAFT, IN_REVIEW), ["change"]),
        ((REJECTED, DRAFT), ["change"]),
        ((IN_REVIEW, IN_REVIEW), ["change", "publish"]),
        ((IN_REVIEW, DRAFT), ["change", "publish"]),
        ((IN_REVIEW, PUBLISHED), ["publish"]),
        ((IN_REVIEW, REJECTED), ["publish"]),
        ((PUBLISHED, PUBLISHED), ["change", "publish"]),
        ((REJECTED, REJECTED), ["change"]),
        ((PUBLISHED, WITHDRAWN), ["withdraw"]),
        ((WITHDRAWN, WITHDRAWN), ["change", "publish"]),
        ((WITHDRAWN, PUBLISHED), ["publish"]),
        ((DRAFT, None), ["delete"]),
        ((IN_REVIEW, None), ["delete", "publish"]),
    ],
)
def test_each_step_asks_for_its_permissions(step: Step, needed: list[str]) -> None:
    """Whoever has all of them takes the step; whoever lacks one does not, and is told which."""
    for absent in (*needed, None):
        user = User.objects.create_user(f"lacks-{absent}")
        names = [f"{verb}_event" for verb in needed if verb != absent]
        user.user_permissions.set(Permission.objects.filter(codename__in=names))
        if absent is None:
            rights.require_permission(user, Event, "slug", *step)
        else:
            with pytest.raises(PermissionDenied, match=f"may not {absent} events"):
                rights.require_permission(user, Event, "slug", *step)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (
            (PUBLISHED, PUBLISHED),
            "may not change or publish events, as this would: it concerns “e”, which is published.",
        ),
        (
            (IN_REVIEW, None),
            "may not delete or publish events, as this would: it concerns “e”, which is in review.",
        ),
        ((DRAFT, DRAFT), "may not change events, as this would: it concerns “e”. Ask"),
        ((None, DRAFT), "may not add events, as this would: it concerns “e”. Ask"),
    ],
)
def test_a_refusal_names_all_that_is_lacking_and_a_status_beyond_editing(step: Step, words: str) -> None:
    with pytest.raises(PermissionDenied) as refused:
        rights.require_permission(User.objects.create_user("nobody"), Event, "e", *step)
    assert words in str(refused.value)
