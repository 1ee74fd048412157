"""Reading as the public does: one snapshot a request, never a write, never longer than allowed."""

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
    """A query that would take longer than a request may."""


def _new_deadline() -> float:
    return time.monotonic() + settings.READ_SECONDS


@dataclass(slots=True)
class _TimeLimit:
    """Until when the snapshot may keep the database busy."""

    deadline: float = field(default_factory=_new_deadline)


_current_limit: ContextVar[_TimeLimit | None] = ContextVar("reading", default=None)


def extend_deadline() -> None:
    """Give what follows in the snapshot its full time anew: a stream is many short readings."""
    if clock := _current_limit.get():
        clock.deadline = _new_deadline()


def in_snapshot() -> bool:
    """Whether a snapshot is being read."""
    return _current_limit.get() is not None


class ReadRouter:
    """Sends the queries of a public request to the alias `read`."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        """The alias `read` inside `snapshot`, else whatever is usual."""
        return ALIAS if in_snapshot() else None

    def allow_relation(self, one: models.Model, other: models.Model, **hints: Any) -> bool | None:
        """Both aliases are one database."""
        return True


@contextmanager
def read_snapshot(*, limited: bool = True) -> Iterator[None]:
    """Read one state of the database, whatever is written meanwhile.

    A command that somebody waits for is not limited in time.
    Raises: TooCostlyError when a query takes longer than `settings.READ_SECONDS`, if limited.
    """
    clock = _TimeLimit()
    token = _current_limit.set(clock)
    connection = connections[ALIAS]
    try:
        with (
            transaction.atomic(using=ALIAS),
            _limited(connection, clock) if limited else _unlimited(connection),
        ):
            yield
    except OperationalError as error:
        if _is_timeout(error):
            raise TooCostlyError from error
        raise
    finally:
        _current_limit.reset(token)


@contextmanager
def _limited(connection: Any, clock: _TimeLimit) -> Iterator[None]:
    """Interrupt what takes too long; PostgreSQL has its own timer, in the settings of the alias."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    raw.set_progress_handler(lambda: time.monotonic() > clock.deadline, 10_000)
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
