"""Read-only snapshots of the database with a time limit, one for each public request."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connections, models, transaction
from django.db.utils import OperationalError

ALIAS = "read"
Execute = Callable[..., Any]


TOLERANCE_S = 0.25
"""By how much the timeout of a statement of PostgreSQL may be longer than what is left of a request."""


class TooCostlyError(Exception):
    """Queries that exceed the time limit of a request."""

    own_seconds = 0.0
    """The time of the processor and of the database that they took, without waiting for either."""


def _new_deadline() -> float:
    return time.monotonic() + settings.READ_SECONDS


@dataclass(slots=True)
class _TimeLimit:
    """The time limit of all queries in a snapshot together."""

    deadline: float = field(default_factory=_new_deadline)
    statement_seconds: float = field(default_factory=lambda: settings.READ_SECONDS)
    """The timeout of statements that PostgreSQL has now."""
    processor_start: float = field(default_factory=time.thread_time)
    database_seconds: float = 0
    """How long a database in another process was at work."""

    def own_seconds(self) -> float:
        """The time of the processor and of the database since the snapshot was opened."""
        return time.thread_time() - self.processor_start + self.database_seconds


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

    Commands open it without a limit. One within another is the same, with the same limit: a page asks several
    questions. Raises: TooCostlyError if its queries take longer than `settings.READ_SECONDS` together, if
    limited.
    """
    if outer := _current_limit.get():
        with _telling_timeouts(outer), transaction.atomic(using=ALIAS):
            yield
        return
    limit = _TimeLimit()
    token = _current_limit.set(limit)
    connection = connections[ALIAS]
    try:
        with (
            _telling_timeouts(limit),
            transaction.atomic(using=ALIAS),
            _limited(connection, limit) if limited else _unlimited(connection),
        ):
            yield
    finally:
        _current_limit.reset(token)


@contextmanager
def _telling_timeouts(limit: _TimeLimit) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if _is_timeout(error):
            raise _too_costly(limit) from error
        raise


def _too_costly(limit: _TimeLimit) -> TooCostlyError:
    error = TooCostlyError()
    error.own_seconds = limit.own_seconds()
    return error


@contextmanager
def _limited(connection: Any, limit: _TimeLimit) -> Iterator[None]:
    """Ends what goes beyond the limit: the next statement, or the one that runs."""
    end_statements = _interrupted if connection.vendor == "sqlite" else _timed_out
    with end_statements(connection, limit):
        yield


@contextmanager
def _interrupted(connection: Any, limit: _TimeLimit) -> Iterator[None]:
    """SQLite runs in this thread, and asks now and then whether to go on."""

    def check(execute: Execute, *arguments: Any) -> Any:
        if time.monotonic() > limit.deadline:
            raise _too_costly(limit)
        return execute(*arguments)

    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    raw.set_progress_handler(lambda: time.monotonic() > limit.deadline, 10_000)
    try:
        with connection.execute_wrapper(check):
            yield
    finally:
        raw.set_progress_handler(None, 0)


@contextmanager
def _timed_out(connection: Any, limit: _TimeLimit) -> Iterator[None]:
    """PostgreSQL bounds one statement: each gets what is left of the request.

    Only if that differs much from what it has already, so that a quick request says nothing of it.
    """

    def set_timeout(seconds: float) -> None:
        limit.statement_seconds = seconds
        connection.connection.execute(f"SET LOCAL statement_timeout = {max(1, round(seconds * 1000))}")

    def bound(execute: Execute, *arguments: Any) -> Any:
        start = time.monotonic()
        left = limit.deadline - start
        if left <= 0:
            raise _too_costly(limit)
        if abs(left - limit.statement_seconds) > TOLERANCE_S:
            set_timeout(left)
        try:
            return execute(*arguments)
        finally:
            limit.database_seconds += time.monotonic() - start

    with connection.execute_wrapper(bound):
        yield
    if limit.statement_seconds != settings.READ_SECONDS and not connection.needs_rollback:
        set_timeout(settings.READ_SECONDS)


@contextmanager
def _unlimited(connection: Any) -> Iterator[None]:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
    yield


def _is_timeout(error: OperationalError) -> bool:
    cause = error.__cause__
    return "interrupted" in str(error) or getattr(cause, "sqlstate", None) == "57014"
