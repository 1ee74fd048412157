"""Write the parts of one kind of a record."""

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, ProtectedError, Value, When

from events.models.dated import Dated
from events.models.name import Name
from events.models.record import AggregateMember, Child, Record
from events.records.restore.columns import Columns, row_values, value_at
from events.records.restore.list_diff import diff_list
from events.records.restore.many_to_many import restore_many_to_many
from events.records.restore.references import ResolvedReferences, deduplicate
from events.records.stored_paths import StoredPath


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """One list of a stored record and the rows that it is made of."""

    member: str
    """What the list is called."""
    model: Any
    owner: str
    """The column of the record."""
    columns: Columns
    many: Mapping[str, StoredPath] = field(default_factory=dict)
    """Many-to-many columns, with where their references stand in an item."""
    evidence: str = ""
    """The column of `Evidence` for such a part, if quotations support it."""
    repeats: bool = False
    """Whether two may be the same."""
    order: tuple[str, ...] = ("pk",)
    """In what order the list is."""
    rank: Callable[[Any], Hashable] = lambda _: None
    """What comes before the key in that order, of an item."""
    identity: tuple[str, ...] = ()
    """The members that name an item among its siblings; all that it holds where nothing is said."""
    within: str = ""
    """The column for another of these parts, and where its key stands in an item."""
    cleared: Mapping[str, Any] = field(default_factory=dict)
    """What no row may hold while others are written, since only one of them can, or since it is derived."""

    def name(self, item: Any) -> Hashable:
        """What names an item among its siblings."""
        return json.dumps([item[name] for name in self.identity] or item, sort_keys=True)


def restore_children(
    parts: ChildSpec, pk: int, was: list[Any], wanted: list[Any], found: ResolvedReferences
) -> list[tuple[int, Any]]:
    """Make the list what is wanted, and return its items with the keys of their rows, in no order.

    Raises: ValidationError where another record names a part that would go.
    Queries: 1, where anything differs 5 more and 1 for each way to point at such a part.
    """
    if not parts.repeats:
        wanted = deduplicate(wanted, map(parts.name, wanted))
    children = parts.model._base_manager.filter(**{parts.owner: pk})
    pks = list(children.order_by(*parts.order).values_list("pk", flat=True))
    if was == wanted:
        return list(zip(pks, wanted, strict=True))
    arranged = diff_list(
        zip(pks, map(parts.name, was), strict=True),
        ((parts.rank(item), parts.name(item), item) for item in wanted),
    )
    if parts.cleared:
        children.update(**parts.cleared)
    _delete(parts.model, arranged.to_delete, found)
    before = dict(zip(pks, was, strict=True))
    changed = [(row, item) for row, item in arranged.matched if parts.cleared or before[row] != item]
    if changed:
        names = [column.name for column in parts.model._meta.concrete_fields if not column.primary_key]
        rows = [_row(parts, pk, item, found, row) for row, item in changed]
        parts.model._base_manager.bulk_update(rows, names, batch_size=200)
    replaced = arranged.superseded
    gone = parts.model._base_manager.filter(pk__in=replaced)
    gone._raw_delete(gone.db)
    fresh = [_row(parts, pk, item, found) for _, item in arranged.to_insert]
    fresh = parts.model._base_manager.bulk_create(fresh, batch_size=500)
    _move_references(
        parts.model, {old: row.pk for (old, _), row in zip(arranged.to_insert, fresh, strict=True) if old}
    )
    restored = [
        *arranged.matched,
        *((row.pk, item) for row, (_, item) in zip(fresh, arranged.to_insert, strict=True)),
    ]
    if parts.within:
        _point_within(parts, restored, found)
    for name, path in parts.many.items():
        restore_many_to_many(parts.model, name, {row: value_at(item, path) for row, item in restored}, found)
    return restored


def _row(parts: ChildSpec, owner: int, item: Any, found: ResolvedReferences, pk: int | None = None) -> Child:
    columns = dict(row_values(parts.model, parts.columns, item, found))
    if columns.get("other_id") == owner:
        raise ValidationError(f"{found.own} would be related to itself: what it named became one with it.")
    row: Child = parts.model(pk=pk, **{f"{parts.owner}_id": owner}, **columns)
    if isinstance(row, Dated | Name):
        row.set_derived_columns()
    return row


def _delete(model: Any, pks: list[int], found: ResolvedReferences) -> None:
    if not pks:
        return
    try:
        model._base_manager.filter(pk__in=pks).delete()
    except ProtectedError as error:
        rows: list[Any] = list(error.protected_objects)
        keys = dict(model._base_manager.filter(pk__in=pks).values_list("pk", "key"))
        named = {
            (keys[pk], _owner(row))
            for row in rows
            for column in row._meta.fields
            if column.related_model is model and (pk := getattr(row, column.attname)) in keys
        }
        raise ValidationError(
            [f"{found.own} would lose “{key}”, which {owner} needs." for key, owner in sorted(named)]
        ) from error


def _owner(row: AggregateMember) -> str:
    """The record that a row belongs to, by its id."""
    model, pk = next(row.owners())
    assert issubclass(model, Record)
    return f"{model.COLLECTION.value}/{model._base_manager.values_list('slug', flat=True).get(pk=pk)}"


def _point_within(parts: ChildSpec, children: list[tuple[int, Any]], found: ResolvedReferences) -> None:
    """Let those that are within another one point at it."""
    keys = {item["key"]: pk for pk, item in children}
    inner = [(pk, item) for pk, item in children if item[parts.within]]
    if gone := sorted({item[parts.within] for _, item in inner} - keys.keys()):
        raise ValidationError([f"{found.own} has no part “{key}”, which another is within." for key in gone])
    rows = [parts.model(pk=pk, **{f"{parts.within}_id": keys[item[parts.within]]}) for pk, item in inner]
    parts.model._base_manager.bulk_update(rows, [parts.within], batch_size=200)


def _move_references(model: Any, moved: dict[int, int]) -> None:
    """Let all that points at rows point at those that stand for them now."""
    if not moved:
        return
    for relation in model._meta.get_fields(include_hidden=True):
        if (
            not relation.auto_created
            or relation.concrete
            or not (relation.one_to_many or relation.one_to_one)
        ):
            continue
        column = relation.field.name
        instead = [When(**{column: old}, then=Value(new)) for old, new in moved.items()]
        rows = relation.related_model._base_manager.filter(**{f"{column}__in": list(moved)})
        rows.update(**{column: Case(*instead, output_field=models.BigIntegerField())})
