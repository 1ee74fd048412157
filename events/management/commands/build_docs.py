"""`manage.py build_docs`: the generated parts of docs/."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from events.api.markdown_reference import render_api_page


class Command(BaseCommand):
    """Renew the generated parts of docs/, or check that they are what the code makes."""

    help = "Build the generated parts of docs/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to write."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail where a page differs")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Build. Raises: CommandError where, with --check, a page differs."""
        path = settings.BASE_DIR / "docs" / "api.md"
        held = path.read_text(encoding="utf-8")
        made = render_api_page(held)
        if check and made != held:
            raise CommandError("docs/api.md is not what the code makes. Run `manage.py build_docs`.")
        if made != held:
            path.write_text(made, encoding="utf-8")
        self.stdout.write("Docs: as the code makes them.")
