"""The write guard of the curated tables: it refuses every write outside of an open change.

`events.changes.changeset` opens a change. The guard wraps the execution of every SQL statement, so it
covers instances, querysets, bulk writes, related managers, cascades and raw SQL.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

_COMMENTS = re.compile(r"""('(?:[^']|'')*')|/\*.*?\*/|--[^\n]*""", re.DOTALL)
_QUOTES = str.maketrans("", "", "\"'`[]")
_ROW_WRITES = re.compile(
    r"""\b(?:insert\s+(?:or\s+\w+\s+)?into|replace\s+into|merge\s+into|update(?:\s+or\s+\w+)?|
    delete\s+from|copy)\s+(?:only\b\s*)?\(?\s*(?:\w+\s*\.\s*)?(\w+)""",
    re.VERBOSE,
)
_TABLE_WRITES = re.compile(r"\b(?:truncate|(?:drop|alter)\s+table)\b([^;]*)")


class UntrackedWriteError(RuntimeError):
    """A write to a curated table outside `changes.changeset`."""


@dataclass(slots=True)
class TrackedWrites:
    """What one open change has written so far: the primary keys of the records, by model."""

    written_pks: dict[type[models.Model], set[int]] = field(default_factory=dict)


_current_writes: ContextVar[TrackedWrites | None] = ContextVar("open_change", default=None)
_suspended: ContextVar[bool] = ContextVar("unlocked", default=False)
_protected_tables: set[str] = set()


def current_writes() -> TrackedWrites | None:
    """What the change that is open in this thread has written; None if no change is open."""
    return _current_writes.get()


@contextmanager
def track_writes() -> Iterator[TrackedWrites]:
    """Allow the writes of one change and track them; only `changes.changeset` calls this.

    Raises: RuntimeError inside another open change, whose reason would otherwise cover both.
    """
    if _current_writes.get() is not None:
        raise RuntimeError("A change is already open; one change has one reason.")
    writes = TrackedWrites()
    token = _current_writes.set(writes)
    try:
        yield writes
    finally:
        _current_writes.reset(token)


@contextmanager
def suspended() -> Iterator[None]:
    """Switch the guard off where no record is edited: schema migrations, emptying of test databases."""
    token = _suspended.set(True)
    try:
        yield
    finally:
        _suspended.reset(token)


def note_write(model: type[models.Model], pk: int) -> None:
    """Note that a record, or one of its child rows, is being written.

    Raises: UntrackedWriteError where no change is open.
    """
    writes = _current_writes.get()
    if writes is not None:
        writes.written_pks.setdefault(model, set()).add(pk)
    elif not _suspended.get():
        raise UntrackedWriteError(_message(model._meta.db_table))


def protect(tables: set[str]) -> None:
    """Refuse every write to these tables outside of an open change from now on."""
    _protected_tables.update(tables)
    connection_created.connect(_install_wrapper, dispatch_uid="events.write_guard")


def _install_wrapper(connection: BaseDatabaseWrapper, **_: object) -> None:
    if _refuse_untracked_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(_refuse_untracked_writes)


def _refuse_untracked_writes(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    if _current_writes.get() is None and not _suspended.get():
        for table in _written_tables(sql):
            if table in _protected_tables:
                raise UntrackedWriteError(_message(table))
    return execute(sql, params, many, context)


def _written_tables(sql: Any) -> Iterator[str]:
    """The tables that a statement writes, empties, alters or drops, and a few other words."""
    text = sql.as_string(None) if hasattr(sql, "as_string") else sql  # psycopg composes statements
    text = text.decode() if isinstance(text, bytes) else str(text)
    if text[:6].upper() == "SELECT" and ";" not in text:
        return  # nearly all statements
    text = _COMMENTS.sub(lambda match: match[1] or " ", text).translate(_QUOTES).lower()
    yield from _ROW_WRITES.findall(text)
    for names in _TABLE_WRITES.findall(text):
        yield from re.findall(r"\w+", names)


def _message(table: str) -> str:
    return (
        f"{table} is written only inside events.changes.changeset(...), which keeps what was there before "
        "and says who changed it and why."
    )
