"""What the tables hold of a record, column by column as the models have them, and the way back to it."""

import datetime
import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import IntegrityError, models, transaction

from events import records, write_guard
from events.choices import Collection
from events.models.record import KeyedChild, Record, record_models
from events.records.restore import restore_record
from tests.full_records import row_models, rows_of

RowValues = dict[str, Any]
SET_BY_CHANGES = {column.name for column in Record._meta.fields if not column.editable}
"""The columns that a change sets of the records that it writes: revisions keep them beside the record."""


@contextmanager
def rolled_back() -> Iterator[None]:
    """Let everything be written, and leave nothing of it."""
    with write_guard.track_writes(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def snapshot_of(record: Record) -> dict[str, Any]:
    """The record as a revision would keep it."""
    return records.snapshot(record.COLLECTION, [record.pk])[record.pk]


@cache
def columns_by_name() -> dict[str, Any]:
    """Every column and many-to-many column of what belongs to records."""
    return {
        f"{model.__name__}.{column.name}": column
        for record in record_models().values()
        for model in row_models(record)
        for column in (*columns_of(model), *model._meta.many_to_many)
    }


def columns_of(model: type[models.Model]) -> list[Any]:
    """The columns of a model, without its key and without those that a change sets."""
    return [c for c in model._meta.concrete_fields if not c.primary_key and c.name not in SET_BY_CHANGES]


def label_lookup(column: Any) -> str:
    """The lookup to what a column holds; of what it refers to, the id or the key."""
    if not column.is_relation:
        return str(column.name)
    return f"{column.name}__{'key' if issubclass(column.related_model, KeyedChild) else 'slug'}"


def through_of(relation: Any) -> Any:
    """The model of the rows of a many-to-many column."""
    return relation.remote_field.through


def table_rows(record: Record) -> dict[str, list[RowValues]]:
    """The rows of a record and of what belongs to it, by the names of their models and columns, as JSON."""
    found = {}
    for model in row_models(type(record)):
        names, lookups = zip(*((c.name, label_lookup(c)) for c in columns_of(model)), strict=True)
        values = rows_of(model, record).values_list("pk", *lookups)
        rows: dict[int, RowValues] = {pk: dict(zip(names, row, strict=True)) for pk, *row in values}
        for relation in model._meta.many_to_many:
            owner, target = relation.m2m_field_name(), relation.m2m_reverse_field_name()
            for row in rows.values():
                row[relation.name] = []
            # A set: no order of its rows shows anywhere.
            named = through_of(relation)._base_manager.filter(**{f"{owner}__in": rows})
            named = named.order_by(owner, f"{target}__slug")
            for pk, slug in named.values_list(owner, f"{target}__slug"):
                rows[pk][relation.name].append(slug)
        found[model.__name__] = list(rows.values())
    as_json: dict[str, list[RowValues]] = json.loads(json.dumps(found, default=str))
    return as_json


def lost_columns(before: dict[str, list[RowValues]], after: dict[str, list[RowValues]]) -> set[str]:
    """The models and columns in which the rows of a record differ."""
    lost = {name for name, rows in before.items() if len(rows) != len(after[name])}
    for name in before.keys() - lost:
        for was, now in zip(before[name], after[name], strict=True):
            lost |= {f"{name}.{column}" for column, value in was.items() if now[column] != value}
    return lost


def renamed(value: Any, slug: str, other: str) -> Any:
    """The same with another id in the place of one, wherever it stands."""
    return json.loads(json.dumps(value).replace(f"{slug}/", f"{other}/").replace(f'{slug}"', f'{other}"'))


def restored(collection: Collection, pk: int, stored: dict[str, Any]) -> Record:
    """The record with this key, made what a stored one says."""
    row = restore_record(collection, pk, stored)
    type(row).recompute_derived({pk})
    return row


def delete_rows(record: Record) -> None:
    """Delete a record and what belongs to it, whoever names them."""
    for model in row_models(type(record)):
        rows = rows_of(model, record)
        for relation in model._meta.many_to_many:
            through = through_of(relation)._base_manager
            through.filter(**{f"{relation.m2m_field_name()}__in": rows.values("pk")}).delete()
        rows.order_by()._raw_delete(rows.db)


def other_values(column: Any, value: Any) -> list[Any]:
    """Other values that a column may take, near enough to its own for what the database asks."""
    if column.is_relation:
        return list(column.related_model._base_manager.exclude(pk=value).values_list("pk", flat=True))
    match value:
        case bool():
            return [not value]
        case int() | float() | Decimal():
            return [value - 1, value + 1]
        case str():
            return [value[:-1] + ("b" if value.endswith("a") else "a")]
        case datetime.date():
            return [value + datetime.timedelta(days) for days in (-1, 1)]
    return [[*value, [9, 9]]]


def differs_once(record: Record, before: dict[str, Any], rows: Any, **columns: Any) -> bool:
    """Whether the snapshot of a record is another one once some rows hold something else, or are gone."""
    try:
        with rolled_back():
            if columns:
                rows.update(**columns)
            else:
                rows.delete()
            return snapshot_of(record) != before
    except IntegrityError:
        return False  # the database takes no such row


def is_in_snapshot(record: Record, before: dict[str, Any], column: Any) -> bool:
    """Whether the snapshot of a record is another one once a column of one of its rows is."""
    rows = rows_of(column.model, record)
    if column.many_to_many:
        through = through_of(column)._base_manager
        relation_rows = through.filter(**{f"{column.m2m_field_name()}__in": rows.values("pk")})
        return differs_once(record, before, relation_rows)
    return any(
        differs_once(record, before, column.model._base_manager.filter(pk=pk), **{column.name: other})
        for pk, value in rows.values_list("pk", column.attname)
        if value not in (None, "")
        for other in other_values(column, value)
    )
