"""What is not public changes no answer: no body, no header, no number, no ETag, no order."""

import datetime
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from events.actions.review_status import withdraw
from events.choices import Access, Collection, ReviewStatus
from events.exports import formats_of
from events.models import Actor, Article, Claim, Contradiction, Event, Evidence, Figure
from tests import factories as make
from tests.api.helpers import COLLECTIONS, walk_pages
from tests.api.test_exports import read_text
from tests.api.test_visibility import HIDDEN, _create_hidden

PUBLIC: dict[str, Any] = {"review_status": ReviewStatus.PUBLISHED}
NOW = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC)
HEADERS = ("ETag", "Last-Modified", "Content-Type", "Link", "Vary", "Cache-Control", "Location")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime.datetime]:
    """The time at which everything happens."""
    moments = [NOW]
    monkeypatch.setattr(timezone, "now", lambda: moments[0])
    return moments


def public_answers(client: Client) -> dict[str, tuple[int, list[str | None], str]]:
    """Every kind of public answer, with its status and its headers."""
    paths = ["vocabulary/", "changes/?limit=1000", "changes/?limit=2", "events/feed/", "releases/"]
    paths += ["events/aggregate/?group_by=actor", "events/aggregate/?group_by=country&metric=killed"]
    paths += ["suggest/?q=person", "suggest/?q=ev", "events/?q=met&ordering=relevance&snippets=true"]
    for collection in COLLECTIONS:
        paths += [f"{collection}/?limit=200", f"{collection}/?limit=1&count=exact", f"{collection}/?q=first"]
        for slug in [slug for page in walk_pages(client, f"{collection}/?limit=200") for slug in page]:
            paths += [f"{collection}/{slug}/{rest}" for rest in ("", "revisions/", "?revision=1")]
            paths.append(f"{collection}/{slug}/?as_of=2024-05-01T12:00:00Z")
        for release in ("first", "last"):
            paths += [f"releases/{release}/{collection}/", f"releases/{release}/changes/?since=first"]
    paths += ["actors/gone/", "actors/gone/revisions/"]
    addresses = [*(f"/api/v1/{path}" for path in paths), "/ogc/collections/events/items/", "/"]
    answers = {address: _answer(client, address) for address in addresses}
    for collection in COLLECTIONS:
        for format_ in formats_of(Collection(collection)):
            path = f"{collection}/?format={format_}"
            answers[path] = (200, [], read_text(client, path))
    return answers


def _answer(client: Client, address: str) -> tuple[int, list[str | None], str]:
    response = client.get(address)
    body = b"".join(response) if response.streaming else response.content
    text = re.sub(r'"timeStamp":"[^"]*"', "", body.decode())
    return response.status_code, [response.headers.get(name) for name in HEADERS], text


def differing(
    before: dict[str, tuple[int, list[str | None], str]], after: dict[str, tuple[int, list[str | None], str]]
) -> list[str]:
    """The addresses that do not answer alike."""
    return [address for address in {**before, **after} if before.get(address) != after.get(address)]


Step = Callable[[], None]


def public_steps(clock: list[datetime.datetime]) -> Iterator[None]:
    """Public records that come, change and go, a step at a time."""
    with make.change("show"):
        outlet = make.outlet("paper", **PUBLIC)
        closed = make.article(
            "closed", "They met. Seven died.", access=Access.CLOSED, outlet=outlet, **PUBLIC
        )
        open_ = make.article("open", "They met again. Eight died.", access=Access.OPEN, **PUBLIC)
        person, other = make.actor("person-b", name="Person", **PUBLIC), make.actor("person-a", **PUBLIC)
        gone = make.actor("gone", **PUBLIC)
        events = [make.event(slug, title="The first", **PUBLIC) for slug in ("event-b", "event-a")]
        for event, article in zip(events, (closed, open_), strict=True):
            event.sources.create(article=article, mention="main")
            part = make.participation(event, person)
            make.participation(event, other, role="target")
            make.evidence(article, article.text[:8], event=event)
            make.evidence(article, article.text[-11:], event=event, participation=part)
            event.figures.create(key="killed", measure="killed", value=7)
        events[0].relations.create(key="r", other=events[1], type="follows")
        make.claim("said", **PUBLIC).by.add(person)
    yield
    make.release("first")
    yield
    clock[0] += datetime.timedelta(hours=1)
    with make.change("edit"):
        Event.objects.filter(slug="event-b").update(summary="Later.")
    yield
    gone.refresh_from_db()
    withdraw([gone], "tester", "Nobody.")
    clock[0] += datetime.timedelta(hours=1)
    yield
    make.release("last")


def hide(number: int) -> None:
    """Change what is not public: drafts, notes, closed texts, and what contradicts a draft."""
    with make.change("hide"):
        draft = make.actor(f"draft-{number}", name="Person")
        make.claim(f"hidden-{number}").by.add(draft)
        for model in (Actor, Article, Claim, Event):
            for record in model.objects.published():
                record.note = f"Note {number}"
                record.save()
        if figure := Figure.objects.filter(event__slug="event-a").first():
            claim = make.claim(f"against-{number}")
            Contradiction.objects.create(
                left_figure=figure, right_figure=_hidden_figure(number), how="numeric"
            )
            claim.subjects.create(figure=figure)
        article = Article.objects.filter(slug="closed").first()
        if article is not None:
            # As many words as there were: only what is hidden differs.
            Article.objects.filter(pk=article.pk).update(text=article.text.replace("Seven", "Eight"))
            for row in Evidence.objects.filter(article=article):
                row.quote = row.quote.replace("Seven", "Eight")
                Evidence.objects.filter(pk=row.pk).update(quote=row.quote)
        Actor.objects.filter(slug="gone", review_status=ReviewStatus.WITHDRAWN).update(
            description=f"Hidden {number}."
        )
    with make.change("hide again"):
        Actor.objects.filter(slug=f"draft-{number}").update(description="More.")
    if number % 2:
        with make.change("delete"):
            Claim.objects.get(slug=f"hidden-{number}").delete()


def _hidden_figure(number: int) -> Figure:
    event = make.event(f"hidden-event-{number}")
    figure: Figure = event.figures.create(key="f", measure="killed", value=number)
    return figure


@pytest.mark.django_db
def test_two_databases_that_differ_in_hidden_things_alone_answer_alike(
    client: Client, clock: list[datetime.datetime]
) -> None:
    built: list[dict[str, Any]] = []
    for with_drafts in (False, True):
        clock[0] = NOW
        with transaction.atomic():
            for number, _ in enumerate(public_steps(clock)):
                if with_drafts:
                    hide(number)
            built.append(public_answers(client))
            transaction.set_rollback(True)
    assert not differing(*built)
    assert len(built[0]) > 100


@pytest.mark.usefixtures("seeded")
def test_hidden_changes_of_the_seeds_change_no_answer(client: Client, clock: list[datetime.datetime]) -> None:
    with make.change("show"):
        gone = make.actor("gone", **PUBLIC)
    gone.refresh_from_db()
    withdraw([gone], "tester", "Nobody.")
    make.release("first")
    make.release("last")
    clock[0] += datetime.timedelta(hours=1)
    before = public_answers(client)
    with make.change("hide"):
        for status in HIDDEN:
            _create_hidden("zq", status)
    hide(1)
    assert not differing(before, public_answers(client))


@pytest.mark.django_db
def test_a_contradiction_moves_both_ends_when_it_appears_and_when_it_goes() -> None:
    with make.change("show"):
        shown = make.event("shown", **PUBLIC)
        draft = make.event("draft")
        ends = [event.figures.create(key="f", measure="killed", value=7) for event in (shown, draft)]
    assert _clock_of(shown) == (1, 1)
    with make.change("contradict"):
        Contradiction.objects.create(left_figure=ends[0], right_figure=ends[1], how="numeric")
    assert _clock_of(shown) == (2, 1)
    with make.change("publish"):
        Event.objects.filter(pk=draft.pk).update(review_status=ReviewStatus.PUBLISHED)
    assert (_clock_of(shown), _clock_of(draft)[1]) == ((3, 2), 1)
    with make.change("take back"):
        Event.objects.filter(pk=draft.pk).update(review_status="withdrawn", withdrawn_reason="Wrong.")
    assert (_clock_of(shown), _clock_of(draft)[1]) == ((4, 3), 2)


def _clock_of(event: Event) -> tuple[int, int]:
    event.refresh_from_db()
    return event.version, event.revision
