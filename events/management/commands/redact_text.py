"""`manage.py redact_text`: removes a passage from every record and the whole history."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from events.actions.redact import find_text, redact_text


class Command(BaseCommand):
    help = "Take a passage out of every record, its history, search and feed. Lists the places first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text", help="the passage, in the case in which it stands")
        parser.add_argument("--public-reason", default="", help="why, as the public reads it")
        parser.add_argument("--reason", default="", help="why, for the history; never public")
        parser.add_argument("--yes", action="store_true", help="do it; otherwise the places are only listed")

    def handle(
        self, *args: Any, text: str, public_reason: str, reason: str, yes: bool, **options: Any
    ) -> None:
        """Searches or redacts, and lists the occurrences; progress goes to stderr."""
        try:
            if yes:
                redaction = redact_text(text, "redact_text", public_reason, reason, self._progress)
            else:
                redaction = find_text(text, self._progress)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        for occurrence in redaction.occurrences:
            self.stdout.write(occurrence)
        for public_id in sorted(redaction.remaining_ids):
            self.stdout.write(f"stays, since others cite it: {public_id}")
        verb = "Redacted" if yes else "It stands in"
        self.stdout.write(f"{verb}: {redaction.revisions} revisions of {len(redaction.records)} records.")
        if not yes:
            self.stdout.write("Nothing was written; --yes with both reasons redacts it for good.")

    def _progress(self, looked_at: int) -> None:
        if looked_at % 1000 < 50:
            self.stderr.write(f"{looked_at} revisions looked at")
