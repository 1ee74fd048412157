"""Restores one list of child rows of a record."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, ProtectedError, Value, When

from events.models.dated import Dated
from events.models.name import Name
from events.models.record import Child, Record
from events.records.restore.list_diff import diff_list
from events.records.restore.references import ResolvedReferences, deduplicate
from events.records.restore.rows import restore_many_to_many, row_values
from events.records.restore.spec import ChildSpec
from events.records.stored_paths import dig


def restore_children(
    spec: ChildSpec, pk: int, was: list[Any], wanted: list[Any], resolved: ResolvedReferences
) -> list[tuple[int, Any]]:
    """Make the list equal to `wanted`, and return its items with the keys of their rows, unordered.

    Raises: ValidationError if another record names a row that would be deleted.
    Queries: 1; if anything differs 5 more, and 1 for each foreign key to such rows.
    """
    if not spec.repeats:
        wanted = deduplicate(wanted, map(spec.name, wanted))
    children = spec.model._base_manager.filter(**{spec.owner: pk})
    pks = list(children.order_by(*spec.order).values_list("pk", flat=True))
    if was == wanted:
        return list(zip(pks, wanted, strict=True))
    diff = diff_list(
        zip(pks, map(spec.name, was), strict=True),
        ((spec.rank(item), spec.name(item), item) for item in wanted),
    )
    if spec.cleared:
        children.update(**spec.cleared)
    _delete(spec.model, diff.to_delete, resolved)
    before = dict(zip(pks, was, strict=True))
    changed = [(row, item) for row, item in diff.matched if spec.cleared or before[row] != item]
    if changed:
        names = [column.name for column in spec.model._meta.concrete_fields if not column.primary_key]
        rows = [_row(spec, pk, item, resolved, row) for row, item in changed]
        spec.model._base_manager.bulk_update(rows, names, batch_size=200)
    outdated = spec.model._base_manager.filter(pk__in=diff.superseded)
    outdated._raw_delete(outdated.db)
    inserted = [_row(spec, pk, item, resolved) for _, item in diff.to_insert]
    inserted = spec.model._base_manager.bulk_create(inserted, batch_size=500)
    replaced = [(old, row.pk, item) for row, (old, item) in zip(inserted, diff.to_insert, strict=True)]
    _move_references(spec.model, {old: new for old, new, _ in replaced if old})
    restored = [*diff.matched, *((new, item) for _, new, item in replaced)]
    if spec.within:
        _point_within(spec, restored, resolved)
    for name, path in spec.many.items():
        wanted_by_row = {row: dig(item, path) for row, item in restored}
        restore_many_to_many(spec.model, name, wanted_by_row, resolved)
    return restored


def _row(
    spec: ChildSpec, owner: int, item: Any, resolved: ResolvedReferences, pk: int | None = None
) -> Child:
    columns = dict(row_values(spec.model, spec.columns, item, resolved))
    if columns.get("other_id") == owner:
        raise ValidationError(f"{resolved.own} would be related to itself: what it named became one with it.")
    row: Child = spec.model(pk=pk, **{f"{spec.owner}_id": owner}, **columns)
    if isinstance(row, Dated | Name):
        row.set_derived_columns()
    return row


def _delete(model: Any, pks: list[int], resolved: ResolvedReferences) -> None:
    if not pks:
        return
    try:
        model._base_manager.filter(pk__in=pks).delete()
    except ProtectedError as error:
        keys = dict(model._base_manager.filter(pk__in=pks).values_list("pk", "key"))
        named = {
            (keys[pk], _owner(row))
            for row in error.protected_objects
            for column in row._meta.fields
            if column.related_model is model and (pk := getattr(row, column.attname)) in keys
        }
        raise ValidationError(
            [f"{resolved.own} would lose “{key}”, which {owner} needs." for key, owner in sorted(named)]
        ) from error


def _owner(row: Any) -> str:
    """The reference of the record that a row belongs to."""
    model, pk = next(row.owners())
    assert issubclass(model, Record)
    return f"{model.COLLECTION.value}/{model._base_manager.values_list('slug', flat=True).get(pk=pk)}"


def _point_within(spec: ChildSpec, children: list[tuple[int, Any]], resolved: ResolvedReferences) -> None:
    """Set the foreign keys of rows that are within other rows of the list."""
    keys = {item["key"]: pk for pk, item in children}
    inner = [(pk, item) for pk, item in children if item[spec.within]]
    if missing_keys := sorted({item[spec.within] for _, item in inner} - keys.keys()):
        raise ValidationError(
            [f"{resolved.own} has no part “{key}”, which another is within." for key in missing_keys]
        )
    rows = [spec.model(pk=pk, **{f"{spec.within}_id": keys[item[spec.within]]}) for pk, item in inner]
    spec.model._base_manager.bulk_update(rows, [spec.within], batch_size=200)


def _move_references(model: Any, moved: dict[int, int]) -> None:
    """Move the foreign keys to superseded rows to the rows that replace them."""
    if not moved:
        return
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            column = relation.field.name
            instead = [When(**{column: old}, then=Value(new)) for old, new in moved.items()]
            rows = relation.related_model._base_manager.filter(**{f"{column}__in": list(moved)})
            rows.update(**{column: Case(*instead, output_field=models.BigIntegerField())})
