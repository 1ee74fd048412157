"""`manage.py export_events`: the public events and all that they name as a Frictionless Data Package."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict

from events.api.views.collections import EventViewSet
from events.exports.package import write_package
from events.reading import TooCostlyError, snapshot


class Command(BaseCommand):
    """Write a folder that appears whole or not at all."""

    help = "Write the public events and what they name as a Frictionless Data Package: CSV, NDJSON, GeoJSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder and which events."""
        parser.add_argument("folder", type=Path, help="the folder to make; it must not exist yet")
        parser.add_argument(
            "--query",
            default="",
            metavar="FILTERS",
            help="filters of the API, such as 'location=baghdad&event_type=consult'; all events without",
        )

    def handle(self, *args: Any, folder: Path, query: str, verbosity: int, **options: Any) -> None:
        """Write from one snapshot. Raises: CommandError, with nothing left behind."""
        if folder.exists():
            raise CommandError(f"{folder} exists already: name a folder that does not.")
        if not folder.parent.is_dir():
            raise CommandError(f"{folder.parent} is no folder.")
        try:
            with snapshot():
                condition = self._condition(QueryDict(query))
                write_package(folder, condition, query, self._progress if verbosity else None)
        except TooCostlyError as error:
            raise CommandError("A reading took longer than READ_SECONDS allows; set it higher.") from error

    def _condition(self, query: QueryDict) -> Any:
        filters = EventViewSet.filterset_class
        asked, wrong = filters.read(query)
        unknown = [f"There is no filter “{name}”." for name in query if name not in filters.parameters()]
        if sentences := [*unknown, *(sentence for _, sentence in wrong.values())]:
            raise CommandError(" ".join(sentences))
        return filters.condition(asked)

    def _progress(self, name: str, done: int, total: int) -> None:
        """One line a file; on a terminal it counts up."""
        if self.stdout.isatty():
            filled = 30 if total == 0 else 30 * done // total
            bar = "#" * filled + "." * (30 - filled)
            self.stdout.write(f"\r{name:<24} [{bar}] {done} of {total}", ending="" if done < total else "\n")
            self.stdout.flush()
        elif done == total:
            self.stdout.write(f"{name}: {done}")
