"""What a row holds, taken from a stored record or a part of one."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db import models

from events.models.record import Record
from events.records.differences import is_reference
from events.records.restore.references import ResolvedReferences

Source = str | Callable[[Any, ResolvedReferences], Any]
"""Where a value stands in a stored item, as `date.edtf`, or what works it out."""
Columns = Mapping[str, Source]

ATTRIBUTION_COLUMNS: Columns = {
    name: f"attribution.{name}" for name in ("voice", "relayed_by", "basis", "source")
}
METADATA_COLUMNS: Columns = {
    "slug": "id",
    **{name: name for name in ("review_status", "withdrawn_reason", "note", "dataset")},
}
_ABSENT = object()


def same_named(*names: str) -> dict[str, Source]:
    """Columns that are called as in the stored record."""
    return {name: name for name in names}


def value_at(item: Any, path: str) -> Any:
    """The value at a path into a stored item; of what an older revision did not know, `_ABSENT`."""
    for name in path.split(".") if path else ():
        if item is None:
            return None
        item = item[int(name)] if isinstance(item, list) else item.get(name, _ABSENT)
        if item is _ABSENT:
            return item
    return item


def row_values(
    model: type[models.Model], columns: Columns, item: Any, found: ResolvedReferences
) -> Iterator[tuple[str, Any]]:
    """The attributes of a row with their values, as Python has them."""
    for name, source in columns.items():
        field: Any = model._meta.get_field(name)
        value = value_at(item, source) if isinstance(source, str) else source(item, found)
        if value is _ABSENT:
            continue
        if is_reference(value):
            yield field.attname, _key(field, value["ref"], found)
        elif isinstance(source, str):
            yield field.attname, _value(field, value)
        else:
            yield field.attname, value


def _key(field: Any, ref: str, found: ResolvedReferences) -> int | None:
    """The key of a reference, if it leads to records of the field's own collection."""
    target: type[Record] = field.related_model
    return found.key(ref) if ref.startswith(f"{target.COLLECTION.value}/") else None


def _value(field: Any, value: Any) -> Any:
    if value is None:
        return None if field.null else ""
    if isinstance(field, models.DateField):
        return datetime.date.fromisoformat(value)
    if isinstance(field, models.DecimalField):
        return Decimal(str(value))
    return value
