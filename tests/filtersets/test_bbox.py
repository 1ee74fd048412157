"""Places whose circles end just where a box does: rounding does not decide, on either database."""

from math import degrees, nextafter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events import write_guard
from events.choices import LocationKind
from events.filtersets.bbox import in_bbox
from events.filtersets.radius import in_radius
from events.filtersets.values import BoundingBox, Point
from events.models import Location
from events.rules.geo import extent_of
from tests import factories as make
from tests import reference_filters

pytestmark = pytest.mark.django_db


def _round_degrees(degree: float) -> float:
    """As coordinates are: none that is all but nought, which PostgreSQL does not calculate with."""
    return round(degree, 12)


latitudes = st.one_of(st.sampled_from([-66.5, 0.0, 25.0]), st.floats(-80, 80).map(_round_degrees))
longitudes = st.one_of(st.sampled_from([-180.0, 0.1, 32.9, 180.0]), st.floats(-180, 180).map(_round_degrees))
radii = st.sampled_from([0, 1, 300, 3000, 25_000, 400_000])


@pytest.fixture
def place() -> Location:
    """A place to be moved about."""
    with make.change():
        return make.location(kind=LocationKind.COUNTRY)


def move(place: Location, latitude: float, longitude: float, radius_m: int) -> None:
    """Set the place down somewhere else."""
    place.latitude, place.longitude, place.radius_m = latitude, longitude, radius_m
    with write_guard.suspended():
        place.save()


def match_both_ways(place: Location, box: tuple[float, float, float, float]) -> tuple[bool, bool]:
    """Whether the place surely lies in the box, and whether it may touch it; both as in the reference."""
    west, south, east, north = box
    bounding_box = BoundingBox(west, south, east if east >= west else east + 360, north)
    with transaction.atomic():  # so that a failure shows the error of PostgreSQL, not the next one
        surely, maybe = (
            Location.objects.filter(in_bbox([bounding_box], match)).exists()
            for match in ("certain", "possible")
        )
    point = {"latitude": place.latitude, "longitude": place.longitude, "kind": place.kind}
    row = {"location": point, "radius_m": place.radius_m}
    expected = reference_filters._surely_inside(row, *box), reference_filters._may_touch(row, *box)
    assert (surely, maybe) == expected, (row, box)
    return surely, maybe


def nudge(edge: float, ulps: int) -> float:
    """The number so many steps of rounding away."""
    for _ in range(abs(ulps)):
        edge = nextafter(edge, 1000 if ulps > 0 else -1000)
    return edge


def wrap_longitude(longitude: float) -> float:
    """The same longitude as a box may have it."""
    return longitude + 360 if longitude < -180 else longitude - 360 if longitude > 180 else longitude


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(latitudes, longitudes, radii, st.lists(st.integers(-3, 3), min_size=4, max_size=4))
def test_what_reaches_to_the_edges_lies_inside_and_touches_from_outside(
    place: Location, latitude: float, longitude: float, radius_m: int, ulps: list[int]
) -> None:
    move(place, latitude, longitude, radius_m)
    west, south, east, north = map(nudge, extent_of(latitude, longitude, radius_m), ulps)
    assert match_both_ways(place, (wrap_longitude(west), south, wrap_longitude(east), max(south, north))) == (
        True,
        True,
    )
    # The boxes around it touch it where its own box does only on its parallels and, on its meridians,
    # where the circle bulges most.
    assert match_both_ways(
        place, (wrap_longitude(longitude - 5), north, wrap_longitude(longitude + 5), min(north + 3, 90))
    ) == (
        radius_m == 0,
        True,
    )
    assert match_both_ways(
        place, (wrap_longitude(longitude - 5), max(south - 3, -90), wrap_longitude(longitude + 5), south)
    ) == (
        radius_m == 0,
        True,
    )
    tall = max(-90.0, south - 3), min(90.0, north + 3)
    assert match_both_ways(place, (wrap_longitude(east), tall[0], wrap_longitude(east + 2), tall[1])) == (
        radius_m == 0,
        True,
    )
    assert match_both_ways(place, (wrap_longitude(west - 2), tall[0], wrap_longitude(west), tall[1])) == (
        radius_m == 0,
        True,
    )


def test_an_edge_that_rounding_moved_is_the_edge(place: Location) -> None:
    move(place, -20.0, 32.900000000000006, 0)
    assert match_both_ways(place, (30.9, -25.5, 32.9, -16.5)) == (True, True)
    move(place, -20.0, 32.9 + 2 * degrees(reference_filters.ROUNDING), 0)
    assert match_both_ways(place, (30.9, -25.5, 32.9, -16.5)) == (False, False)


def test_what_no_double_can_square_is_nought(place: Location) -> None:
    move(place, 1e-200, 0.0, 0)
    assert match_both_ways(place, (-1.0, 0.0, 5e-324, 1.0)) == (True, True)
    point = Point(0.0, 5e-324)
    assert Location.objects.filter(in_radius([point], 0, "certain")).exists()
