"""The lock on the curated tables: no write without an open change.

`events.changes.record` opens it. The lock sits where every statement passes on its way to the
database, so it holds for instances, querysets, bulk writes, related managers, cascades and raw SQL.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

_COMMENTS = re.compile(r"""('(?:[^']|'')*')|/\*.*?\*/|--[^\n]*""", re.DOTALL)
_MAKING = 0x6576656E74  # any number that nothing else in the database locks
_QUOTES = str.maketrans("", "", "\"'`[]")
_ROWS = re.compile(
    r"""\b(?:insert\s+(?:or\s+\w+\s+)?into|replace\s+into|merge\s+into|update(?:\s+or\s+\w+)?|
    delete\s+from|copy)\s+(?:only\b\s*)?\(?\s*(?:\w+\s*\.\s*)?(\w+)""",
    re.VERBOSE,
)
_TABLES = re.compile(r"\b(?:truncate|(?:drop|alter)\s+table)\b([^;]*)")


class DoorClosedError(RuntimeError):
    """A write to a curated table outside `changes.record`."""


@dataclass(slots=True)
class OpenChange:
    """What one open change has written so far: the primary keys of the records, by model."""

    touched: dict[type[models.Model], set[int]] = field(default_factory=dict)
    makes: bool = False
    """Whether it makes records, and waits for no other that does any more."""


_open: ContextVar[OpenChange | None] = ContextVar("open_change", default=None)
_unlocked: ContextVar[bool] = ContextVar("unlocked", default=False)
_locked: set[str] = set()


def current() -> OpenChange | None:
    """The change that is open in this thread, if one is."""
    return _open.get()


@contextmanager
def opened() -> Iterator[OpenChange]:
    """Open the door for one change; `changes.record` alone calls this.

    Raises: RuntimeError inside another open change, whose reason would otherwise cover both.
    """
    if _open.get() is not None:
        raise RuntimeError("A change is already open; one change has one reason.")
    change = OpenChange()
    token = _open.set(change)
    try:
        yield change
    finally:
        _open.reset(token)


@contextmanager
def unlocked() -> Iterator[None]:
    """Lift the lock for what writes no record: schema migrations and the emptying of test databases."""
    token = _unlocked.set(True)
    try:
        yield
    finally:
        _unlocked.reset(token)


def touch(model: type[models.Model], pk: int) -> None:
    """Note that a record, or one of its parts, is being written.

    Raises: DoorClosedError where no change is open.
    """
    change = _open.get()
    if change is not None:
        change.touched.setdefault(model, set()).add(pk)
    elif not _unlocked.get():
        raise DoorClosedError(_sentence(model._meta.db_table))


def begin_making() -> None:
    """Let changes that make records follow one another, so that later keys are of later changes.

    Lists fall back on the key where all else is equal, and a mirror knows the order of changes alone.
    On SQLite every change follows the other. Queries: 1 a change.
    """
    change = _open.get()
    if change is None or change.makes or connection.vendor != "postgresql":
        return
    change.makes = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_MAKING])


def lock(tables: set[str]) -> None:
    """Refuse every write to these tables from now on, unless the door is open."""
    _locked.update(tables)
    connection_created.connect(_install, dispatch_uid="events.door")


def _install(connection: BaseDatabaseWrapper, **_: object) -> None:
    if _refuse_stray_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(_refuse_stray_writes)


def _refuse_stray_writes(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    if _open.get() is None and not _unlocked.get():
        for table in _written(sql):
            if table in _locked:
                raise DoorClosedError(_sentence(table))
    return execute(sql, params, many, context)


def _written(sql: Any) -> Iterator[str]:
    """The tables that a statement writes, empties, alters or drops, and a few other words."""
    text = sql.as_string(None) if hasattr(sql, "as_string") else sql  # psycopg composes statements
    text = text.decode() if isinstance(text, bytes) else str(text)
    if text[:6].upper() == "SELECT" and ";" not in text:
        return  # what nearly all statements are
    text = _COMMENTS.sub(lambda found: found[1] or " ", text).translate(_QUOTES).lower()
    yield from _ROWS.findall(text)
    for names in _TABLES.findall(text):
        yield from re.findall(r"\w+", names)


def _sentence(table: str) -> str:
    return (
        f"{table} is written only inside events.changes.record(...), which keeps what was there before "
        "and says who changed it and why."
    )
