"""Read-only snapshots of the database with a time limit, one for each public request."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connections, models, transaction
from django.db.utils import OperationalError

ALIAS = "read"


class TooCostlyError(Exception):
    """A query that exceeds the time limit of a request."""


def _new_deadline() -> float:
    return time.monotonic() + settings.READ_SECONDS


@dataclass(slots=True)
class _TimeLimit:
    """The time limit of the queries in a snapshot."""

    deadline: float = field(default_factory=_new_deadline)


_current_limit: ContextVar[_TimeLimit | None] = ContextVar("reading", default=None)


def extend_deadline() -> None:
    """Restarts the time limit of the snapshot: a stream is many short queries."""
    if limit := _current_limit.get():
        limit.deadline = _new_deadline()


def in_snapshot() -> bool:
    """Whether a snapshot is open."""
    return _current_limit.get() is not None


class ReadRouter:
    """Sends the queries of a public request to the alias `read`."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        """The alias `read` while a snapshot is open, else Django's default."""
        return ALIAS if in_snapshot() else None

    def allow_relation(self, one: models.Model, other: models.Model, **hints: Any) -> bool | None:
        """Both aliases are one database."""
        return True


@contextmanager
def read_snapshot(*, limited: bool = True) -> Iterator[None]:
    """Opens a snapshot: all queries in it read one state of the database, whatever is written meanwhile.

    Commands open it without a limit. Raises: TooCostlyError if a query takes longer than
    `settings.READ_SECONDS`, if limited.
    """
    limit = _TimeLimit()
    token = _current_limit.set(limit)
    connection = connections[ALIAS]
    try:
        with (
            transaction.atomic(using=ALIAS),
            _limited(connection, limit) if limited else _unlimited(connection),
        ):
            yield
    except OperationalError as error:
        if _is_timeout(error):
            raise TooCostlyError from error
        raise
    finally:
        _current_limit.reset(token)


@contextmanager
def _limited(connection: Any, limit: _TimeLimit) -> Iterator[None]:
    """Interrupts queries of SQLite that take too long; the alias sets a timeout of PostgreSQL itself."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    raw.set_progress_handler(lambda: time.monotonic() > limit.deadline, 10_000)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)


@contextmanager
def _unlimited(connection: Any) -> Iterator[None]:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
    yield


def _is_timeout(error: OperationalError) -> bool:
    cause = error.__cause__
    return "interrupted" in str(error) or getattr(cause, "sqlstate", None) == "57014"
