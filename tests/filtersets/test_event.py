"""Each filter of events finds what the slow reference says, in random records."""

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from events.filtersets import EventFilterSet
from events.models import Event
from events.rules.dates import DateSpan
from tests import factories as make
from tests import random_data, reference_filters
from tests.filtersets.conftest import World

pytestmark = pytest.mark.django_db
QUESTIONS = 150


def test_random_queries_find_what_the_reference_says(world: World) -> None:
    found = 0
    for _ in range(QUESTIONS):
        query = random_data.random_query(world.random_data, world.public, world.random)
        parsed, errors = EventFilterSet.read(QueryDict(urlencode(query)))
        assert not errors, query
        answer = world.ids(EventFilterSet.condition(parsed))
        assert answer == reference_filters.matching(world.public, query), query
        found += bool(answer)
    assert found > QUESTIONS / 3


def test_what_takes_one_value_is_what_the_reference_takes_one_of() -> None:
    single = {name for name, one in EventFilterSet.base_filters.items() if not one.excludable}
    assert single == reference_filters.SINGLE_VALUED


def ids(query: str) -> set[str]:
    parsed, errors = EventFilterSet.read(QueryDict(query))
    assert not errors
    return set(Event.objects.filter(EventFilterSet.condition(parsed)).values_list("slug", flat=True))


@pytest.mark.parametrize(
    ("match", "found"),
    [
        ("possible", {"day", "month", "around", "into", "out"}),
        ("certain", {"day", "month", "around", "out"}),
        ("within", {"day", "month"}),
    ],
)
def test_a_date_matches_possibly_certainly_or_within(match: str, found: set[str]) -> None:
    dates = {
        "day": "2024-01-31",
        "month": "2024-01",
        "around": "2023-12-01/2024-02-05",
        "into": "2024",
        "out": "2024-01-15/2024-02-15",
        "before": "2023",
        "after": "2024-02-01",
        "undated": "",
    }
    with make.change():
        for slug, edtf in dates.items():
            make.event(slug, date_edtf=edtf)
    assert ids(f"date=2024-01&date_match={match}") == found
    assert ids("date=2024-01") == ids("date=2024-01&date_match=possible")
    assert DateSpan.parse("2024-01").last.day == 31


def test_the_best_number_of_a_figure_is_its_value_else_its_low_else_its_high() -> None:
    with make.change():
        for slug, numbers in {
            "value": {"value": 5, "low": 1, "high": 9},
            "low": {"low": 5, "high": 9},
            "high": {"high": 5},
            "none": {},
        }.items():
            make.event(slug).figures.create(measure="killed", **numbers)
    assert ids("measure=killed&figure_min=5&figure_max=5") == {"value", "low", "high"}
    assert ids("measure=killed&figure_min=5.01") == ids("measure=killed&figure_max=4.99") == set()


def test_what_is_coded_to_a_wider_place_may_have_been_in_the_narrower_one() -> None:
    with make.change():
        public = {"review_status": "published"}
        country = make.location("country", kind="country", **public)
        province = make.location("province", kind="admin1", parent=country, **public)
        town = make.location("town", parent=province, **public)
        other = make.location("other", parent=country, **public)
        for place in (country, province, town, other):
            make.event(f"in-{place.slug}").places.create(location=place)
            make.event(f"about-{place.slug}").places.create(location=place, role="about")
        make.event("nowhere")
    assert ids("location=town") == ids("location=town&place_match=certain") == {"in-town"}
    assert ids("location=town&place_match=possible") == {"in-town", "in-province", "in-country"}
    assert ids("location=province&place_match=possible") == {"in-town", "in-province", "in-country"}
    assert ids("location=town&location=other&place_match=possible") == ids("location=country")
    nowhere = {"nowhere"} | {f"about-{name}" for name in ("country", "province", "town", "other")}
    assert (
        ids("location=town&location=none&place_match=possible")
        == {"in-town", "in-province", "in-country"} | nowhere
    )
    assert ids("exclude_location=province") == {"in-country", "in-other"} | nowhere


def test_a_relation_reads_from_the_event_that_is_found() -> None:
    with make.change():
        attack, answer, denial = (
            make.event(slug, review_status="published") for slug in ("attack", "answer", "denial")
        )
        answer.relations.create(type="response_to", other=attack)
        attack.relations.create(type="about", other=answer)
        denial.relations.create(type="response_to", other=attack, polarity="denied")
    assert ids("related_to=attack") == {"answer", "denial"}
    assert ids("related_to=attack&relation_type=response_to") == {"answer"}
    assert ids("related_to=answer&relation_type=response_to") == set()
    assert ids("related_to=answer&relation_type=about") == {"attack"}


def test_a_code_is_found_whole_or_by_its_branch() -> None:
    with make.change():
        for code in ("19", "190", "1901", "191", "2", "Air", "air"):
            slug = f"e-{code}" if code != "Air" else "e-capital"
            make.event(slug, review_status="published").codings.create(scheme="cameo", code=code)
    assert ids("coding=cameo:190") == {"e-190"}
    assert ids("coding=cameo:190*") == {"e-190", "e-1901"}
    assert ids("coding=cameo:19*") == {"e-19", "e-190", "e-1901", "e-191"}
    assert ids("coding=cameo:A*") == {"e-capital"}
    assert ids("coding=cameo:*") == ids("coding=cameo:*&coding=cameo:2")
    assert ids("coding=cameo:19&coding=cameo:2") == ids("coding=CAMEO:19&coding=Cameo:2") == {"e-19", "e-2"}
    assert ids("coding=acled:19*") == ids("coding=cameo:20") == set()


def test_an_event_type_of_acled_is_the_branch_of_its_sub_event_types() -> None:
    with make.change():
        for slug, code in (("clash", "Armed clash"), ("strike", "Air/drone strike"), ("mob", "Mob violence")):
            make.event(slug).codings.create(scheme="acled", code=code)
    assert ids("coding=acled:Battles") == ids("coding=ACLED:battles*") == {"clash"}
    assert (
        ids("coding=acled:Explosions/Remote violence") == ids("coding=acled:air/drone strike") == {"strike"}
    )
    assert ids("coding=acled:Riots&coding=acled:Battles") == {"clash", "mob"}
    assert ids("coding=acled:Protests") == set()


def test_a_place_that_is_only_spoken_from_counts_where_it_is_named() -> None:
    with make.change():
        place = make.location(review_status="published", kind="country", iso_code="IQ")
        for role in ("scene", "spoken_from", "about"):
            make.event(role.replace("_", "-")).places.create(location=place, role=role)
    assert ids("country=IQ") == {"scene"}
    assert ids("country=IQ&place_role=spoken_from") == {"spoken-from"}
    assert ids("place_role=about&place_role=scene") == {"about", "scene"}


def test_what_an_event_lacks_is_found() -> None:
    with make.change():
        bare = make.event("bare")
        full = make.event("full", date_edtf="2024")
        full.places.create(location=make.location(), role="scene")
        make.participation(full, make.actor())
        make.evidence(make.article(), event=full)
        make.participation(bare, make.actor("other"))
    assert ids("missing=date") == ids("missing=place") == ids("missing=evidence") == {"bare"}
    assert ids("missing=participant") == set()
    assert ids("missing=participant&missing=date") == {"bare"}
    assert ids("exclude_missing=date") == {"full"}
