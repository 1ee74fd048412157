"""`manage.py backup`: copies a SQLite database while the site runs, completely or not at all."""

import os
import sqlite3
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from events.management.progress_output import progress_writer
from events.monitoring.database_file import database_file

_PAGES_PER_STEP = 2000
"""How many pages are copied between two reports of progress."""


class Command(BaseCommand):
    help = "Copy the SQLite database into a file while the site runs; of PostgreSQL, pg_dump does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file to make; it must not exist yet")

    def handle(self, *args: Any, file: Path, verbosity: int, **options: Any) -> None:
        """Copies one state of the database. Raises: CommandError, without leaving a file."""
        database = database_file(connection)
        if database is None:
            raise CommandError("This copies SQLite; docs/operations.md tells how PostgreSQL is backed up.")
        if file.exists():
            raise CommandError(f"{file} exists already: name a file that does not.")
        if not file.parent.is_dir():
            raise CommandError(f"{file.parent} is no folder.")
        progress = progress_writer(self.stdout) if verbosity else None

        def report_pages(_: int, remaining: int, total: int) -> None:
            if progress:
                progress("pages", total - remaining, total)

        draft = file.with_name(f".{file.name}-{os.getpid()}")
        try:
            with (
                closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as source,
                closing(sqlite3.connect(draft)) as copy,
            ):
                draft.chmod(0o600)  # it contains accounts and drafts
                # Read in one transaction: otherwise each write would restart the copy.
                source.execute("BEGIN")
                source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
                source.backup(copy, pages=_PAGES_PER_STEP, progress=report_pages)
            draft.rename(file)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        if verbosity:
            self.stdout.write(f"Backup: {file.stat().st_size:,} bytes in {file}.")
