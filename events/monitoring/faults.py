"""What can be wrong with the database and its disk, and what an operator does about it."""

import errno
import re
import sqlite3
from collections.abc import Mapping
from enum import Enum
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import Error, InterfaceError, OperationalError

from events.monitoring.migration_state import MigrationState

_MAX_DETAIL = 300
_NO_TABLE = re.compile(r"no such (table|column)|has no column named")


class Fault(Enum):
    """A kind of fault, with the sentence that says what to do; docs/operations.md lists them."""

    NOT_OPENED = (
        "The database file cannot be opened: see that it and its folder are there and belong to the user of "
        "the site."
    )
    UNREACHABLE = "PostgreSQL does not answer: see that it runs, and that DATABASE_URL names it."
    LOCKED = (
        "The database was locked for longer than a write waits: see whether a command is still writing, and "
        "try again."
    )
    FULL = "The disk is full: make room, and try again."
    READ_ONLY = (
        "The database, or the folder of the site, cannot be written: see that the disk is mounted for "
        "writing, and that files and folder belong to the user of the site."
    )
    DAMAGED = (
        "The database file is damaged: stop the site, put the file aside with its -wal and -shm, and "
        "restore the newest backup."
    )
    DISK = "The disk reports errors: look at the log of the system, and check the database once it is mended."
    OUTDATED = (
        "The database lacks migrations of this version: run manage.py migrate, and start the site again."
    )
    NEWER = (
        "The database was migrated by a later version of the program: start that version, or restore the "
        "backup that was made before the upgrade."
    )

    @property
    def word(self) -> str:
        """The kind, as metrics name it."""
        return self.name.lower()


# Source: the primary result codes of SQLite, the low byte of `sqlite_errorcode`.
_SQLITE = {
    3: Fault.NOT_OPENED,  # SQLITE_PERM
    5: Fault.LOCKED,  # SQLITE_BUSY
    6: Fault.LOCKED,  # SQLITE_LOCKED
    8: Fault.READ_ONLY,  # SQLITE_READONLY
    10: Fault.DISK,  # SQLITE_IOERR
    11: Fault.DAMAGED,  # SQLITE_CORRUPT
    13: Fault.FULL,  # SQLITE_FULL
    14: Fault.NOT_OPENED,  # SQLITE_CANTOPEN
    26: Fault.DAMAGED,  # SQLITE_NOTADB
}
# Source: appendix A of PostgreSQL's documentation; a class of codes by its first two characters.
_SQLSTATES = {
    "08": Fault.UNREACHABLE,  # connection exception
    "53": Fault.UNREACHABLE,  # insufficient resources: too many connections, no memory
    "53100": Fault.FULL,  # disk full
    "55P03": Fault.LOCKED,  # lock not available
    "40P01": Fault.LOCKED,  # deadlock detected
    "57P01": Fault.UNREACHABLE,  # admin shutdown
    "57P02": Fault.UNREACHABLE,  # crash shutdown
    "57P03": Fault.UNREACHABLE,  # cannot connect now: it starts or stops
    "58": Fault.DISK,  # system error
    "25006": Fault.READ_ONLY,  # a standby, or default_transaction_read_only
    "XX001": Fault.DAMAGED,  # data corrupted
    "XX002": Fault.DAMAGED,  # index corrupted
}
_UNDEFINED = ("42P01", "42703")  # table, column
_ERRNOS = {
    errno.ENOSPC: Fault.FULL,
    errno.EDQUOT: Fault.FULL,
    errno.EFBIG: Fault.FULL,  # a limit on the size of files
    errno.EROFS: Fault.READ_ONLY,
    errno.EACCES: Fault.READ_ONLY,
    errno.EPERM: Fault.READ_ONLY,
    errno.EIO: Fault.DISK,
}


def fault_of(error: BaseException | None) -> Fault | None:
    """Returns what is wrong with the database or its disk; None where the error is of another kind.

    Queries: 2 where a table or column is missing, to tell a missing migration from a mistake of ours.
    """
    if isinstance(error, OSError):
        return _ERRNOS.get(error.errno or 0)
    if not isinstance(error, Error | sqlite3.Error):
        return None
    cause: Any = error if isinstance(error, sqlite3.Error) else error.__cause__
    if (code := getattr(cause, "sqlite_errorcode", None)) is not None:
        return _migration_fault() if _NO_TABLE.search(str(cause)) else _SQLITE.get(code & 0xFF)
    if not hasattr(cause, "sqlstate"):
        return None
    if cause.sqlstate is None:  # the client's own: no connection, or one that broke
        return Fault.UNREACHABLE if isinstance(error, OperationalError | InterfaceError) else None
    if cause.sqlstate in _UNDEFINED:
        return _migration_fault()
    return _by_class(_SQLSTATES, cause.sqlstate)


def _by_class(faults: Mapping[str, Fault], sqlstate: str) -> Fault | None:
    return faults.get(sqlstate) or faults.get(sqlstate[:2])


def _migration_fault() -> Fault | None:
    try:
        return migration_fault(MigrationState.read(connections[DEFAULT_DB_ALIAS]))
    except Error:
        return None


def migration_fault(state: MigrationState) -> Fault | None:
    """Returns the fault of a database whose migrations are not those of the code."""
    if state.unknown:
        return Fault.NEWER
    return Fault.OUTDATED if state.missing else None


def fault_message(error: BaseException) -> str | None:
    """Returns what an operator can do about an error, in one line; None where that is nothing."""
    if isinstance(error, ImproperlyConfigured):
        return short_text(error)
    fault = fault_of(error)
    return None if fault is None else f"{fault.value} ({short_text(error)})"


def short_text(error: BaseException) -> str:
    """Returns what an error says, in one line of at most 300 characters."""
    return " ".join(str(error).split())[:_MAX_DETAIL]
