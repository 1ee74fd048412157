"""The lock of those who prepare a site: of two starts, the second waits until the first has finished."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

WAITING = "Another start is preparing this site: waiting for it to finish."
_POSTGRESQL_KEY = 0x6576656E7473
"""The number of the advisory lock: any, as long as it stays the same."""


@contextmanager
def start_lock(path: Path, tell: Callable[[str], object]) -> Iterator[None]:
    """Holds the lock: of this folder, and of a PostgreSQL database that other machines may start on, too.

    The system lets go of it when the process ends, however it ends. Queries: 2 on PostgreSQL.
    """
    with path.open("a", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell(WAITING)
            fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_POSTGRESQL_KEY])
            if cursor.fetchone() == (False,):
                tell(WAITING)
                cursor.execute("SELECT pg_advisory_lock(%s)", [_POSTGRESQL_KEY])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_POSTGRESQL_KEY])
