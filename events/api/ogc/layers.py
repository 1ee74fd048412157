"""The collections of features, and how the parameters of the standard filter them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from events.api.pagination import Ordering
from events.choices import Collection
from events.exports.geojson import PRECISE_KINDS
from events.filtersets.event import occurring
from events.filtersets.values import BoundingBox
from events.models import Event, EventPlace, Location
from events.models.record import Record
from events.rules.dates import EARLIEST, LATEST, DateSpan

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"


@dataclass(frozen=True, slots=True)
class Layer:
    """One collection of features."""

    model: type[Record]
    description: str
    ordering: Ordering
    in_bbox: Callable[[BoundingBox], Q]
    in_time: Callable[[DateSpan], Q]
    interval: Callable[[], list[str | None] | None]
    """The first and the last time of its features; None if they have no date."""

    @property
    def collection(self) -> Collection:
        """The collection of the records."""
        return self.model.COLLECTION


def _events_in_bbox(box: BoundingBox) -> Q:
    """Events whose point is in the box and, as the standard requires, those without a point."""
    # A list of all other places is read once, instead of the place of every event.
    elsewhere = Location._base_manager.filter(~_locations_in_bbox(box)).values("pk")
    points = EventPlace._base_manager.filter(event=OuterRef("pk"), primary=True)
    return ~Q(Exists(points.filter(location__in=elsewhere)))


def _locations_in_bbox(box: BoundingBox) -> Q:
    return ~Q(kind__in=PRECISE_KINDS) | Q(latitude__isnull=True) | _point_in_bbox(box)


def _point_in_bbox(box: BoundingBox) -> Q:
    longitudes = Q(pk__in=[])
    for turn in (-360, 0, 360):
        longitudes |= Q(longitude__range=(box.west + turn, box.east + turn))
    return longitudes & Q(latitude__range=(box.south, box.north))


def _events_in_time(span: DateSpan) -> Q:
    """Events that may have happened then and, as the standard requires, those without a date."""
    return Q(date_edtf="") | occurring([span], None)


def _interval_of_events() -> list[str | None]:
    """The first and the last day of all events. Queries: 2."""
    events: Any = Event.objects.published().exclude(date_edtf="")
    first = events.order_by("start_earliest", "pk").values_list("start_earliest", flat=True).first()
    last = events.order_by("-end_latest", "-pk").values_list("end_latest", flat=True).first()
    return [
        None if first in (None, EARLIEST) else f"{first}T00:00:00Z",
        None if last in (None, LATEST) else f"{last}T23:59:59Z",
    ]


LAYERS = {
    layer.collection.value: layer
    for layer in (
        Layer(
            model=Event,
            description="Things that were done, said or went on. The geometry is the primary place where "
            "that is a site, a populated place or a third-level division, else null: the point of a country "
            "is not where it happened.",
            ordering=Ordering("start_earliest", descending=True),
            in_bbox=_events_in_bbox,
            in_time=_events_in_time,
            interval=_interval_of_events,
        ),
        Layer(
            model=Location,
            description="Places, from a square to a country. Sites, populated places and third-level "
            "divisions have their point as geometry, coarser ones null.",
            ordering=Ordering("name", descending=False),
            in_bbox=_locations_in_bbox,
            in_time=lambda _: Q(),  # places have no date, so they match every time
            interval=lambda: None,
        ),
    )
}
"""The layers by their ids."""
