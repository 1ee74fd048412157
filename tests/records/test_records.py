"""The one builder of a record: nothing that is not public, in its order, in a fixed number of queries."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import records
from events.choices import Collection
from events.models import (
    ActorName,
    Affiliation,
    ArticlePart,
    ClaimSubject,
    Coding,
    Contradiction,
    DateReport,
    Event,
    EventContext,
    EventMode,
    EventPlace,
    EventRelation,
    EventSource,
    ExternalId,
    Figure,
    LocationName,
)
from events.models.record import Record, record_models
from events.records import Representation
from tests import factories as make

pytestmark = pytest.mark.django_db

PUBLIC = {"review_status": "published"}


def create_full_event(number: int, **columns: Any) -> Event:
    """An event with a part of every kind, and every record that it leads to."""
    tail = f"-{number}"
    made = PUBLIC | columns
    outlet = make.outlet(f"outlet{tail}", **PUBLIC)
    article = make.article(f"article{tail}", outlet=outlet, access="open", **PUBLIC)
    ArticlePart.objects.create(article=article, start=0, end=4)
    article.credits.create(kind="agency", name="Efe")
    article.defects.create(kind="garbled", start=0, end=4, explanation="Cut.")
    iraq = make.location(f"iraq{tail}", kind="country", iso_code="IQ", **PUBLIC)
    place = make.location(f"place{tail}", parent=iraq, latitude=33.3, longitude=44.4, **PUBLIC)
    place.also_in.add(iraq)
    LocationName.objects.create(location=place, name="Place").articles.add(article)
    actor, speaker = (make.actor(f"{name}{tail}", **PUBLIC) for name in ("actor", "speaker"))
    actor.sectors.create(sector="gov")
    ActorName.objects.create(actor=actor, name="Actor").articles.add(article)
    tie = Affiliation.objects.create(actor=actor, type="leads", object_actor=speaker, date_edtf="2020")
    tie.by.add(speaker)
    make.evidence(article, affiliation=tie)
    event = make.event(f"event{tail}", event_type="consult", date_edtf="2024-01-27", **made)
    event.factuality_by.add(speaker)
    EventMode.objects.create(event=event, mode="visit")
    EventContext.objects.create(event=event, context="diplomatic")
    EventSource.objects.create(event=event, article=article)
    Coding.objects.create(event=event, scheme="cameo", code="042")
    for owner in ("event", "actor", "location", "article"):
        record = {"event": event, "actor": actor, "location": place, "article": article}[owner]
        ExternalId.objects.create(scheme="wikidata", value="Q1", **{owner: record})
    part = make.participation(event, actor, acts_for=speaker, relayed_by=speaker)
    where = EventPlace.objects.create(event=event, location=place, primary=True)
    count = Figure.objects.create(event=event, measure="killed", key="killed", value="3.50", low=3)
    count.of.add(actor)
    when = DateReport.objects.create(event=event, article=article, wording="Saturday", edtf="2024-01-27")
    beside = make.event(f"beside{tail}", **PUBLIC)
    link = EventRelation.objects.create(event=event, other=beside, type="follows")
    back = EventRelation.objects.create(event=beside, other=event, type="caused_by")
    parts: dict[str, Any] = {
        "participation": part,
        "place": where,
        "figure": count,
        "date_report": when,
        "relation": link,
    }
    for name, value in parts.items():
        value.by.add(speaker)
        make.evidence(article, "Baghdad", event=event, **{name: value})
    make.evidence(article, event=beside, relation=back)
    make.evidence(article, "They met", event=event)
    claim, second = make.claim(f"claim{tail}", **PUBLIC), make.claim(f"second{tail}", **PUBLIC)
    claim.by.add(speaker)
    make.evidence(article, claim=claim)
    ClaimSubject.objects.create(claim=claim, event=event)
    ClaimSubject.objects.create(claim=claim, figure=count)
    ClaimSubject.objects.create(claim=claim, affiliation=tie)
    Contradiction.objects.create(left_claim=claim, right_claim=second, how="direct")
    Contradiction.objects.create(left_figure=count, right_claim=second, how="numeric", note="3 or 4")
    return event


def load_one(record: Record, shape: Representation = Representation.DETAIL) -> dict[str, Any]:
    (found,) = records.load(record.COLLECTION, [record.pk], shape)
    return found


def nested_keys(value: Any) -> set[str]:
    """Every key at any depth."""
    if isinstance(value, dict):
        return set(value) | {key for member in value.values() for key in nested_keys(member)}
    if isinstance(value, list):
        return {key for member in value for key in nested_keys(member)}
    return set()


QUERY_COUNTS = {
    Collection.ACTORS: {Representation.SUMMARY: 3, Representation.DETAIL: 9, Representation.SNAPSHOT: 9},
    Collection.ARTICLES: {Representation.SUMMARY: 3, Representation.DETAIL: 5, Representation.SNAPSHOT: 5},
    Collection.CLAIMS: {Representation.SUMMARY: 5, Representation.DETAIL: 5, Representation.SNAPSHOT: 5},
    Collection.DATASETS: {Representation.SUMMARY: 1, Representation.DETAIL: 1, Representation.SNAPSHOT: 1},
    Collection.EVENTS: {Representation.SUMMARY: 14, Representation.DETAIL: 33, Representation.SNAPSHOT: 21},
    Collection.LOCATIONS: {Representation.SUMMARY: 3, Representation.DETAIL: 5, Representation.SNAPSHOT: 5},
    Collection.OUTLETS: {Representation.SUMMARY: 1, Representation.DETAIL: 1, Representation.SNAPSHOT: 1},
}
"""The most that each may need, of one record or of many."""


def count_queries(collection: Collection, shape: Representation, pks: list[int]) -> int:
    with CaptureQueriesContext(connection) as captured:
        if shape is Representation.SNAPSHOT:
            assert len(records.snapshot(collection, pks)) == len(pks)
        else:
            assert len(records.load(collection, pks, shape)) == len(pks)
    return len(captured)


def test_the_number_of_queries_does_not_depend_on_the_number_of_records() -> None:
    with make.change():
        for number in range(20):
            create_full_event(number)
    for collection, model in record_models().items():
        pks = list(model.objects.order_by("pk").values_list("pk", flat=True)[:20])
        assert len(pks) == (1 if collection == Collection.DATASETS else 20)
        for shape, most in QUERY_COUNTS[collection].items():
            assert count_queries(collection, shape, pks[:1]) == count_queries(collection, shape, pks) <= most


def test_records_come_in_the_order_asked_for_and_missing_ones_are_left_out() -> None:
    with make.change():
        pks = [make.actor(slug).pk for slug in ("a", "b", "c")]
    pks_in_order = [pks[2], pks[0], 10**9, pks[1]]
    assert [found["id"] for found in records.load(Collection.ACTORS, pks_in_order)] == ["c", "a", "b"]
    assert records.load(Collection.ACTORS, []) == []
    assert records.snapshot(Collection.ACTORS, [10**9]) == {}


def test_an_event_shows_all_its_parts_with_who_vouches_for_them() -> None:
    with make.change():
        event = create_full_event(0)
    found = load_one(event)
    speaker = {"id": "speaker-0", "name": "speaker-0", "kind": "person"}
    assert found["modes"] == ["visit"]
    assert found["contexts"] == ["diplomatic"]
    assert (found["quad_class"], found["intensity"], found["plover_folded"]) == (1, 4.0, "consult")
    assert found["factuality_by"] == [speaker]
    assert found["date"] == {
        "edtf": "2024-01-27",
        "start_earliest": "2024-01-27",
        "start_latest": "2024-01-27",
        "end_earliest": "2024-01-27",
        "end_latest": "2024-01-27",
        "precision": "day",
        "basis": "text",
        "source": None,
        "last_reported": None,
    }
    (participant,) = found["participants"]
    assert participant["actor"] == {"id": "actor-0", "name": "actor-0", "kind": "person", "country": None}
    assert participant["acts_for"] == speaker
    assert participant["attribution"] == {
        "voice": "article",
        "by": [speaker],
        "relayed_by": speaker,
        "basis": "text",
        "source": None,
    }
    (quote,) = participant["evidence"]
    assert quote == {
        "article": {
            "id": "article-0",
            "title": "article-0",
            "outlet": {"id": "outlet-0", "name": "outlet-0", "kind": "other"},
            "publication_date": "2024-01-27",
        },
        "quote": "Baghdad",
        "start": 12,
        "end": 19,
        "part": None,
    }
    (place,) = found["places"]
    assert place["location"] == {
        "id": "place-0",
        "name": "place-0",
        "kind": "populated_place",
        "country": "IQ",
        "latitude": 33.3,
        "longitude": 44.4,
    }
    (figure,) = found["figures"]
    assert (figure["value"], figure["low"], figure["high"], figure["preferred"]) == (3.5, 3, None, False)
    assert figure["of"] == [{"id": "actor-0", "name": "actor-0", "kind": "person"}]
    assert [(r["type"], r["direction"], r["event"]["id"]) for r in found["relations"]] == [
        ("follows", "outgoing", "beside-0"),
        ("caused_by", "incoming", "beside-0"),
    ]
    assert all(len(relation["evidence"]) == 1 for relation in found["relations"])
    assert [report["wording"] for report in found["date_reports"]] == ["Saturday"]
    assert [quote["supports"] for quote in found["evidence"]] == ["existence"]
    assert (found["source_count"], found["evidence_count"]) == (1, 6)
    assert [claim["id"] for claim in found["claims"]] == ["claim-0"]
    assert found["claims"][0]["contradicts"] == [
        {"kind": "claim", "id": "second-0", "how": "direct", "note": None}
    ]
    assert found["contradictions"] == [
        {
            "how": "numeric",
            "note": "3 or 4",
            "left": {"kind": "figure", "id": "event-0/killed"},
            "right": {"kind": "claim", "id": "second-0"},
        }
    ]
    assert found["external_ids"] == [{"scheme": "wikidata", "value": "Q1"}]
    assert (found["dataset"], found["revision"]) == ("curated", 1)
    assert found["created_at"] == found["updated_at"]
    assert found["created_at"].endswith("Z")


def test_what_is_not_public_shows_nowhere() -> None:
    with make.change():
        event = create_full_event(0)
        draft = create_full_event(1, review_status="draft")
        Event.objects.filter(slug="beside-1").update(review_status="draft")
        unpublished, claim = make.claim("hidden"), event.claim_subjects.get().claim
        ClaimSubject.objects.create(claim=unpublished, event=event)
        EventRelation.objects.create(event=draft, other=event, type="part_of")
        figure, other = event.figures.get(), draft.figures.get()
        Contradiction.objects.create(left_figure=figure, right_figure=other, how="numeric")
        Contradiction.objects.create(left_figure=figure, right_claim=unpublished, how="numeric")
        Contradiction.objects.create(left_claim=unpublished, right_claim=claim, how="direct")
        # Such a claim could not be published; were it, it would not give the draft away.
        type(claim).objects.filter(slug="claim-1").update(review_status="draft")
    for record in (event, claim):
        for shape in (Representation.SUMMARY, Representation.DETAIL):
            text = str(load_one(record, shape))
            assert "hidden" not in text
            assert "event-1" not in text
            assert "note" not in set(load_one(record, shape))
            assert "review_status" not in nested_keys(load_one(record, shape))
    stored = records.snapshot(Collection.EVENTS, [event.pk])[event.pk]
    assert len(stored["contradictions"]) == 3
    assert {"review_status", "note", "withdrawn_reason", "narrowed"} <= set(stored)


@pytest.mark.parametrize(
    ("access", "text", "quoted"), [("open", True, True), ("quotes", False, True), ("closed", False, False)]
)
def test_an_article_shows_as_much_as_its_access_allows(access: str, text: bool, quoted: bool) -> None:
    with make.change():
        event = create_full_event(0)
        article = event.sources.get().article
        article.access = access
        article.save()
    assert (load_one(article)["text"] is not None) == text
    found = load_one(event)
    quotations = [*found["evidence"], *found["participants"][0]["evidence"], *found["claims"][0]["evidence"]]
    assert all((quote["quote"] is not None) == quoted for quote in quotations)
    assert all(quote["start"] < quote["end"] for quote in quotations)
    tie = event.participants.get().actor
    assert (load_one(tie)["affiliations"][0]["evidence"][0]["quote"] is not None) == quoted
    stored = records.snapshot(Collection.ARTICLES, [article.pk])[article.pk]
    assert stored["text"] == article.text
    snapshot = records.snapshot(Collection.EVENTS, [event.pk])[event.pk]
    assert snapshot["evidence"][0]["quote"] == "They met"


OMITTED_MEMBERS = {
    Collection.EVENTS: {"evidence", "claims", "date_reports", "codings", "relations", "contradictions"},
    Collection.ARTICLES: {"text", "parts", "defects"},
    Collection.ACTORS: {"names", "affiliations", "contradictions"},
    Collection.LOCATIONS: {"names"},
    Collection.CLAIMS: set(),
    Collection.OUTLETS: set(),
    Collection.DATASETS: set(),
}


def test_rows_leave_out_what_is_long_and_keep_the_rest() -> None:
    with make.change():
        create_full_event(0)
    for collection, model in record_models().items():
        pks = list(model.objects.values_list("pk", flat=True))
        rows = records.load(collection, pks, Representation.SUMMARY)
        details = records.load(collection, pks, Representation.DETAIL)
        for row, detail in zip(rows, details, strict=True):
            assert set(detail) - set(row) == OMITTED_MEMBERS[collection]
            assert collection == Collection.CLAIMS or "evidence" not in nested_keys(row)
    assert (
        records.load(Collection.EVENTS, [Event.objects.get(slug="event-0").pk], Representation.SUMMARY)[0][
            "evidence_count"
        ]
        == 6
    )


def test_the_primary_place_comes_first_and_parts_keep_their_order() -> None:
    with make.change():
        event = make.event()
        for slug, primary in (("b", False), ("a", False), ("z", True)):
            EventPlace.objects.create(event=event, location=make.location(slug), primary=primary)
        for slug in ("y", "x"):
            make.participation(event, make.actor(slug))
        for mode in ("visit", "phone"):
            EventMode._base_manager.bulk_create([EventMode(event=event, mode=mode)])
        Event.objects.filter(pk=event.pk).update(event_type="consult")
        late, early = (make.article(s, date_edtf=d) for s, d in (("late", "2024-02"), ("early", "2024-01")))
        for article in (late, early):
            EventSource.objects.create(event=event, article=article)
            make.evidence(article, "Baghdad", event=event)
            make.evidence(article, "They", event=event)
    found = load_one(event)
    assert [place["location"]["id"] for place in found["places"]] == ["z", "b", "a"]
    assert [row["actor"]["id"] for row in found["participants"]] == ["y", "x"]
    assert found["modes"] == ["visit", "phone"]
    assert [source["article"]["id"] for source in found["sources"]] == ["early", "late"]
    quoted = [(quote["article"]["id"], quote["quote"]) for quote in found["evidence"]]
    assert quoted == [("early", "They"), ("early", "Baghdad"), ("late", "They"), ("late", "Baghdad")]


def test_what_is_empty_is_null_and_what_is_many_a_list() -> None:
    with make.change():
        made = [make.event(), make.actor(), make.location(), make.outlet(), make.claim()]
        article = make.article(text="", title="", date_edtf="")
    for record in (*made, article):
        found = load_one(record)
        assert "" not in found.values()
        assert all(value is not None for name, value in found.items() if isinstance(value, list))
    undated = load_one(made[0])["date"]
    assert {name: value for name, value in undated.items() if value is not None} == {"basis": "text"}
    assert load_one(article)["publication_date"]["start_earliest"] is None
    assert load_one(article)["text"] is None


@pytest.mark.usefixtures("seeded")
def test_the_seeds_load_whole_in_every_shape() -> None:
    for collection, model in record_models().items():
        pks = list(model.objects.published().values_list("pk", flat=True))
        assert pks or collection == Collection.OUTLETS
        for shape in (Representation.SUMMARY, Representation.DETAIL):
            assert len(records.load(collection, pks, shape)) == len(pks)
        assert set(records.snapshot(collection, pks)) == set(pks)
