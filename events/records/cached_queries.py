"""Reads the rows of a table that belong to some records by cached SQL statements.

Django takes longer to compile the fifteen statements of a list than the database takes to answer them.
They differ only in the keys, so each is compiled once for a database and a number of keys.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db import connections, models

Columns = tuple[str, ...]
_MAX_CACHED_KEYS = 512
"""More keys than any page has. The statements of an import have more, and would not be used again."""


def fetch_rows(
    model: type[models.Model],
    owner: str,
    pks: list[int],
    columns: Iterable[str],
    order: Iterable[str] = ("pk",),
    **fixed: Any,
) -> list[tuple[Any, ...]]:
    """These columns of the rows whose `owner` is one of the records, in this order. Queries: 1."""
    alias = model._base_manager.db
    wanted = (alias, model, owner, tuple(columns), tuple(order), tuple(fixed.items()))
    size = 1
    while size < len(pks):
        size *= 2  # few sizes, so that few statements are cached; the last key is repeated
    if not pks or size > _MAX_CACHED_KEYS:
        return list(_query(*wanted[1:], pks).using(alias))
    sql, before, after, converters = _statement(*wanted, size)
    keys = [*pks, *pks[-1:] * (size - len(pks))]
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*before, *keys, *after])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    if converters:
        rows = [_converted(row, converters, connection) for row in rows]
    return rows


def _query(
    model: type[models.Model], owner: str, columns: Columns, order: Columns, fixed: Any, pks: list[int]
) -> Any:
    rows = model._base_manager.filter(**{f"{owner}__in": pks}, **dict(fixed))
    return rows.order_by(*order).values_list(*columns)


@lru_cache(maxsize=2048)
def _statement(
    alias: str, model: type[models.Model], owner: str, columns: Columns, order: Columns, fixed: Any, size: int
) -> tuple[str, list[Any], list[Any], list[tuple[int, list[Any], Any]]]:
    """The SQL, its parameters before and after the keys, and Django's converters of the columns."""
    stand_ins = [-1 - number for number in range(size)]
    compiler = _query(model, owner, columns, order, fixed, stand_ins).query.get_compiler(using=alias)
    sql, parameters = compiler.as_sql()
    values = list(parameters)
    start = next(i for i, value in enumerate(values) if value in stand_ins)
    if sorted(values[start : start + size], reverse=True) != stand_ins:
        raise AssertionError(f"The keys are not together in: {sql}")
    # The compiler appends columns that only the ordering needs; those of `values_list` come first.
    fields = [expression for expression, _, _ in compiler.select]
    converters = [(i, functions, field) for i, (functions, field) in compiler.get_converters(fields).items()]
    return sql, values[:start], values[start + size :], converters


def _converted(row: tuple[Any, ...], converters: list[tuple[int, list[Any], Any]], connection: Any) -> Any:
    values = list(row)
    for index, functions, expression in converters:
        for convert in functions:
            values[index] = convert(values[index], expression, connection)
    return tuple(values)
