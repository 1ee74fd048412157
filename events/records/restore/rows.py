"""Writes stored values into columns: of the row of a record, of other rows, and many-to-many columns."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Min

from events.models import Revision
from events.models.record import Record
from events.records.restore.references import ResolvedReferences
from events.records.stored_paths import StoredPath, dig
from events.records.stored_values import is_reference

Source = StoredPath | Callable[[Any, ResolvedReferences], Any]
"""The path of a value in a stored item, or a function that computes it."""
Columns = Mapping[str, Source]
_ABSENT = object()


def restore_row(
    model: Any, pk: int | None, columns: Columns, wanted: dict[str, Any], resolved: ResolvedReferences
) -> Record:
    """Make the columns of a record equal to `wanted`; a missing row is created under its key.

    Raises: ValidationError if another record has its id, or if it would name itself.
    Queries: 1, some more if anything differs.
    """
    existing: Record | None = model._base_manager.filter(pk=pk).first() if pk is not None else None
    values = dict(row_values(model, columns, wanted, resolved))
    if pk is not None and values.get("parent_id") == pk:
        raise ValidationError(f"{resolved.own} would lie inside itself: what it named became one with it.")
    if existing and all(getattr(existing, name) == value for name, value in values.items()):
        return existing
    if model._base_manager.filter(slug=values["slug"]).exclude(pk=pk).exists():
        raise ValidationError(f"The id “{values['slug']}” belongs to another record.")
    row: Record = existing or model(pk=pk, **(_beginnings(model, pk) if pk is not None else {}))
    for name, value in values.items():
        setattr(row, name, value)
    row.save(force_insert=existing is None)
    return row


def _beginnings(model: type[Record], pk: int) -> dict[str, Any]:
    """The column `created_at` of a deleted record that is restored: when it was first public."""
    revisions = Revision.objects.in_feed().filter(collection=model.COLLECTION, object_pk=pk).order_by()
    return revisions.aggregate(created_at=Min("at"))


def row_values(
    model: type[models.Model], columns: Columns, item: Any, resolved: ResolvedReferences
) -> Iterator[tuple[str, Any]]:
    """The attributes of a row with their Python values, without members that an older revision lacks."""
    for name, source in columns.items():
        field: Any = model._meta.get_field(name)
        if not isinstance(source, tuple):
            yield field.attname, source(item, resolved)
        elif (value := dig(item, source, _ABSENT)) is not _ABSENT:
            yield field.attname, _value(field, value, resolved)


def _value(field: Any, value: Any, resolved: ResolvedReferences) -> Any:
    if is_reference(value):  # several columns can share a member: each has keys of its own collection alone
        own = value["ref"].startswith(f"{field.related_model.COLLECTION.value}/")
        return resolved.key(value["ref"]) if own else None
    if value is None:  # of a text that is blank, or of a member that the form of then did not have
        return (
            None if field.null else "" if field.blank and field.empty_strings_allowed else field.get_default()
        )
    if isinstance(field, models.DateField):
        return datetime.date.fromisoformat(value)
    if isinstance(field, models.DecimalField):
        return Decimal(str(value))
    return value


def restore_many_to_many(
    model: type[models.Model],
    name: str,
    wanted: Mapping[int, list[dict[str, str]]],
    resolved: ResolvedReferences,
) -> None:
    """Make the sets of references equal to `wanted`, by the keys of their owners. Queries: 1, or 3."""
    relation: Any = model._meta.get_field(name)
    through = relation.remote_field.through
    owner, target = f"{relation.m2m_field_name()}_id", f"{relation.m2m_reverse_field_name()}_id"
    rows = through._base_manager.filter(**{f"{owner}__in": list(wanted)}).values_list(owner, target, "pk")
    current = {(holder, referred): pk for holder, referred, pk in rows}
    pairs = dict.fromkeys((pk, resolved.key(item["ref"])) for pk, items in wanted.items() for item in items)
    if surplus := [pk for pair, pk in current.items() if pair not in pairs]:
        through._base_manager.filter(pk__in=surplus).delete()
    missing = [pair for pair in pairs if pair not in current]
    through._base_manager.bulk_create(
        [through(**{owner: holder, target: referred}) for holder, referred in missing], batch_size=500
    )
