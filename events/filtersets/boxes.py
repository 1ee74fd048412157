"""Places in a box of degrees: a point with its radius is a circle on the globe."""

from math import cos, pi, radians
from typing import Any

from django.db.models import F, FloatField, Q, Value
from django.db.models.functions import Abs, ASin, ATan2, Coalesce, Cos, Least, Power, Radians, Sin
from django.db.models.lookups import LessThanOrEqual

from events.filtersets.values import Box
from events.rules.geo import EARTH_RADIUS_M

_ROUNDING = 1e-12  # of an angle in radians: some micrometres on the ground


def in_box(boxes: list[Box], match: str | None) -> Q:
    """Rows whose place lies wholly in the box with its radius, or touches it."""
    (box,) = boxes
    inside, touching, over = Q(pk__in=[]), Q(pk__in=[]), Q(pk__in=[])
    for west, east in _turns(box):
        inside |= Q(location__reach_west__gte=west, location__reach_east__lte=east)
        touching |= Q(location__reach_west__lte=east, location__reach_east__gte=west)
        over |= Q(location__longitude__gte=west, location__longitude__lte=east)
    if match != "possible":
        inside &= Q(location__reach_south__gte=box.south, location__reach_north__lte=box.north)
        return inside & Q(location__reach_certain=True)
    touching &= Q(location__reach_south__lte=box.north, location__reach_north__gte=box.south)
    # North or south of the box its parallel is nearest, else one of its meridians: a circle need not
    # touch what its own box does.
    return touching & (over | _near_meridian(box.west, box) | _near_meridian(box.east, box))


def _turns(box: Box) -> list[tuple[float, float]]:
    """The west and east of the box, and of its equals one turn off: places reach over the antimeridian."""
    if box.east - box.west >= 360:
        return [(-720.0, 720.0)]
    return [(box.west + turn, box.east + turn) for turn in (-360, 0, 360)]


def _near_meridian(degree: float, box: Box) -> Q:
    """Whether the circle touches the stretch of a meridian that is an edge of the box."""
    phi: Any = Radians("location__latitude")
    turn: Any = Radians(F("location__longitude") - Value(degree))
    angle: Any = Least(
        Coalesce("location__radius_m", 0, output_field=FloatField()) / EARTH_RADIUS_M, Value(pi)
    )
    reach = angle + Value(_ROUNDING)
    foot = ATan2(Sin(phi), Cos(phi) * Cos(turn))
    # At the foot of the perpendicular, if the edge has it, or at one of the corners.
    condition = Q(LessThanOrEqual(Value(radians(box.south)), foot)) & Q(
        LessThanOrEqual(foot, Value(radians(box.north)))
    )
    condition &= Q(LessThanOrEqual(ASin(Abs(Cos(phi) * Sin(turn))), reach))
    for latitude in map(radians, (box.south, box.north)):
        haversine = Power(Sin((phi - Value(latitude)) / 2), 2) + (
            Cos(phi) * Value(cos(latitude)) * Power(Sin(turn / 2), 2)
        )
        condition |= Q(LessThanOrEqual(haversine, Power(Sin(reach / 2), 2)))
    return condition
