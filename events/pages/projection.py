"""The window of a map: which degrees it shows, and where they lie in its pixels."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

Point = tuple[float, float]
"""East and north in degrees, or right and down in pixels."""
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; east is never less than west."""
WIDTH, HEIGHT = 600, 360
MIN_DEGREES = 7.0
"""A map shows so much at least, that a reader knows where in the world it is."""
_MARGIN = 0.12
_KM_OF_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Window:
    """Degrees in pixels, at the true scale of its middle latitude: an equirectangular projection."""

    west: float
    north: float
    pixels: float
    """Of a degree of latitude."""
    narrowing: float
    """How much shorter a degree of longitude is."""
    width: int = WIDTH
    height: int = HEIGHT

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> "Window":
        """Returns the smallest window with a margin around all these boxes; the world without any."""
        edges = list(zip(*boxes, strict=True)) or [(-180.0,), (-58.0,), (180.0,), (80.0,)]
        west, south, east, north = min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3])
        middle = ((west + east) / 2, (south + north) / 2)
        narrowing = max(cos(radians(middle[1])), 0.1)
        across = max((east - west) * (1 + 2 * _MARGIN), MIN_DEGREES / narrowing)
        down = max((north - south) * (1 + 2 * _MARGIN), MIN_DEGREES * HEIGHT / WIDTH)
        pixels = min(WIDTH / (min(across, 360) * narrowing), HEIGHT / min(down, 180))
        half_width, half_height = WIDTH / (2 * pixels * narrowing), HEIGHT / (2 * pixels)
        return cls(middle[0] - half_width, middle[1] + half_height, pixels, narrowing)

    @property
    def east(self) -> float:
        """The eastern edge, beyond 180 degrees across the antimeridian."""
        return self.west + self.width / (self.pixels * self.narrowing)

    @property
    def south(self) -> float:
        """The southern edge."""
        return self.north - self.height / self.pixels

    def pixel(self, point: Point) -> Point:
        """Returns where a point in degrees lies."""
        return (
            (point[0] - self.west) * self.pixels * self.narrowing,
            (self.north - point[1]) * self.pixels,
        )

    def meets(self, west: float, south: float, east: float, north: float) -> bool:
        """Returns whether a box is at least partly in it."""
        return west < self.east and east > self.west and south < self.north and north > self.south

    def meets_turn(self, turn: float) -> bool:
        """Returns whether it reaches into the world as it is once more, so many degrees further on."""
        return self.meets(-200 + turn, -90, 200 + turn, 90)

    def metres(self, length: float) -> float:
        """Returns how many pixels so many metres are."""
        return length / 1000 / _KM_OF_DEGREE * self.pixels

    def scale_bar(self) -> tuple[int, float]:
        """Returns a round number of kilometres, and its pixels, about a sixth of the width."""
        longest = self.width / 6 / self.metres(1000)
        steps = [step * 10**power for power in range(5) for step in (1, 2, 5)]
        km = max((step for step in steps if step <= longest), default=1)
        return km, round(self.metres(1000 * km), 1)
