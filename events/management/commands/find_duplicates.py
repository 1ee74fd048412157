"""`manage.py find_duplicates`: finds records that may be duplicates, and stores them for review."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand

from events import duplicates
from events.choices import Collection
from events.models.record import record_models

_PROGRESS_SECONDS = 2.0


class Command(BaseCommand):
    help = "Find records that may be duplicates, without those that somebody found to be two."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "collection",
            nargs="?",
            choices=[collection.value for collection in duplicates.SEARCHED_COLLECTIONS],
            help="one collection",
        )
        parser.add_argument("--limit", type=int, default=100, help="pairs to show of each, 100 by default")

    def handle(self, *args: Any, collection: str | None, limit: int, **options: Any) -> None:
        """Writes a line for each pair with its reasons; progress goes to stderr."""
        for searched in [Collection(collection)] if collection else duplicates.SEARCHED_COLLECTIONS:
            count = max(limit, duplicates.MAX_STORED)
            candidates = duplicates.find_candidates(searched, count, self._progress(searched))
            duplicates.save_candidates(searched, candidates[: duplicates.MAX_STORED])
            candidates = candidates[:limit]
            pks = {pk for candidate in candidates for pk in candidate.pair}
            slugs = dict(record_models()[searched].objects.filter(pk__in=pks).values_list("pk", "slug"))
            for candidate in candidates:
                left, right = (f"{searched.value}/{slugs[pk]}" for pk in candidate.pair)
                self.stdout.write(f"{candidate.score:.2f} {left} {right}: {'; '.join(candidate.why)}.")
            self.stdout.write(f"{searched.value}: {len(candidates)} pairs that may be one.")

    def _progress(self, collection: Collection) -> duplicates.ProgressCallback:
        last_report = monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal last_report
            if monotonic() - last_report >= _PROGRESS_SECONDS:
                last_report = monotonic()
                self.stderr.write(f"{collection.value}: {done} of {total}")

        return progress
