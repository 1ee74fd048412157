"""What keeps the site from doing its work: a database that does not answer or save, a disk that is full."""

import os
import shutil

from django.conf import settings
from django.db import Error, connection

from events.monitoring.database_file import database_file
from events.monitoring.migration_state import MigrationState

MIN_FREE_BYTES = 100 * 1024 * 1024
"""With less room on its disk, the site is not ready: a long change could fail in its middle."""


def hindrances() -> list[str]:
    """Returns what hinders the site, a line each, without names of files. Queries: 2, on PostgreSQL 3."""
    return _of_the_database() + _of_the_disk()


def _of_the_database() -> list[str]:
    try:
        connection.ensure_connection()
        state = MigrationState.read(connection)
        read_only = _is_read_only()
    except Error:
        return ["The database does not answer."]
    found = {
        "Migrations are missing.": state.missing,
        "The database has migrations of a later version.": state.unknown,
        "The database cannot be written.": read_only,
    }
    return [line for line, holds in found.items() if holds]


def _is_read_only() -> bool:
    """Whether nothing can be saved; of SQLite this is asked of the disk, for its lock may be held."""
    if file := database_file(connection):
        return not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        return cursor.fetchone() == ("on",)


def _of_the_disk() -> list[str]:
    try:
        free = shutil.disk_usage(settings.VAR).free
    except OSError:
        return ["The folder of the site is not there."]
    return ["The disk is nearly full."] if free < MIN_FREE_BYTES else []
