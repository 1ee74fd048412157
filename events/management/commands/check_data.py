"""`manage.py check_data`: checks the invariants of rows and history, and lists sentences without records."""

from argparse import ArgumentParser
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from events import history_checks, search
from events.choices import Collection
from events.entry_checks import find_problems
from events.evidence_coverage import curated_articles, sentence_coverage
from events.filtersets.defaults import unknown_default_datasets
from events.invariants import find_violations
from events.models import Mirror


class Command(BaseCommand):
    help = "Check what must hold across rows, and tell which sentences of the articles became records."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sentences", action="store_true", help="show every sentence with its records")

    def handle(self, *args: Any, sentences: bool, **options: Any) -> None:
        """Checks. Raises: CommandError for a violation; a sentence without records is only listed."""
        complaint_count = 0
        for violation in chain(find_violations(), history_checks.find_violations()):
            complaint_count += 1
            self.stdout.write(f"{violation.record}: {violation.detail} [{violation.invariant}]")
        complaint_count += self._report_entry_rules()
        for record in search.find_drift():
            complaint_count += 1
            detail = "what is searched or suggested of it is not what it says; run rebuild_search."
            self.stdout.write(f"{record}: {detail} [what_is_searched_is_what_records_say]")
        for slug in unknown_default_datasets():
            complaint_count += 1
            detail = "DEFAULT_DATASETS names it, and it is no public dataset."
            self.stdout.write(f"datasets/{slug}: {detail} [default_datasets_exist]")
        self._report_coverage(every=sentences)
        if complaint_count:
            raise CommandError(f"{complaint_count} complaints.")
        self.stdout.write("Data: everything holds.")

    def _report_entry_rules(self) -> int:
        """Tells what breaks a rule of entry; returns how much of it cannot be true.

        What is doubtful and nobody confirmed is a note, and so is all that a mirror says as its source does.
        """
        is_mirror, complaint_count = Mirror.objects.exists(), 0
        for collection in Collection:
            for problem in find_problems(collection):
                is_complaint = problem.refused and not is_mirror
                complaint_count += is_complaint
                self.stdout.write(f"{'' if is_complaint else 'Note: '}{problem} [{problem.problem.rule}]")
        return complaint_count

    def _report_coverage(self, *, every: bool) -> None:
        for article in curated_articles():
            coverage = sentence_coverage(article)
            supported = sum(bool(sentence.records) for sentence in coverage)
            excused = sum(not sentence.records and bool(sentence.reason) for sentence in coverage)
            self.stdout.write(
                f"articles/{article.slug}: something rests on {supported} of {len(coverage)} sentences; "
                f"{excused} need nothing."
            )
            for sentence in coverage:
                if every or sentence.lacks_evidence:
                    self.stdout.write(f"  {sentence.start}-{sentence.end} {sentence.text}")
                    lines = sentence.records or (sentence.reason or "NOTHING RESTS ON IT",)
                    self.stdout.write("".join(f"    {line}\n" for line in lines), ending="")
