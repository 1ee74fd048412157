"""`manage.py check_data`: what must hold across rows and in their history, and what each sentence became."""

from argparse import ArgumentParser
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from events import history_checks, search
from events.evidence_coverage import curated_articles, sentence_coverage
from events.invariants import find_violations


class Command(BaseCommand):
    """List every record that breaks an invariant and every sentence that nothing rests on."""

    help = "Check what must hold across rows, and tell which sentences of the articles became records."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to show every sentence."""
        parser.add_argument("--sentences", action="store_true", help="show every sentence with its records")

    def handle(self, *args: Any, sentences: bool, **options: Any) -> None:
        """Check. Raises: CommandError where something does not hold; a bare sentence is only told."""
        found = 0
        for complaint in chain(find_violations(), history_checks.find_violations()):
            found += 1
            self.stdout.write(f"{complaint.record}: {complaint.detail} [{complaint.invariant}]")
        for record in search.find_drift():
            found += 1
            told = "what is searched or suggested of it is not what it says; run rebuild_search."
            self.stdout.write(f"{record}: {told} [what_is_searched_is_what_records_say]")
        self._report_coverage(every=sentences)
        if found:
            raise CommandError(f"{found} complaints.")
        self.stdout.write("Data: everything holds.")

    def _report_coverage(self, *, every: bool) -> None:
        for article in curated_articles():
            read = sentence_coverage(article)
            resting = sum(bool(one.records) for one in read)
            excused = sum(not one.records and bool(one.reason) for one in read)
            self.stdout.write(
                f"articles/{article.slug}: something rests on {resting} of {len(read)} sentences; "
                f"{excused} need nothing."
            )
            for one in read:
                if every or one.lacks_evidence:
                    self.stdout.write(f"  {one.start}-{one.end} {one.text}")
                    lines = one.records or (one.reason or "NOTHING RESTS ON IT",)
                    self.stdout.write("".join(f"    {line}\n" for line in lines), ending="")
