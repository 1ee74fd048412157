"""What the database itself refuses, whoever writes."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection

from events.models import (
    Actor,
    ActorName,
    Affiliation,
    Article,
    ArticlePart,
    ClaimSubject,
    Coding,
    Confirmation,
    Contradiction,
    DateReport,
    Event,
    EventContext,
    EventMode,
    EventPlace,
    EventRelation,
    EventSource,
    Evidence,
    ExternalId,
    Figure,
    FigureTotal,
    Location,
    LocationName,
    NameKey,
    NotDuplicate,
    Participation,
    PossibleDuplicate,
    PublicId,
    Revision,
    SuggestedWord,
    TextDefect,
)
from events.models.actor import ActorSector
from events.models.stored_closures import EventClosure, LocationAncestor
from tests import factories as make

pytestmark = pytest.mark.django_db


class ConstraintFixture:
    """One or two of each thing, and a quotation that breaks no rule."""

    def __init__(self) -> None:
        with make.change():
            self.event, self.other = make.event("event"), make.event("other")
            self.actor, self.body = make.actor("actor"), make.actor("body")
            self.claim, self.second = make.claim("claim"), make.claim("second")
            self.place, self.article = make.location(), make.article()
            self.figure = Figure.objects.create(event=self.event, measure="killed", key="killed")
            self.report = DateReport.objects.create(event=self.event, article=self.article, wording="Now")
            self.part = make.participation(self.event, self.actor)
            self.affiliation = Affiliation.objects.create(
                actor=self.actor, type="member_of", object_actor=self.body
            )
            self.quotation = make.evidence(self.article, event=self.event)


def insert(model: Any, **columns: Any) -> Callable[[], Any]:
    """A row written as it is given, past every `save`."""
    return lambda: model.objects.bulk_create([model(**columns)])


def insert_twice(model: Any, **columns: Any) -> Callable[[], Any]:
    return lambda: model.objects.bulk_create([model(**columns), model(**columns)])


def update_row(record: Any, **columns: Any) -> Callable[[], Any]:
    return lambda: type(record).objects.filter(pk=record.pk).update(**columns)


def insert_evidence(w: ConstraintFixture, **columns: Any) -> Callable[[], Any]:
    values = {"article": w.article, "start": 0, "end": 4, "quote": "They", "supports": "existence"} | columns
    return insert(Evidence, **values)


MOMENT = datetime(2024, 1, 27, tzinfo=UTC)

Case = Callable[[ConstraintFixture], Callable[[], Any]]
DAY = date(2024, 1, 27)
CASES: list[tuple[str, Case]] = [
    ("actor_sector_once", lambda w: insert_twice(ActorSector, actor=w.actor, sector="gov")),
    ("external_id_has_one_owner", lambda _: insert(ExternalId, scheme="ucdp", value="1")),
    (
        "external_id_has_one_owner",
        lambda w: insert(ExternalId, scheme="ucdp", value="1", event=w.event, actor=w.actor),
    ),
    (
        "external_id_once_for_each_event",
        lambda w: insert_twice(ExternalId, scheme="a", value="1", event=w.event),
    ),
    (
        "external_id_once_for_each_actor",
        lambda w: insert_twice(ExternalId, scheme="a", value="1", actor=w.actor),
    ),
    (
        "external_id_once_for_each_location",
        lambda w: insert_twice(ExternalId, scheme="a", value="1", location=w.place),
    ),
    (
        "external_id_once_for_each_article",
        lambda w: insert_twice(ExternalId, scheme="a", value="1", article=w.article),
    ),
    (
        "affiliation_bounds_in_order",
        lambda w: update_row(w.affiliation, start_earliest=DAY, end_earliest=date(2024, 1, 26)),
    ),
    ("affiliation_has_one_object", lambda w: insert(Affiliation, actor=w.actor, type="from", key="k")),
    (
        "affiliation_has_one_object",
        lambda w: update_row(w.affiliation, object_location=w.place),
    ),
    (
        "affiliation_key_once",
        lambda w: insert_twice(Affiliation, actor=w.actor, type="leads", object_actor=w.body, key="k"),
    ),
    ("article_bounds_in_order", lambda w: update_row(w.article, start_latest=date(2024, 1, 26))),
    ("article_part_not_empty", lambda w: insert(ArticlePart, article=w.article, start=4, end=4)),
    ("article_part_start_once", lambda w: insert_twice(ArticlePart, article=w.article, start=0, end=4)),
    (
        "text_defect_not_empty",
        lambda w: insert(TextDefect, article=w.article, kind="garbled", start=5, end=4),
    ),
    ("claim_subject_is_one", lambda w: insert(ClaimSubject, claim=w.claim)),
    ("claim_subject_is_one", lambda w: insert(ClaimSubject, claim=w.claim, event=w.event, figure=w.figure)),
    ("coding_once", lambda w: insert_twice(Coding, event=w.event, scheme="cameo", code="040")),
    ("contradiction_has_one_left", lambda w: insert(Contradiction, right_claim=w.claim, how="direct")),
    (
        "contradiction_has_one_left",
        lambda w: insert(
            Contradiction, left_claim=w.claim, left_figure=w.figure, right_claim=w.second, how="direct"
        ),
    ),
    ("contradiction_has_one_right", lambda w: insert(Contradiction, left_claim=w.claim, how="direct")),
    (
        "contradiction_of_another_claim",
        lambda w: insert(Contradiction, left_claim=w.claim, right_claim=w.claim, how="direct"),
    ),
    (
        "contradiction_of_another_figure",
        lambda w: insert(Contradiction, left_figure=w.figure, right_figure=w.figure, how="direct"),
    ),
    (
        "contradiction_of_another_date_report",
        lambda w: insert(Contradiction, left_date_report=w.report, right_date_report=w.report, how="direct"),
    ),
    (
        "contradiction_of_another_affiliation",
        lambda w: insert(
            Contradiction, left_affiliation=w.affiliation, right_affiliation=w.affiliation, how="direct"
        ),
    ),
    (
        "date_report_key_once",
        lambda w: insert_twice(DateReport, event=w.event, article=w.article, wording="Now", key="k"),
    ),
    (
        "event_bounds_in_order",
        lambda w: update_row(w.event, start_earliest=DAY, start_latest=date(2024, 1, 26), end_earliest=DAY),
    ),
    ("event_bounds_in_order", lambda w: update_row(w.event, end_earliest=DAY, end_latest=date(2024, 1, 26))),
    ("event_bounds_in_order", lambda w: update_row(w.event, start_latest=DAY, end_latest=date(2024, 1, 26))),
    ("event_narrowing_has_reason", lambda w: update_row(w.event, narrowed_end_latest=DAY)),
    ("event_last_reported_if_ongoing", lambda w: update_row(w.event, last_reported=DAY)),
    ("event_mode_once", lambda w: insert_twice(EventMode, event=w.event, mode="visit")),
    ("event_context_once", lambda w: insert_twice(EventContext, event=w.event, context="legal")),
    ("event_source_once", lambda w: insert_twice(EventSource, event=w.event, article=w.article)),
    (
        "event_place_one_primary",
        lambda w: (
            lambda: EventPlace.objects.bulk_create(
                [EventPlace(event=w.event, location=w.place, primary=True, key=key) for key in "ab"]
            )
        ),
    ),
    ("event_place_key_once", lambda w: insert_twice(EventPlace, event=w.event, location=w.place, key="k")),
    (
        "evidence_of_at_most_one_part",
        lambda w: insert_evidence(w, event=w.event, participation=w.part, figure=w.figure, supports="part"),
    ),
    ("evidence_belongs_somewhere", lambda w: insert_evidence(w)),
    ("evidence_belongs_somewhere", lambda w: insert_evidence(w, figure=w.figure, supports="part")),
    (
        "evidence_belongs_somewhere",
        lambda w: insert_evidence(w, event=w.event, claim=w.claim, supports="part"),
    ),
    (
        "evidence_belongs_somewhere",
        lambda w: insert_evidence(w, event=w.event, affiliation=w.affiliation, supports="part"),
    ),
    ("evidence_of_part_says_so", lambda w: insert_evidence(w, event=w.event, supports="part")),
    ("evidence_of_part_says_so", lambda w: insert_evidence(w, event=w.event, figure=w.figure)),
    ("evidence_not_empty", lambda w: insert_evidence(w, event=w.event, start=4)),
    (
        "figure_one_preferred",
        lambda w: (
            lambda: Figure.objects.bulk_create(
                [
                    Figure(event=w.event, measure="killed", counted_group="killed", preferred=True, key=key)
                    for key in "ab"
                ]
            )
        ),
    ),
    ("figure_key_once", lambda w: insert_twice(Figure, event=w.event, measure="killed", key="k")),
    ("location_point_whole", lambda w: update_row(w.place, latitude=33.3)),
    ("location_point_whole", lambda w: update_row(w.place, longitude=44.3)),
    ("location_point_whole", lambda w: update_row(w.place, radius_m=100)),
    ("location_point_in_range", lambda w: update_row(w.place, latitude=90.1, longitude=0)),
    ("location_point_in_range", lambda w: update_row(w.place, latitude=0, longitude=-180.1)),
    (
        "location_box_whole_and_in_range",
        lambda w: update_row(w.place, bbox_west=0, bbox_east=1, bbox_south=2, bbox_north=1),
    ),
    (
        "location_box_whole_and_in_range",
        lambda w: update_row(w.place, bbox_west=0, bbox_east=1, bbox_south=1),
    ),
    (
        "location_box_whole_and_in_range",
        lambda w: update_row(w.place, bbox_west=0, bbox_east=181, bbox_south=1, bbox_north=2),
    ),
    (
        "location_box_whole_and_in_range",
        lambda w: update_row(w.place, bbox_west=0, bbox_east=1, bbox_south=-91, bbox_north=2),
    ),
    ("location_not_its_own_parent", lambda w: update_row(w.place, parent=w.place)),
    (
        "location_ancestor_once",
        lambda w: insert_plain_twice(LocationAncestor, location=w.place, ancestor=w.place, depth=0),
    ),
    ("actor_name_once", lambda w: insert_twice(ActorName, actor=w.actor, name="Name")),
    ("location_name_once", lambda w: insert_twice(LocationName, location=w.place, name="Name")),
    (
        "participation_key_once",
        lambda w: insert_twice(Participation, event=w.event, actor=w.actor, role="host", key="k"),
    ),
    (
        "event_relation_to_another",
        lambda w: insert(EventRelation, event=w.event, other=w.event, type="follows", key="k"),
    ),
    (
        "event_relation_key_once",
        lambda w: insert_twice(EventRelation, event=w.event, other=w.other, type="follows", key="k"),
    ),
    (
        "figure_total_once",
        lambda w: insert_plain_twice(FigureTotal, event=w.event, measure="killed", unit="persons"),
    ),
    ("event_closure_once", lambda w: insert_plain_twice(EventClosure, event=w.event, whole=w.other, depth=1)),
    ("revision_version_once", lambda _: insert_copy(Revision, seq=10_000)),
    (
        "revision_number_once",
        lambda _: insert_copies(
            Revision,
            *(
                {"seq": place, "version": place, "public_seq": place, "revision": 9, "change": "upsert"}
                for place in (10_000, 10_001)
            ),
        ),
    ),
    (
        "revision_in_feed_says_why",
        lambda _: insert_copy(Revision, seq=10_000, version=10_000, public_seq=None, change="upsert"),
    ),
    ("public_id_once", lambda _: insert_copy(PublicId)),
    ("not_duplicate_once", lambda _: insert_plain_twice(NotDuplicate, one=1, other=2, at=MOMENT)),
    ("confirmation_once", lambda _: insert_plain_twice(Confirmation, object_pk=1, mark="m", at=MOMENT)),
    ("not_duplicate_in_order", lambda _: insert_plain(NotDuplicate, one=2, other=1, at=MOMENT)),
    (
        "possible_duplicate_once",
        lambda _: insert_plain_twice(PossibleDuplicate, one=1, other=2, score=1, why=[], found_at=MOMENT),
    ),
    (
        "possible_duplicate_in_order",
        lambda _: insert_plain(PossibleDuplicate, one=2, other=1, score=1, why=[], found_at=MOMENT),
    ),
    ("name_key_once", lambda _: insert_plain_twice(NameKey, collection="actors", object_pk=1, key="~KF")),
    ("suggested_word_once", lambda _: insert_plain_twice(SuggestedWord, key="4.0.ir", word="iraq")),
]


def insert_plain(model: Any, **columns: Any) -> Callable[[], Any]:
    return lambda: model._base_manager.bulk_create([model(**columns)])


def insert_plain_twice(model: Any, **columns: Any) -> Callable[[], Any]:
    return lambda: model._base_manager.bulk_create([model(**columns), model(**columns)])


def insert_copy(model: Any, **columns: Any) -> Callable[[], Any]:
    return insert_copies(model, columns)


def insert_copies(model: Any, *rows: dict[str, Any]) -> Callable[[], Any]:
    copies = []
    for columns in rows:
        copy = model.objects.first()
        for name, value in ({"pk": None} | columns).items():
            setattr(copy, name, value)
        copies.append(copy)
    return lambda: model.objects.bulk_create(copies)


def integrity_error(write: Callable[[], Any]) -> str:
    with pytest.raises(IntegrityError) as refused, make.change():
        write()
    return str(refused.value)


def test_the_database_refuses_what_breaks_a_constraint() -> None:
    world = ConstraintFixture()
    for name, case in CASES:
        message = integrity_error(case(world))
        if connection.vendor == "postgresql" or message.startswith("CHECK"):
            assert name in message
        else:
            assert message.startswith(("UNIQUE constraint failed", "index"))


def test_every_constraint_is_put_to_the_test() -> None:
    named = {c.name for model in apps.get_app_config("events").get_models() for c in model._meta.constraints}
    assert named == {name for name, _ in CASES}


@pytest.mark.parametrize("slug", ["event", "actor", "claim", "place", "article", "curated"])
def test_a_public_id_is_given_once_in_its_collection(slug: str) -> None:
    makers = {"place": make.location, "curated": None}
    world = ConstraintFixture()
    maker: Any = makers.get(slug, getattr(make, slug, None))
    write = partial(maker, slug) if maker else partial(type(world.event.dataset).objects.create, slug=slug)
    assert "slug" in integrity_error(write)


def test_what_stands_on_the_border_of_a_constraint_is_taken() -> None:
    world = ConstraintFixture()
    with make.change():
        world.place.latitude, world.place.longitude, world.place.radius_m = -90, 180, 0
        world.place.bbox_west, world.place.bbox_east = 170, -170  # across the antimeridian
        world.place.bbox_south = world.place.bbox_north = 0
        world.place.save()
        Figure.objects.filter(pk=world.figure.pk).update(low=2, high=2, value=5)  # a best outside its bounds
        Event.objects.filter(pk=world.event.pk).update(factuality="ongoing", last_reported=DAY)
        for key in "ab":
            EventPlace.objects.create(event=world.event, location=world.place, key=key)
        EventPlace.objects.create(event=world.event, location=world.place, primary=True)
        EventPlace.objects.create(event=world.other, location=world.place, primary=True)
        make.evidence(world.article, claim=world.claim)
        make.evidence(world.article, affiliation=world.affiliation)
        Contradiction.objects.create(left_figure=world.figure, right_claim=world.claim, how="numeric")
    world.place.refresh_from_db()
    assert (world.place.latitude, world.place.bbox_west) == (-90, 170)
    assert Evidence.objects.count() == 3


def test_what_others_point_at_cannot_be_deleted() -> None:
    world = ConstraintFixture()
    with make.change():
        EventPlace.objects.create(event=world.event, location=world.place)
    for record in (world.actor, world.place, world.article, world.event.dataset):
        rows: Any = type(record)._base_manager.filter(pk=record.pk)
        integrity_error(partial(delete_rows, rows))
    assert Actor.objects.filter(pk=world.actor.pk).exists()
    assert Location.objects.exists()
    assert Article.objects.exists()


def delete_rows(rows: Any) -> None:
    """Deleted without asking Django, whose database checks foreign keys at the end of a transaction."""
    rows._raw_delete("default")
    connection.check_constraints()
