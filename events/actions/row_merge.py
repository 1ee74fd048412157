"""Replacing rows by others: foreign keys point at the replacement, and duplicates are merged in turn."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import models
from django.db.models import Case, Q, UniqueConstraint, When

from events import write_guard
from events.models import Contradiction
from events.models.claim import END_MODELS
from events.models.foreign_keys import ReferencingColumn, RelationKind, foreign_keys_to
from events.models.record import AggregateMember, KeyedChild, Record
from events.rules.text import child_key

EXCLUSIVE_FLAGS = ("primary", "preferred")
"""Flags that one of several rows has; the row that stays takes them over, and they do not tell rows apart."""
_IGNORED_COLUMNS = {"key", "counted_group", *EXCLUSIVE_FLAGS}
"""Columns in which two duplicates may differ."""
_BATCH_SIZE = 200
Replacements = Mapping[int, int]
"""The primary keys of the rows to replace, each with that of its replacement."""


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """A row that would duplicate another row, or violate a constraint together with it."""

    duplicate: Any
    survivor: Any
    identical: bool


def replace_rows(model: type[models.Model], pairs: Replacements) -> None:
    """Points all foreign keys at the replacements, merges duplicates that arise, deletes the replaced rows.

    Queries: a fixed number for each foreign key to the model, again for each model with duplicates, and one
    more for each 200 duplicates.
    """
    if issubclass(model, AggregateMember):
        for path, owner_model in model.owner_paths():
            rows = model._base_manager.filter(pk__in=[*pairs, *pairs.values()])
            for pk in rows.values_list(path, flat=True):
                if pk is not None:
                    write_guard.note_write(owner_model, pk)
    for pointer in foreign_keys_to(model):
        _repoint(pointer, model, pairs)
    replaced_rows: Any = model._base_manager.filter(pk__in=list(pairs))
    replaced_rows._raw_delete(replaced_rows.db)


def _repoint(pointer: ReferencingColumn, model: type[models.Model], pairs: Replacements) -> None:
    rows: Any = pointer.rows(pairs)
    if pointer.kind is RelationKind.DERIVED:
        rows._raw_delete(rows.db)
        return
    pointer.note_write(rows)
    if duplicates := list(duplicate_rows(pointer, model, pairs)):
        for flag in EXCLUSIVE_FLAGS:
            if flagged := [pair for pair in duplicates if getattr(pair.duplicate, flag, False)]:
                holders: Any = pointer.holder._base_manager
                # A constraint allows some flags once for a record: clear first, then set.
                holders.filter(pk__in=[pair.duplicate.pk for pair in flagged]).update(**{flag: False})
                holders.filter(pk__in=[pair.survivor.pk for pair in flagged]).update(**{flag: True})
        replace_rows(pointer.holder, {pair.duplicate.pk: pair.survivor.pk for pair in duplicates})
    if pointer.kind is RelationKind.CHILD and issubclass(pointer.holder, KeyedChild):
        _make_keys_unique(pointer, pairs)
    if len(pairs) == 1:
        rows.update(**{pointer.column: next(iter(pairs.values()))})
        return
    for start in range(0, len(pairs), _BATCH_SIZE):
        batch = dict(islice(pairs.items(), start, start + _BATCH_SIZE))
        cases = (When(**{f"{pointer.column}_id": old_pk}, then=new_pk) for old_pk, new_pk in batch.items())
        pointer.rows(batch).update(**{pointer.column: Case(*cases)})


def duplicate_rows(
    pointer: ReferencingColumn, model: type[models.Model], pairs: Replacements
) -> Iterator[DuplicateRow]:
    """The rows that would duplicate others, or violate a constraint, once they point at the replacements.

    Queries: 2 for the rows, 1 for each many-to-many relation of the row, 1 for contradictions.
    """
    holder = pointer.holder
    if issubclass(holder, Record):
        return  # a foreign key of a record is one of its values, not a row of its own
    moved, others = pointer.rows(pairs), pointer.rows(set(pairs.values()))
    if pointer.kind is RelationKind.REFERENCE:  # hardly any record refers to both: skip all others
        moved, others = _with_shared_owner(pointer, moved, others), _with_shared_owner(pointer, others, moved)
    if not (moving := list(moved.order_by("pk"))):
        return
    staying = list(others.order_by("pk"))
    keys = _identity_keys(holder, model, pairs, [*moving, *staying])
    rows_by_key: dict[Any, Any] = {key: row for row in reversed(staying) for key in keys[row.pk]}
    contradicting = _contradicting_pairs(holder, [row.pk for row in moving])
    for row in moving:
        survivor = next((rows_by_key[key] for key in keys[row.pk] if key in rows_by_key), None)
        if survivor is not None and (row.pk, survivor.pk) not in contradicting:
            yield DuplicateRow(row, survivor, keys[row.pk][0] == keys[survivor.pk][0])
        else:
            for key in keys[row.pk]:
                rows_by_key.setdefault(key, row)


def _with_shared_owner(
    pointer: ReferencingColumn, rows: models.QuerySet[Any], others: models.QuerySet[Any]
) -> Any:
    """Those of the rows whose record also has one of the others."""
    shared = Q(pk__in=[])
    for path, _ in pointer.owner_paths:
        owners = others.order_by().exclude(**{path: None}).values(path)
        shared |= Q(**{f"{path}__in": owners})
    return rows.filter(shared)


def _identity_keys(
    holder: type[models.Model], model: type[models.Model], pairs: Replacements, rows: list[Any]
) -> dict[int, list[tuple[Any, ...]]]:
    """The keys by which each row is recognised as a duplicate of another, with the foreign keys replaced.

    First the values of the whole row, which only duplicates share, then those of each unique constraint.
    """
    fields = holder._meta.concrete_fields
    pointing = {field.attname for field in fields if field.related_model is model}
    columns = [
        field.attname for field in fields if not field.primary_key and field.name not in _IGNORED_COLUMNS
    ]
    unique = [
        constraint.fields
        for constraint in holder._meta.constraints
        if isinstance(constraint, UniqueConstraint) and constraint.condition is None
    ]
    attnames = {field.name: field.attname for field in fields}
    unique_columns = [
        [attnames[name] for name in names]
        for names in (*unique, *holder._meta.unique_together)
        if "key" not in names
    ]
    lists = [
        _many_to_many_entries(relation, [row.pk for row in rows]) for relation in holder._meta.many_to_many
    ]

    def values(row: Any, names: list[str]) -> Iterator[Any]:
        for name in names:
            value = getattr(row, name)
            if name in pointing:
                value = pairs.get(value, value)
            yield str(value) if isinstance(value, list | dict) else value

    return {
        row.pk: [
            ("all", *values(row, columns), *(frozenset(entries[row.pk]) for entries in lists)),
            *((number, *values(row, names)) for number, names in enumerate(unique_columns)),
        ]
        for row in rows
    }


def _many_to_many_entries(relation: Any, pks: list[int]) -> dict[int, set[int]]:
    near, far = relation.m2m_column_name(), relation.m2m_reverse_name()
    entries: dict[int, set[int]] = defaultdict(set)
    through = relation.remote_field.through._base_manager.filter(**{f"{near}__in": pks})
    for row, entry in through.values_list(near, far):
        entries[row].add(entry)
    return entries


def _contradicting_pairs(holder: type[models.Model], pks: list[int]) -> set[tuple[int, int]]:
    """The pairs of rows, in both orders, that a contradiction relates: such rows are no duplicates."""
    contradicting: set[tuple[int, int]] = set()
    for kind, name in END_MODELS.items():
        if holder.__name__ == name:
            ends = (f"left_{kind}_id", f"right_{kind}_id")
            either = Q(**{f"{ends[0]}__in": pks}) | Q(**{f"{ends[1]}__in": pks})
            for left, right in Contradiction._base_manager.filter(either).values_list(*ends):
                contradicting |= {(left, right), (right, left)}
    return contradicting


def _make_keys_unique(pointer: ReferencingColumn, pairs: Replacements) -> None:
    holder: Any = pointer.holder
    moving = list(pointer.rows(pairs).order_by("pk"))
    taken_keys: dict[int, set[str]] = defaultdict(set)
    for owner, key in pointer.rows(set(pairs.values())).values_list(pointer.column, "key"):
        taken_keys[owner].add(key)
    new_owners = {row: pairs[getattr(row, f"{pointer.column}_id")] for row in moving}
    clashing = [row for row, owner in new_owners.items() if row.key in taken_keys[owner]]
    for row, owner in new_owners.items():
        taken_keys[owner].add(row.key)
    for row in clashing:
        row.key = child_key(taken_keys[new_owners[row]], row.key)
        taken_keys[new_owners[row]].add(row.key)
    holder._base_manager.bulk_update(clashing, ["key"], batch_size=_BATCH_SIZE)
