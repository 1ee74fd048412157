"""`manage.py rebuild_search`: what full text search looks through, made anew from the records."""

from typing import Any

from django.core.management.base import BaseCommand

from events import changes


class Command(BaseCommand):
    """Make it anew: after an upgrade that changes it, or rows that were written past the door."""

    help = "Make what full text search looks through anew; every change keeps it right by itself."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Rebuild in one transaction."""
        counts = changes.rebuild_search()
        if verbosity:
            told = ", ".join(f"{count} {collection.value}" for collection, count in counts.items())
            self.stdout.write(f"Search: {told}.")
