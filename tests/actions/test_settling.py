"""Settling an event: a second person confirms all of it, and whatever the public sees change undoes that."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from events import history_checks, write_guard
from events.actions.merge import merge, plan_merge
from events.actions.revert import revert
from events.actions.review_status import publish, withdraw
from events.actions.settling import settle_event, settling_items
from events.changes import StaleRecordError, changeset
from events.models import Claim, Contradiction, Event, EventSource, Figure, PublicId, Revision
from tests import factories as make
from tests.program_versions import frozen_versions, next_version

pytestmark = pytest.mark.django_db
PUBLIC = {"review_status": "published"}
KEYS = {"source/article", "figure/few", "figure/many", "claim/claim"}


def person(name: str, group: str = "Reviewer") -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def author() -> User:
    return person("author", "Editor")


@pytest.fixture
def second() -> User:
    return person("second")


@pytest.fixture
def event(author: User) -> Event:
    """A coded event with a source, two rival figures, a figure without a rival, and what is claimed of it."""
    with changeset(author, "edit"):
        article = make.article(**PUBLIC)
        event = make.event(not_stated=["type", "who", "whom", "where", "when"], **PUBLIC)
        event.sources.create(article=article)
        make.evidence(article, event=event)
        for key, measure, value in (("few", "killed", 3), ("many", "killed", 9), ("hurt", "injured", 1)):
            figure = event.figures.create(key=key, measure=measure, value=value)
            make.evidence(article, event=event, figure=figure)
        claims = [make.claim("claim", **PUBLIC), make.claim("draft-claim"), make.claim("elsewhere", **PUBLIC)]
        claims[0].subjects.create(figure=figure)
        claims[1].subjects.create(event=event)
        make.evidence(article, claim=claims[1])
        make.evidence(article, claim=claims[0])
    return Event.objects.get()


def stored() -> Event:
    return Event.objects.get(slug="event")


def test_every_source_rival_figure_and_public_claim_is_confirmed(event: Event, second: User) -> None:
    assert {one.key for one in settling_items(event)} == KEYS
    for missing in sorted(KEYS):
        with pytest.raises(ValidationError, match=f"Confirm every one of them; 1 are open, {missing} among"):
            settle_event(event, second, KEYS - {missing})
    assert stored().depth == "coded"
    settle_event(event, second, KEYS, "Read both.")
    assert stored().depth == "settled"
    last = Revision.objects.filter(collection="events").latest("seq")
    assert (last.action, last.user, last.version, last.reason) == ("settle", second, 2, "Read both.")
    assert (last.revision, last.change, stored().revision) == (2, "upsert", 2)
    assert last.record is not None
    assert last.record["depth"] == "settled"
    assert [*history_checks.find_violations()] == []


def test_the_public_reads_that_it_is_settled_and_not_by_whom(
    event: Event, second: User, client: Client
) -> None:
    settle_event(event, second, KEYS, "Secret reason.")
    for path in ("events/event/", "events/?depth=settled", "changes/", "events/event/revisions/"):
        answer = client.get(f"/api/v1/{path}").content.decode()
        assert "second" not in answer.replace("seconds", "")
        assert "Secret reason" not in answer
    assert client.get("/api/v1/events/event/").json()["depth"] == "settled"
    assert client.get("/api/v1/events/event/?revision=1").json()["depth"] == "coded"
    assert client.get("/api/v1/events/?depth=coded").json()["results"] == []


def test_who_edited_it_or_what_went_into_it_cannot_settle_it(
    event: Event, author: User, second: User
) -> None:
    with pytest.raises(ValidationError, match="You have edited it"):
        settle_event(event, author, KEYS)
    third = person("third")
    with changeset(third, "edit"):
        make.event("twin", **PUBLIC)
    merge(plan_merge(Event.objects.get(slug="twin"), event), "tester", "One.")
    with pytest.raises(ValidationError, match="You have edited it"):
        settle_event(stored(), third, KEYS)
    settle_event(stored(), second, KEYS)


def test_who_only_published_it_can_settle_it(author: User, second: User) -> None:
    with changeset(author, "edit"):
        event = make.event(not_stated=["type", "who", "whom", "where", "when"])
        article = make.article(**PUBLIC)
        event.sources.create(article=article)
        make.evidence(article, event=event)
    publish([stored()], second)
    settle_event(stored(), second, {"source/article"})
    assert stored().depth == "settled"


def test_who_may_not_publish_may_not_settle(event: Event) -> None:
    with pytest.raises(PermissionDenied, match="may not settle"):
        settle_event(event, person("contributor", "Contributor"), KEYS)
    assert stored().depth == "coded"


def test_what_is_not_published_not_coded_or_settled_already_cannot_be_settled(
    event: Event, author: User, second: User
) -> None:
    with changeset(author, "edit"):
        draft = make.event("draft")
        bare = make.event("bare", **PUBLIC)
    for record, words in ((draft, "Only a published"), (bare, "It is not coded yet")):
        record.refresh_from_db()
        with pytest.raises(ValidationError, match=words):
            settle_event(record, second, KEYS)
    settle_event(event, second, KEYS)
    with pytest.raises(ValidationError, match="It is settled already"):
        settle_event(stored(), person("third"), KEYS)


def test_what_changed_since_it_was_read_cannot_be_settled(event: Event, author: User, second: User) -> None:
    with changeset(author, "edit"):
        Event.objects.update(note="Look again.")
    with pytest.raises(StaleRecordError):
        settle_event(event, second, KEYS)


def edit(**columns: Any) -> None:
    with make.change("edit"):
        Event.objects.filter(slug="event").update(**columns)


def edit_claim(slug: str, **columns: Any) -> None:
    with make.change("edit"):
        Claim.objects.filter(slug=slug).update(**columns or {"proposition": "Other."})


def take_subject_away() -> None:
    with make.change("edit"):
        Claim.objects.get(slug="claim").subjects.all().delete()


def contradict() -> None:
    with make.change("edit"):
        few, many = Figure.objects.filter(measure="killed").order_by("value")
        Contradiction.objects.create(left_figure=few, right_figure=many, how="divergent")


def add_source() -> None:
    with make.change("edit"):
        EventSource.objects.create(event=stored(), article=make.article("other", **PUBLIC))


def withdraw_event() -> None:
    withdraw([stored(), Claim.objects.get(slug="claim")], "tester", "Wrong.")


def withdraw_and_publish() -> None:
    withdraw_event()
    publish([stored()], "tester")


def merge_another() -> None:
    with make.change():
        make.event("twin", **PUBLIC).contexts.create(context="legal")
    merge(plan_merge(Event.objects.get(slug="twin"), stored()), "tester", "One.")


def go_back() -> None:
    edit(title="Other")
    revert(stored(), 2, person("third"), "Back.")


def settle_by_hand() -> None:
    edit(title="Other")
    edit(depth="settled", title="Another")


UNSETTLING: dict[str, tuple[Callable[[], None], str]] = {
    "a title": (lambda: edit(title="Other"), "coded"),
    "a source": (add_source, "coded"),
    "a contradiction": (contradict, "coded"),
    "what was not stated": (lambda: edit(not_stated=["who", "whom", "where", "when"]), "sighted"),
    "withdrawing": (withdraw_event, "coded"),
    "withdrawing and publishing": (withdraw_and_publish, "coded"),
    "merging": (merge_another, "coded"),
    "going back": (go_back, "coded"),
    "no settling": (settle_by_hand, "coded"),
    "the words of a claim about it": (lambda: edit_claim("claim"), "coded"),
    "a claim about it that is published": (
        lambda: publish([Claim.objects.get(slug="draft-claim")], "tester"),
        "coded",
    ),
    "a claim about it that is withdrawn": (
        lambda: withdraw([Claim.objects.get(slug="claim")], "tester", "Wrong."),
        "coded",
    ),
    "a claim that is about it no more": (take_subject_away, "coded"),
}
KEEPING: dict[str, Callable[[], None]] = {
    "a note": lambda: edit(note="Private."),
    "the same title": lambda: edit(title=stored().title),
    "a claim of something else": lambda: edit_claim("elsewhere"),
    "a draft of a claim": lambda: edit_claim("draft-claim"),
    "a note about a claim": lambda: edit_claim("claim", note="Private."),
}


@pytest.mark.parametrize("name", UNSETTLING)
def test_any_public_change_unsettles(event: Event, second: User, name: str) -> None:
    settle_event(event, second, KEYS)
    change, depth = UNSETTLING[name]
    change()
    newest = Revision.objects.filter(collection="events", slug="event").latest("seq")
    assert (stored().depth, (newest.record or {})["depth"]) == (depth, depth)
    assert [*history_checks.find_violations()] == []


@pytest.mark.parametrize("name", KEEPING)
def test_what_the_public_does_not_see_keeps_it_settled(event: Event, second: User, name: str) -> None:
    settle_event(event, second, KEYS)
    before = stored().revision
    KEEPING[name]()
    assert (stored().depth, stored().revision) == ("settled", before)
    assert [*history_checks.find_violations()] == []


def test_an_event_of_an_earlier_form_can_be_settled(event: Event, second: User) -> None:
    revision = Revision.objects.get(collection="events")
    old = {
        name: value for name, value in (revision.record or {}).items() if name not in ("depth", "not_stated")
    }
    with write_guard.suspended():
        Revision.objects.filter(pk=revision.pk).update(record=old)
    with next_version(frozen_versions()):
        settle_event(event, second, KEYS)
    assert Revision.objects.filter(collection="events").latest("seq").action == "settle"
    assert PublicId.objects.get(slug="event").state == "live"


def test_queries_do_not_grow_with_what_is_confirmed(
    event: Event, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(5):
        settling_items(event)
    with make.change():
        for number in range(5):
            event.figures.create(key=f"f{number}", measure="killed", value=number)
            make.claim(f"c{number}", **PUBLIC).subjects.create(event=event)
    with django_assert_num_queries(5):
        settling_items(event)
