"""The parameter `bucket`: the events that an aggregate counted in one of its buckets, and beside them.

`event_type:assault|month:2024-01` are those of both. `month?` is the month in which it may have begun;
`unknown:month,country` and `imprecise:month,country` are what the buckets of these dimensions leave out.
"""

import re
from collections.abc import Sequence
from functools import reduce
from operator import and_, or_

from django.core.exceptions import ValidationError
from django.db.models import Q

from events.filtersets.dimensions import DIMENSIONS, Dimension, Unbucketed, spread_dates
from events.filtersets.values import NULL_KEYWORD, RepeatedValueField, did_you_mean, quote_value
from events.rules.dates import DateError

_DIMENSIONS_BY_NAME = DIMENSIONS | {one.name: one for one in map(spread_dates, DIMENSIONS.values())}
_QUALIFIED = ("location", "coding")


def format_bucket(dimension: Dimension, value: str | None) -> str:
    """A value of a dimension, as the parameter has it."""
    text = NULL_KEYWORD if value is None else value
    return f"{dimension.name}:" + text.replace("\\", "\\\\").replace("|", "\\|")


def format_unbucketed(why: Unbucketed, dimensions: Sequence[Dimension]) -> str:
    """What the buckets of these dimensions leave out, as the parameter has it."""
    return f"{why.value}:" + ",".join(one.name for one in dimensions)


def unbucketed_events(why: Unbucketed, dimensions: Sequence[Dimension]) -> Q:
    """The events that are unknown in some dimension, or those that are in none but imprecise in some."""
    unknown = reduce(or_, (one.unbucketed(Unbucketed.UNKNOWN) for one in dimensions))
    if why is Unbucketed.UNKNOWN:
        return unknown
    return ~unknown & reduce(or_, (one.unbucketed(Unbucketed.IMPRECISE) for one in dimensions))


class BucketValues(RepeatedValueField):
    """What an aggregate counted together."""

    type_name = "dimension:value"

    def read_one(self, text: str) -> Q:
        """Refuse what no aggregate would say."""
        pieces = re.findall(r"(?:[^\\|]|\\.)+", text)
        if "|".join(pieces) != text:
            raise ValidationError(
                f"{quote_value(text)} is no bucket: write dimension:value, several joined by |.",
                code="invalid_bucket",
            )
        return reduce(and_, (self._read_piece(re.sub(r"\\(.)", r"\1", one)) for one in pieces))

    def _read_piece(self, text: str) -> Q:
        name, _, value = text.partition(":")
        if name in (Unbucketed.UNKNOWN.value, Unbucketed.IMPRECISE.value):
            return unbucketed_events(Unbucketed(name), [_dimension(one) for one in value.split(",")])
        if name in _QUALIFIED:
            kind, _, value = value.partition(":")
            name = f"{name}:{kind}"
        dimension = _dimension(name)
        if value == NULL_KEYWORD and dimension.has_null_bucket:
            return dimension.condition(None)
        if not value:
            raise ValidationError(f"{quote_value(text)} names no value of {name}.", code="invalid_bucket")
        try:
            (key,) = dimension.reader.read([value])
        except DateError as error:
            raise ValidationError(str(error), code="invalid_date") from error
        return dimension.condition(key)


def _dimension(name: str) -> Dimension:
    if name not in _DIMENSIONS_BY_NAME:
        raise ValidationError(
            f"Events are not grouped by {quote_value(name)}.{did_you_mean(name, DIMENSIONS)}",
            code="invalid_bucket",
        )
    return _DIMENSIONS_BY_NAME[name]
