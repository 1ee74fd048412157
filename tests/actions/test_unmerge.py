"""Undoing a merge: exactly while nothing changed since, otherwise child by child."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from events import changes, search
from events.actions.merge import merge, plan_merge
from events.actions.review_status import publish, withdraw
from events.actions.unmerge import UnmergePlan, plan_unmerge, unmerge
from events.choices import Collection
from events.models import (
    Actor,
    Affiliation,
    Article,
    ClaimSubject,
    Contradiction,
    Event,
    EventPlace,
    EventRelation,
    EventSource,
    Figure,
    Outlet,
    Participation,
    PublicId,
    Revision,
)
from events.models.record import Record
from tests import factories as make
from tests.record_snapshots import assert_revisions_match

pytestmark = pytest.mark.django_db


def merge_records(source: Record, target: Record, **choices: str) -> None:
    source.refresh_from_db()
    target.refresh_from_db()
    merge(plan_merge(source, target), "tester", "The same.", choices=choices)
    assert_revisions_match()


def unmerge_record(record: Record, **decisions: str) -> UnmergePlan:
    plan = plan_unmerge(record.COLLECTION, record.slug)
    unmerge(plan, "tester", "They are two.", decisions=decisions, public_reason="They are two.")
    assert_revisions_match()
    return plan


def create_pair(kind: str) -> tuple[Any, Any]:
    """Creates two records of a kind, with every kind of child and of reference to them."""
    with make.change():
        article, other = make.article("quoted"), make.article("other")
        actor, place, outlet = make.actor("actor"), make.location("spot"), make.outlet("paper")
        pairs: dict[str, Any] = {
            "actor": [make.actor(slug) for slug in ("one", "two")],
            "location": [make.location(slug) for slug in ("inner", "outer")],
            "outlet": [make.outlet(slug) for slug in ("daily", "weekly")],
            "article": [make.article(slug) for slug in ("copy", "original")],
            "event": [make.event(slug, event_type="assault") for slug in ("attack", "raid")],
            "claim": [make.claim(slug, voice="attributed") for slug in ("said", "told")],
        }
        for number in (0, 1):
            who, where, event = pairs["actor"][number], pairs["location"][number], pairs["event"][number]
            text, claim, paper = pairs["article"][number], pairs["claim"][number], pairs["outlet"][number]
            who.names.create(name="Both").articles.add(article)
            who.sectors.create(sector="GOV")
            affiliation = Affiliation.objects.create(
                actor=who, type="member_of", object_actor=actor, key=f"m{number}"
            )
            make.evidence(article, affiliation=affiliation)
            Affiliation.objects.create(actor=who, type="based_in", object_location=where)
            where.external_ids.create(scheme="geonames", value="7")
            where.also_in.add(place)
            text.external_ids.create(scheme="gdelt", value=str(number))
            text.parts.create(kind="body", start=0, end=len(text.text))
            Article.objects.filter(pk=text.pk).update(outlet=paper)
            Outlet.objects.filter(pk=paper.pk).update(actor=who)
            event.modes.create(mode="aerial")
            event.factuality_by.add(who)
            EventSource.objects.create(event=event, article=article)
            EventSource.objects.create(event=event, article=text)
            row = make.participation(event, who, acts_for=actor, relayed_by=who, voice="attributed")
            row.by.add(who, actor)
            make.evidence(text, event=event, participation=row)
            make.evidence(text, event=event)
            EventPlace.objects.create(event=event, location=where, primary=True)
            dead = Figure.objects.create(event=event, key="dead", measure="killed", value=3, preferred=True)
            dead.of.add(who)
            Figure.objects.create(event=event, key="men", measure="killed", value=number, subset_of=dead)
            claim.by.add(who)
            make.evidence(text, claim=claim)
            ClaimSubject.objects.create(claim=claim, figure=dead)
            ClaimSubject.objects.create(claim=claim, event=event)
            ClaimSubject.objects.create(claim=claim, affiliation=affiliation)
            ClaimSubject.objects.create(claim=claim, participation=row)
        attack, raid = pairs["event"]
        third = make.event("third")
        EventSource.objects.create(event=third, article=other)
        EventRelation.objects.create(event=third, other=attack, type="follows")
        EventRelation.objects.create(event=raid, other=attack, type="follows")
        for who in pairs["actor"]:  # who are one and the same there, once they are one
            row = make.participation(third, who, role="target")
            ClaimSubject.objects.create(claim=pairs["claim"][0], participation=row)
        figures = list(Figure.objects.filter(key="dead").order_by("pk"))
        Contradiction.objects.create(left_figure=figures[0], right_figure=figures[1], how="value")
        denied = make.claim("denied")
        ClaimSubject.objects.create(claim=denied, event=third)
        Contradiction.objects.create(left_claim=pairs["claim"][0], right_claim=denied, how="denial")
        assert outlet.pk
    for record in pairs[kind]:
        record.refresh_from_db()
    return pairs[kind][0], pairs[kind][1]


KINDS = ["actor", "location", "outlet", "article", "event", "claim"]


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_merged_is_restored_exactly(kind: str, backwards: bool) -> None:
    source, target = create_pair(kind)[:: -1 if backwards else 1]
    start = assert_revisions_match()
    plan = plan_merge(source, target)
    assert plan.obstacles == []
    merge_records(source, target)
    assert assert_revisions_match() != start
    undone = unmerge_record(source)
    assert (undone.conflicts, undone.changed_since, undone.later_references) == ([], [], [])
    assert assert_revisions_match() == start
    assert not list(search.find_drift())


@pytest.mark.parametrize("kind", KINDS)
def test_choices_are_restored_as_well(kind: str) -> None:
    source, target = create_pair(kind)
    start = assert_revisions_match()
    merge_records(source, target, **{value.name: "source" for value in plan_merge(source, target).values})
    unmerge_record(source)
    assert assert_revisions_match() == start


def create_three_actors() -> tuple[dict[str, Actor], Event]:
    with make.change():
        actors = {slug: make.actor(slug, name=f"Somebody {slug}") for slug in ("a", "b", "c")}
        event = make.event()
        for actor in actors.values():
            make.participation(event, actor, described_as=actor.slug)
    return actors, event


def test_of_a_chain_the_last_is_taken_back_first() -> None:
    actors, _ = create_three_actors()
    start = assert_revisions_match()
    merge_records(actors["a"], actors["b"])
    merge_records(actors["b"], actors["c"])
    plan = plan_unmerge(Collection.ACTORS, "a")
    assert plan.obstacles == ["“b” went into “c” since: take that merge back first."]
    with pytest.raises(ValidationError, match="take that merge back first"):
        unmerge(plan, "tester", "They are two.")
    unmerge_record(actors["b"])
    unmerge_record(actors["a"])
    assert assert_revisions_match() == start


def test_of_two_that_went_into_one_either_is_taken_back_first() -> None:
    actors, _ = create_three_actors()
    start = assert_revisions_match()
    merge_records(actors["a"], actors["c"])
    between = assert_revisions_match()
    merge_records(actors["b"], actors["c"])
    plan = unmerge_record(actors["a"])
    assert plan.conflicts == []
    assert plan.changed_since == ["actors/c"]  # to name what b is by now is no change
    unmerge_record(actors["b"])
    snapshots = assert_revisions_match()
    assert snapshots == start != between


def test_a_merge_whose_records_went_on_into_others_waits_for_theirs() -> None:
    actors, event = create_three_actors()
    with make.change():
        other = make.event("other")
    merge_records(actors["a"], actors["b"])
    merge_records(event, other)
    assert "events/event, which this merge changed, went into “other”" in " ".join(
        plan_unmerge(Collection.ACTORS, "a").obstacles
    )


def test_what_came_later_stays_and_what_both_touched_is_decided() -> None:
    actors, _ = create_three_actors()
    merge_records(actors["a"], actors["b"], name="source")
    with make.change():
        Actor.objects.filter(slug="b").update(name="A third name", description="Somebody.")
        Event.objects.update(summary="Seen since.")
        row = Participation.objects.get(key="initiator-a")
        row.role = "target"
        row.save()
        late = make.event("late")
        make.participation(late, Actor.objects.get(slug="b"))
    plan = plan_unmerge(Collection.ACTORS, "a")
    (conflict,) = plan.conflicts
    assert conflict.key == "actors/b:name"
    assert (conflict.before, conflict.after, conflict.now) == ("Somebody b", "Somebody a", "A third name")
    assert set(plan.changed_since) == {"actors/b", "events/event"}
    assert plan.later_references == ["events/late"]
    with pytest.raises(ValidationError, match="actors/b:name was changed by the merge and after it"):
        unmerge(plan, "tester", "They are two.")
    unmerge_record(actors["a"], **{"actors/b:name": "before"})
    snapshots = {record["id"]: record for record in assert_revisions_match().values()}
    assert (snapshots["b"]["name"], snapshots["b"]["description"], snapshots["b"]["names"]) == (
        "Somebody b",
        "Somebody.",
        [],
    )
    assert snapshots["a"]["name"] == "Somebody a"
    assert snapshots["event"]["summary"] == "Seen since."
    participants = {
        row["key"]: (row["actor"]["ref"], row["role"]) for row in snapshots["event"]["participants"]
    }
    assert participants["initiator-a"] == ("actors/a", "target")
    assert participants["initiator-b"] == ("actors/b", "initiator")
    assert snapshots["late"]["participants"][0]["actor"] == {"ref": "actors/b"}
    assert plan.merge is not None


def test_a_plan_whose_conflicts_are_others_by_now_is_refused() -> None:
    actors, _ = create_three_actors()
    merge_records(actors["a"], actors["b"], name="source")
    plan = plan_unmerge(Collection.ACTORS, "a")
    with make.change():
        Event.objects.update(summary="Seen since.")
        Participation.objects.filter(key="initiator-a").update(actor=Actor.objects.get(slug="c"))
    with pytest.raises(ValidationError, match="changed meanwhile"):
        unmerge(plan, "tester", "They are two.")
    with make.change():
        Actor.objects.filter(slug="b").update(name="Another")
    with pytest.raises(changes.StaleRecordError):
        unmerge(plan, "tester", "They are two.")


@pytest.mark.parametrize("decided", ["before", "now"])
def test_a_reference_that_names_a_third_by_now_is_decided(decided: str) -> None:
    actors, _ = create_three_actors()
    merge_records(actors["a"], actors["b"])
    with make.change():
        Participation.objects.filter(key="initiator-a").update(actor=Actor.objects.get(slug="c"))
    key = "events/event:participants/initiator-a/actor"
    unmerge_record(actors["a"], **{key: decided})
    named = Participation.objects.get(key="initiator-a").actor.slug
    assert named == {"before": "a", "now": "c"}[decided]


def test_a_draft_that_is_gone_is_left_out() -> None:
    actors, event = create_three_actors()
    merge_records(actors["a"], actors["b"])
    with make.change():
        event.refresh_from_db()
        event.delete()
    unmerge_record(actors["a"])
    assert Actor.objects.filter(slug="a").exists()


@pytest.mark.parametrize("slug", ["a", "nobody"])
def test_what_was_never_merged_is_not_taken_back(slug: str) -> None:
    create_three_actors()
    plan = plan_unmerge(Collection.ACTORS, slug)
    assert "has gone into no other record" in plan.obstacles[0]
    with pytest.raises(ValidationError, match="no other record"):
        unmerge(plan, "tester", "They are two.")


def test_a_reason_and_a_known_decision_are_needed() -> None:
    actors, _ = create_three_actors()
    merge_records(actors["a"], actors["b"])
    plan = plan_unmerge(Collection.ACTORS, "a")
    with pytest.raises(ValidationError, match="Say why"):
        unmerge(plan, "tester", "")
    with pytest.raises(ValidationError, match="neither"):
        unmerge(plan, "tester", "Two.", decisions={"actors/b:name": "after"})


def create_public_pair() -> tuple[Actor, Actor, Event]:
    actors, event = create_three_actors()
    with make.change():
        article = make.article()
        EventSource.objects.create(event=event, article=article)
        make.evidence(article, event=event)
        for row in event.participants.all():
            make.evidence(article, event=event, participation=row)
    records = [*actors.values(), event, article]
    for record in records:
        record.refresh_from_db()
    publish(records, "tester")
    return actors["a"], actors["b"], event


def test_the_api_leads_to_the_target_and_then_answers_for_both_again(client: Any) -> None:
    source, target, _ = create_public_pair()
    bodies = {slug: client.get(f"/api/v1/actors/{slug}/").json() for slug in ("a", "b")}
    merge_records(source, target)
    assert client.get("/api/v1/actors/a/").status_code == 301
    assert [event["id"] for event in client.get("/api/v1/events/?participant=a").json()["results"]] == [
        "event"
    ]
    unmerge_record(source)
    for slug, before in bodies.items():
        response = client.get(f"/api/v1/actors/{slug}/")
        assert response.status_code == 200
        changed = {name for name, value in response.json().items() if value != before[name]}
        assert changed == {"revision", "updated_at"}
        assert len(client.get(f"/api/v1/events/?participant={slug}").json()["results"]) == 1
    assert PublicId.objects.get(slug="a").state == "live"
    last = Revision.objects.filter(collection="actors", slug="a").latest("seq")
    assert (last.change, last.public_reason) == ("unmerged", "They are two.")


def test_what_was_withdrawn_since_does_not_come_back_as_another(client: Any) -> None:
    source, target, event = create_public_pair()
    merge_records(source, target)
    for record in (event, target):
        record.refresh_from_db()
    withdraw([event, target], "tester", "All wrong.")
    unmerge_record(source)
    assert client.get("/api/v1/actors/a/").status_code == 410
    restored = Actor.objects.get(slug="a")
    assert (restored.review_status, restored.withdrawn_reason) == ("withdrawn", "All wrong.")
    last = Revision.objects.in_feed().filter(collection="actors", slug="a").latest("public_seq")
    assert (last.change, last.public_reason) == ("withdrawn", "All wrong.")
