"""The parameters that the standard gives to items: bbox, datetime, limit; and our cursor."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict

from events.api import parameters
from events.api.errors import bad_parameters
from events.api.ogc.layers import Layer
from events.api.pagination import Cursor, CursorError
from events.filtersets.values import Box, Moments, shown
from events.rules.dates import EARLIEST, LATEST, DateError, Span
from events.rules.geo import GeoError, check_bbox

DEFAULT_LIMIT, MOST = 100, 1000
NAMES = ("bbox", "datetime", "limit", "cursor")
_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,40})?([eE][-+]?\d{1,2})?", re.ASCII)
_OPEN = ("", "..")


@dataclass(frozen=True, slots=True)
class Items:
    """What of a layer is wanted."""

    condition: Q
    limit: int
    cursor: Cursor | None
    identity: str
    """What a cursor is bound to."""


def read_items(layer: Layer, query: QueryDict) -> Items:
    """Read the parameters of items. Raises: ProblemError."""
    if wrong := parameters.unknown_parameters(query, NAMES):
        raise bad_parameters(wrong)
    identity = f"features of {layer.collection} {parameters.canonical(query, ('limit', 'cursor'))}"
    condition, limit, cursor = Q(), DEFAULT_LIMIT, None
    for name, values in query.lists():
        (value, *more) = values
        if more:
            wrong[name] = ("repeated", f"“{name}” takes one value and was given {len(values)}.")
            continue
        try:
            match name:
                case "bbox":
                    condition &= layer.in_box(read_box(value))
                case "datetime":
                    condition &= layer.in_time(read_span(value))
                case "limit":
                    limit = _limit(value)
                case "cursor":
                    cursor = Cursor.decode(value, identity)
        except ValidationError as error:
            wrong[name] = (error.code or "invalid", " ".join(error.messages))
        except (GeoError, DateError, CursorError) as error:
            wrong[name] = (f"invalid_{name}", str(error))
    if wrong:
        raise bad_parameters(wrong)
    return Items(condition, limit, cursor, identity)


def read_box(text: str) -> Box:
    """Read a box of 4 numbers, or of 6 with heights, which no point here has. Raises: GeoError."""
    parts = text.split(",")
    if len(parts) not in (4, 6) or not all(_NUMBER.fullmatch(part) for part in parts):
        raise GeoError(
            f"{shown(text)} is no box: write west,south,east,north in degrees, such as 43,29,49,38; or 6 "
            "numbers with the least height third and the greatest last."
        )
    numbers = [float(part) for part in parts]
    if len(numbers) == 6 and numbers[2] > numbers[5]:
        raise GeoError(f"The least height of a box, {parts[2]}, cannot be above its greatest, {parts[5]}.")
    west, south, east, north = (*numbers[:2], *numbers[len(numbers) // 2 :][:2])
    check_bbox(west, south, east, north)
    return Box(west, south, east if east >= west else east + 360, north)


def read_span(text: str) -> Span:
    """Read a time, or two with a slash, one of which may be open; dates here are days of UTC.

    Raises: ValidationError or DateError.
    """
    start, slash, end = text.partition("/")
    if slash and start in _OPEN and end in _OPEN:
        raise DateError(f"{shown(text)} is open at both ends; leave “datetime” out, or write 2024-01-01/..")
    read = Moments().read_one
    first = EARLIEST if slash and start in _OPEN else read(start.upper()).date()
    if not slash:
        return Span(first, first)
    return Span(first, LATEST if end in _OPEN else read(end.upper()).date())


def _limit(text: str) -> int:
    """Read the size of a page; the standard wants what is too much to be the most there is."""
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) > 0):
        raise ValidationError(f"“limit” is a whole number from 1 to {MOST}.", code="out_of_range")
    return min(int(text), MOST)
