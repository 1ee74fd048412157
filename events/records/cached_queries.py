"""Reads the rows of a table that belong to some records by cached SQL statements, as values of JSON.

Django takes longer to compile the fifteen statements of a list than the database takes to answer them.
They differ only in the keys, which are one parameter, so each is compiled once for a database. The database
itself writes dates and times as the API does: sooner than Python would read them and write them again.
"""

import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connections, models

from events.models.fields import WordsField
from events.records.schema_fields import column_at
from events.rules.dates import EARLIEST, LATEST

Columns = tuple[str, ...]
Convert = Callable[[Any], Any]
_EXACT = 10**15
"""SQLite keeps 15 digits of a decimal; a whole number of so many is an integer there."""
_SQL = {
    "sqlite": {
        "keys": "IN (SELECT value FROM json_each(%s))",
        "date": "CAST(%(expressions)s AS text)",
        # Django stores microseconds where there are any.
        "time": "replace(%(expressions)s, ' ', 'T') || substr('.000000', length(%(expressions)s) - 18)"
        " || 'Z'",
    },
    "postgresql": {
        "keys": "= ANY(%s)",
        "date": "to_char(%(expressions)s, 'YYYY-MM-DD')",
        "time": """to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    },
}
"""What follows a column that is one of the keys; and a date and a time as texts of ISO 8601, by database."""


def fetch_rows(
    model: type[models.Model],
    owner: str,
    pks: list[int],
    columns: Iterable[str],
    order: Iterable[str] = ("pk",),
) -> list[tuple[Any, ...]]:
    """These columns, as values of JSON, of the rows whose `owner` is one of the records, in this order.

    Open bounds of dates and blank texts are null. Queries: 1.
    """
    if not pks:
        return []
    alias = model._base_manager.db
    connection = connections[alias]
    sql, converters = _statement(alias, model, owner, tuple(columns), tuple(order))
    with connection.cursor() as cursor:
        cursor.execute(sql, [pks if connection.vendor == "postgresql" else json.dumps(pks)])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    if converters and rows:
        values: list[Any] = list(zip(*rows, strict=True))
        for place, convert in converters:
            values[place] = map(convert, values[place])
        rows = list(zip(*values, strict=True))
    return rows


@cache
def _statement(
    alias: str, model: type[models.Model], owner: str, columns: Columns, order: Columns
) -> tuple[str, list[tuple[int, Convert]]]:
    """The SQL, with the keys as its one parameter, and what converts values, by their place in a row."""
    fields = [None if path == "pk" else column_at(model, path) for path in columns]
    written = _SQL[connections[alias].vendor]
    shown = [_shown(path, field, written) for path, field in zip(columns, fields, strict=True)]
    rows = model._base_manager.filter(**{f"{owner}__in": [0]}).order_by(*order).values_list(*shown)
    sql, parameters = rows.query.get_compiler(using=alias).as_sql()
    if tuple(parameters) != (0,) or sql.count("IN (%s)") != 1:
        raise AssertionError(f"The keys are not the one parameter of: {sql}")
    converters = [(place, _CONVERTERS[type(f)]) for place, f in enumerate(fields) if type(f) in _CONVERTERS]
    return sql.replace("IN (%s)", written["keys"]), converters


def _shown(path: str, field: Any, written: dict[str, str]) -> Any:
    """The expression of a column that the database turns into its value in JSON."""
    template = ""
    if isinstance(field, models.DateTimeField):
        template = written["time"]
    elif isinstance(field, models.DateField):
        # EARLIEST is open only as an earliest bound, LATEST only as a latest one.
        template = written["date"]
        for day, end in ((EARLIEST, "_earliest"), (LATEST, "_latest")):
            if field.name.endswith(end):
                template = f"NULLIF({template}, '{day.isoformat()}')"
    elif field is not None and field.blank and field.empty_strings_allowed and not field.null:
        template = "NULLIF(%(expressions)s, '')"
    return models.Func(path, template=template, output_field=models.TextField()) if template else path


def json_number(value: Decimal | float | None) -> int | float | None:
    """A decimal as a JSON number: an integer if it is whole."""
    if value is None or (isinstance(value, int) and abs(value) < _EXACT):
        return value
    if not isinstance(value, Decimal):
        value = Decimal(f"{value:.15g}")  # the digits that SQLite keeps
    return int(value) if value == value.to_integral_value() else float(value)


_CONVERTERS: dict[type, Convert] = {
    models.DecimalField: json_number,
    models.JSONField: json.loads,
    WordsField: json.loads,
}
