"""The collections of features, and the parameters by which the standard filters them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from events.api import parameters
from events.api.errors import bad_parameters
from events.api.pagination import Cursor, Ordering
from events.choices import Collection
from events.exports.geojson import PRECISE_KINDS
from events.filtersets import EventFilterSet, LocationFilterSet, StrictFilterSet
from events.filtersets.base import ParsedQuery
from events.filtersets.defaults import DATASET, FACTUALITY
from events.filtersets.event import occurring
from events.filtersets.values import BoundingBox, DateTimeValues, quote_value
from events.models import Event, EventPlace, Location
from events.models.record import Record
from events.rules.dates import EARLIEST, LATEST, DateError, DateSpan
from events.rules.geo import GeoError, check_bbox

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"


@dataclass(frozen=True, slots=True)
class Layer:
    """One collection of features."""

    model: type[Record]
    filterset: type[StrictFilterSet]
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

    @property
    def property_filters(self) -> tuple[str, ...]:
        """The filters that the features take by the names of their properties: those with a default."""
        return tuple(name for name in PROPERTY_FILTERS if name in self.filterset.base_filters)


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
            filterset=EventFilterSet,
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
            filterset=LocationFilterSet,
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


DEFAULT_LIMIT, MAX_LIMIT = 100, 1000
PROPERTY_FILTERS = (FACTUALITY, DATASET)
ITEM_PARAMETERS = ("bbox", "datetime", "limit", "cursor")
FORMATS = ("json", "geojson")
"""What `f` can be, by which clients of such servers ask for JSON; everything is, features in GeoJSON."""
_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,40})?([eE][-+]?\d{1,2})?", re.ASCII)
_OPEN_ENDS = ("", "..")


@dataclass(frozen=True, slots=True)
class ItemsRequest:
    """The page of a layer that a request asks for."""

    condition: Q
    """That of all parameters."""
    parsed: ParsedQuery
    limit: int
    cursor: Cursor | None
    identity: str
    """The query that a cursor is bound to."""


def format_errors(query: QueryDict) -> parameters.ParameterErrors:
    """The error of a format that there is not."""
    if query.get("f", "json") in FORMATS:
        return {}
    detail = f"{quote_value(str(query['f']))} is no format here; there are: {', '.join(FORMATS)}."
    return {"f": ("invalid_choice", detail)}


def check_format_alone(query: QueryDict) -> None:
    """Refuses all parameters but `f`. Raises: ProblemError."""
    if errors := format_errors(query) | parameters.parameter_errors(query, ("f",)):
        raise bad_parameters(errors)


def read_items_request(layer: Layer, query: QueryDict) -> ItemsRequest:
    """Reads the parameters of items. Raises: ProblemError."""
    errors = format_errors(query) | parameters.parameter_errors(
        query, (*ITEM_PARAMETERS, "f"), others=layer.property_filters
    )
    named = MultiValueDict({name: query.getlist(name) for name in layer.property_filters if name in query})
    parsed, filter_errors = layer.filterset.read(named)
    if errors | filter_errors:
        raise bad_parameters(errors | filter_errors)
    without = ("limit", "cursor", "f")
    identity = f"features of {layer.collection} {parameters.canonical_query(query, without)}"
    cursor = parameters.read_cursor(query, identity, errors)
    # The standard requires that a limit above the maximum means the maximum.
    limit = parameters.read_limit(query, errors, DEFAULT_LIMIT, MAX_LIMIT, capped=True)
    condition = layer.filterset.condition(parsed)
    try:
        if "bbox" in query:
            condition &= layer.in_bbox(read_bbox(str(query["bbox"])))
    except GeoError as error:
        errors["bbox"] = ("invalid_bbox", str(error))
    try:
        if "datetime" in query:
            condition &= layer.in_time(read_datetime(str(query["datetime"])))
    except ValidationError as error:
        errors["datetime"] = (error.code or "invalid", " ".join(error.messages))
    except DateError as error:
        errors["datetime"] = ("invalid_datetime", str(error))
    if errors:
        raise bad_parameters(errors)
    return ItemsRequest(condition, parsed, limit, cursor, identity)


def read_bbox(text: str) -> BoundingBox:
    """Reads a box of 4 numbers, or of 6 with heights, which are ignored. Raises: GeoError."""
    parts = text.split(",")
    if len(parts) not in (4, 6) or not all(_NUMBER.fullmatch(part) for part in parts):
        raise GeoError(
            f"{quote_value(text)} is no box: write west,south,east,north in degrees, such as 43,29,49,38; or "
            "6 numbers with the least height third and the greatest last."
        )
    numbers = [float(part) for part in parts]
    if len(numbers) == 6 and numbers[2] > numbers[5]:
        raise GeoError(f"The least height of a box, {parts[2]}, cannot be above its greatest, {parts[5]}.")
    west, south, east, north = (*numbers[:2], *numbers[len(numbers) // 2 :][:2])
    check_bbox(west, south, east, north)
    return BoundingBox(west, south, east if east >= west else east + 360, north)


def read_datetime(text: str) -> DateSpan:
    """Reads a time, or two with a slash, one of which may be open; dates are days of UTC.

    Raises: ValidationError or DateError.
    """
    start, slash, end = text.partition("/")
    if slash and start in _OPEN_ENDS and end in _OPEN_ENDS:
        raise DateError(
            f"{quote_value(text)} is open at both ends; leave “datetime” out, or write 2024-01-01/.."
        )
    first, last = (
        open_day if slash and side in _OPEN_ENDS else DateTimeValues().read([side.upper()])[0].date()
        for side, open_day in ((start, EARLIEST), (end if slash else start, LATEST))
    )
    return DateSpan(first, last)
