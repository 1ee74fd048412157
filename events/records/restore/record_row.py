"""Write the row of a record itself."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Min

from events.models import Revision
from events.models.record import Record
from events.records.restore.columns import Columns, row_values
from events.records.restore.references import ResolvedReferences


def restore_row(
    model: Any, pk: int | None, columns: Columns, wanted: dict[str, Any], found: ResolvedReferences
) -> Record:
    """Make the columns of a record what is wanted; a row that is not there is made under its key.

    Raises: ValidationError where another record has its id, or it would name itself.
    Queries: 1, some more where anything differs.
    """
    held = model._base_manager.filter(pk=pk).first() if pk is not None else None
    row = held or model(pk=pk, **(_beginnings(model, pk) if pk is not None else {}))
    values = dict(row_values(model, columns, wanted, found))
    if pk is not None and values.get("parent_id") == pk:
        raise ValidationError(f"{found.own} would lie inside itself: what it named became one with it.")
    if held is not None and all(getattr(row, name) == value for name, value in values.items()):
        return held
    if model._base_manager.filter(slug=values["slug"]).exclude(pk=pk).exists():
        raise ValidationError(f"The id “{values['slug']}” belongs to another record.")
    for name, value in values.items():
        setattr(row, name, value)
    row.save(force_insert=held is None)
    made: Record = row
    return made


def _beginnings(model: type[Record], pk: int) -> dict[str, Any]:
    """When a record that is gone was first public."""
    revisions = Revision.objects.in_feed().filter(collection=model.COLLECTION, object_pk=pk).order_by()
    return revisions.aggregate(created_at=Min("at"))
