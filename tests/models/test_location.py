"""What lies inside what, and in which country."""

import pytest
from django.core.exceptions import ValidationError

from events.models import Location, LocationAncestor
from tests import factories as make

pytestmark = pytest.mark.django_db


def ancestors_by_place() -> dict[str, dict[str, int]]:
    """What holds each place, with the steps between."""
    found: dict[str, dict[str, int]] = {}
    rows = LocationAncestor.objects.values_list("location__slug", "ancestor__slug", "depth")
    for place, holder, depth in rows:
        found.setdefault(place, {})[holder] = depth
    return found


def country_of(slug: str) -> str:
    return str(Location.objects.get(slug=slug).country)


@pytest.fixture
def iraq() -> Location:
    """Iraq > Dhi Qar > Nasiriyah > the square; southern Iraq cuts across."""
    with make.change():
        iraq = make.location("iraq", kind="country", iso_code="IQ")
        south = make.location("south", kind="region", parent=iraq)
        dhi_qar = make.location("dhi-qar", kind="admin1", parent=iraq, iso_code="IQ-DQ")
        dhi_qar.also_in.add(south)
        nasiriyah = make.location("nasiriyah", parent=dhi_qar)
        make.location("square", kind="site", parent=nasiriyah)
        make.location("iran", kind="country", iso_code="IR")
    return iraq


def test_a_place_lies_in_what_holds_it_by_the_tree_and_across_it(iraq: Location) -> None:
    assert ancestors_by_place() == {
        "iraq": {"iraq": 0},
        "iran": {"iran": 0},
        "south": {"south": 0, "iraq": 1},
        "dhi-qar": {"dhi-qar": 0, "iraq": 1, "south": 1},
        "nasiriyah": {"nasiriyah": 0, "dhi-qar": 1, "iraq": 2, "south": 2},
        "square": {"square": 0, "nasiriyah": 1, "dhi-qar": 2, "iraq": 3, "south": 3},
    }
    assert set(
        Location.objects.filter(ancestor_rows__ancestor=iraq.pk).values_list("slug", flat=True)
    ) == ancestors_by_place().keys() - {"iran"}
    south = Location.objects.get(slug="south")
    inside = Location.objects.filter(ancestor_rows__ancestor=south.pk).values_list("slug", flat=True)
    assert sorted(inside) == ["dhi-qar", "nasiriyah", "south", "square"]


@pytest.mark.usefixtures("iraq")
def test_the_country_is_that_of_the_nearest_country_above() -> None:
    assert {country_of(slug) for slug in ("iraq", "dhi-qar", "nasiriyah", "square", "south")} == {"IQ"}
    with make.change():
        make.location("sea", kind="water")
        kurdistan = make.location("area", kind="region")
        kurdistan.also_in.add(Location.objects.get(slug="iraq"))
        unnamed = make.location("country-without-code", kind="country")
        make.location("town-in-it", parent=unnamed)
        territory = make.location("hong-kong", kind="territory", iso_code="HK", parent=unnamed)
        make.location("harbour", parent=territory)
    assert [country_of(slug) for slug in ("sea", "area", "town-in-it", "harbour")] == ["", "", "", "HK"]


@pytest.mark.usefixtures("iraq")
def test_what_moves_takes_all_that_lies_in_it_along() -> None:
    dhi_qar = Location.objects.get(slug="dhi-qar")
    with make.change() as change:
        dhi_qar.parent = Location.objects.get(slug="iran")
        dhi_qar.save()
    assert ancestors_by_place()["square"] == {
        "square": 0,
        "nasiriyah": 1,
        "dhi-qar": 2,
        "iran": 3,
        "south": 3,
        "iraq": 4,
    }
    assert {country_of(slug) for slug in ("dhi-qar", "nasiriyah", "square")} == {"IR"}
    assert sorted(revision.slug for revision in change.revisions) == ["dhi-qar", "nasiriyah", "square"]
    with make.change() as change:
        dhi_qar.also_in.clear()
    assert ancestors_by_place()["square"] == {"square": 0, "nasiriyah": 1, "dhi-qar": 2, "iran": 3}
    assert [revision.slug for revision in change.revisions] == ["dhi-qar"]


def test_a_country_that_gets_another_code_hands_it_down(iraq: Location) -> None:
    with make.change():
        iraq.iso_code = "IR"
        iraq.save()
    assert country_of("square") == "IR"
    with make.change():
        Location.objects.filter(pk=iraq.pk).update(kind="region")
    assert country_of("square") == ""


def test_a_place_cannot_lie_inside_itself(iraq: Location) -> None:
    before = ancestors_by_place()
    square = Location.objects.get(slug="square")
    with pytest.raises(ValidationError, match="cannot lie inside itself"), make.change():
        Location.objects.filter(pk=iraq.pk).update(parent=square)
    with pytest.raises(ValidationError, match="cannot lie inside itself"), make.change():
        iraq.also_in.add(square)
    with pytest.raises(ValidationError, match="cannot lie inside itself"), make.change():
        square.also_in.add(square)
    assert ancestors_by_place() == before


@pytest.mark.usefixtures("iraq")
def test_a_place_that_is_deleted_holds_nothing_any_more() -> None:
    with make.change():
        Location.objects.get(slug="square").delete()
    assert "square" not in ancestors_by_place()
    assert len(ancestors_by_place()) == 5


@pytest.mark.parametrize(
    ("kind", "code", "fits"),
    [
        ("country", "IQ", True),
        ("country", "XX", False),
        ("country", "iq", False),
        ("territory", "HK", True),
        ("admin1", "IQ-DQ", True),
        ("admin1", "IQ", False),
        ("site", "", True),
    ],
)
def test_a_code_is_of_the_kind_of_its_place(kind: str, code: str, fits: bool) -> None:
    with make.change():
        place = make.location(kind=kind)
    place.iso_code = code
    if fits:
        place.full_clean()
    else:
        with pytest.raises(ValidationError) as refusal:
            place.full_clean()
        assert set(refusal.value.message_dict) == {"iso_code"}
