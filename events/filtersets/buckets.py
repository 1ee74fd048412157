"""The parameter `bucket`: the events that an aggregate counts in one of its buckets, or beside them.

`event_type:assault|month:2024-01` are the events of both. `month?` is the month in which one may have begun;
`unknown:month,country` and `imprecise:month,country` are what the buckets of these dimensions leave out.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import and_, or_

from django.db.models import Q

from events.filtersets.dimensions import (
    DIMENSIONS,
    NO_EVENTS,
    UNBUCKETED_VALUES,
    DateDimension,
    Dimension,
    Unbucketed,
    began_before,
    spread_dates,
)
from events.filtersets.values import NULL_KEYWORD, RepeatedValueField, did_you_mean, quote_value
from events.rules.dates import Period

_DIMENSIONS_BY_NAME = DIMENSIONS | {
    dimension.name: dimension for dimension in map(spread_dates, DIMENSIONS.values())
}
_QUALIFIED = ("location", "coding")


def format_bucket(dimension: Dimension, value: str | None) -> str:
    """The value of a dimension as the parameter takes it."""
    text = NULL_KEYWORD if value is None else value
    return f"{dimension.name}:" + text.replace("\\", "\\\\").replace("|", "\\|")


def format_unbucketed(why: Unbucketed, dimensions: Sequence[Dimension]) -> str:
    """The events that the buckets of these dimensions leave out, as the parameter takes them."""
    since = {one.since for one in dimensions if isinstance(one, DateDimension) and one.since}
    axis = "" if why is Unbucketed.UNKNOWN else "".join(f"@{day}" for day in since)
    return f"{why.value}{axis}:" + ",".join(dimension.name for dimension in dimensions)


def unbucketed_events(why: Unbucketed, dimensions: Sequence[Dimension], since: date | None) -> Q:
    """The events that are unknown in some dimension; else began before a day; else are imprecise in some."""
    unknown = reduce(or_, (dimension.unbucketed(Unbucketed.UNKNOWN) for dimension in dimensions))
    if why is Unbucketed.UNKNOWN:
        return unknown
    before = began_before(since) if since else NO_EVENTS
    if why is Unbucketed.BEGAN_BEFORE:
        return ~unknown & before
    return ~unknown & ~before & reduce(or_, (dimension.unbucketed(why) for dimension in dimensions))


class BucketValues(RepeatedValueField):
    """Buckets of an aggregate."""

    type_name, error_code = "dimension:value", "invalid_bucket"

    def read_one(self, text: str) -> Q:
        terms = re.findall(r"(?:[^\\|]|\\.)+", text)
        if "|".join(terms) != text:
            raise ValueError(f"{quote_value(text)} is no bucket: write dimension:value, several joined by |.")
        return reduce(and_, (self._read_term(re.sub(r"\\(.)", r"\1", term)) for term in terms))

    def _read_term(self, text: str) -> Q:
        name, _, value = text.partition(":")
        why, _, day = name.partition("@")
        if why in UNBUCKETED_VALUES:
            since = Period.parse("day", day).first if day else None
            return unbucketed_events(Unbucketed(why), list(map(_dimension, value.split(","))), since)
        if name in _QUALIFIED:
            kind, _, value = value.partition(":")
            name = f"{name}:{kind}"
        dimension = _dimension(name)
        if value == NULL_KEYWORD and dimension.has_null_bucket:
            return dimension.condition(None)
        if not value:
            raise ValueError(f"{quote_value(text)} names no value of {name}.")
        (key,) = dimension.reader.read([value])
        return dimension.condition(key)


def _dimension(name: str) -> Dimension:
    if name not in _DIMENSIONS_BY_NAME:
        raise ValueError(f"Events are not grouped by {quote_value(name)}.{did_you_mean(name, DIMENSIONS)}")
    return _DIMENSIONS_BY_NAME[name]
