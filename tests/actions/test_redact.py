"""Redaction removes a text from every table and leaves a mark."""

import json
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.utils import timezone

from events import invariants, records
from events.actions.doubts import problems_of
from events.actions.merge import merge, plan_merge
from events.actions.redact import find_text, redact_member, redact_text
from events.actions.revert import revert
from events.actions.review_status import publish, withdraw
from events.actions.unmerge import plan_unmerge, unmerge
from events.choices import Collection, PublicChange
from events.models import (
    Actor,
    ActorName,
    Article,
    Claim,
    Event,
    Evidence,
    Figure,
    NotDuplicate,
    Participation,
    Revision,
)
from events.models.record import Record
from events.records.redaction import TEXT_MEMBERS, mask_text
from tests import factories as make
from tests.record_snapshots import assert_revisions_match

pytestmark = pytest.mark.django_db

SECRET = 'Zoë "Q" \\ 😀 Xqj'
TEXT = f"They met {SECRET} and {SECRET}; others came."


@pytest.fixture
def curator() -> Any:
    return get_user_model().objects.create_superuser("ann", password="x")


def publish_records(*records: Record) -> None:
    for record in records:
        record.refresh_from_db()
    publish(records, "tester", "", {doubt.key: ("other", SECRET) for doubt in problems_of(records)})
    for record in records:
        record.refresh_from_db()


def all_text_values() -> dict[str, list[str]]:
    """Returns every value of every text column of every table, by column."""
    values = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                cursor.execute(f'SELECT "{column.name}" FROM "{table}"')
                values[f"{table}.{column.name}"] = [_as_text(row[0]) for row in cursor.fetchall()]
    return values


def _as_text(value: Any) -> str:
    """Returns a value as text; a binary one, such as SQLite's index of words, by its bytes."""
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def columns_containing(*words: str) -> list[str]:
    """Returns the columns that contain one of the words, plain or escaped as in JSON."""
    needles = {form for word in words for form in (word, word.lower(), *json_escapes(word))}
    return [
        name for name, values in all_text_values().items() if any(n in v for n in needles for v in values)
    ]


def json_escapes(word: str) -> tuple[str, str]:
    return json.dumps(word)[1:-1], json.dumps(word, ensure_ascii=False)[1:-1]


def create_records() -> tuple[Event, Article, Claim]:
    """Creates an event, its article and a claim with the secret in every text, now and in old revisions."""
    with make.change(reason=f"As {SECRET} said."):
        article = make.article(text=TEXT, title=f"On {SECRET}", byline=SECRET, access="open")
        article.defects.create(kind="garbled", start=0, end=4, explanation=f"{SECRET}?")
        actor = make.actor(name=f"{SECRET} Jr.", description=SECRET)
        ActorName.objects.create(actor=actor, name=SECRET)
        event = make.event(title=f"{SECRET} met", summary=SECRET, note=SECRET)
        event.sources.create(article=article)
        part = make.participation(event, actor, described_as=SECRET, key="them")
        Figure.objects.create(event=event, key="one", measure="injured", value=3, wording=SECRET)
        make.evidence(article, SECRET, event=event)
        make.evidence(article, f"met {SECRET[:6]}", event=event, participation=part)
        make.evidence(article, f"{SECRET[-3:]}; others", event=event, figure=event.figures.get())
        claim = make.claim(proposition=f"{SECRET} was there.")
        make.evidence(article, TEXT, claim=claim)
        claim.subjects.create(event=event)
    publish_records(event, article, actor, claim)
    with make.change():
        Event.objects.update(summary="")
    NotDuplicate.objects.create(
        collection="events", one=1, other=2, one_mark="", other_mark="", at=timezone.now(), reason=SECRET
    )
    return event, article, claim


def test_a_passage_is_gone_from_every_table(curator: Any) -> None:
    event, article, _ = create_records()
    assert len(columns_containing(SECRET, "xqj")) > 15
    redaction = redact_text(SECRET, curator, "On request.", "Ticket 7.")
    assert columns_containing(SECRET, "xqj", "Zoë", "zoe") == []
    assert redaction.revisions == Revision.objects.filter(redacted=True).count() > 6
    # The reason of the first change told it, of the dataset as well.
    told_of = {"events/event", "articles/article", "actors/actor", "claims/claim", "datasets/curated"}
    assert redaction.records == told_of
    revisions = Revision.objects.filter(action="redact").values_list("change", "public_reason", "redacted")
    assert set(revisions) == {(PublicChange.REDACTED, "On request.", False)}
    assert len(revisions) == 4
    article.refresh_from_db()
    assert len(article.text) == len(TEXT)
    for quotation in Evidence.objects.all():
        assert article.text[quotation.start : quotation.end] == quotation.quote
    assert list(invariants.find_violations()) == []
    for revision in Revision.objects.filter(collection="articles").exclude(record=None):
        assert (revision.record or {})["sha256"] == article.sha256
    event.refresh_from_db()
    revert(event, 2, curator, "The summary.")
    assert columns_containing(SECRET, "Zoë") == []


def test_the_newest_revision_is_the_record_afterwards(curator: Any) -> None:
    for record in create_records():
        redact_text("met", curator, "On request.", "Ticket 7.")
        newest = Revision.objects.filter(collection=record.COLLECTION, object_pk=record.pk).latest("seq")
        assert newest.record == records.snapshot(record.COLLECTION, [record.pk])[record.pk]


def test_only_that_case_goes_and_vocabularies_ids_and_keys_stay(curator: Any) -> None:
    with make.change():
        actor = make.actor("person-of-note", name="A person, a Person")
        event = make.event("event-with-person", event_type="consult")
        make.participation(event, actor, key="person")
        NotDuplicate.objects.all().delete()
    redaction = redact_text("person", curator, "On request.", "Ticket 7.")
    actor.refresh_from_db()
    assert (actor.name, actor.kind) == ("A ██████, a Person", "person")
    assert redaction.remaining_ids >= {"actors/person-of-note", "events/event-with-person"}
    assert Participation.objects.get().key == "person"


def test_what_is_withdrawn_or_gone_is_reached_too() -> None:
    with make.change():
        draft, event = make.event("draft", title=SECRET), make.event(title=SECRET)
        make.evidence(make.article(), event=event)
        event.sources.create(article=Article.objects.get())
    publish_records(event, Article.objects.get())
    withdraw([event], "tester", f"{SECRET} asked.")
    with make.change():
        draft.delete()
    redact_text(SECRET, "redact_text", "On request.", "Ticket 7.")
    assert columns_containing(SECRET, "Zoë") == []
    newest = Revision.objects.filter(slug="event").latest("seq")
    assert (newest.change, newest.public_reason) == ("withdrawn", f"{'█' * len(SECRET)} asked.")


def test_a_passage_that_overlaps_itself_leaves_nothing() -> None:
    assert mask_text("xabababax", "aba") == "x███████x"
    assert mask_text("😀ab😀", "😀") == "█ab█"


def test_a_member_goes_from_the_record_and_all_its_revisions(curator: Any) -> None:
    event, *_ = create_records()
    redaction = redact_member(event, ("participants", "them", "described_as"), curator, "Wrong.", "Ticket 8.")
    assert Participation.objects.get().described_as == "█" * len(SECRET)
    assert (redaction.records, redaction.revisions) == ({"events/event"}, 3)
    redact_member(event, ("figures", "one", "value"), curator, "Wrong.", "Ticket 8.")
    assert Figure.objects.get().value is None
    redact_member(event, ("figures", "one"), curator, "Wrong.", "Ticket 8.")
    assert not Figure.objects.exists()
    for revision in Revision.objects.filter(collection="events"):
        assert (revision.record or {})["figures"] == []
        assert (revision.record or {})["participants"][0]["described_as"] == "█" * len(SECRET)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (("form",), "is no text"),
        (("nothing",), "never had nothing"),
        (("evidence", "x", "quote"), "redact the passage"),
        (("participants", "them"), "would lose “them”, which claims/other needs"),
    ],
)
def test_a_member_that_cannot_go_is_refused(curator: Any, path: tuple[str, ...], message: str) -> None:
    event, *_ = create_records()
    with make.change():
        make.claim("other").subjects.create(participation=Participation.objects.get())
    with pytest.raises(ValidationError, match=message):
        redact_member(event, path, curator, "Wrong.", "Ticket 8.")
    assert not Revision.objects.filter(redacted=True).exists()


@pytest.mark.parametrize(
    ("text", "public_reason", "reason"),
    [("ab", "P.", "R."), ("a█b", "P.", "R."), ("abc", "", "R."), ("abc", "P.", " "), ("abc", "abc", "R.")],
)
def test_what_is_asked_for_in_a_wrong_way_is_refused(
    curator: Any, text: str, public_reason: str, reason: str
) -> None:
    with pytest.raises(ValidationError):
        redact_text(text, curator, public_reason, reason)


def test_superusers_alone_redact() -> None:
    nobody = get_user_model().objects.create_user("bob", password="x")
    with pytest.raises(PermissionDenied):
        redact_text("abc", nobody, "On request.", "Ticket 7.")


def test_the_command_lists_first_and_writes_when_told_to() -> None:
    create_records()
    out = StringIO()
    call_command("redact_text", SECRET, stdout=out, stderr=StringIO())
    assert "events/event, version 1: title\n" in out.getvalue()
    assert "Nothing was written" in out.getvalue()
    assert find_text(SECRET).revisions > 6
    with pytest.raises(CommandError, match="Give a reason"):
        call_command("redact_text", SECRET, "--yes", stdout=out, stderr=StringIO())
    call_command("redact_text", SECRET, "--yes", public_reason="On request.", reason="Ticket 7.", stdout=out)
    assert find_text(SECRET).revisions == 0


def test_every_column_that_somebody_writes_into_is_reached() -> None:
    not_texts = {
        "slug",
        "key",
        "code",
        "scheme",
        "language",
        "translated_from",
        "script",
        "iso_code",
        "sha256",
    }
    not_texts |= {"duration", "key_name", "counted_group", "country", "date_edtf", "edtf", "said_on"}
    renamed = {"date_source": "source", "narrowing_reason": "reason", "dataset_version": "version"}
    columns = set()
    for model in apps.get_app_config("events").get_models():
        if issubclass(model, Record) or hasattr(model, "OWNER_PATHS"):
            for column in model._meta.concrete_fields:
                if isinstance(column, models.CharField | models.TextField) and not column.choices:
                    columns.add(renamed.get(column.name, column.name))
    assert columns - not_texts == TEXT_MEMBERS


def test_a_record_that_said_it_once_tells_of_the_redaction(curator: Any) -> None:
    with make.change():
        actor, other = make.actor(description=SECRET), make.actor("other")
    publish_records(actor, other)
    with make.change():
        Actor.objects.filter(pk=actor.pk).update(description="")
    redact_text(SECRET, curator, "On request.", "Ticket 7.")
    rows = Revision.objects.filter(action="redact").values_list("slug", "change", "public_reason")
    assert list(rows) == [("actor", PublicChange.REDACTED, "On request.")]


def test_what_a_draft_said_before_it_was_public_is_redacted_in_silence(curator: Any) -> None:
    with make.change():
        actor = make.actor(description=SECRET)
    with make.change():
        Actor.objects.update(description="")
    publish_records(actor)
    redact_text(SECRET, curator, "On request.", "Ticket 7.")
    assert not Revision.objects.filter(action="redact").exists()
    assert columns_containing(SECRET) == []


def test_what_was_merged_does_not_come_back_with_what_was_redacted(curator: Any) -> None:
    with make.change():
        source, target = make.actor("source", name=SECRET, description=SECRET), make.actor("target")
        make.participation(make.event(), source, described_as=SECRET)
        ActorName.objects.create(actor=source, name=f"{SECRET} Jr.")
    publish_records(source, target)
    merge(plan_merge(source, target), curator, "The same.", choices={"description": "source"})
    redact_text(SECRET, curator, "On request.", "Ticket 7.")
    assert columns_containing(SECRET, "xqj", "Zoë") == []
    revisions = Revision.objects.filter(action="redact").values_list("collection", "slug", "change")
    assert set(revisions) == {
        ("actors", "target", PublicChange.REDACTED),
        ("events", "event", ""),  # a draft
    }
    unmerge(plan_unmerge(Collection.ACTORS, "source"), curator, "Two after all.")
    assert columns_containing(SECRET, "xqj", "Zoë") == []
    source = Actor.objects.get(slug="source")
    assert (source.name, source.description) == (mask_text(SECRET, SECRET), mask_text(SECRET, SECRET))
    assert_revisions_match()


def test_a_merged_record_that_said_it_alone_is_told_of_by_the_one_it_went_into(curator: Any) -> None:
    with make.change():
        source, target = make.actor("source", description=SECRET), make.actor("target", description="Other")
    publish_records(source, target)
    merge(plan_merge(source, target), curator, "The same.")
    redact_text(SECRET, curator, "On request.", "Ticket 7.")
    revisions = Revision.objects.filter(action="redact").values_list("collection", "slug", "change")
    assert list(revisions) == [("actors", "target", PublicChange.REDACTED)]
    assert columns_containing(SECRET) == []
