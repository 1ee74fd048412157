"""Places in a circle on the globe; a place is itself a circle, of its point and radius."""

from math import cos, radians
from typing import Any

from django.db.models import F, FloatField, Q, Value
from django.db.models.functions import ATan2, Coalesce, Cos, Radians, Sin, Sqrt
from django.db.models.lookups import LessThanOrEqual

from events.filtersets.bbox import ROUNDING, extents_overlap, square
from events.filtersets.values import BoundingBox, Point
from events.rules.geo import EARTH_RADIUS_M, extent_of

_SLACK_M = 1  # so that no rounding of the boxes leaves out a place that touches the circle


def in_radius(points: list[Point], radius_km: float, match: str | None) -> Q:
    """Places that lie wholly in the circle with their radius, or touch it."""
    point = Point(*(round(degree, 15) for degree in points[0]))  # as in in_bbox
    radius_m = radius_km * 1000
    # The comparison of boxes spares most places the distance, and comes first.
    near = extents_overlap(BoundingBox(*extent_of(point.latitude, point.longitude, radius_m + _SLACK_M)))
    own: Any = Coalesce("radius_m", 0, output_field=FloatField()) / EARTH_RADIUS_M
    reach = Value(radius_m / EARTH_RADIUS_M + ROUNDING)
    distance = _angular_distance(point)
    if match == "possible":
        return near & Q(LessThanOrEqual(distance - own, reach))
    return near & Q(reach_certain=True) & Q(LessThanOrEqual(distance + own, reach))


def _angular_distance(point: Point) -> Any:
    """The angle between a place and a point, as exact between neighbours as half way around the globe.

    One haversine alone is not: it hardly changes near the antipode, whose own haversine does.
    """
    phi, theta = Radians("latitude"), radians(point.latitude)
    turn: Any = Radians(F("longitude") - Value(point.longitude))
    width: Any = Cos(phi) * Value(cos(theta))
    to_point = square(Sin((phi - Value(theta)) / 2)) + width * square(Sin(turn / 2))
    to_antipode = square(Sin((phi + Value(theta)) / 2)) + width * square(Cos(turn / 2))
    return 2 * ATan2(Sqrt(to_point), Sqrt(to_antipode))
