"""`manage.py build_fixtures`: builds fixtures/ from seeds/."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from events.importers.seeds.fixtures import build_files, stale_files, write_files
from events.importers.seeds.yaml_reader import SeedError


class Command(BaseCommand):
    help = "Build fixtures/ from the structure in seeds/."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail where a file differs")
        parser.add_argument("--seeds", type=Path, default=settings.BASE_DIR / "seeds")
        parser.add_argument("--fixtures", type=Path, default=settings.BASE_DIR / "fixtures")

    def handle(self, *args: Any, check: bool, seeds: Path, fixtures: Path, **options: Any) -> None:
        """Builds. Raises: CommandError if the seeds are invalid or, with --check, a file is out of date."""
        try:
            stale = stale_files(build_files(seeds), fixtures) if check else write_files(seeds, fixtures)
        except SeedError as error:
            raise CommandError(str(error)) from error
        if check and stale:
            raise CommandError(f"Not what the seeds make: {', '.join(stale)}. Run `make fixtures`.")
        summary = "as the seeds make them" if check else f"{len(stale)} files changed"
        self.stdout.write(f"Fixtures: {summary}.")
