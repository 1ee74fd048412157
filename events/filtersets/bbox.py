"""Places in a box of degrees; a place is a circle on the globe, of its point and radius."""

from math import cos, degrees, pi, radians
from typing import Any

from django.db.models import F, FloatField, Q, Value
from django.db.models.functions import Abs, ASin, ATan2, Coalesce, Cos, Greatest, Least, Power, Radians, Sin
from django.db.models.lookups import LessThanOrEqual

from events.filtersets.values import BoundingBox
from events.rules.geo import EARTH_RADIUS_M

ROUNDING = 1e-12  # of an angle in radians: some micrometres on the ground
_ROUNDING = degrees(ROUNDING)
_SLACK = 0.1  # degrees that ROUNDING adds to the width of a circle, up to some metres from a pole


def in_bbox(boxes: list[BoundingBox], match: str | None) -> Q:
    """Places that lie wholly in the box with their radius, or touch it.

    Edges that coincide but for rounding touch, and a place that reaches to an edge lies inside.
    """
    # Rounding changes no place; PostgreSQL refuses to calculate with numbers that are all but zero.
    box = BoundingBox(*(round(edge, 15) for edge in boxes[0]))
    inside, between_meridians = Q(pk__in=[]), Q(pk__in=[])
    for west, east in _longitude_ranges(box):
        inside |= Q(reach_west__gte=west - _ROUNDING, reach_east__lte=east + _ROUNDING)
        between_meridians |= Q(longitude__gte=west, longitude__lte=east)
    south, north = box.south - _ROUNDING, box.north + _ROUNDING
    if match != "possible":
        return inside & Q(reach_south__gte=south, reach_north__lte=north, reach_certain=True)
    # Nearest to a place north or south of the box is a parallel of the box, to others one of its meridians.
    # A circle need not touch what its extent does; comparing extents spares most places the arithmetic.
    around = BoundingBox(box.west - _SLACK, box.south - _SLACK, box.east + _SLACK, box.north + _SLACK)
    touches_parallel = between_meridians & Q(reach_south__lte=north, reach_north__gte=south)
    touches_meridian = _touches_meridian(box.west, box) | _touches_meridian(box.east, box)
    return extents_overlap(around) & (touches_parallel | touches_meridian)


def extents_overlap(box: BoundingBox) -> Q:
    """Places whose extent, the box around the point with its radius, overlaps this box."""
    condition = Q(pk__in=[])
    for west, east in _longitude_ranges(box):
        condition |= Q(reach_west__lte=east, reach_east__gte=west)
    return condition & Q(reach_south__lte=box.north, reach_north__gte=box.south)


def _longitude_ranges(box: BoundingBox) -> list[tuple[float, float]]:
    """The west and east of the box, and those one turn off: places reach over the antimeridian."""
    if box.east - box.west >= 360:
        return [(-720.0, 720.0)]
    return [(box.west + turn, box.east + turn) for turn in (-360, 0, 360)]


def _touches_meridian(degree: float, box: BoundingBox) -> Q:
    """Whether the circle of a place touches the edge of the box that lies on this meridian."""
    phi: Any = Radians("latitude")
    turn: Any = Radians(F("longitude") - Value(degree))
    angle: Any = Least(Coalesce("radius_m", 0, output_field=FloatField()) / EARTH_RADIUS_M, Value(pi))
    reach = angle + Value(ROUNDING)
    foot = ATan2(Sin(phi), Cos(phi) * Cos(turn))
    # At the foot of the perpendicular, if the edge has it, or at one of the corners.
    condition = Q(LessThanOrEqual(Value(radians(box.south)), foot)) & Q(
        LessThanOrEqual(foot, Value(radians(box.north)))
    )
    condition &= Q(LessThanOrEqual(ASin(Abs(Cos(phi) * Sin(turn))), reach))
    for latitude in map(radians, (box.south, box.north)):
        width: Any = Cos(phi) * Value(cos(latitude))
        haversine = square(Sin((phi - Value(latitude)) / 2)) + width * square(Sin(turn / 2))
        condition |= Q(LessThanOrEqual(haversine, square(Sin(reach / 2))))
    return condition


def square(number: Any) -> Any:
    """The square, at least 1e-200, which is zero on a globe: PostgreSQL refuses what no double can hold."""
    return Power(Greatest(Abs(number), Value(1e-100)), 2)
