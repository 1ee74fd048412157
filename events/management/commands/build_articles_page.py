"""`manage.py build_articles_page`: builds docs/articles.md from the database."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from events.evidence_coverage import render_articles_page


class Command(BaseCommand):
    help = "Build docs/articles.md from the articles in the database."

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "articles.md"
        path.write_text(render_articles_page(), encoding="utf-8")
        self.stdout.write(f"Docs: {path.relative_to(settings.BASE_DIR)} is as the database has it.")
