"""The parameter `bucket`: the events that an aggregate counts in one of its buckets, or beside them.

`event_type:assault|month:2024-01` are the events of both. `month?` is the month in which one may have begun;
`unknown:month,country` and `imprecise:month,country` are what the buckets of these dimensions leave out.
"""

import re
from collections.abc import Sequence
from functools import reduce
from operator import and_, or_

from django.db.models import Q

from events.filtersets.dimensions import DIMENSIONS, Dimension, Unbucketed, spread_dates
from events.filtersets.values import NULL_KEYWORD, RepeatedValueField, did_you_mean, quote_value

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
    return f"{why.value}:" + ",".join(dimension.name for dimension in dimensions)


def unbucketed_events(why: Unbucketed, dimensions: Sequence[Dimension]) -> Q:
    """The events that are unknown in some dimension, or those unknown in none and imprecise in some."""
    unknown = reduce(or_, (dimension.unbucketed(Unbucketed.UNKNOWN) for dimension in dimensions))
    if why is Unbucketed.UNKNOWN:
        return unknown
    return ~unknown & reduce(or_, (dimension.unbucketed(why) for dimension in dimensions))


class BucketValues(RepeatedValueField):
    """Buckets of an aggregate."""

    type_name, error_code = "dimension:value", "invalid_bucket"

    def read_one(self, text: str) -> Q:
        """Refuse a text that no aggregate writes."""
        terms = re.findall(r"(?:[^\\|]|\\.)+", text)
        if "|".join(terms) != text:
            raise ValueError(f"{quote_value(text)} is no bucket: write dimension:value, several joined by |.")
        return reduce(and_, (self._read_term(re.sub(r"\\(.)", r"\1", term)) for term in terms))

    def _read_term(self, text: str) -> Q:
        name, _, value = text.partition(":")
        if name in (Unbucketed.UNKNOWN.value, Unbucketed.IMPRECISE.value):
            return unbucketed_events(Unbucketed(name), list(map(_dimension, value.split(","))))
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
