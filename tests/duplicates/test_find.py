"""The pairs of records that the search for duplicates finds, and those that it does not."""

from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import duplicates
from events.choices import Collection
from events.models import Actor, Event, EventPlace, EventRelation, NotDuplicate
from events.models.record import Record
from tests import factories as make

pytestmark = pytest.mark.django_db


def find_candidates(collection: Collection) -> dict[tuple[int, int], duplicates.Candidate]:
    return {candidate.pair: candidate for candidate in duplicates.find_candidates(collection)}


def pair(one: Record, other: Record) -> tuple[int, int]:
    return min(one.pk, other.pk), max(one.pk, other.pk)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Mustafa al-Kadhimi", "Mustafa Al Kadhimi", "both are called"),
        ("Ali Hassan", "Hassan, Ali", "same words"),
        ("Muqtada al-Sadr", "Moqtada al-Sadr", "spelt nearly alike"),
        ("مقتدى الصدر", "Muqtada al-Sadr", "sound alike"),
        ("Police of Basra", "Basra police", "same words"),
        ("Muammar Gaddafi", "Mouammar Kadhafi", "spelt nearly alike"),
        ("Київ", "Kiev", "sound alike"),
        ("Abd al-Rahman Arif", "Abdulrahman Aref", "spelt nearly alike"),
    ],
)
def test_actors_of_one_name_are_found(one: str, other: str, why: str) -> None:
    with make.change():
        left, right = make.actor("a", name=one), make.actor("b", name=other)
        make.actor("c", name="Nobody")
    (candidate,) = duplicates.find_candidates(Collection.ACTORS)
    assert candidate.pair == pair(left, right)
    assert why in candidate.why[0]


@pytest.mark.parametrize(
    "names", [("Basra", "Barra"), ("राम सिंह", "रमा सिंह"), ("Niger", "Nigeria"), ("PKK", "PCC")]
)
def test_actors_of_other_names_are_not(names: tuple[str, str]) -> None:
    with make.change():
        for slug, name in zip("ab", names, strict=True):
            make.actor(slug, name=name)
    assert duplicates.find_candidates(Collection.ACTORS) == []


def test_a_spelling_counts_as_a_name_and_a_description_does_not() -> None:
    with make.change():
        left, right = make.actor("a", name="Hashd"), make.actor("b", name="Popular Mobilization Forces")
        right.names.create(name="al-Hashd", kind="transliteration")
        make.actor("c", name="somebody else").names.create(name="Hashd", kind="description")
    assert set(find_candidates(Collection.ACTORS)) == {pair(left, right)}


def test_kind_and_country_weigh() -> None:
    with make.change():
        same = [make.actor(slug, name="Ali Karim", country="IQ") for slug in ("a", "b")]
        abroad = make.actor("c", name="Ali Karim", country="IR")
        make.actor("d", name="Ali Karim", kind="company", country="US")
    candidates = duplicates.find_candidates(Collection.ACTORS)
    assert candidates[0].pair == pair(*same)
    assert candidates[0].why == ("both are called “Ali Karim”", "both in IQ")
    score = find_candidates(Collection.ACTORS)[pair(same[0], abroad)].score
    assert 0.6 <= score < candidates[0].score
    assert len(candidates) == 3  # another kind in another country is another one


def test_places_of_one_name_are_one_where_they_lie_together() -> None:
    with make.change():
        one = make.location("a", name="Salihiya", latitude=33.30, longitude=44.40)
        two = make.location("b", name="al-Salihiya", latitude=33.31, longitude=44.41)
        make.location("c", name="Salihiya", latitude=36.0, longitude=40.0)
    candidates = find_candidates(Collection.LOCATIONS)
    assert set(candidates) == {pair(one, two)}
    assert "1 km apart" in candidates[pair(one, two)].why


def test_outlets_at_one_site() -> None:
    with make.change():
        one = make.outlet("a", name="Asharq Al-Awsat", url="https://www.aawsat.com/")
        two = make.outlet("b", name="Asharq al Awsat", url="https://aawsat.com/home")
    assert "both at aawsat.com" in find_candidates(Collection.OUTLETS)[pair(one, two)].why


def create_event(slug: str, date: str, actors: list[Actor], place: Any, kind: str = "assault") -> Event:
    event = make.event(slug, event_type=kind, date_edtf=date)
    for actor in actors:
        make.participation(event, actor)
    if place:
        EventPlace.objects.create(event=event, location=place)
    return event


def test_events_of_one_type_time_place_and_participants() -> None:
    with make.change():
        us, them = make.actor("us"), make.actor("them")
        here, there = make.location("here"), make.location("there")
        one = create_event("one", "2024-01-27", [us, them], here)
        two = create_event("two", "2024-01-28", [us], here)
        create_event("other-place", "2024-01-27", [us], there)
        create_event("other-type", "2024-01-27", [us], here, "protest")
        create_event("other-actor", "2024-01-27", [make.actor("nobody")], here)
        create_event("later", "2024-02-27", [us, them], here)
        create_event("undated", "", [us], here)
        part = create_event("part", "2024-01-27", [them], here)
        EventRelation.objects.create(event=part, other=one, type="part_of")
    candidates = find_candidates(Collection.EVENTS)
    assert set(candidates) == {pair(one, two)}
    assert candidates[pair(one, two)].why == (
        *("both of type assault", "1 participant in common", "in one place", "2024-01-27 and 2024-01-28"),
    )


def test_articles_of_nearly_one_text() -> None:
    text = " ".join(f"word{number}" for number in range(300))
    with make.change():
        one, two = make.article("a", text), make.article("b", text.replace("word150", "other").upper())
        make.article("c", " ".join(f"else{number}" for number in range(300)))
        late = make.article("d", text, date_edtf="2020-01-01")
        make.article("e", text.replace("word150", "other"), date_edtf="2021-01-01")
    candidates = find_candidates(Collection.ARTICLES)
    assert set(candidates) == {pair(one, two), pair(one, late)}
    assert "passages are the same" in candidates[pair(one, two)].why[0]
    assert candidates[pair(one, late)].why == ("their text is the very same",)


def test_claims_of_one_speaker_that_say_nearly_the_same() -> None:
    with make.change():
        speaker, other = make.actor("speaker"), make.actor("other")
        said = "The United States will withdraw all of its troops from Iraq."
        one, two = make.claim("a", proposition=said), make.claim("b", proposition=said.replace("all of ", ""))
        make.claim("c", proposition="Nobody was hurt.").by.add(speaker)
        make.claim("d", proposition=said).by.add(other)
        for claim in (one, two):
            claim.by.add(speaker)
    assert set(find_candidates(Collection.CLAIMS)) == {pair(one, two)}


def test_two_that_were_found_to_be_two_stay_so_until_one_changes_in_what_was_compared() -> None:
    with make.change():
        one, two = make.actor("a", name="Ali Karim"), make.actor("b", name="Ali Karim")
    decision = duplicates.mark_not_duplicate(two, one, "tester", " Father and son. ")
    assert (decision.one, decision.other, decision.reason) == (*pair(one, two), "Father and son.")
    assert find_candidates(Collection.ACTORS) == {}
    with make.change():
        Actor.objects.filter(pk=one.pk).update(description="The father.")
    assert find_candidates(Collection.ACTORS) == {}
    with make.change():
        Actor.objects.filter(pk=one.pk).update(country="IQ")
    assert set(find_candidates(Collection.ACTORS)) == {pair(one, two)}
    duplicates.mark_not_duplicate(one, two, "tester", "Still two.")
    assert find_candidates(Collection.ACTORS) == {}
    assert NotDuplicate.objects.get().reason == "Still two."


def test_a_judgement_needs_a_reason_two_records_and_the_right(django_user_model: Any) -> None:
    with make.change():
        one, two, event = make.actor("a"), make.actor("b"), make.event()
    for other, reason in ((two, ""), (one, "Two."), (event, "Two.")):
        with pytest.raises(ValidationError):
            duplicates.mark_not_duplicate(one, other, "tester", reason)
    with pytest.raises(PermissionDenied):
        duplicates.mark_not_duplicate(one, two, django_user_model.objects.create_user("anybody"), "Two.")


def test_the_command_shows_the_likeliest_first_with_their_reasons() -> None:
    with make.change():
        for slug, name in (("a", "Muqtada al-Sadr"), ("b", "Muqtada Sadr"), ("c", "Moqtada Sadr")):
            make.actor(slug, name=name)
    out = StringIO()
    call_command("find_duplicates", "actors", limit=1, stdout=out, stderr=StringIO())
    line, total = out.getvalue().splitlines()
    assert line.startswith("0.90 actors/a actors/b: both are called “Muqtada al-Sadr”.")
    assert total == "actors: 1 pairs that may be one."
    call_command("find_duplicates", stdout=out, stderr=StringIO())
    assert "claims: 0 pairs" in out.getvalue()


def test_names_that_many_share_are_not_compared_each_with_each() -> None:
    with make.change():
        Actor.objects.bulk_create(
            Actor(slug=f"a{number}", name="Ali", kind="person", dataset=make.dataset())
            for number in range(300)
        )
    with CaptureQueriesContext(connection) as captured:
        assert 300 < len(duplicates.find_candidates(Collection.ACTORS, limit=10_000)) <= 300 * 5
    assert len(captured) < 20
