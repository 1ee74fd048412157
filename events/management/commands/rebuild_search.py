"""`manage.py rebuild_search`: makes anew what is searched and added up of the records.

Needed after an upgrade that changes it, or after writes that bypassed the write guard.
"""

from typing import Any

from django.core.management.base import BaseCommand

from events import changes


class Command(BaseCommand):
    help = "Make anew what is searched and added up; every change keeps it right by itself."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """Rebuilds in one transaction."""
        counts = changes.rebuild_search()
        if verbosity:
            summary = ", ".join(f"{count} {collection.value}" for collection, count in counts.items())
            self.stdout.write(f"Search: {summary}.")
