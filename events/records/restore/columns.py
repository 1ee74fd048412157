"""Converts stored values into the column values of a row."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db import models

from events.models.record import Record
from events.records.differences import is_reference
from events.records.restore.references import ResolvedReferences
from events.records.stored_paths import StoredPath

Source = StoredPath | Callable[[Any, ResolvedReferences], Any]
"""The path of a value in a stored item, or a function that computes it."""
Columns = Mapping[str, Source]
_ABSENT = object()


def value_at(item: Any, path: StoredPath) -> Any:
    """The value at a path into a stored item; `_ABSENT` for a member that an older revision lacks."""
    for step in path:
        if item is None:
            return None
        item = item[step] if isinstance(step, int) else item.get(step, _ABSENT)
        if item is _ABSENT:
            return item
    return item


def row_values(
    model: type[models.Model], columns: Columns, item: Any, resolved: ResolvedReferences
) -> Iterator[tuple[str, Any]]:
    """The attributes of a row with their Python values."""
    for name, source in columns.items():
        field: Any = model._meta.get_field(name)
        value = value_at(item, source) if isinstance(source, tuple) else source(item, resolved)
        if value is _ABSENT:
            continue
        if is_reference(value):
            yield field.attname, _key(field, value["ref"], resolved)
        elif isinstance(source, tuple):
            yield field.attname, _value(field, value)
        else:
            yield field.attname, value


def _key(field: Any, ref: str, resolved: ResolvedReferences) -> int | None:
    """The key of a reference, if it names a record of the field's own collection."""
    target: type[Record] = field.related_model
    return resolved.key(ref) if ref.startswith(f"{target.COLLECTION.value}/") else None


def _value(field: Any, value: Any) -> Any:
    if value is None:
        return None if field.null else ""
    if isinstance(field, models.DateField):
        return datetime.date.fromisoformat(value)
    if isinstance(field, models.DecimalField):
        return Decimal(str(value))
    return value
