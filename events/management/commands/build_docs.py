"""`manage.py build_docs`: builds the generated parts of docs/."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from events.api.markdown_reference import render_api_page


class Command(BaseCommand):
    help = "Build the generated parts of docs/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail where a page differs")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Rewrites the pages. Raises: CommandError if, with --check, one is out of date."""
        path = settings.BASE_DIR / "docs" / "api.md"
        old_page = path.read_text(encoding="utf-8")
        new_page = render_api_page(old_page)
        if check and new_page != old_page:
            raise CommandError("docs/api.md is not what the code makes. Run `manage.py build_docs`.")
        if new_page != old_page:
            path.write_text(new_page, encoding="utf-8")
        self.stdout.write("Docs: as the code makes them.")
