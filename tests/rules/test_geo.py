from math import inf, nan, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.rules.geo import EARTH_RADIUS_M, MAX_DISTANCE_KM, GeoError, check_bbox, check_point

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
        (nan, 0, "latitude"),
        (0, inf, "longitude"),
        (10**400, 0, "latitude"),
    ],
)
def test_a_point_off_the_globe_is_refused(latitude: float, longitude: float, name: str) -> None:
    with pytest.raises(GeoError, match=f"The {name} must be a number from"):
        check_point(latitude, longitude)


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
