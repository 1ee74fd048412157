"""The past of records: what the public read after some change, and nothing that it may not read now."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import records, write_guard
from events.actions.review_status import withdraw
from events.choices import Access, Collection
from events.models import (
    Actor,
    Article,
    Claim,
    ClaimSubject,
    Contradiction,
    Event,
    EventRelation,
    EventSource,
    Evidence,
    Location,
    Outlet,
    Sequence,
)
from events.models.record import Record, record_models
from events.records import Representation
from events.records.as_of import load_as_of
from tests import factories as make
from tests.records.test_records import create_full_event

pytestmark = pytest.mark.django_db

SHAPES = (Representation.DETAIL, Representation.SUMMARY)
RecordTexts = dict[tuple[Collection, Representation], dict[str, str]]


def last_seq() -> int:
    return Sequence.objects.get().value


def as_json_text(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)


def read_present() -> RecordTexts:
    """Every published record as it is read now, as JSON, its members in their order."""
    world = {}
    for collection, model in record_models().items():
        pks = list(model.objects.published().values_list("pk", flat=True))
        for shape in SHAPES:
            world[collection, shape] = {
                r["id"]: as_json_text(r) for r in records.load(collection, pks, shape)
            }
    return world


def read_past(seq: int) -> RecordTexts:
    """Every record that was public after a change."""
    world = {}
    for collection, model in record_models().items():
        slugs = list(model.objects.values_list("slug", flat=True))
        for shape in SHAPES:
            found = load_as_of(collection, slugs, seq, shape)
            world[collection, shape] = {slug: as_json_text(record) for slug, record in found.items()}
    return world


def read_one_past(record: Record, seq: int, shape: Representation = Representation.DETAIL) -> dict[str, Any]:
    return load_as_of(record.COLLECTION, [record.slug], seq, shape)[record.slug]


def reload(*records: Record) -> list[Record]:
    """The same as they are stored by now."""
    return [type(record)._base_manager.get(pk=record.pk) for record in records]


def edit(record: Record, **columns: Any) -> None:
    with make.change():
        type(record)._base_manager.filter(pk=record.pk).update(**columns)
        write_guard.note_write(type(record), record.pk)
    record.refresh_from_db()


@pytest.mark.usefixtures("seeded")
def test_the_past_of_the_last_change_is_the_present_for_every_record_of_the_seeds() -> None:
    now = read_present()
    assert sum(len(found) for found in now.values()) > 400
    assert read_past(last_seq()) == now


def test_the_past_of_the_last_change_is_the_present_for_every_kind_of_part() -> None:
    with make.change():
        one, two = create_full_event(0), create_full_event(1)
        # Whatever nothing but keys would order: the second comes first by its id.
        article, other = (make.article(slug, review_status="published") for slug in ("z", "a"))
        for source in (article, other):
            EventSource.objects.create(event=one, article=source, mention="background")
            make.evidence(source, "They", event=one)
            make.evidence(source, "Baghdad", event=one)
        for slug in ("z", "b"):
            claim = make.claim(slug, review_status="published")
            ClaimSubject.objects.create(claim=claim, event=one)
            Contradiction.objects.create(left_claim=claim, right_figure=one.figures.get(), how="direct")
        for slug in ("y", "c"):
            naming = make.event(slug, review_status="published")
            EventRelation.objects.create(event=naming, other=one, type="follows", key="second")
            EventRelation.objects.create(event=naming, other=one, type="caused_by", key="first")
        Event.objects.filter(pk=two.pk).update(factuality="planned")
    assert read_past(last_seq()) == read_present()
    detail = read_one_past(one, last_seq())
    assert [claim["id"] for claim in detail["claims"]] == ["b", "claim-0", "z"]
    assert [source["article"]["id"] for source in detail["sources"]] == ["a", "article-0", "z"]
    incoming = [r for r in detail["relations"] if r["direction"] == "incoming"]
    assert [(r["event"]["id"], r["key"]) for r in incoming][1:3] == [("c", "second"), ("c", "first")]


def _rename_actor() -> None:
    Actor.objects.filter(slug="speaker-0").update(name="Another", kind="unspecified", country="IQ")
    Actor.objects.filter(slug="actor-0").update(name="Third", country="US")


def _move_place() -> None:
    place = Location.objects.get(slug="place-0")
    place.name, place.latitude, place.radius_m = "Elsewhere", 10.5, 500
    place.save()


def _redate_article() -> None:
    article = Article.objects.get(slug="article-0")
    article.title, article.date_edtf = "A new title", "2020-02-02"
    article.save()


def _rename_outlet() -> None:
    Outlet.objects.filter(slug="outlet-0").update(name="The Paper", kind="newspaper")


def _take_claims_away() -> None:
    ClaimSubject.objects.filter(claim__slug="claim-0").delete()
    Claim.objects.filter(slug="second-0").update(proposition="Something else.")


def _add_claim() -> None:
    claim = make.claim("further", review_status="published")
    ClaimSubject.objects.create(claim=claim, event=Event.objects.get(slug="event-0"))


def _take_relation_away() -> None:
    Evidence.objects.filter(relation__event__slug="beside-0").delete()
    EventRelation.objects.filter(event__slug="beside-0").delete()
    Event.objects.filter(slug="beside-0").update(title="Beside it")


def _take_contradictions_away() -> None:
    Contradiction.objects.filter(how="numeric").delete()


def _change_event() -> None:
    event = Event.objects.get(slug="event-0")
    event.title, event.date_edtf, event.factuality = "Another", "2024-01-28", "planned"
    event.save()
    event.figures.update(value=None, high="4.5")
    event.participants.update(role="target")


@pytest.mark.parametrize(
    "change",
    [
        _rename_actor,
        _move_place,
        _redate_article,
        _rename_outlet,
        _take_claims_away,
        _add_claim,
        _take_relation_away,
        _take_contradictions_away,
        _change_event,
    ],
)
def test_the_past_stays_what_it_was_whatever_is_changed_later(change: Callable[[], None]) -> None:
    with make.change():
        create_full_event(0)
    before, seq = read_present(), last_seq()
    with make.change():
        change()
    assert read_present() != before
    assert read_past(seq) == before
    assert read_past(last_seq()) == read_present()


def test_articles_that_share_a_day_since_are_in_the_order_of_both_times() -> None:
    with make.change():
        event = create_full_event(0)
        for slug, day in (("early", "2024-01-01"), ("late", "2024-01-30")):
            article = make.article(slug, date_edtf=day, review_status="published")
            EventSource.objects.create(event=event, article=article)
            make.evidence(article, event=event)
    before, seq = read_present(), last_seq()
    late = Article.objects.get(slug="late")
    for day in ("2023-12-31", "2024-01-01", "2024-01-27"):
        with make.change():
            late.date_edtf = day
            late.save()
        assert read_past(last_seq()) == read_present()
    assert read_past(seq) == before


def test_a_change_is_seen_whole_or_not_at_all() -> None:
    with make.change() as made:
        event = create_full_event(0)
    first = made.revisions[0].seq
    assert load_as_of(Collection.EVENTS, ["event-0"], first - 1) == {}
    assert read_one_past(event, first)["title"] == "event-0"
    with make.change() as both:
        Actor.objects.filter(slug="actor-0").update(name="Renamed")
        Event.objects.filter(slug="event-0").update(title="Retitled")
        Location.objects.filter(slug="place-0").update(name="Replaced")
    seqs = [revision.seq for revision in both.revisions]
    assert len(seqs) == 3
    for seq in seqs:  # the places come after the events
        found = read_one_past(event, seq)
        assert (found["title"], found["places"][0]["location"]["name"]) == ("Retitled", "Replaced")
    before = read_one_past(event, seqs[0] - 1)
    assert (before["title"], before["places"][0]["location"]["name"]) == ("event-0", "place-0")


def test_what_was_withdrawn_since_is_left_out_and_named_so() -> None:
    with make.change():
        event = create_full_event(0)
        Actor.objects.filter(slug="speaker-0").update(name="Canary")
        Location.objects.filter(slug="place-0").update(name="Canary")
        Outlet.objects.filter(slug="outlet-0").update(name="Canary")
        Article.objects.filter(slug="article-0").update(title="Canary", text="Canary They met in Baghdad.")
        Event.objects.filter(slug="beside-0").update(title="Canary")
        Claim.objects.filter(slug="claim-0").update(proposition="Canary.")
        Evidence.objects.filter(article__slug="article-0").update(quote="Canary")
    seq = last_seq()
    assert "Canary" in as_json_text(read_one_past(event, seq))
    others = [
        record
        for collection, model in record_models().items()
        for record in model.objects.all()
        if record != event and collection != Collection.DATASETS
    ]
    with make.change():
        for model in (Evidence, ClaimSubject, EventSource, Contradiction):
            model.objects.all().delete()
        event.places.all().delete()
        event.date_reports.all().delete()
        event.participants.all().delete()
        event.figures.all().delete()
        EventRelation.objects.all().delete()
        event.factuality_by.clear()
    withdraw(reload(*others), "tester", "Not so.")
    for record in others:
        assert load_as_of(record.COLLECTION, [record.slug], seq) == {}
    for shape in SHAPES:
        assert "Canary" not in as_json_text(read_one_past(event, seq, shape))
    found = read_one_past(event, seq)
    actor = {"id": "speaker-0", "name": "[withdrawn]", "kind": "person"}
    assert found["factuality_by"] == [actor]
    (place,) = found["places"]
    assert place["location"] == {
        "id": "place-0",
        "name": "[withdrawn]",
        "kind": "populated_place",
        "country": None,
        "latitude": None,
        "longitude": None,
    }
    card = {"id": "article-0", "title": "[withdrawn]", "outlet": None, "publication_date": None}
    assert found["sources"] == [{"article": card, "mention": "main"}]
    assert {quote["quote"] for quote in found["evidence"]} == {None}
    assert [r["event"] for r in found["relations"]] == [{"id": "beside-0", "title": "[withdrawn]"}]
    assert (found["claims"], found["contradictions"]) == ([], [])
    withdraw(reload(event), "tester", "Not so.")
    assert load_as_of(Collection.EVENTS, ["event-0"], seq) == {}


@pytest.mark.parametrize("closed", ["then", "now"])
def test_quotations_and_texts_show_if_they_might_be_read_then_and_may_be_now(closed: str) -> None:
    with make.change():
        event = create_full_event(0)
    article = Article.objects.get()
    if closed == "then":
        edit(article, access=Access.CLOSED)
    seq = last_seq()
    assert (read_one_past(article, seq)["text"] is None) == (closed == "then")
    edit(article, access=Access.OPEN if closed == "then" else Access.CLOSED)
    assert read_one_past(article, seq)["text"] is None
    assert read_one_past(article, seq)["access"] == ("closed" if closed == "then" else "open")
    claim = Claim.objects.get(slug="claim-0")
    for record in (event, claim, Actor.objects.get(slug="actor-0")):
        for said in (read_one_past(record, seq), read_one_past(record, seq, Representation.SUMMARY)):
            assert "They met" not in as_json_text(said)
            assert '"quote": "' not in as_json_text(said)
    if closed == "now":
        edit(article, access=Access.QUOTES)
        assert read_one_past(article, seq)["text"] is None
        assert '"quote": "They met"' in as_json_text(read_one_past(event, seq))


def test_what_was_merged_is_read_as_it_was_while_its_successor_is_public() -> None:
    with make.change():
        public = {"review_status": "published"}
        old, new = make.actor("old", name="Before", **public), make.actor("new", **public)
        event = make.event(**public)
        part = make.participation(event, old)
    before, seq = read_one_past(event, last_seq()), last_seq()
    with make.change() as change:
        change.merged_into[Collection.ACTORS, old.pk] = "new"
        part.actor = new
        part.save()
        Actor.objects.filter(pk=old.pk)._raw_delete("default")
        write_guard.note_write(Actor, old.pk)
    assert load_as_of(Collection.ACTORS, ["old"], last_seq()) == {}
    assert load_as_of(Collection.ACTORS, ["old"], seq)["old"]["name"] == "Before"
    assert read_one_past(event, seq) == before
    with make.change():
        part.delete()
    withdraw(reload(new), "tester", "Neither.")
    assert load_as_of(Collection.ACTORS, ["old"], seq) == {}
    assert read_one_past(event, seq)["participants"][0]["actor"]["name"] == "[withdrawn]"


def test_drafts_and_unknown_ids_have_no_past() -> None:
    with make.change():
        make.actor("draft")
    assert load_as_of(Collection.ACTORS, ["draft", "nobody"], last_seq()) == {}
    assert load_as_of(Collection.ACTORS, [], last_seq()) == {}
    assert load_as_of(Collection.DATASETS, ["curated"], 0) == {}


def test_the_number_of_queries_does_not_depend_on_the_number_of_records() -> None:
    with make.change():
        for number in range(20):
            create_full_event(number)
    seq = last_seq()
    for collection, model in record_models().items():
        slugs = list(model.objects.order_by("pk").values_list("slug", flat=True))
        for shape in SHAPES:
            counts = []
            for some in (slugs[:2], slugs):
                with CaptureQueriesContext(connection) as captured:
                    assert len(load_as_of(collection, some, seq, shape)) == len(some)
                counts.append(len(captured))
            assert counts[0] == counts[1] <= 22
