"""`manage.py cut_release`: cuts a release of the current state, to cite it by its name; no writer waits."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from events import releases
from events.management.progress_output import progress_writer


class Command(BaseCommand):
    help = "Give the state of the database that stands a name. A release is never changed and never deleted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="what it is cited by, such as 2024-06")
        parser.add_argument("--note", default="", help="what it is for; public")

    def handle(self, *args: Any, name: str, note: str, verbosity: int, **options: Any) -> None:
        """Cuts the release. Raises: CommandError, without having cut one."""
        try:
            release = releases.cut_release(name, note, progress_writer(self.stdout) if verbosity else None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if verbosity:
            self.stdout.write(f"Release {name}: up to change {release.seq}, sha256 {release.checksum}.")
