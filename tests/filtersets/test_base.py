"""How filters are put together: their values, groups, modifiers, exclusion, and what is empty."""

from typing import Any

import pytest
from django.db.models import Q
from django.http import QueryDict

from events.filtersets import (
    ActorFilterSet,
    ClaimFilterSet,
    EventFilterSet,
    LocationFilterSet,
    StrictFilterSet,
)
from events.filtersets.base import NullValue, PublicFilter
from events.models import Actor
from tests import factories as make

pytestmark = pytest.mark.django_db
PUBLIC = "published"


def read(
    query: str, filterset: type[StrictFilterSet] = EventFilterSet
) -> tuple[dict[str, Any], dict[str, Any]]:
    return filterset.read(QueryDict(query))


def codes(query: str) -> dict[str, str]:
    return {name: code for name, (code, _) in read(query)[1].items()}


def ids(query: str, filterset: type[StrictFilterSet] = EventFilterSet) -> str:
    """The ids that a query finds, one after another; none of them doubled."""
    parsed, errors = read(query, filterset)
    assert not errors, errors
    found = filterset._meta.model.objects.filter(filterset.condition(parsed))
    return " ".join(sorted(found.values_list("slug", flat=True)))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("form=action&form=series", {}),
        ("nowhere=1&page=2", {}),
        ("date=2024&date=2023", {"date": "repeated"}),
        ("date=2024&date_match=within&date_match=within", {"date_match": "repeated"}),
        ("form=", {"form": "empty"}),
        ("form=action&form=", {"form": "empty"}),
        ("date_match=within", {"date_match": "missing_key"}),
        ("date=2024&date_match=within", {}),
        ("place_match=possible", {"place_match": "missing_key"}),
        ("place_match=possible&bbox=1,2,3,4", {}),
        ("place_match=possible&near=1,2&radius_km=3", {}),
        ("near=1,2", {"near": "missing_key"}),
        ("near=x", {"near": "invalid_point"}),
        ("near=", {"near": "empty"}),
        ("radius_km=3", {"radius_km": "missing_key"}),
        ("form=x&exclude_form=y", {"form": "invalid_choice", "exclude_form": "invalid_choice"}),
        ("exclude_date=2024", {}),
        ("form=none", {"form": "invalid_choice"}),
    ],
)
def test_each_parameter_is_used_as_it_is_meant_or_refused(query: str, expected: dict[str, str]) -> None:
    assert codes(query) == expected


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("date=2024&date=2023", "“date” takes one value and was given 2."),
        ("form=", "“form” has no value; leave it out or give one."),
        (
            "place_match=possible",
            "“place_match” says how “location”, “bbox” or “near” is meant, which is missing.",
        ),
        ("near=1,2", "“near” needs “radius_km” beside it, such as radius_km=50."),
    ],
)
def test_a_refusal_says_why(query: str, message: str) -> None:
    assert [words for _, words in read(query)[1].values()] == [message]


def test_what_is_read_are_values_and_none_stands_for_what_is_empty() -> None:
    parsed, _ = read("quad_class=4&quad_class=none&exclude_mode=visit&form=action&nowhere=1")
    assert parsed == {"quad_class": [4, NullValue], "exclude_mode": ["visit"], "form": ["action"]}
    filter_ = EventFilterSet.base_filters["quad_class"]
    assert filter_.read(["none"]) == [NullValue]
    assert filter_.read(["1"]) == [1]
    assert filter_.canonical_values(["4", "none", "1", "4"], [4, NullValue, 1]) == [1, 4, "none"]
    assert filter_.canonical_values(["4", "1"], [4, 1]) == [1, 4]


def test_any_takes_the_place_of_all_values_and_leaves_nothing_out() -> None:
    filter_ = EventFilterSet.base_filters["factuality"]
    values = read("factuality=any")[0]["factuality"]
    assert filter_.canonical_values(["any"], values) == ["any"]
    assert filter_.condition(values, {}) == ~Q(pk__in=[])
    assert codes("factuality=any&factuality=alleged") == {"factuality": "invalid_choice"}


def test_what_takes_one_value_or_says_how_another_is_meant_excludes_nothing() -> None:
    parameters = EventFilterSet.parameters()
    for name, excludable in {"form": True, "date": False, "date_match": False, "radius_km": False}.items():
        assert EventFilterSet.base_filters[name].excludable is excludable
        assert (f"exclude_{name}" in parameters) is excludable
        assert parameters[name] is EventFilterSet.base_filters[name]
    plain = PublicFilter(EventFilterSet.base_filters["form"].field_class, "A word.", example="x", choices=())
    assert plain.excludable


def test_filters_of_a_group_hold_on_one_row_and_those_without_on_rows_of_their_own() -> None:
    assert EventFilterSet.group_of("participant") == EventFilterSet.group_of("participant_role")
    assert EventFilterSet.group_of("initiator") == "initiator"
    assert EventFilterSet.group_of("date_match") == EventFilterSet.group_of("date") == "date"
    assert EventFilterSet.group_of("form") == "form"
    with make.change():
        a, b = (make.actor(slug, review_status=PUBLIC) for slug in "ab")
        one, other = make.event("one"), make.event("other")
        make.participation(one, a, "initiator")
        make.participation(one, b, "target")
        make.participation(other, a, "target")
        make.event("none")
    assert ids("participant=a&participant_role=initiator") == "one"
    assert ids("participant=b&participant_role=initiator") == ""
    assert ids("participant=a&participant=b") == "one other"
    assert ids("initiator=a&target=b") == "one"
    assert ids("initiator=a&target=a") == ""
    assert ids("exclude_participant=b") == "none other"
    assert ids("exclude_participant=a&exclude_participant_role=target") == "none"
    assert ids("participant=none") == "none"
    assert ids("participant=none&participant=b") == "none one"
    assert ids("exclude_participant=none") == "one other"
    assert ids("initiator=none") == "none other"
    assert ids("initiator=none&initiator=a") == "none one other"
    assert ids("initiator=none&initiator=b") == "none other"
    assert ids("participant=none&participant_role=initiator") == "none other"


def test_excluded_values_are_excluded_each_and_join_with_what_is_included() -> None:
    with make.change():
        for slug, form, edtf in (("a", "action", "2024"), ("b", "series", "2024"), ("c", "series", "")):
            make.event(slug, form=form, date_edtf=edtf)
    assert ids("") == "a b c"
    assert ids("exclude_form=action") == "b c"
    assert ids("exclude_form=action&exclude_form=series") == ""
    assert ids("date=2024&exclude_form=action") == "b"
    assert ids("exclude_missing=date&exclude_form=series") == "a"


def test_none_is_an_empty_text_a_null_or_no_row() -> None:
    with make.change():
        land = make.location("land", kind="country", iso_code="IQ", review_status=PUBLIC)
        make.location("town", parent=land)
        make.location("lost")
        make.actor("person", country="IQ").sectors.create(sector="gov")
        make.actor("nobody")
        make.claim("said").by.add(Actor.objects.get(slug="person"))
        make.claim("unsaid", relayed_by=Actor.objects.get(slug="nobody"))
    assert ids("iso_code=none", LocationFilterSet) == "lost town"
    assert ids("iso_code=none&iso_code=IQ", LocationFilterSet) == "land lost town"
    assert ids("parent=none", LocationFilterSet) == "land lost"
    assert ids("parent=none&parent=land", LocationFilterSet) == "land lost town"
    assert ids("country=none", ActorFilterSet) == "nobody"
    assert ids("exclude_country=none", ActorFilterSet) == "person"
    assert ids("sector=none", ActorFilterSet) == "nobody"
    assert ids("speaker=none", ClaimFilterSet) == "unsaid"
    assert ids("exclude_speaker=none", ClaimFilterSet) == "said"
    assert ids("relayed_by=none", ClaimFilterSet) == "said"


def test_a_condition_of_a_filters_own_takes_its_values_and_its_modifiers() -> None:
    def condition(values: list[str], how: str | None, other: str | None) -> Q:
        return Q(slug=f"{values[0]}-{how}-{other}")

    field = ActorFilterSet.base_filters["kind"].field_class
    own = PublicFilter(
        field, "Own.", example="x", choices=("x",), condition=condition, modifiers="how other", single=True
    )
    assert own.condition(["a"], {"how": ["b"]}) == Q(slug="a-b-None")
    with_null = PublicFilter(
        field,
        "Own.",
        example="x",
        choices=("x",),
        null_value="null",
        condition=lambda values: Q(slug__in=values),
        null_condition=lambda: Q(slug=""),
    )
    assert with_null.condition(["a"], {}) == Q(slug__in=["a"])
    assert with_null.condition(["a", NullValue], {}) == Q(slug__in=["a"]) | Q(slug="")
    assert with_null.condition([NullValue], {}) == Q(slug="")
