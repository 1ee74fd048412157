"""`manage.py redact_text`: take a passage out of every record and of the whole history."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from events import actions


class Command(BaseCommand):
    """List where a passage stands; with `--yes` put blocks there, for good."""

    help = "Take a passage out of every record, its history, search and feed. Lists the places first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the passage and the reasons."""
        parser.add_argument("text", help="the passage, in the case in which it stands")
        parser.add_argument("--public-reason", default="", help="why, as the public reads it")
        parser.add_argument("--reason", default="", help="why, for the history; never public")
        parser.add_argument("--yes", action="store_true", help="do it; otherwise the places are only listed")

    def handle(
        self, *args: Any, text: str, public_reason: str, reason: str, yes: bool, **options: Any
    ) -> None:
        """Look or redact, and print the places; what is done meanwhile goes to stderr."""
        try:
            if yes:
                found = actions.redact_text(text, "redact_text", public_reason, reason, self._progress)
            else:
                found = actions.find_text(text, self._progress)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        for place in found.occurrences:
            self.stdout.write(place)
        for left in sorted(found.remaining_ids):
            self.stdout.write(f"stays, since others cite it: {left}")
        done = "Redacted" if yes else "It stands in"
        self.stdout.write(f"{done}: {found.revisions} revisions of {len(found.records)} records.")
        if not yes:
            self.stdout.write("Nothing was written; --yes with both reasons redacts it for good.")

    def _progress(self, looked_at: int) -> None:
        if looked_at % 1000 < 50:
            self.stderr.write(f"{looked_at} revisions looked at")
