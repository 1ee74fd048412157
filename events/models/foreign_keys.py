"""Every foreign key to a model, and the kind of the relation, read from the models themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.apps import apps
from django.db import models

from events import write_guard
from events.models.record import AggregateMember, Record
from events.querysets import stored_owners


class RelationKind(Enum):
    """The relation of a row to the row that it refers to."""

    CHILD = "part"
    """It is a child row of it."""
    LIST = "list"
    """It is an entry of one of its lists: a row of a many-to-many table, seen from the owner of the list."""
    REFERENCE = "reference"
    """It belongs to another record, which refers to this one."""
    DERIVED = "derived"
    """It is derived, and recomputed with the rows that it derives from."""


@dataclass(frozen=True, slots=True)
class ReferencingColumn:
    """A foreign key, with the kind of its relation."""

    holder: type[models.Model]
    column: str
    kind: RelationKind
    owner_paths: tuple[tuple[str, type[Record]], ...]
    """The lookups from a row to the records that it belongs to."""

    def rows(self, pks: Iterable[int]) -> models.QuerySet[Any]:
        """The rows that refer to one of these."""
        rows: models.QuerySet[Any] = self.holder._base_manager.filter(**{f"{self.column}__in": list(pks)})
        return rows

    def note_write(self, rows: models.QuerySet[Any]) -> None:
        """Note that the records of these rows are being written. Queries: 1 for each kind of record."""
        for root, pk in stored_owners(rows, self.owner_paths):
            write_guard.note_write(root, pk)


def foreign_keys_to(model: type[models.Model]) -> list[ReferencingColumn]:
    """Every foreign key to this model, those of many-to-many tables among them."""
    return [
        _referencing_column(holder, field)
        for holder in apps.get_app_config("events").get_models(include_auto_created=True)
        for field in holder._meta.concrete_fields
        if field.is_relation and field.related_model is model
    ]


def _referencing_column(holder: type[models.Model], field: Any) -> ReferencingColumn:
    owner: Any = holder._meta.auto_created
    if owner:
        relation = next(
            column for column in owner._meta.many_to_many if column.remote_field.through is holder
        )
        owner_field = relation.m2m_field_name()
        kind = RelationKind.LIST if field.name == owner_field else RelationKind.REFERENCE
        return ReferencingColumn(holder, field.name, kind, _owner_paths(owner, owner_field))
    if not issubclass(holder, AggregateMember):
        return ReferencingColumn(holder, field.name, RelationKind.DERIVED, ())
    kind = RelationKind.CHILD if field.name in holder.OWNER_PATHS else RelationKind.REFERENCE
    return ReferencingColumn(holder, field.name, kind, _owner_paths(holder))


def _owner_paths(owner: type[AggregateMember], prefix: str = "") -> tuple[tuple[str, type[Record]], ...]:
    before = f"{prefix}__" if prefix else ""
    return tuple((f"{before}{path}", root) for path, root in owner.owner_paths())
