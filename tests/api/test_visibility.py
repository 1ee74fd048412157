"""Nothing that is not public is in any response: each is searched for a word of hidden records."""

import json
import re
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db.models import CharField, Model, TextField
from django.test import Client

from events.actions.redact import redact_text
from events.choices import Access, Collection, ReviewStatus
from events.exports import formats_of
from events.exports.event_part_tables import PART_TABLES
from events.filtersets.dimensions import DIMENSIONS
from events.models import Actor, Article, Claim, Dataset, Event, EventPlace, Location, Outlet
from events.rules.text import BLOCK
from tests import factories
from tests.api.helpers import COLLECTIONS, walk_pages
from tests.api.test_exports import read_text
from tests.proof import IN_PROOF, sample
from tests.shared_data import shared_fixture

# What is told does not depend on the database, and this asks for nearly everything that is told.
pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]
REDACTED = "once-told"
"""The id of the records of which something was redacted."""
HISTORY = ("revisions/", "revisions/diff/?from=1&to=2", "?revision=1", "?revision=2")
HIDDEN = [status for status in ReviewStatus.values if status != ReviewStatus.PUBLISHED]
FORMATTED_COLUMNS = {
    *("slug", "review_status", "withdrawn_reason", "date_edtf", "said_on", "country", "iso_code", "url"),
    *("language", "translated_from", "sha256", "source_file", "key"),
}
"""Columns of text that take no word, or that tell the public why something was withdrawn."""
SEARCH_URLS = [
    "/api/v1/suggest/?q={}",
    *(f"/api/v1/{name}/?q={{}}&snippets=true&ordering=relevance" for name in COLLECTIONS),
    *(f"/api/v1/{name}/?q={{}}*&format=csv" for name in COLLECTIONS),
    "/api/v1/events/aggregate/?group_by=actor&q={}",
    "/api/v1/events/feed/?q={}",
]
ID_FILTERS = [
    *("participant", "initiator", "location", "article", "outlet", "dataset", "part_of", "related_to"),
    *("affiliated_with", "attributed_to"),
]


@shared_fixture
def word() -> str:
    """Creates hidden records, and returns a word of all their texts that no public record contains."""
    word = "zq" + secrets.token_hex(6)
    _release_and_withdraw(word)
    _release_and_redact(f"{word} redacted")
    with factories.change("hide", reason=word):
        for status in HIDDEN:
            _create_hidden(word, status)
        _create_closed_articles(word)
        for model in (Actor, Article, Claim, Dataset, Event, Location, Outlet):
            record = model.objects.published().first()
            assert record is not None
            record.note = word
            record.save()
    factories.release("after")
    return word


def _text_columns(model: type[Model], word: str) -> dict[str, str]:
    """Returns every column of free text, with the word in it."""
    return {
        column.name: word
        for column in model._meta.concrete_fields
        if isinstance(column, CharField | TextField)
        and not column.choices
        and column.name not in FORMATTED_COLUMNS
    }


def _create_hidden(word: str, status: str) -> None:
    """Creates a hidden record of each collection, related to public ones."""
    slug = f"{word}-{status.replace('_', '-')}"
    status_columns = {"review_status": status, "withdrawn_reason": "x" if status == "withdrawn" else ""}
    iraq, baghdad = Actor.objects.get(slug="iraq"), Location.objects.get(slug="baghdad")
    public_event = Event.objects.published().earliest("pk")
    dataset = Dataset.objects.create(slug=slug, **_text_columns(Dataset, word), **status_columns)
    head = status_columns | {"dataset": dataset}

    def create(make: Any, model: type[Model], **columns: Any) -> Any:
        return make(slug, **(_text_columns(model, word) | head | columns))

    actor = create(factories.actor, Actor)
    actor.names.create(name=f"{word} name", kind="spelling")
    actor.affiliations.create(key="a", object_actor=iraq, type="member_of", title=word, source=word)
    place = create(factories.location, Location, parent=baghdad, latitude=33, longitude=44)
    place.names.create(name=f"{word} place", kind="spelling")
    outlet = create(factories.outlet, Outlet, url=f"https://{word}.example/")
    article = create(factories.article, Article, outlet=outlet, text=f"They met {word}.")
    event = create(factories.event, Event)
    create(factories.claim, Claim).subjects.create(event=public_event)
    event.sources.create(article=article, mention="main")
    event.places.create(key="p", location=baghdad, role="scene", primary=True, source=word)
    EventPlace.objects.create(event=event, key="q", location=place, role="target")
    part = factories.participation(event, iraq, key="a", described_as=word, source=word)
    event.figures.create(key="f", measure="killed", value=7, wording=word, of_wording=word, source=word)
    event.relations.create(key="r", other=public_event, type="part_of", source=word)
    event.external_ids.create(scheme="gdelt", value=word)
    factories.evidence(article, event=event)
    factories.evidence(article, event=event, participation=part)


def _release_and_withdraw(word: str) -> None:
    """A release that holds what is public no longer: an actor, and the text of an article and a quotation."""
    event = Event.objects.published().earliest("pk")
    public = {"review_status": "published"}
    with factories.change("show", reason=word):
        actor = factories.actor("once-public", **(_text_columns(Actor, word) | {"country": ""} | public))
        article = factories.article("once-open", f"Once {word} met.", access=Access.OPEN, **public)
        part = factories.participation(event, actor, key="once")
        event.sources.create(article=article, mention="main")
        factories.evidence(article, f"{word} met", event=event, participation=part)
    factories.release("before")
    with factories.change("take back", reason=word):
        part.delete()
        factories.evidence(article, f"{word} met", event=event)
        actor.review_status, actor.withdrawn_reason = ReviewStatus.WITHDRAWN, "Nobody."
        article.access = Access.CLOSED
        actor.save()
        article.save()


def _release_and_redact(passage: str) -> None:
    """Creates public records and a release with a passage in every text, now and before, and redacts it."""
    public_event, iraq = Event.objects.published().earliest("pk"), Actor.objects.get(slug="iraq")
    public: dict[str, Any] = {"review_status": "published"}
    with factories.change("show"):
        article = factories.article(
            REDACTED,
            **(_text_columns(Article, passage) | public | {"text": f"Once {passage} met.", "access": "open"}),
        )
        actor = factories.actor(REDACTED, **(_text_columns(Actor, passage) | public))
        actor.names.create(name=f"{passage} name", kind="spelling")
        place = factories.location(REDACTED, **(_text_columns(Location, passage) | public))
        outlet = factories.outlet(REDACTED, **(_text_columns(Outlet, passage) | public))
        event = factories.event(REDACTED, **(_text_columns(Event, passage) | public))
        part = factories.participation(event, iraq, key="a", described_as=passage, source=passage)
        event.figures.create(key="f", measure="killed", value=7, wording=passage, source=passage)
        event.places.create(key="p", location=place, role="scene", source=passage)
        event.sources.create(article=article, mention="main")
        factories.evidence(article, passage, event=event, participation=part)
        factories.claim(REDACTED, **(_text_columns(Claim, passage) | public)).subjects.create(
            event=public_event
        )
    with factories.change("edit"):
        Event.objects.filter(pk=event.pk).update(summary="")
        Outlet.objects.filter(pk=outlet.pk).update(note="")
    factories.release("told")
    curator = get_user_model().objects.create_superuser("redactor", password=secrets.token_hex())
    redact_text(passage, curator, "On request.", "Ticket 7.")


def _create_closed_articles(word: str) -> None:
    """Creates public articles whose text is closed, or public only in quotations."""
    event = Event.objects.published().earliest("pk")
    for access in (Access.CLOSED, Access.QUOTES):
        article = factories.article(
            f"article-{access}", f"Once {word} met. They talked.", access=access, review_status="published"
        )
        event.sources.create(article=article, mention="main")
        factories.evidence(article, f"{word} met" if access == Access.CLOSED else "talked", event=event)


def all_responses(client: Client) -> Iterator[tuple[str, str]]:
    """Yields every response to an address without a word of the client's, with the address."""
    paths = [
        "vocabulary/",
        "fields/",
        "changes/?limit=1000",
        "events/feed/",
        "events/aggregate/?metric=killed",
    ]
    paths += [
        f"events/aggregate/?group_by={name}&format={slug}" for name in DIMENSIONS for slug in ("json", "csv")
    ]
    for collection in COLLECTIONS:
        paths.append(f"{collection}/?limit=200")
        ids = [slug for page in walk_pages(client, f"{collection}/?limit=200") for slug in page]
        paths += [f"{collection}/{slug}/" for slug in sample(ids, 4)]
        # Closed and annotated ones come last and first.
        ends = 5 if IN_PROOF else 2
        for slug in (*ids[:ends], *ids[-ends:]):
            paths += [f"{collection}/{slug}/{history}" for history in HISTORY]
        for format_ in formats_of(Collection(collection)):
            yield f"{collection} {format_}", read_text(client, f"{collection}/?format={format_}")
        if collection != "datasets":
            paths += [f"{collection}/{REDACTED}/{history}" for history in HISTORY]
        for release in ("before", "told", "after"):
            paths.append(f"releases/{release}/{collection}/?limit=200")
            for format_ in formats_of(Collection(collection)):
                path = f"releases/{release}/{collection}/?format={format_}"
                yield path, read_text(client, path)
    paths += ["releases/", "releases/before/", "releases/after/changes/?since=before&limit=200"]
    paths += ["releases/told/", "releases/after/changes/?since=told&limit=200", f"suggest/?q={BLOCK * 3}"]
    paths += [f"releases/told/{name}/{REDACTED}/" for name in COLLECTIONS if name != "datasets"]
    paths += ["releases/before/actors/once-public/", "releases/before/articles/once-open/"]
    event = Event.objects.published().earliest("pk")
    paths.append(f"releases/before/events/{event.slug}/")
    yield "changes ndjson", read_text(client, "changes/?format=ndjson")
    for shape in PART_TABLES:
        for format_ in ("csv", "parquet"):
            yield f"{shape} {format_}", read_text(client, f"events/?format={format_}&shape={shape}")
    for path in (*(f"/api/v1/{path}" for path in paths), *features(client)):
        response = client.get(path)
        yield path, f"{response.headers} {response.content.decode()}"
    for posted in ({"limit": 200}, {"where": {"not": {"event_type": "consult"}}, "limit": 200}):
        response = client.post("/api/v1/events/search/", json.dumps(posted), "application/json")
        assert response.status_code == 200
        yield str(posted), response.content.decode()


def features(client: Client) -> Iterator[str]:
    """Yields the addresses of the features."""
    yield from ("/ogc/", "/ogc/collections/")
    for collection in ("events", "locations"):
        items = f"/ogc/collections/{collection}/items/"
        yield from (f"/ogc/collections/{collection}/", f"{items}?limit=1000", f"{items}?bbox=-180,-90,180,90")
        for feature in client.get(f"{items}?limit=20").json()["features"]:
            yield f"{items}{feature['id']}/"


@pytest.mark.proof(sample=True)
def test_what_is_not_public_is_in_no_answer(client: Client, word: str) -> None:
    count = 0
    for address, response in all_responses(client):
        assert word not in response.lower(), address
        count += 1
    assert count > (300 if IN_PROOF else 200)


@pytest.mark.parametrize("address", SEARCH_URLS)
def test_a_word_of_what_is_not_public_is_as_unknown_as_any(client: Client, word: str, address: str) -> None:
    _assert_same_as_unknown(word, lambda text: client.get(address.format(text)))


@pytest.mark.parametrize("status", HIDDEN)
@pytest.mark.parametrize("name", ID_FILTERS)
def test_an_id_that_is_not_public_is_as_unknown_as_any(
    client: Client, word: str, name: str, status: str
) -> None:
    end = status.replace("_", "-")
    for path in ("", "feed/", "aggregate/"):
        _assert_same_as_unknown(
            word, lambda text, path=path: client.get(f"/api/v1/events/{path}?{name}={text}-{end}")
        )
    _assert_same_as_unknown(word, lambda text: post(client, {name: f"{text}-{end}"}))


def test_a_tree_finds_no_word_of_what_is_not_public(client: Client, word: str) -> None:
    for where in ({"q": "{}"}, {"all": [{"q": "{}*"}, {"form": "action"}]}, {"not": {"q": "{}"}}):
        text = json.dumps(where)
        _assert_same_as_unknown(
            word, lambda one, text=text: post(client, json.loads(text.replace("{}", one)))
        )


def post(client: Client, where: Any) -> Any:
    """Returns the response to a tree."""
    posted = {"where": where, "count": "exact", "limit": 200}  # no cursor, which is bound to its query
    return client.post("/api/v1/events/search/", json.dumps(posted), "application/json")


def _assert_same_as_unknown(word: str, ask: Any) -> None:
    """Asserts that the responses to the word and to an unknown one are the same."""
    unknown = "zq" + secrets.token_hex(6)

    def response_to(one: str) -> tuple[int, str]:
        response = ask(one)
        content = b"".join(response) if response.streaming else response.content
        text = content.decode().lower().replace(one, "…")
        return response.status_code, re.sub("<(id|updated)>.*?</", "", text)  # those of the feed itself

    assert response_to(word) == response_to(unknown)
