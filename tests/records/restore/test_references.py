"""What a stored record names, as it is found now."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from events.choices import Collection
from events.models import Actor, Affiliation, Figure
from events.records.restore.references import (
    Endpoint,
    ResolvedReferences,
    claim_subject_endpoint,
    deduplicate,
)
from events.records.stored_values import stored_ends
from tests import factories as make

pytestmark = pytest.mark.django_db
FIGURE = {"kind": "figure", "id": "event/deaths"}
CLAIM = {"kind": "claim", "id": "claim"}


def refs(*slugs: str) -> list[dict[str, str]]:
    return [{"ref": f"actors/{slug}"} for slug in slugs]


def merge(*slugs: str, into: str) -> None:
    """Let one actor answer for others, which are deleted."""
    with make.change() as change:
        for actor in Actor.objects.filter(slug__in=slugs):
            change.merged_into[Collection.ACTORS, actor.pk] = into
            actor.delete()


def test_an_end_is_a_record_or_a_part_of_the_record_that_has_it() -> None:
    assert Endpoint.of_id(FIGURE) == Endpoint("figure", "events/event", "deaths")
    assert Endpoint.of_id(CLAIM) == Endpoint("claim", "claims/claim", None)
    assert Endpoint.of_id({"kind": "affiliation", "id": "actor/a1"}).ref == "actors/actor"
    assert str(Endpoint.of_id(FIGURE)) == "events/event (figure “deaths”)"
    assert str(Endpoint.of_id(CLAIM)) == "claims/claim"
    subject = {"kind": "figure", "of": {"ref": "events/event"}, "key": "deaths"}
    assert claim_subject_endpoint(subject) == Endpoint.of_id(FIGURE)
    both = {"contradictions": [{"left": FIGURE, "right": CLAIM}], "contradicts": [CLAIM]}
    assert [Endpoint.of_id(end) for end in stored_ends(both)] == list(
        map(Endpoint.of_id, (FIGURE, CLAIM, CLAIM))
    )
    assert stored_ends({}) == []


def test_the_first_of_each_name_is_left() -> None:
    assert deduplicate(["a", "b", "c"], [1, 2, 1]) == ["a", "b"]


def test_references_lead_to_successors_however_many_steps_away_and_each_once() -> None:
    with make.change():
        own = make.event()
        actors = {slug: make.actor(slug) for slug in ("a", "b", "c", "d")}
        claim = make.claim()
    merge("a", into="b")
    merge("b", into="c")
    stored: dict[str, Any] = {
        "by": refs("a", "b", "d"),
        "mixed": [refs("a")[0], "text", {"deep": refs("a", "c")}],
        "whole": {"ref": "events/event"},
        "contradicts": [CLAIM],
        "number": 3,
        "none": None,
    }
    found = ResolvedReferences("events/event", own.pk, stored)
    assert (found.now("actors/a"), found.now("actors/d")) == ("actors/c", "actors/d")
    assert found.key("actors/c") == actors["c"].pk
    assert found.key("events/event") == own.pk
    assert found.key_of(Endpoint.of_id(CLAIM)) == claim.pk
    assert found.with_current_references(stored) == stored | {
        "by": refs("c", "d"),
        "mixed": [refs("c")[0], "text", {"deep": refs("c")}],
    }


def test_what_is_gone_is_named_all_at_once_and_a_circle_of_successors_ends() -> None:
    with make.change():
        own = make.event()
        make.actor("one")
        make.actor("other")
        make.actor("there")
    merge("one", into="other")
    merge("other", into="one")
    with pytest.raises(ValidationError) as refused:
        ResolvedReferences("events/event", own.pk, {"by": refs("nobody", "there", "never")})
    assert refused.value.messages == [
        f"events/event names actors/{slug}, which is gone." for slug in ("never", "nobody")
    ]
    with pytest.raises(ValidationError, match="events/event names actors/one, which is gone"):
        ResolvedReferences("events/event", own.pk, {"by": refs("one", "there")})


def test_parts_are_found_by_their_keys_in_their_records() -> None:
    with make.change():
        event, other, actor = make.event(), make.event("other"), make.actor()
        make.claim()
        figures = [Figure.objects.create(event=one, key="deaths", measure="killed") for one in (other, event)]
        wounded = Figure.objects.create(event=event, key="wounded", measure="injured")
        tie = Affiliation.objects.create(
            actor=actor, key="tie", object_actor=make.actor("body"), type="member_of"
        )
    # Under the name by which each of them is stored.
    ids = [("figure", "event/deaths"), ("figure", "event/wounded"), ("affiliation", "actor/tie")]
    ends = [Endpoint.of_id({"kind": kind, "id": one}) for kind, one in ids]
    stored = {"contradicts": [{"kind": kind, "id": one} for kind, one in ids] + [CLAIM]}
    found = ResolvedReferences("events/event", event.pk, stored)
    found.look_up_parts([*ends, Endpoint.of_id(CLAIM)])
    assert [found.key_of(end) for end in ends] == [figures[1].pk, wounded.pk, tie.pk]
    gone = [ends[0]._replace(key="gone"), ends[2]._replace(key="lost"), ends[1]]
    with pytest.raises(ValidationError) as refused:
        found.look_up_parts(gone)
    assert refused.value.messages == [
        "events/event names actors/actor (affiliation “lost”), which is gone.",
        "events/event names events/event (figure “gone”), which is gone.",
    ]


def test_a_record_gets_its_key_once_it_is_written() -> None:
    found = ResolvedReferences("events/event", None, {})
    assert found.set_own_pk(7) == found.key("events/event") == found.pk == 7
