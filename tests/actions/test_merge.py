"""Merging records of each kind, and the records that refer to them."""

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from events import changes, invariants
from events.actions.merge import merge, plan_merge
from events.actions.review_status import publish
from events.models import (
    Actor,
    Affiliation,
    ClaimSubject,
    Contradiction,
    EventPlace,
    EventRelation,
    EventSource,
    Evidence,
    ExternalId,
    Figure,
    Location,
    PublicId,
    Revision,
)
from events.models.foreign_keys import RelationKind, foreign_keys_to
from events.models.record import Record, record_models
from tests import factories as make
from tests.record_snapshots import assert_revisions_match

pytestmark = pytest.mark.django_db


def merge_records(source: Record, target: Record, **choices: str) -> changes.Change:
    source.refresh_from_db()
    target.refresh_from_db()
    change = merge(plan_merge(source, target), "tester", "The same.", choices=choices)
    assert_revisions_match()
    return change


def publish_records(*records: Record) -> None:
    for record in records:
        record.refresh_from_db()
    publish(records, "tester")


def obstacles(source: Record, target: Record) -> str:
    source.refresh_from_db()
    target.refresh_from_db()
    return " ".join(plan_merge(source, target).obstacles)


def latest_snapshot(record: Record) -> dict[str, Any]:
    newest = Revision.objects.filter(collection=record.COLLECTION, object_pk=record.pk).latest("seq")
    assert newest.record is not None
    snapshot: dict[str, Any] = newest.record
    return snapshot


def test_every_column_that_can_point_at_a_record_is_known() -> None:
    for model in record_models().values():
        relations = {
            (relation.related_model, relation.field.name)
            for relation in model._meta.get_fields(include_hidden=True)
            if isinstance(relation, models.ManyToOneRel)
        }
        columns = foreign_keys_to(model)
        assert {(column.holder, column.column) for column in columns} == relations
        derived = {column.holder.__name__ for column in columns if column.kind is RelationKind.DERIVED}
        assert derived <= {
            "ActorClosure",
            "EventClosure",
            "EventDatePiece",
            "FigureTotal",
            "LocationAncestor",
        }
    tables = {
        model._meta.db_table for model in apps.get_app_config("events").get_models(include_auto_created=True)
    }
    pointing = {
        column.holder._meta.db_table
        for model in record_models().values()
        for column in foreign_keys_to(model)
    }
    assert pointing <= tables
    assert len(pointing) > 25


def test_what_names_an_actor_names_the_other_afterwards() -> None:
    with make.change():
        source, target, body = make.actor("source"), make.actor("target"), make.actor("body")
        event, article = make.event(), make.article()
        took_part = make.participation(event, body, acts_for=source, relayed_by=source)
        took_part.by.add(source)
        event.factuality_by.add(source)
        figure = Figure.objects.create(event=event, measure="killed", value=3)
        figure.of.add(source)
        claim = make.claim()
        claim.by.add(source)
        outlet = make.outlet(actor=source)
        Affiliation.objects.create(actor=body, type="member_of", object_actor=source)
        affiliation = Affiliation.objects.create(actor=source, type="leads", object_actor=body)
        make.evidence(article, affiliation=affiliation)
        ExternalId.objects.create(actor=source, scheme="wikidata", value="Q1")
        source.sectors.create(sector="GOV")
    change = merge_records(source, target)
    assert {f"{revision.collection}/{revision.slug}" for revision in change.revisions} == {
        *("actors/source", "actors/target", "actors/body", "events/event", "claims/claim", "outlets/outlet"),
    }
    ref = {"ref": "actors/target"}
    event_snapshot = latest_snapshot(event)
    (participant,) = event_snapshot["participants"]
    assert (participant["acts_for"], participant["attribution"]["by"]) == (ref, [ref])
    assert participant["attribution"]["relayed_by"] == ref
    assert (event_snapshot["factuality_by"], event_snapshot["figures"][0]["of"]) == ([ref], [ref])
    assert latest_snapshot(claim)["speakers"] == [ref]
    assert latest_snapshot(outlet)["actor"] == ref
    assert latest_snapshot(body)["affiliations"][0]["object"] == ref
    target_snapshot = latest_snapshot(target)
    assert target_snapshot["sectors"] == ["GOV"]
    assert target_snapshot["external_ids"] == [{"scheme": "wikidata", "value": "Q1"}]
    assert [name["name"] for name in target_snapshot["names"]] == ["source"]
    assert len(target_snapshot["affiliations"][0]["evidence"]) == 1
    assert not Actor.objects.filter(slug="source").exists()
    last = Revision.objects.filter(slug="source").latest("seq")
    assert (last.record, last.successor, last.first_seq) == (None, "target", change.revisions[0].seq)


def test_a_list_that_named_both_names_the_one_once() -> None:
    with make.change():
        source, target, event = make.actor("source"), make.actor("target"), make.event()
        event.factuality_by.add(source, target)
        article = make.article()
        for actor in (source, target):
            row = make.participation(event, actor)
            make.evidence(article, event=event, participation=row)
        make.participation(event, source, role="target")
    merge_records(source, target)
    snapshot = latest_snapshot(event)
    assert snapshot["factuality_by"] == [{"ref": "actors/target"}]
    assert [row["role"] for row in snapshot["participants"]] == ["initiator", "target"]
    assert len(snapshot["participants"][0]["evidence"]) == 1


def test_values_of_the_target_stay_unless_they_are_chosen_otherwise() -> None:
    with make.change():
        source = make.actor("source", name="Abu Ali", country="IQ", description="A fighter.")
        target = make.actor("target", name="Abu-Ali", kind="group")
    plan = plan_merge(source, target)
    assert {value.name for value in plan.values} == {"name", "kind", "country", "description"}
    assert [value.name for value in plan.values if value.only_in_source] == ["description", "country"]
    assert plan.spellings == ["Abu Ali"]
    merge_records(source, target, name="source", country="source")
    snapshot = latest_snapshot(target)
    assert (snapshot["name"], snapshot["kind"], snapshot["country"], snapshot["description"]) == (
        "Abu Ali",
        "group",
        "IQ",
        None,
    )
    assert [name["name"] for name in snapshot["names"]] == ["Abu-Ali"]


@pytest.mark.parametrize("choices", [{"colour": "source"}, {"name": "mine"}])
def test_a_choice_that_is_none_is_refused(choices: dict[str, str]) -> None:
    with make.change():
        source, target = make.actor("source"), make.actor("target")
    with pytest.raises(ValidationError):
        merge_records(source, target, **choices)


def test_what_stands_between_the_two_goes() -> None:
    with make.change():
        source, target, article = make.actor("source"), make.actor("target"), make.article()
        row = Affiliation.objects.create(actor=source, type="member_of", object_actor=target)
        make.evidence(article, affiliation=row)
    plan = plan_merge(source, target)
    assert plan.dropped == ["affiliation “member-of-target”"]
    merge_records(source, target)
    assert latest_snapshot(target)["affiliations"] == []
    assert not Evidence.objects.exists()


def test_a_claim_about_what_stands_between_the_two_stands_in_the_way() -> None:
    with make.change():
        source, target = make.actor("source"), make.actor("target")
        row = Affiliation.objects.create(actor=source, type="member_of", object_actor=target)
        ClaimSubject.objects.create(claim=make.claim(), affiliation=row)
    assert "claims/claim is about" in obstacles(source, target)
    with pytest.raises(ValidationError, match="claims/claim"):
        merge_records(source, target)


@pytest.mark.parametrize(
    ("was", "into", "allowed"),
    [
        ("draft", "draft", True),
        ("draft", "in_review", True),
        ("draft", "withdrawn", False),
        ("rejected", "draft", False),
    ],
)
def test_where_the_two_stand_decides(was: str, into: str, allowed: bool) -> None:
    with make.change():
        reason = {"withdrawn_reason": "Wrong."}
        source, target = make.actor("source"), make.actor("target")
        for record, status in ((source, was), (target, into)):
            record.review_status = status
            record.withdrawn_reason = reason["withdrawn_reason"] if status == "withdrawn" else ""
            record.save()
    assert (not obstacles(source, target)) is allowed


def test_what_is_public_goes_into_what_is_public_alone() -> None:
    with make.change():
        source, target = make.actor("source"), make.actor("target")
    publish_records(source)
    assert "is published and “target” draft" in obstacles(source, target)
    assert obstacles(target, source) == ""


def test_other_datasets_and_other_kinds_stand_in_the_way() -> None:
    with make.change():
        source, target, event = (
            make.actor("source"),
            make.actor("target", dataset=make.dataset("o")),
            make.event(),
        )
    assert "different datasets" in obstacles(source, target)
    assert "no others" in obstacles(source, event)
    assert "one record already" in obstacles(source, source)


def test_a_reason_is_needed() -> None:
    with make.change():
        source, target = make.actor("source"), make.actor("target")
    with pytest.raises(ValidationError, match="Say why"):
        merge(plan_merge(source, target), "tester", " ")


def test_a_plan_from_before_somebody_else_changed_one_of_the_two_is_refused() -> None:
    with make.change():
        source, target = make.actor("source"), make.actor("target")
    for record in (source, target):
        record.refresh_from_db()
    plan = plan_merge(source, target)
    with make.change():
        Actor.objects.filter(pk=target.pk).update(name="Other")
    with pytest.raises(changes.StaleRecordError):
        merge(plan, "tester", "The same.")


def test_who_may_not_delete_may_not_merge(django_user_model: Any) -> None:
    with make.change():
        source, target = make.actor("source"), make.actor("target")
    for record in (source, target):
        record.refresh_from_db()
    user = django_user_model.objects.create_user("anybody")
    with pytest.raises(PermissionDenied):
        merge(plan_merge(source, target), user, "The same.")
    assert Actor.objects.filter(slug="source").exists()


def test_parts_of_events_are_united_under_keys_of_their_own() -> None:
    with make.change():
        source, target, other = make.event("source"), make.event("target"), make.event("other")
        actor, place, article = make.actor(), make.location(), make.article()
        for event in (source, target):
            same = make.participation(event, actor)
            make.evidence(article, event=event, participation=same)
            EventSource.objects.create(event=event, article=article)
            EventPlace.objects.create(event=event, location=place, primary=True)
        EventSource.objects.filter(event=source).update(mention="background")
        make.participation(source, actor, described_as="the crowd", key="initiator-actor-2")
        figure = Figure.objects.create(event=source, key="dead", measure="killed", value=3, preferred=True)
        Figure.objects.create(event=source, key="men", measure="killed", value=2, subset_of=figure)
        two = Figure.objects.create(event=target, key="dead", measure="killed", value=4, preferred=True)
        Contradiction.objects.create(left_figure=figure, right_figure=two, how="value")
        claim = make.claim()
        ClaimSubject.objects.create(claim=claim, figure=figure)
        ClaimSubject.objects.create(claim=claim, event=source)
        ClaimSubject.objects.create(claim=claim, event=target)
        EventRelation.objects.create(event=other, other=source, type="follows")
        EventRelation.objects.create(event=source, other=target, type="part_of")
        make.evidence(article, event=source)
    plan = plan_merge(source, target)
    assert {(figure.what, figure.identical) for figure in plan.shared} >= {
        ("participation", True),
        ("event source", False),
        ("event place", True),
    }
    merge_records(source, target)
    snapshot = latest_snapshot(target)
    assert [row["key"] for row in snapshot["participants"]] == ["initiator-actor", "initiator-actor-2"]
    assert len(snapshot["participants"][0]["evidence"]) == 1
    assert [row["mention"] for row in snapshot["sources"]] == ["main"]
    assert [row["primary"] for row in snapshot["places"]] == [True]
    figures = {row["key"]: (row["value"], row["preferred"], row["subset_of"]) for row in snapshot["figures"]}
    assert figures == {
        "dead": (4, True, None),
        "dead-2": (3, False, None),
        "men": (2, False, "dead-2"),
    }
    assert snapshot["contradictions"][0]["left"]["id"] == "target/dead-2"
    about = latest_snapshot(claim)["about"]
    assert [(figure["kind"], figure["of"]["ref"], figure["key"]) for figure in about] == [
        ("figure", "events/target", "dead-2"),
        ("event", "events/target", None),
    ]
    assert snapshot["relations"] == []
    assert latest_snapshot(other)["relations"][0]["event"] == {"ref": "events/target"}
    assert len(snapshot["evidence"]) == 1


def test_the_other_end_of_a_contradiction_says_the_new_id() -> None:
    with make.change():
        source, target, other = make.event("source"), make.event("target"), make.event("other")
        left = Figure.objects.create(event=source, key="dead", measure="killed", value=3)
        right = Figure.objects.create(event=other, key="dead", measure="killed", value=5)
        Contradiction.objects.create(left_figure=left, right_figure=right, how="value")
    merge_records(source, target)
    assert latest_snapshot(other)["contradictions"][0]["left"]["id"] == "target/dead"


@pytest.mark.parametrize("chosen", ["source", "target"])
def test_modes_go_with_their_type(chosen: str) -> None:
    with make.change():
        source = make.event("source", event_type="assault")
        target = make.event("target", event_type="protest")
        source.modes.create(mode="aerial")
        target.modes.create(mode="riot")
        source.contexts.create(context="military")
    merge_records(source, target, event_type=chosen)
    snapshot = latest_snapshot(target)
    expected = {"source": ("assault", ["aerial"]), "target": ("protest", ["riot"])}[chosen]
    assert (snapshot["event_type"], snapshot["modes"]) == expected
    assert snapshot["contexts"] == ["military"]


def test_an_event_that_would_be_part_of_itself_stands_in_the_way() -> None:
    with make.change():
        source, between, target = make.event("source"), make.event("between"), make.event("target")
        EventRelation.objects.create(event=source, other=between, type="part_of")
        EventRelation.objects.create(event=between, other=target, type="part_of")
    assert "“between” lies between the two" in obstacles(source, target)
    assert "“between” lies between the two" in obstacles(target, source)


def test_a_place_inside_the_other_stands_in_the_way() -> None:
    with make.change():
        outer = make.location("outer")
        inner = make.location("inner", parent=make.location("middle", parent=outer))
    assert "“inner” lies inside “outer”" in obstacles(inner, outer)
    assert "“inner” lies inside “outer”" in obstacles(outer, inner)


def test_what_lay_in_a_place_lies_in_the_other() -> None:
    with make.change():
        country = make.location("iraq", kind="country", iso_code="IQ")
        source, target = (
            make.location("source", latitude=1.0, longitude=2.0),
            make.location("target", parent=country),
        )
        child = make.location("child", parent=source)
        region = make.location("region", kind="region")
        source.also_in.add(region)
        EventPlace.objects.create(event=make.event(), location=source)
    merge_records(source, target, point="source")
    child.refresh_from_db()
    assert child.parent == target
    assert child.country == "IQ"
    inside = set(child.ancestor_rows.values_list("ancestor__slug", flat=True))
    assert inside == {"child", "target", "iraq", "region"}
    snapshot = latest_snapshot(target)
    assert (snapshot["latitude"], snapshot["also_in"]) == (1.0, [{"ref": "locations/region"}])
    assert Location.objects.get(slug="target").reach_west is not None


def test_quotations_of_an_article_stand_in_the_other() -> None:
    with make.change():
        source = make.article("source", "They met in Baghdad. Nobody else came.")
        target = make.article("target", "BAGHDAD. They met in Baghdad. Nobody else came.")
        target.parts.create(kind="body", start=9, end=len(target.text))
        source.parts.create(kind="headline", start=0, end=20)
        source.external_ids.create(scheme="gdelt", value="7")
        event = make.event()
        EventSource.objects.create(event=event, article=source)
        quoted = make.evidence(source, "They met in Baghdad.", event=event)
        name = make.actor().names.create(name="Somebody")
        name.articles.add(source)
    merge_records(source, target)
    quoted.refresh_from_db()
    assert (quoted.article, quoted.start, quoted.part) == (target, 9, "body")
    assert target.text[quoted.start : quoted.end] == quoted.quote
    event_snapshot = latest_snapshot(event)
    assert event_snapshot["sources"][0]["article"] == {"ref": "articles/target"}
    assert latest_snapshot(Actor.objects.get())["names"][0]["articles"] == [{"ref": "articles/target"}]
    target_snapshot = latest_snapshot(target)
    assert [part["kind"] for part in target_snapshot["parts"]] == ["body"]
    assert target_snapshot["external_ids"] == [{"scheme": "gdelt", "value": "7"}]
    assert not list(invariants.find_violations())


@pytest.mark.parametrize(
    ("text", "why"),
    [("They never met.", "does not stand"), ("It. A cat sat by. B cat sat in.", "2 places")],
)
def test_a_quotation_that_is_not_in_the_other_text_stands_in_the_way(text: str, why: str) -> None:
    with make.change():
        source, target = make.article("source", "Why cat sat so."), make.article("target", text)
        make.evidence(source, "cat sat", claim=make.claim())
    messages = obstacles(source, target)
    assert why in messages
    assert "claims/claim" in messages


def test_articles_of_an_outlet_are_the_others() -> None:
    with make.change():
        source, target = make.outlet("source"), make.outlet("target")
        article = make.article(outlet=source)
    change = merge_records(source, target)
    assert latest_snapshot(article)["outlet"] == {"ref": "outlets/target"}
    assert "target" not in {revision.slug for revision in change.revisions}  # nothing of it changed


def test_claims_become_one() -> None:
    with make.change():
        source, target = (make.claim(slug, voice="attributed") for slug in ("source", "target"))
        third = make.claim("third")
        article, event, one, two = make.article(), make.event(), make.actor("one"), make.actor("two")
        source.by.add(one)
        target.by.add(two)
        for claim in (source, target):
            make.evidence(article, claim=claim)
            ClaimSubject.objects.create(claim=claim, event=event)
        Contradiction.objects.create(left_claim=source, right_claim=third, how="denial")
    merge_records(source, target, attribution="source")
    snapshot = latest_snapshot(target)
    assert snapshot["speakers"] == [{"ref": "actors/one"}]
    assert (len(snapshot["evidence"]), len(snapshot["about"])) == (1, 1)
    assert snapshot["contradicts"][0]["id"] == "third"
    assert latest_snapshot(third)["contradicts"][0]["id"] == "target"


def test_claims_that_contradict_each_other_are_not_one() -> None:
    with make.change():
        source, target = make.claim("source"), make.claim("target")
        Contradiction.objects.create(left_claim=source, right_claim=target, how="denial")
    assert "contradict each other" in obstacles(source, target)


def test_lists_that_would_be_too_long_stand_in_the_way() -> None:
    with make.change():
        source, target = make.actor("source"), make.actor("target")
        for actor in (source, target):
            ExternalId.objects.bulk_create(
                ExternalId(actor=actor, scheme="x", value=f"{actor.slug}{number}") for number in range(300)
            )
    assert "Together they have 600" in obstacles(source, target)


def test_queries_do_not_grow_with_what_is_moved() -> None:
    def cost(prefix: str, number: int) -> int:
        with make.change():
            source, target = make.actor(f"{prefix}-source"), make.actor(f"{prefix}-target")
            for index in range(number):
                event = make.event(f"{prefix}-{index}")
                make.participation(event, source)
                row = make.participation(event, target)
                make.participation(event, source, role="target").by.add(source)
                make.evidence(make.article(f"{prefix}-{index}"), event=event, participation=row)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            merge_records(source, target)
        return len(queries)

    few, many = cost("few", 2), cost("many", 12)
    # One revision and the registry for each record that was touched; nothing else.
    assert many - few <= 10 * 6


def test_the_registry_leads_to_the_last_of_a_chain(client: Any) -> None:
    with make.change():
        actors = {slug: make.actor(slug) for slug in ("a", "b", "c")}
        event = make.event(date_edtf="2024-01-27")
        row = make.participation(event, actors["a"])
        article = make.article()
        EventSource.objects.create(event=event, article=article)
        make.evidence(article, event=event)
        make.evidence(article, event=event, participation=row)
    publish_records(*actors.values(), article, event)
    merge_records(actors["a"], actors["b"])
    merge_records(actors["b"], actors["c"])
    leads = dict(
        PublicId.objects.filter(collection="actors", state="merged").values_list("slug", "successor")
    )
    assert leads == {"a": "c", "b": "c"}
    for slug in leads:
        response = client.get(f"/api/v1/actors/{slug}/")
        assert response.status_code == 301
        assert response["Location"].endswith("/api/v1/actors/c/")
        events = client.get(f"/api/v1/events/?participant={slug}").json()["results"]
        assert [found_event["id"] for found_event in events] == ["event"]
    last = Revision.objects.filter(collection="actors", slug="a").latest("seq")
    assert (last.change, last.successor) == ("merged", "b")


def test_the_primary_place_stays_primary_where_both_places_of_an_event_are_one() -> None:
    with make.change():
        source, target, event = make.location("source"), make.location("target"), make.event()
        EventPlace.objects.create(event=event, location=target, role="scene")
        EventPlace.objects.create(event=event, location=source, role="scene", primary=True)
    merge_records(source, target)
    place = EventPlace.objects.get()
    assert (place.location, place.primary) == (target, True)
