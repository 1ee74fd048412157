"""`manage.py load_seeds`: loads the fixtures into the database."""

from argparse import ArgumentParser
from collections.abc import Sized
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from events.importers.seeds.fixtures import read_files
from events.importers.seeds.load import load_rows
from events.importers.seeds.row_writer import RowError


class Command(BaseCommand):
    help = "Load fixtures/ into the database; what a curator changed stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fixtures", type=Path, default=settings.BASE_DIR / "fixtures")

    def handle(self, *args: Any, fixtures: Path, verbosity: int, **options: Any) -> None:
        """Loads in one transaction. Raises: CommandError, with nothing loaded."""
        try:
            outcome = load_rows(read_files(fixtures), self._progress if verbosity else None)
        except (RowError, ValidationError) as error:
            text = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            raise CommandError(f"Nothing was loaded. {text}") from error
        if not verbosity:
            return
        counts: dict[str, Sized] = {
            "new": outcome.created,
            "renewed": outcome.updated,
            "as they were": outcome.unchanged,
            "left alone": outcome.skipped,
        }
        summary = ", ".join(f"{len(rows)} {label}" for label, rows in counts.items() if rows)
        self.stdout.write(f"Seeds: {summary or 'nothing to load'}.")
        for (collection, slug), reason in outcome.skipped:
            self.stdout.write(f"  left alone: {collection}/{slug} ({reason})")

    def _progress(self, done: int, total: int) -> None:
        if self.stdout.isatty() and (done % 100 == 0 or done == total):
            self.stdout.write(f"\rSeeds: {done} of {total} rows", ending="" if done < total else "\n")
            self.stdout.flush()
