"""Every column that can point at a row of a model, whatever that means: read off the models themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.apps import apps
from django.db import models

from events import write_guard
from events.models.record import AggregateMember, Record


class RelationKind(Enum):
    """What a row is to the one that it points at."""

    CHILD = "part"
    """It belongs to it."""
    LIST = "list"
    """It is an entry of one of its own lists: a row of a many-to-many table, seen from its owner."""
    REFERENCE = "reference"
    """It belongs to another record, which names this one."""
    DERIVED = "derived"
    """It is worked out from others, and made anew with them."""


@dataclass(frozen=True, slots=True)
class ReferencingColumn:
    """One such column."""

    holder: type[models.Model]
    column: str
    kind: RelationKind
    owner_paths: tuple[tuple[str, type[Record]], ...]
    """The lookups from a row to the records that it belongs to."""

    def rows(self, pks: Iterable[int]) -> models.QuerySet[Any]:
        """The rows that point at one of these."""
        found: models.QuerySet[Any] = self.holder._base_manager.filter(**{f"{self.column}__in": list(pks)})
        return found

    def note_write(self, rows: models.QuerySet[Any]) -> None:
        """Note that the records of these rows are being written. Queries: 1 for each kind of record."""
        for path, root in self.owner_paths:
            for pk in rows.order_by().values_list(path, flat=True).distinct().iterator(chunk_size=2000):
                if pk is not None:
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
        relation = next(one for one in owner._meta.many_to_many if one.remote_field.through is holder)
        near = relation.m2m_field_name()
        bond = RelationKind.LIST if field.name == near else RelationKind.REFERENCE
        return ReferencingColumn(holder, field.name, bond, _owner_paths(owner, near))
    if not issubclass(holder, AggregateMember):
        return ReferencingColumn(holder, field.name, RelationKind.DERIVED, ())
    bond = RelationKind.CHILD if field.name in holder.OWNER_PATHS else RelationKind.REFERENCE
    return ReferencingColumn(holder, field.name, bond, _owner_paths(holder))


def _owner_paths(owner: type[AggregateMember], prefix: str = "") -> tuple[tuple[str, type[Record]], ...]:
    before = f"{prefix}__" if prefix else ""
    return tuple((f"{before}{path}", root) for path, root in owner.owner_paths())
