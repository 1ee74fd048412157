"""The parameters of items: bbox, datetime and limit of the standard, and our cursor."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict

from events.api import parameters
from events.api.errors import bad_parameters
from events.api.ogc.layers import Layer
from events.api.pagination import Cursor
from events.filtersets.values import BoundingBox, DateTimeValues, quote_value
from events.rules.dates import EARLIEST, LATEST, DateError, DateSpan
from events.rules.geo import GeoError, check_bbox

DEFAULT_LIMIT, MAX_LIMIT = 100, 1000
ITEM_PARAMETERS = ("bbox", "datetime", "limit", "cursor")
_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,40})?([eE][-+]?\d{1,2})?", re.ASCII)
_OPEN_ENDS = ("", "..")


@dataclass(frozen=True, slots=True)
class ItemsRequest:
    """The page of a layer that a request asks for."""

    condition: Q
    limit: int
    cursor: Cursor | None
    identity: str
    """The query that a cursor is bound to."""


def read_items_request(layer: Layer, query: QueryDict) -> ItemsRequest:
    """Reads the parameters of items. Raises: ProblemError."""
    parameters.allow_only(query, *ITEM_PARAMETERS)
    identity = f"features of {layer.collection} {parameters.canonical_query(query, ('limit', 'cursor'))}"
    errors: parameters.ParameterErrors = {}
    cursor = parameters.read_cursor(query, identity, errors)
    # The standard requires that a limit above the maximum means the maximum.
    limit = parameters.read_limit(query, errors, DEFAULT_LIMIT, MAX_LIMIT, capped=True)
    condition = Q()
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
    return ItemsRequest(condition, limit, cursor, identity)


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
    read_time = DateTimeValues().read_one
    first = EARLIEST if slash and start in _OPEN_ENDS else read_time(start.upper()).date()
    if not slash:
        return DateSpan(first, first)
    return DateSpan(first, LATEST if end in _OPEN_ENDS else read_time(end.upper()).date())
