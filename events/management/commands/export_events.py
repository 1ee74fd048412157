"""`manage.py export_events`: exports public events, with the records they refer to, as a data package.

The folder is written completely or not at all.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict

from events.api.views.viewsets import EventViewSet
from events.exports.package import CurrentRecords, write_package
from events.management.progress_output import progress_writer
from events.models import Release
from events.releases import ReleaseSource
from events.snapshots import read_snapshot


class Command(BaseCommand):
    help = "Write the public events and what they name as a Frictionless Data Package: CSV, NDJSON, GeoJSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder to make; it must not exist yet")
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--query",
            default="",
            metavar="FILTERS",
            help="filters of the API, such as 'location=baghdad&event_type=consult'; all events without",
        )
        which.add_argument(
            "--release", default="", metavar="NAME", help="a release: all its records as they were when cut"
        )

    def handle(
        self, *args: Any, folder: Path, query: str, release: str, verbosity: int, **options: Any
    ) -> None:
        """Writes the package from one snapshot. Raises: CommandError, without leaving a folder."""
        if folder.exists():
            raise CommandError(f"{folder} exists already: name a folder that does not.")
        if not folder.parent.is_dir():
            raise CommandError(f"{folder.parent} is no folder.")
        with read_snapshot(limited=False):
            source = self._release_source(release) if release else self._current_records(query)
            write_package(folder, source, progress_writer(self.stdout) if verbosity else None)

    def _release_source(self, name: str) -> ReleaseSource:
        if release := Release.objects.filter(name=name).first():
            return ReleaseSource(release)
        raise CommandError(f"There is no release “{name}”.")

    def _current_records(self, text: str) -> CurrentRecords:
        query = QueryDict(text)
        filters = EventViewSet.filterset_class
        parsed, errors = filters.read(query)
        unknown = [f"There is no filter “{name}”." for name in query if name not in filters.parameters()]
        if messages := [*unknown, *(sentence for _, sentence in errors.values())]:
            raise CommandError(" ".join(messages))
        return CurrentRecords(filters.condition(parsed), text)
