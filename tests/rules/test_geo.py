from math import cos, inf, nan, pi, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.rules.geo import (
    EARTH_RADIUS_M,
    MAX_DISTANCE_KM,
    MIN_DISTANCE_KM,
    GeoError,
    check_bbox,
    check_point,
    distance_km,
    extent_of,
)

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


@given(latitudes, longitudes)
def test_a_point_on_the_globe_is_accepted(latitude: float, longitude: float) -> None:
    check_point(latitude, longitude)


@pytest.mark.parametrize(
    ("latitude", "longitude", "name"),
    [
        (90.1, 0, "latitude"),
        (-90.1, 0, "latitude"),
        (0, 180.1, "longitude"),
        (0, -180.1, "longitude"),
        (nan, 0, "latitude"),
        (0, inf, "longitude"),
        (10**400, 0, "latitude"),
    ],
)
def test_a_point_off_the_globe_is_refused(latitude: float, longitude: float, name: str) -> None:
    with pytest.raises(GeoError, match=f"The {name} must be a number from"):
        check_point(latitude, longitude)


def test_the_poles_and_the_antimeridian_are_on_the_globe() -> None:
    for latitude, longitude in ((90, 180), (-90, -180)):
        check_point(latitude, longitude)
        check_bbox(longitude, latitude, longitude, latitude)


def test_a_refused_point_says_what_is_wrong() -> None:
    with pytest.raises(GeoError) as refused:
        check_point(95.0, 0)
    assert str(refused.value) == "The latitude must be a number from -90 to 90, not 95.0."


def test_a_box_may_cross_the_antimeridian() -> None:
    check_bbox(west=170, south=-20, east=-170, north=-10)
    check_bbox(west=44, south=33, east=44, north=33)


@pytest.mark.parametrize(
    ("box", "message"),
    [
        ((40, 34, 48, 29), "The south of a box, 34, cannot lie north of its north, 29."),
        ((-181, 0, 0, 1), "The west must be a number from -180 to 180, not -181."),
        ((0, 0, nan, 1), "The east must be a number from -180 to 180, not nan."),
        ((0, -91, 0, 1), "The south must be a number from -90 to 90, not -91."),
        ((0, 0, 0, 91), "The north must be a number from -90 to 90, not 91."),
    ],
)
def test_a_box_off_the_globe_or_upside_down_is_refused(
    box: tuple[float, float, float, float], message: str
) -> None:
    with pytest.raises(GeoError) as refused:
        check_bbox(*box)
    assert str(refused.value) == message


def test_nothing_lies_farther_than_half_way_around() -> None:
    half_km = pi * EARTH_RADIUS_M / 1000
    assert half_km - 0.1 < MAX_DISTANCE_KM < half_km


def test_the_globe_has_the_mean_radius_of_wgs84_and_a_millimetre_is_the_shortest_distance() -> None:
    equatorial_m, polar_m = 6_378_137.0, 6_356_752.3142
    assert pytest.approx((2 * equatorial_m + polar_m) / 3, abs=0.05) == EARTH_RADIUS_M
    assert MIN_DISTANCE_KM * 1_000_000 == 1


DEGREE_M = EARTH_RADIUS_M * pi / 180


def test_a_circle_reaches_as_many_degrees_north_and_south_and_more_east_and_west() -> None:
    assert extent_of(0, 170, 20 * DEGREE_M) == pytest.approx((150, -20, 190, 20))
    west, south, east, north = extent_of(60, 10, 10 * DEGREE_M)
    assert (south, north) == pytest.approx((50, 70))
    assert (west + east) / 2 == pytest.approx(10)
    # The sine rule, for the right angle where the circle touches its easternmost meridian.
    assert sin(radians(east - 10)) * cos(radians(60)) == pytest.approx(sin(radians(10)))


@pytest.mark.parametrize(
    ("latitude", "radius_degrees", "south", "north"),
    [(80, 10, 70, 90), (-80, 10, -90, -70), (80, 11, 69, 90), (-80, 11, -90, -69), (0, 200, -90, 90)],
)
def test_around_a_pole_a_circle_takes_every_longitude(
    latitude: float, radius_degrees: float, south: float, north: float
) -> None:
    # A hair more than the rounding of a degree, so that 80 and 10 are at the pole.
    extent = extent_of(latitude, 30, (radius_degrees + 1e-9) * DEGREE_M)
    assert extent == pytest.approx((-180, south, 180, north), abs=1e-6)


def test_short_of_a_pole_a_circle_takes_not_every_longitude() -> None:
    for latitude in (80, -80):
        west, south, east, north = extent_of(latitude, 0, 9.9 * DEGREE_M)
        assert -90 < west < -70
        assert 70 < east < 90
        assert -90 < south < north < 90
    assert extent_of(90, 5, 0) == (-180, 90, 180, 90)
    assert extent_of(-90, 5, 0) == (-180, -90, 180, -90)


def test_the_distance_is_that_of_the_great_circle() -> None:
    assert distance_km(33.3, 44.4, 33.3, 44.4) == 0
    assert distance_km(0, 0, 0, 90) == pytest.approx(10_007.6, abs=0.1)
    assert distance_km(0, 0, 0, 180) == pytest.approx(MAX_DISTANCE_KM, abs=0.1)
    assert distance_km(0, 179.9, 0, -179.9) == pytest.approx(22.24, abs=0.01)
    assert distance_km(51.5074, -0.1278, 48.8566, 2.3522) == pytest.approx(343.6, abs=0.1)
