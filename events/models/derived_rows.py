"""How rows that derive from records are stored."""

from collections.abc import Collection
from typing import Any

from django.db import models


def store_derived_rows(
    model: type[models.Model], columns: tuple[str, ...], pks: Collection[int], computed: set[Any]
) -> None:
    """Make the rows of these records, which the first column names, the computed ones. Queries: 1 to 3."""
    rows = model._base_manager.filter(**{f"{columns[0]}__in": pks})
    stored = {tuple(row): pk for pk, *row in rows.values_list("pk", *columns)}
    if stale := [pk for row, pk in stored.items() if row not in computed]:
        model._base_manager.filter(pk__in=stale).delete()
    missing = sorted(computed - stored.keys(), key=repr)  # some have empty columns, which have no order
    new = [model(**dict(zip(columns, row, strict=True))) for row in missing]
    model._base_manager.bulk_create(new, batch_size=1000)


def find_drifting_records(
    model: type[models.Model], columns: tuple[str, ...], pks: Collection[int], computed: set[Any]
) -> set[int]:
    """Those of these records whose stored rows are not the computed ones. Queries: 1."""
    rows = model._base_manager.filter(**{f"{columns[0]}__in": pks})
    return {pk for pk, *_ in computed.symmetric_difference(rows.values_list(*columns))}
