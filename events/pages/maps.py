"""Places on a map: points of what is known to a point, labels of what is coarser, never a shape of ours."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any, Self

from django.utils.translation import gettext, ngettext

from events.choices.location import NON_LOCATING_ROLES
from events.exports.geojson import PRECISE_KINDS
from events.pages.addresses import record_address
from events.pages.answers import Json
from events.pages.outlines import Outline, outlines
from events.pages.projection import Box, Window
from events.pages.words import number
from events.rules.geo import extent_of

_UNIT_METRES = 150_000
"""A map shows so much around a coarse place; its radius may be that of half a continent."""
_CELL = 26
"""Pixels: points that are nearer to each other are one cluster."""
_LINE, _LETTER = 15, 6.2
"""Pixels: the height of a line, and the width of a letter, of a label."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the API's answer, as a map knows it."""

    id: str
    name: str
    kind: str
    latitude: float | None
    longitude: float | None
    radius_m: int | None
    bbox: Sequence[float] | None
    events: tuple[Json, ...] = ()
    """What happened there, on a map of events."""
    role: str = ""
    position: str = ""

    @classmethod
    def of(cls, answer: Json, events: Sequence[Json] = ()) -> Self:
        """Makes one of a location, or of a place of an event."""
        place = answer.get("location", answer)
        return cls(
            place["id"],
            place["name"],
            place["kind"],
            place["latitude"],
            place["longitude"],
            answer["radius_m"],
            answer.get("bbox"),
            tuple(events),
            answer.get("role") or "",
            answer.get("position") or "",
        )

    @property
    def has_coordinates(self) -> bool:
        """Whether anything says where it lies."""
        return self.latitude is not None

    @property
    def is_point(self) -> bool:
        """Whether it is known to a point: the API's GeoJSON has a point of the same ones."""
        return self.has_coordinates and self.kind in PRECISE_KINDS

    @property
    def coordinates(self) -> str:
        """Its point as people write it: 31.04° N, 46.26° E."""
        north, east = self.latitude or 0, self.longitude or 0
        return (
            f"{abs(north):g}\N{DEGREE SIGN} {'S' if north < 0 else 'N'}, "
            f"{abs(east):g}\N{DEGREE SIGN} {'W' if east < 0 else 'E'}"
        )

    @property
    def radius_km(self) -> str:
        """How far it may be from its point."""
        km = (self.radius_m or 0) / 1000
        return number(round(km) if km >= 10 or km == round(km) else round(km, 1))

    @property
    def address(self) -> str:
        """Where a reader finds more: the place's events in the list beside, or its page."""
        return f"#place-{self.id}" if self.events else record_address("locations", self.id)

    @property
    def text(self) -> str:
        """What a label or a marker says of it."""
        named = {"place": self.name, "n": number(len(self.events))}
        if not self.events:
            return self.name if self.is_point else gettext("somewhere in %(place)s") % named
        if self.is_point:
            return ngettext("%(place)s: %(n)s event", "%(place)s: %(n)s events", len(self.events)) % named
        return gettext("%(n)s somewhere in %(place)s") % named

    @property
    def extent(self) -> Box | None:
        """The degrees that a map shows of it; beyond 180 across the antimeridian."""
        if self.bbox:
            west, south, east, north = self.bbox
            return west, south, east + 360 if east < west else east, north
        if self.latitude is None or self.longitude is None:
            return None
        metres = (self.radius_m or 0) if self.is_point else _UNIT_METRES
        return extent_of(self.latitude, self.longitude, metres)


@dataclass(slots=True)
class Drawn:
    """Something on a map, in its pixels."""

    x: float
    y: float
    text: str
    address: str
    places: tuple[Place, ...]
    count: int = 0
    radius: float = 0
    text_x: float = 0
    text_y: float = 0
    anchor: str = "middle"

    @property
    def ids(self) -> str:
        """The ids of its places, apart by spaces."""
        return " ".join(place.id for place in self.places)

    @property
    def size(self) -> float:
        """The radius of its mark."""
        return round(min(5 + 3 * max(self.count, 1) ** 0.4, 18), 1)


@dataclass(slots=True)
class Map:
    """A map: countries, boxes and points, and labels of what is known to no point."""

    places: Sequence[Place]
    window: Window
    points: list[Drawn] = field(default_factory=list)
    labels: list[Drawn] = field(default_factory=list)
    taken: list[Box] = field(default_factory=list)
    """The pixels that marks and labels take: left, upper, right and lower edge."""

    @property
    def outlines(self) -> tuple[Outline, ...]:
        """The countries."""
        return outlines(self.window)

    @property
    def names(self) -> Iterator[Outline]:
        """The countries whose names have room."""
        for outline in self.outlines:
            if outline.label:
                (x, y), wide = outline.label, _LETTER * len(outline.name) / 2
                if not self.is_taken((x - wide, y - _LINE, x + wide, y + 4)):
                    yield outline

    def is_taken(self, box: Box) -> bool:
        """Whether a mark or a label is in these pixels."""
        return any(
            one[0] < box[2] and one[2] > box[0] and one[1] < box[3] and one[3] > box[1] for one in self.taken
        )

    @property
    def boxes(self) -> Iterator[Json]:
        """The recorded boxes of places."""
        for place in self.places:
            if place.bbox and (extent := place.extent):
                west, south, east, north = extent
                (x, y), (right, low) = self.window.pixel((west, north)), self.window.pixel((east, south))
                yield {"x": round(x), "y": round(y), "width": round(right - x), "height": round(low - y)}

    @property
    def scale(self) -> Json:
        """The scale bar."""
        km, pixels = self.window.scale_bar()
        return {"km": km, "pixels": pixels, "x": self.window.width - 12 - pixels}

    @property
    def data(self) -> Json:
        """What the script draws the same map of."""
        return {
            "view": [self.window.west, self.window.south, self.window.east, self.window.north],
            "places": [
                {name: value for name, value in asdict(place).items() if name != "events"}
                | {"point": place.is_point, "address": place.address, "text": place.text}
                | {"count": len(place.events)}
                for place in self.places
                if place.has_coordinates or place.bbox
            ],
        }


def draw_map(places: Iterable[Place]) -> Map | None:
    """Returns a map of places; None where none has coordinates."""
    placed = list(places)
    extents = [extent for place in placed if (extent := place.extent)]
    if not extents:
        return None
    drawn = Map(placed, Window.around(extents))
    points = [place for place in placed if place.is_point]
    drawn.points = [_cluster(drawn.window, of_cell) for of_cell in _cells(drawn.window, points)]
    for one in drawn.points:
        drawn.taken.append((one.x - one.size, one.y - one.size, one.x + one.size, one.y + one.size))
    for place in placed:
        if place.has_coordinates and not place.is_point:
            x, y = _pixel(drawn.window, place)
            drawn.labels.append(Drawn(x, y, place.text, place.address, (place,), len(place.events)))
            _put_text(drawn, drawn.labels[-1], beside=0)
    for one in drawn.points:
        if not one.count:
            _put_text(drawn, one, beside=one.size + 4)
    return drawn


def _pixel(window: Window, place: Place) -> tuple[float, float]:
    # One far in the west of a window across the antimeridian lies in its east.
    east = (place.longitude or 0.0) + (360 if (place.longitude or 0.0) < window.west else 0)
    x, y = window.pixel((east, place.latitude or 0.0))
    return round(x, 1), round(y, 1)


def _cells(window: Window, points: Sequence[Place]) -> Iterator[tuple[Place, ...]]:
    """Points that lie in one square of a grid; those of a record stand alone."""

    def cell(place: Place) -> Any:
        x, y = _pixel(window, place)
        return (y // _CELL, x // _CELL) if place.events else (y, x)

    for _, of_cell in groupby(sorted(points, key=cell), cell):
        yield tuple(of_cell)


def _cluster(window: Window, places: tuple[Place, ...]) -> Drawn:
    largest = max(places, key=lambda place: len(place.events))
    x, y = _pixel(window, largest)
    count = sum(len(place.events) for place in places)
    text = largest.text
    if len(places) > 1:
        named = {"places": gettext(", ").join(place.name for place in places[:3]), "n": number(count)}
        named["more"] = number(len(places) - 3)
        several = gettext("%(places)s and %(more)s more places: %(n)s events")
        text = (several if len(places) > 3 else gettext("%(places)s: %(n)s events")) % named
    radius = window.metres(largest.radius_m or 0) if len(places) == 1 else 0
    return Drawn(x, y, text, largest.address, places, count, round(radius, 1))


def _put_text(drawn: Map, one: Drawn, *, beside: float) -> None:
    """Puts a label where none is yet: at its place, else a line lower, or higher."""
    window, wide = drawn.window, _LETTER * len(one.text)
    left = beside > 0 and one.x + beside + wide > window.width
    one.anchor = ("end" if left else "start") if beside else "middle"
    one.text_x = one.x + (-beside if left else beside)
    if not beside:  # it stays in the frame
        one.text_x = round(min(max(one.text_x, wide / 2 + 4), window.width - wide / 2 - 4), 1)
    first = one.text_x - {"start": 0, "middle": wide / 2, "end": wide}[one.anchor]
    for line in (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6):
        one.text_y = round(min(max(one.y + 4 + line * _LINE, 14), window.height - 6), 1)
        box = (first, one.text_y - _LINE + 4, first + wide, one.text_y + 4)
        if not drawn.is_taken(box):
            break
    drawn.taken.append(box)


@dataclass(frozen=True, slots=True)
class EventPlaces:
    """Events by the place where they happened: each stands once."""

    points: list[Place]
    units: list[Place]
    """Those known to no point."""
    nowhere: list[Json]
    """Events without a place, or of which only one is known that they were spoken from or are about."""

    @property
    def drawn(self) -> Map | None:
        """The map of them."""
        return draw_map([*self.points, *self.units])


def place_events(events: Iterable[Json]) -> EventPlaces:
    """Returns events by their primary place, else the first where they happened; the largest place first."""
    at: dict[str, tuple[Json, list[Json]]] = {}
    nowhere = []
    for event in events:
        places = [place for place in event["places"] if place["role"] not in NON_LOCATING_ROLES]
        if not places:
            nowhere.append(event)
            continue
        place = next((place for place in places if place["primary"]), places[0])
        at.setdefault(place["location"]["id"], (place, []))[1].append(event)
    placed = sorted(
        (Place.of(place, there) for place, there in at.values()), key=lambda place: -len(place.events)
    )
    return EventPlaces(
        [place for place in placed if place.is_point],
        [place for place in placed if not place.is_point],
        nowhere,
    )
