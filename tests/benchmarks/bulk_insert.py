"""Rows in bulk, past the models: some hundred thousand a second, which instances of them do not reach."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from events import write_guard


class BulkTable:
    """Rows of one model that wait to be written; what is not given has the default of its column."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self._names = [field.attname for field in model._meta.concrete_fields]
        self._columns = [field.column for field in model._meta.concrete_fields]
        self._defaults = [
            field.get_db_prep_save(field.get_default(), connection) for field in model._meta.concrete_fields
        ]
        self._waiting: list[dict[str, Any]] = []
        self.last = 0

    def add(self, **values: Any) -> int:
        """Take a row with the next primary key, which it returns."""
        self.last += 1
        values["id"] = self.last
        self._waiting.append(values)
        return self.last

    def write(self) -> None:
        """Write what waits."""
        pairs = list(zip(self._names, self._defaults, strict=True))
        rows = ([row.get(name, default) for name, default in pairs] for row in self._waiting)
        quoted = ", ".join(f'"{column}"' for column in self._columns)
        table = self.model._meta.db_table
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{table}" ({quoted}) FROM STDIN') as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(self._columns))
                lines = [[_sqlite_value(value) for value in row] for row in rows]
                cursor.executemany(f'INSERT INTO "{table}" ({quoted}) VALUES ({marks})', lines)
        self._waiting.clear()


class BulkTables(dict[type[models.Model], BulkTable]):
    """The tables by model, each made when it is first named."""

    def __missing__(self, model: type[models.Model]) -> BulkTable:
        self[model] = BulkTable(model)
        return self[model]

    def write(self) -> None:
        """Write all that waits, in one transaction."""
        with transaction.atomic(), write_guard.suspended():
            for table in self.values():
                table.write()

    def reset_sequences(self) -> None:
        """Let PostgreSQL go on counting where we stopped."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self)):
                cursor.execute(statement)


@contextmanager
def without_durability() -> Iterator[None]:
    """Check no reference and wait for no disk: who is interrupted starts anew."""
    before, after = {
        "sqlite": (
            ["PRAGMA foreign_keys=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-400000"],
            ["PRAGMA foreign_keys=ON", "PRAGMA synchronous=NORMAL", "PRAGMA cache_size=-2000"],
        ),
        "postgresql": (
            ["SET session_replication_role = replica", "SET synchronous_commit = off"],
            ["SET session_replication_role = DEFAULT", "SET synchronous_commit = DEFAULT"],
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        for statement in before:
            cursor.execute(statement)
        yield
        for statement in after:
            cursor.execute(statement)


@lru_cache(maxsize=50_000)
def _day(value: date) -> str:
    return value.isoformat()


def _sqlite_value(value: Any) -> Any:
    """A value as SQLite keeps it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return _day(value) if isinstance(value, date) else value
