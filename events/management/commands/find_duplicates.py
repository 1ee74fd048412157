"""`manage.py find_duplicates`: records that may be one, the likeliest first."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand

from events import duplicates
from events.choices import Collection
from events.models.record import record_models

_PROGRESS_SECONDS = 2.0


class Command(BaseCommand):
    """List pairs with a score and what speaks for them, and keep them for the page on which people judge."""

    help = "Find records that may be duplicates, without those that somebody found to be two."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to look through, and how much to show."""
        parser.add_argument(
            "collection",
            nargs="?",
            choices=[one.value for one in duplicates.SEARCHED_COLLECTIONS],
            help="one collection",
        )
        parser.add_argument("--limit", type=int, default=100, help="pairs to show of each, 100 by default")

    def handle(self, *args: Any, collection: str | None, limit: int, **options: Any) -> None:
        """Look, and print a pair with its reasons in each line; what is done meanwhile goes to stderr."""
        for one in [Collection(collection)] if collection else duplicates.SEARCHED_COLLECTIONS:
            found = duplicates.find_candidates(one, max(limit, duplicates.MAX_STORED), self._progress(one))
            duplicates.save_candidates(one, found[: duplicates.MAX_STORED])
            found = found[:limit]
            pks = {pk for candidate in found for pk in candidate.pair}
            slugs = dict(record_models()[one].objects.filter(pk__in=pks).values_list("pk", "slug"))
            for candidate in found:
                left, right = (f"{one.value}/{slugs[pk]}" for pk in candidate.pair)
                self.stdout.write(f"{candidate.score:.2f} {left} {right}: {'; '.join(candidate.why)}.")
            self.stdout.write(f"{one.value}: {len(found)} pairs that may be one.")

    def _progress(self, collection: Collection) -> duplicates.ProgressCallback:
        told = monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal told
            if monotonic() - told >= _PROGRESS_SECONDS:
                told = monotonic()
                self.stderr.write(f"{collection.value}: {done} of {total}")

        return progress
