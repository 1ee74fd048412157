"""Let one row take the place of another: whatever points at that one points at it, and nothing is twice."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Case, Q, UniqueConstraint, When

from events import write_guard
from events.models import Contradiction
from events.models.contradiction import END_MODELS
from events.models.foreign_keys import ReferencingColumn, RelationKind, foreign_keys_to
from events.models.record import AggregateMember, KeyedChild, Record
from events.rules.child_keys import child_key

EXCLUSIVE_FLAGS = ("primary", "preferred")
"""What one row of several may be: it passes to the row that stays, and makes no difference between two."""
_IGNORED_COLUMNS = {"key", "counted_group", *EXCLUSIVE_FLAGS}
"""Columns in which two rows that say the same may differ."""
_BATCH_SIZE = 200
Replacements = Mapping[int, int]
"""The keys of the rows that go, each with that of the row that stays in its place."""


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """A row that would stand beside one that says the same, or that leaves no place for it."""

    duplicate: Any
    survivor: Any
    identical: bool


def replace_rows(model: type[models.Model], pairs: Replacements) -> None:
    """Point everything at the rows that stay, fold what is then twice, and delete the rows that go.

    Queries: fixed for each column that points at the model, again for each kind of row that is folded;
    one more for each 200 rows that are folded.
    """
    if issubclass(model, AggregateMember):
        for path, root in model.owner_paths():
            mine = model._base_manager.filter(pk__in=[*pairs, *pairs.values()])
            for pk in mine.values_list(path, flat=True):
                if pk is not None:
                    write_guard.note_write(root, pk)
    for pointer in foreign_keys_to(model):
        _repoint(pointer, model, pairs)
    gone: Any = model._base_manager.filter(pk__in=list(pairs))
    gone._raw_delete(gone.db)


def _repoint(pointer: ReferencingColumn, model: type[models.Model], pairs: Replacements) -> None:
    rows: Any = pointer.rows(pairs)
    if pointer.kind is RelationKind.DERIVED:
        rows._raw_delete(rows.db)
        return
    pointer.note_write(rows)
    if folded := list(duplicate_rows(pointer, model, pairs)):
        for flag in EXCLUSIVE_FLAGS:
            if passing := [one for one in folded if getattr(one.duplicate, flag, False)]:
                held: Any = pointer.holder._base_manager
                # Of some flags a record has one row: it is free before it is taken.
                held.filter(pk__in=[one.duplicate.pk for one in passing]).update(**{flag: False})
                held.filter(pk__in=[one.survivor.pk for one in passing]).update(**{flag: True})
        replace_rows(pointer.holder, {one.duplicate.pk: one.survivor.pk for one in folded})
    if pointer.kind is RelationKind.CHILD and issubclass(pointer.holder, KeyedChild):
        _make_keys_unique(pointer, pairs)
    if len(pairs) == 1:
        rows.update(**{pointer.column: next(iter(pairs.values()))})
        return
    every = list(pairs.items())
    for start in range(0, len(every), _BATCH_SIZE):
        chunk = dict(every[start : start + _BATCH_SIZE])
        cases = (When(**{f"{pointer.column}_id": gone}, then=kept) for gone, kept in chunk.items())
        pointer.rows(chunk).update(**{pointer.column: Case(*cases)})


def duplicate_rows(
    pointer: ReferencingColumn, model: type[models.Model], pairs: Replacements
) -> Iterator[DuplicateRow]:
    """The rows that would be twice, or break a constraint, once they point at the rows that stay.

    Queries: 2 for the rows, 1 for each list that such a row has, 1 for contradictions.
    """
    holder = pointer.holder
    if issubclass(holder, Record):
        return  # what points from a record is a value of it, and no row of its own
    gone, kept = pointer.rows(pairs), pointer.rows(set(pairs.values()))
    if pointer.kind is RelationKind.REFERENCE:  # hardly any record names both: the others need not be read
        gone, kept = _with_shared_owner(pointer, gone, kept), _with_shared_owner(pointer, kept, gone)
    moving = list(gone.order_by("pk"))
    if not moving:
        return
    staying = list(kept.order_by("pk"))
    read = _RowIdentity(holder, model, pairs, [row.pk for row in (*moving, *staying)])
    known: dict[Any, Any] = {}
    for row in staying:
        for mark in read.identity_keys(row):
            known.setdefault(mark, row)
    at_odds = _contradicting_pairs(holder, [row.pk for row in moving])
    for row in moving:
        marks = read.identity_keys(row)
        found = next((known[mark] for mark in marks if mark in known), None)
        if found is not None and (row.pk, found.pk) not in at_odds:
            yield DuplicateRow(row, found, marks[0] == read.identity_keys(found)[0])
            continue
        for mark in marks:
            known.setdefault(mark, row)


def _with_shared_owner(
    pointer: ReferencingColumn, rows: models.QuerySet[Any], others: models.QuerySet[Any]
) -> Any:
    """Those of the rows whose record has one of the others, too."""
    shared = Q(pk__in=[])
    for path, _ in pointer.owner_paths:
        held = others.order_by().exclude(**{path: None}).values(path)
        shared |= Q(**{f"{path}__in": held})
    return rows.filter(shared)


class _RowIdentity:
    """By what rows of one table are known to be the same, once what points at one row points at the other."""

    def __init__(
        self, holder: type[models.Model], model: type[models.Model], pairs: Replacements, pks: list[int]
    ) -> None:
        self._pairs = pairs
        fields = holder._meta.concrete_fields
        self._pointing = {field.attname for field in fields if field.related_model is model}
        self._columns = [
            field.attname for field in fields if not field.primary_key and field.name not in _IGNORED_COLUMNS
        ]
        self._lists = [_many_to_many_entries(relation, pks) for relation in holder._meta.many_to_many]
        self._unique = [
            [holder._meta.get_field(name).attname for name in names]  # type: ignore[union-attr]
            for names in (*_unique_constraint_fields(holder), *holder._meta.unique_together)
            if "key" not in names
        ]

    def identity_keys(self, row: Any) -> list[tuple[Any, ...]]:
        """What no other row shares unless it says the same, then what no two rows may share."""
        whole = (*self._values(row, self._columns), *(frozenset(held[row.pk]) for held in self._lists))
        return [
            ("all", *whole),
            *((number, *self._values(row, names)) for number, names in enumerate(self._unique)),
        ]

    def _values(self, row: Any, names: list[str]) -> Iterator[Any]:
        for name in names:
            value = getattr(row, name)
            if name in self._pointing:
                value = self._pairs.get(value, value)
            yield str(value) if isinstance(value, list | dict) else value


def _unique_constraint_fields(holder: type[models.Model]) -> Iterator[tuple[str, ...]]:
    for one in holder._meta.constraints:
        if isinstance(one, UniqueConstraint) and one.condition is None:
            yield tuple(one.fields)


def _many_to_many_entries(relation: Any, pks: list[int]) -> dict[int, set[int]]:
    near, far = relation.m2m_column_name(), relation.m2m_reverse_name()
    held: dict[int, set[int]] = defaultdict(set)
    through = relation.remote_field.through._base_manager.filter(**{f"{near}__in": pks})
    for row, entry in through.values_list(near, far):
        held[row].add(entry)
    return held


def _contradicting_pairs(holder: type[models.Model], pks: list[int]) -> set[tuple[int, int]]:
    """Which of these rows contradict which: such two never say the same."""
    found: set[tuple[int, int]] = set()
    for kind, name in END_MODELS.items():
        if holder.__name__ == name:
            ends = (f"left_{kind}_id", f"right_{kind}_id")
            either = Q(**{f"{ends[0]}__in": pks}) | Q(**{f"{ends[1]}__in": pks})
            for left, right in Contradiction._base_manager.filter(either).values_list(*ends):
                found |= {(left, right), (right, left)}
    return found


def _make_keys_unique(pointer: ReferencingColumn, pairs: Replacements) -> None:
    holder: Any = pointer.holder
    moving = list(pointer.rows(pairs).order_by("pk"))
    given: dict[int, set[str]] = defaultdict(set)
    for owner, key in pointer.rows(set(pairs.values())).values_list(pointer.column, "key"):
        given[owner].add(key)
    owners = [pairs[getattr(row, f"{pointer.column}_id")] for row in moving]
    clashing = [(row, given[owner]) for row, owner in zip(moving, owners, strict=True)]
    clashing = [(row, taken) for row, taken in clashing if row.key in taken]
    for row, owner in zip(moving, owners, strict=True):
        given[owner].add(row.key)
    for row, taken in clashing:
        row.key = child_key(taken, row.key)
        taken.add(row.key)
    holder._base_manager.bulk_update([row for row, _ in clashing], ["key"], batch_size=_BATCH_SIZE)
