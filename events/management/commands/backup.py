"""`manage.py backup`: a copy of a SQLite database, taken while the site runs."""

import os
import sqlite3
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from events.management.progress_output import progress_writer

_PAGES_PER_STEP = 2000
"""How many pages are copied between two words about it."""


class Command(BaseCommand):
    """Write a file that appears whole or not at all."""

    help = "Copy the SQLite database into a file while the site runs; of PostgreSQL, pg_dump does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="the file to make; it must not exist yet")

    def handle(self, *args: Any, file: Path, verbosity: int, **options: Any) -> None:
        """Copy one state of the database. Raises: CommandError, with nothing left behind."""
        if connection.vendor != "sqlite":
            raise CommandError("This copies SQLite; docs/operations.md tells how PostgreSQL is backed up.")
        if file.exists():
            raise CommandError(f"{file} exists already: name a file that does not.")
        if not file.parent.is_dir():
            raise CommandError(f"{file.parent} is no folder.")
        progress = progress_writer(self.stdout) if verbosity else None

        def told(_: int, remaining: int, total: int) -> None:
            if progress:
                progress("pages", total - remaining, total)

        draft = file.with_name(f".{file.name}-{os.getpid()}")
        name = Path(connection.settings_dict["NAME"]).resolve()
        try:
            with (
                closing(sqlite3.connect(f"{name.as_uri()}?mode=ro", uri=True)) as source,
                closing(sqlite3.connect(draft)) as copy,
            ):
                draft.chmod(0o600)  # it holds accounts and drafts
                # One state, however many write meanwhile: else each write would start the copy anew.
                source.execute("BEGIN")
                source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
                source.backup(copy, pages=_PAGES_PER_STEP, progress=told)
            draft.rename(file)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        if verbosity:
            self.stdout.write(f"Backup: {file.stat().st_size:,} bytes in {file}.")
