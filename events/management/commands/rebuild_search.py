"""`manage.py rebuild_search`: rebuilds the index of full text search from the records."""

from typing import Any

from django.core.management.base import BaseCommand

from events import changes


class Command(BaseCommand):
    """Rebuilds the index: after an upgrade that changes it, or after writes that bypassed the write guard."""

    help = "Make what full text search looks through anew; every change keeps it right by itself."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Rebuilds in one transaction."""
        counts = changes.rebuild_search()
        if verbosity:
            summary = ", ".join(f"{count} {collection.value}" for collection, count in counts.items())
            self.stdout.write(f"Search: {summary}.")
