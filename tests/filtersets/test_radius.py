"""Circles on the globe, at its poles and across the antimeridian above all."""

from math import atan2, cos, degrees, hypot, pi, radians, sin

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events import write_guard
from events.choices import LocationKind
from events.filtersets.radius import in_radius
from events.filtersets.values import Point
from events.models import Location
from events.rules.geo import EARTH_RADIUS_M, MAX_DISTANCE_KM
from tests import factories as make

pytestmark = pytest.mark.django_db
MILLIMETRE_KM = 1e-6
EDGES = st.sampled_from([-90.0, -89.9999, -66.5, 0.0, 89.99, 90.0])
latitudes = st.one_of(EDGES, st.floats(-90, 90))
longitudes = st.one_of(st.sampled_from([-180.0, -179.9999, 0.0, 179.99, 180.0]), st.floats(-180, 180))
points = st.builds(Point, latitudes, longitudes)
bearings = st.one_of(st.sampled_from([0.0, 90.0, 180.0, 270.0]), st.floats(0, 360))
distances = st.one_of(
    st.floats(0, 50), st.floats(0, MAX_DISTANCE_KM), st.floats(MAX_DISTANCE_KM - 50, MAX_DISTANCE_KM)
)
radii = st.one_of(st.sampled_from([0, 500, 20_000]), st.integers(0, 20_000_000))


def destination(start: Point, bearing: float, distance_km: float) -> Point:
    """Where somebody arrives who goes straight on from a point, by vectors."""
    phi, turn = radians(start.latitude), radians(start.longitude)
    way, angle = radians(bearing), distance_km * 1000 / EARTH_RADIUS_M
    ahead = cos(phi) * cos(angle) - sin(phi) * cos(way) * sin(angle)
    east, up = sin(way) * sin(angle), sin(phi) * cos(angle) + cos(phi) * cos(way) * sin(angle)
    longitude = degrees(turn + atan2(east, ahead))
    return Point(degrees(atan2(up, hypot(ahead, east))), (longitude + 540) % 360 - 180)


@pytest.fixture
def place() -> Location:
    """A place to be moved about."""
    with make.change():
        return make.location(kind=LocationKind.COUNTRY)


def is_found(point: Point, radius_km: float, match: str) -> bool:
    """Whether the one place is found around the point."""
    return Location.objects.filter(in_radius([point], radius_km, match)).exists()


def move(place: Location, point: Point, radius_m: int | None) -> None:
    """Set the place down somewhere else."""
    place.latitude, place.longitude, place.radius_m = *point, radius_m
    with write_guard.suspended():
        place.save()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(points, bearings, distances, radii)
def test_a_circle_ends_where_somebody_arrives_who_walks_its_radius(
    place: Location, centre: Point, bearing: float, distance_km: float, radius_m: int
) -> None:
    move(place, destination(centre, bearing, distance_km), radius_m)
    inside, touching = distance_km + radius_m / 1000, distance_km - radius_m / 1000
    for radius_km, match in ((inside, "certain"), (touching, "possible")):
        if MILLIMETRE_KM < radius_km < MAX_DISTANCE_KM - MILLIMETRE_KM:
            assert is_found(centre, radius_km + MILLIMETRE_KM, match)
            assert not is_found(centre, radius_km - MILLIMETRE_KM, match)
    assert touching > 0 or is_found(centre, MILLIMETRE_KM, "possible")
    assert inside < MAX_DISTANCE_KM or not is_found(centre, MAX_DISTANCE_KM - MILLIMETRE_KM, "certain")


def test_every_longitude_of_a_pole_is_the_same_point(place: Location) -> None:
    move(place, Point(90, 17), 0)
    assert is_found(Point(90, -120), 0.001, "certain")
    assert is_found(Point(89.9999, -120), 0.0112, "certain")
    assert not is_found(Point(89.9999, -120), 0.0111, "possible")


def test_the_two_sides_of_the_antimeridian_are_neighbours(place: Location) -> None:
    move(place, Point(-17, -179.9999), 0)
    for longitude in (-180, 180):
        assert is_found(Point(-17, longitude), 0.011, "certain")
        assert not is_found(Point(-17, longitude), 0.010, "possible")


def test_half_way_around_the_globe_a_metre_is_a_metre(place: Location) -> None:
    move(place, Point(33.3, 44.4), 0)
    metre = degrees(1 / EARTH_RADIUS_M)
    whole = EARTH_RADIUS_M * pi / 1000
    for metres in (15, 16, 17, 20, 1000):
        opposite = Point(-33.3 + metres * metre, -135.6)
        assert is_found(opposite, whole - metres / 1000 + MILLIMETRE_KM / 10, "certain")
        assert not is_found(opposite, whole - metres / 1000 - MILLIMETRE_KM / 10, "possible")


def test_a_coarse_place_without_a_radius_lies_in_no_circle_and_touches_it_as_a_point(place: Location) -> None:
    move(place, Point(33.3, 44.4), None)
    assert not is_found(Point(33.3, 44.4), MAX_DISTANCE_KM, "certain")
    assert is_found(Point(33.3, 44.4), 0.001, "possible")


def test_a_place_without_a_point_is_nowhere(place: Location) -> None:
    assert place.latitude is None
    assert not is_found(Point(0, 0), MAX_DISTANCE_KM, "possible")
