"""Who belongs to what, and when; the form in which names match."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from events.models import Actor, ActorClosure, ActorName, Affiliation
from events.rules.dates import EARLIEST, LATEST
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def actors() -> list[Actor]:
    """A person, a unit, a force and a state."""
    with make.change():
        return [make.actor(slug) for slug in ("person", "unit", "force", "state")]


def create_affiliation(
    actor: Actor, body: Actor, kind: str = "member_of", valid: str = "", **columns: Any
) -> Affiliation:
    return Affiliation.objects.create(actor=actor, object_actor=body, type=kind, date_edtf=valid, **columns)


def closure_rows() -> set[tuple[str, str, int, date, date]]:
    return set(ActorClosure.objects.values_list("actor__slug", "body__slug", "depth", "earliest", "latest"))


def unbounded_row(actor: str, body: str, depth: int) -> tuple[str, str, int, date, date]:
    return (actor, body, depth, EARLIEST, LATEST)


def test_membership_parts_offices_and_leadership_lead_upwards(actors: list[Actor]) -> None:
    person, unit, force, state = actors
    with make.change():
        create_affiliation(person, unit)
        create_affiliation(unit, force, "part_of")
        create_affiliation(force, state, "leads")
    assert closure_rows() == {
        unbounded_row("person", "unit", 1),
        unbounded_row("person", "force", 2),
        unbounded_row("person", "state", 3),
        unbounded_row("unit", "force", 1),
        unbounded_row("unit", "state", 2),
        unbounded_row("force", "state", 1),
    }
    with make.change():
        Affiliation.objects.filter(actor=unit).delete()
    assert closure_rows() == {unbounded_row("person", "unit", 1), unbounded_row("force", "state", 1)}


def test_other_ties_and_denied_ones_lead_nowhere(actors: list[Actor]) -> None:
    person, unit, force, state = actors
    with make.change():
        create_affiliation(person, unit, "close_to")
        create_affiliation(person, force, "supports")
        create_affiliation(person, state, polarity="denied")
        Affiliation.objects.create(actor=person, type="from", object_location=make.location())
    assert closure_rows() == set()


def test_what_is_reached_holds_while_every_step_does(actors: list[Actor]) -> None:
    person, unit, force, state = actors
    with make.change():
        create_affiliation(person, unit, valid="2010/2015")
        create_affiliation(unit, force, "part_of", valid="2014-06/..")
        create_affiliation(force, state, "part_of", valid="2016/2020")
    first, last = date(2014, 6, 1), date(2015, 12, 31)
    assert closure_rows() == {
        ("person", "unit", 1, date(2010, 1, 1), last),
        ("person", "force", 2, first, last),
        ("unit", "force", 1, first, LATEST),
        ("unit", "state", 2, date(2016, 1, 1), date(2020, 12, 31)),
        ("force", "state", 1, date(2016, 1, 1), date(2020, 12, 31)),
    }
    with make.change():
        row = Affiliation.objects.get(actor=force)
        row.date_edtf = ""
        row.save()
    assert ("person", "state", 3, first, last) in closure_rows()


def test_two_stretches_of_time_are_two_lines(actors: list[Actor]) -> None:
    person, unit, *_ = actors
    with make.change():
        create_affiliation(person, unit, valid="2001/2003")
        create_affiliation(person, unit, valid="2010/2012")
    assert {(line[3].year, line[4].year) for line in closure_rows()} == {(2001, 2003), (2010, 2012)}


def test_an_actor_cannot_be_part_of_itself(actors: list[Actor]) -> None:
    person, unit, force, _ = actors
    with make.change():
        create_affiliation(person, unit)
        create_affiliation(unit, force, "part_of")
    before = closure_rows()
    with (
        pytest.raises(ValidationError, match=r"cannot be part of itself: .*person in unit in force"),
        make.change(),
    ):
        create_affiliation(force, person, "part_of")
    with pytest.raises(ValidationError, match="cannot be part of itself: person in person"), make.change():
        create_affiliation(person, person)
    assert closure_rows() == before


def test_who_leads_what_it_is_a_member_of_closes_no_circle(actors: list[Actor]) -> None:
    person, unit, *_ = actors
    with make.change():
        create_affiliation(person, unit)
        create_affiliation(unit, person, "leads")
    assert closure_rows() == {unbounded_row("person", "unit", 1), unbounded_row("unit", "person", 1)}


def test_places_and_actors_are_not_mistaken_for_each_other(actors: list[Actor]) -> None:
    person, unit, *_ = actors
    with make.change():
        tie = create_affiliation(person, unit)
        origin = Affiliation.objects.create(actor=person, type="from", object_location=make.location())
    tie.full_clean()
    origin.full_clean()
    tie.type, origin.type = "based_in", "member_of"
    with pytest.raises(ValidationError, match="Name the place"):
        tie.full_clean()
    with pytest.raises(ValidationError, match="Name the other actor"):
        origin.full_clean()


def test_what_comes_from_outside_names_its_source(actors: list[Actor]) -> None:
    person, unit, *_ = actors
    with make.change():
        tie = create_affiliation(person, unit, basis="external")
    with pytest.raises(ValidationError, match="outside source"):
        tie.full_clean()
    tie.source = "An encyclopaedia"
    tie.full_clean()


def test_a_name_and_a_description_are_matched_by_their_keys(actors: list[Actor]) -> None:
    with make.change():
        spelled = ActorName.objects.create(actor=actors[0], name="Al-Sudānī")
        described = ActorName.objects.create(actor=actors[0], name="the Arab country", kind="description")
    assert spelled.key_name == "sudani"
    assert described.key_name == "the arab country"
