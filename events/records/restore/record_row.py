"""Restores the row of a record itself."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Min

from events.models import Revision
from events.models.record import Record
from events.records.restore.columns import Columns, row_values
from events.records.restore.references import ResolvedReferences


def restore_row(
    model: Any, pk: int | None, columns: Columns, wanted: dict[str, Any], resolved: ResolvedReferences
) -> Record:
    """Make the columns of a record equal to `wanted`; a missing row is created under its key.

    Raises: ValidationError if another record has its id, or if it would name itself.
    Queries: 1, some more if anything differs.
    """
    existing = model._base_manager.filter(pk=pk).first() if pk is not None else None
    row = existing or model(pk=pk, **(_beginnings(model, pk) if pk is not None else {}))
    values = dict(row_values(model, columns, wanted, resolved))
    if pk is not None and values.get("parent_id") == pk:
        raise ValidationError(f"{resolved.own} would lie inside itself: what it named became one with it.")
    if existing is not None and all(getattr(row, name) == value for name, value in values.items()):
        return existing
    if model._base_manager.filter(slug=values["slug"]).exclude(pk=pk).exists():
        raise ValidationError(f"The id “{values['slug']}” belongs to another record.")
    for name, value in values.items():
        setattr(row, name, value)
    row.save(force_insert=existing is None)
    record: Record = row
    return record


def _beginnings(model: type[Record], pk: int) -> dict[str, Any]:
    """The column `created_at` of a deleted record that is restored: when it was first public."""
    revisions = Revision.objects.in_feed().filter(collection=model.COLLECTION, object_pk=pk).order_by()
    return revisions.aggregate(created_at=Min("at"))
