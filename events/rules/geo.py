"""WGS84 coordinates in decimal degrees."""

from math import asin, cos, degrees, pi, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_008.8  # the mean radius of the WGS84 ellipsoid
MAX_DISTANCE_KM = 20_015.1  # half the circumference, rounded down: nothing lies farther from anything
MIN_DISTANCE_KM = 0.000_001  # a millimetre: a shorter distance is taken for that


class GeoError(ValueError):
    """Impossible coordinates; the message is one sentence that explains why."""


def check_point(latitude: float, longitude: float) -> None:
    """Refuse a point that is not on the globe.

    Raises: GeoError. Source: codebook 4; GeoJSON, RFC 7946 section 4.
    """
    _check("latitude", latitude, 90)
    _check("longitude", longitude, 180)


def check_bbox(west: float, south: float, east: float, north: float) -> None:
    """Refuse a box that is not on the globe or upside down; it may cross the antimeridian.

    Raises: GeoError. Source: codebook 4; GeoJSON, RFC 7946 section 5.
    """
    _check("west", west, 180)
    _check("south", south, 90)
    _check("east", east, 180)
    _check("north", north, 90)
    if south > north:
        raise GeoError(f"The south of a box, {south}, cannot lie north of its north, {north}.")


def extent_of(latitude: float, longitude: float, radius_m: float) -> tuple[float, float, float, float]:
    """The smallest box around a point with its radius: west, south, east, north in degrees.

    West may lie below -180 and east above 180 where the box crosses the antimeridian; around a pole
    it takes every longitude.
    """
    angle = min(radius_m / EARTH_RADIUS_M, pi)
    south, north = latitude - degrees(angle), latitude + degrees(angle)
    if south <= -90 or north >= 90:
        return -180.0, max(south, -90.0), 180.0, min(north, 90.0)
    width = degrees(asin(min(1.0, sin(angle) / cos(radians(latitude)))))
    return longitude - width, south, longitude + width, north


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The length of the great circle between two points. Source: the haversine formula."""
    one, other = radians(latitude), radians(other_latitude)
    half = sin((other - one) / 2) ** 2
    half += cos(one) * cos(other) * sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_M / 1000 * asin(min(1.0, sqrt(half)))


def _check(name: str, degrees: float, limit: int) -> None:
    # NaN fails every comparison, and so this one too.
    if not -limit <= degrees <= limit:
        raise GeoError(f"The {name} must be a number from -{limit} to {limit}, not {degrees}.")
