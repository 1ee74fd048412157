"""Outlines of countries, for maps that are drawn here: those of the vendored atlas."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path

from events.pages.projection import Point, Window

_ATLAS = Path(__file__).parent.parent / "static/events/vendor/world-atlas/countries-50m.json"
_HALF_TURN = 180.0
_MIN_AREA = 6.0
"""Square pixels: smaller islands are not drawn."""
_FINEST = 2
"""Pixels: points of an outline that are nearer to each other are one."""
_COARSE_DEGREES, _COARSE_PIXELS = 0.3, 8
"""Of windows with so few pixels for a degree, points are dropped that are so near to each other."""
Ring = list[Point]


@dataclass(frozen=True, slots=True)
class Outline:
    """A country as a path of an SVG, and where its name has room, if anywhere."""

    name: str
    path: str
    label: Point | None


@lru_cache(maxsize=32)
def outlines(window: Window) -> tuple[Outline, ...]:
    """Returns the countries in a window, cut at its edges, as finely as its pixels show."""
    return tuple(_outlines(window))


def _outlines(window: Window) -> Iterator[Outline]:
    for name, rings in _countries(_COARSE_DEGREES if window.pixels < _COARSE_PIXELS else 0):
        # A window across the antimeridian lies beyond 180 degrees, where countries are once more.
        turns = [turn for turn in (-2 * _HALF_TURN, 0.0, 2 * _HALF_TURN) if window.meets_turn(turn)]
        drawn = [
            cut
            for ring, (west, south, east, north) in rings
            for turn in turns
            if window.meets(west + turn, south, east + turn, north)
            if len(cut := _cut([(x + turn, y) for x, y in ring], window)) > 2
        ]
        sized = sorted(((_area(ring), ring) for ring in drawn), key=lambda one: -one[0])
        path = "".join(_path(ring) for area, ring in sized if area >= _MIN_AREA)
        if path:
            yield Outline(name, path, _label(name, *sized[0]))


@cache
def _countries(step: float) -> list[tuple[str, list[tuple[Ring, tuple[float, float, float, float]]]]]:
    """The name and the rings of each country in degrees, each ring with its box.

    Source: the TopoJSON format, section 2.
    """
    atlas = json.loads(_ATLAS.read_text())
    (scale_x, scale_y), (move_x, move_y) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = []
    for arc in atlas["arcs"]:
        xs, ys = (accumulate(steps) for steps in zip(*arc, strict=True))
        points = [(x * scale_x + move_x, y * scale_y + move_y) for x, y in zip(xs, ys, strict=True)]
        arcs.append([*_thinned(points[:-1], step), points[-1]])
    found = []
    for country in atlas["objects"]["countries"]["geometries"]:
        polygons = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
        rings = [_unrolled(_joined(arcs, ring)) for polygon in polygons for ring in polygon]
        found.append((country["properties"]["name"], [(ring, _box(ring)) for ring in rings]))
    return found


def _joined(arcs: Sequence[Ring], indices: Sequence[int]) -> Ring:
    """The points of arcs in turn; the index of one that runs backwards is its complement."""
    points: Ring = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def _unrolled(ring: Ring) -> Ring:
    """A ring that jumps from 180 to -180 degrees as one that goes on; round a pole it follows the edge."""
    straight, turn, before = [], 0.0, ring[0][0]
    for x, y in ring:
        if abs(x - before) > _HALF_TURN:
            turn += 2 * _HALF_TURN if x < before else -2 * _HALF_TURN
        straight.append((x + turn, y))
        before = x
    if not turn:
        return straight
    pole = 90.0 if ring[0][1] > 0 else -90.0
    return [*straight, (straight[-1][0], pole), (straight[0][0], pole)]


def _box(ring: Ring) -> tuple[float, float, float, float]:
    xs, ys = zip(*ring, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _cut(ring: Ring, window: Window) -> Ring:
    """The part of a ring within a window, in its whole pixels. Source: Sutherland and Hodgman 1974."""
    points = [window.pixel(point) for point in ring]
    # A little beyond the frame, which hides the edges that the cut makes.
    edges = ((0, -2.0, 1), (0, window.width + 2.0, -1), (1, -2.0, 1), (1, window.height + 2.0, -1))
    for axis, limit, sign in edges:
        clipped: Ring = []
        for before, point in zip(points[-1:] + points[:-1], points, strict=True):
            inside, was_inside = ((one[axis] - limit) * sign >= 0 for one in (point, before))
            if inside != was_inside:
                share = (limit - before[axis]) / (point[axis] - before[axis])
                clipped.append(
                    (before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1]))
                )
            if inside:
                clipped.append(point)
        points = clipped
    return _thinned([(round(x), round(y)) for x, y in points], _FINEST)


def _thinned(points: Ring, step: float) -> Ring:
    """The points that are so far from the one before."""
    clipped = points[:1]
    for x, y in points:
        if abs(x - clipped[-1][0]) >= step or abs(y - clipped[-1][1]) >= step:
            clipped.append((x, y))
    return clipped


def _area(ring: Ring) -> float:
    return abs(_doubled_area(ring)) / 2


def _doubled_area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True))


def _path(ring: Ring) -> str:
    (x, y), *others = ring
    steps = []
    for next_x, next_y in others:
        steps.append(f"{next_x - x:.0f} {next_y - y:.0f}")
        x, y = next_x, next_y
    return f"M{ring[0][0]:.0f} {ring[0][1]:.0f}l{' '.join(steps)}z"


def _label(name: str, area: float, ring: Ring) -> Point | None:
    """The middle of the largest part of a country, if its name has room there."""
    west, _, east, _ = _box(ring)
    if east - west < 8 * len(name) or area < 200 * len(name):
        return None
    doubled = _doubled_area(ring)
    pairs = list(zip(ring, ring[1:] + ring[:1], strict=True))
    x, y = (
        sum((one[axis] + other[axis]) * (one[0] * other[1] - other[0] * one[1]) for one, other in pairs)
        / (3 * doubled)
        for axis in (0, 1)
    )
    return (round(x), round(y))
