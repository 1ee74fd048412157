"""Freeze the form in which revisions keep records, as the next version, where the declarations changed it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from events import stored_forms
from events.records.declared_members import form_members


class Command(BaseCommand):
    help = "Freeze the form of stored records as the next version, if the declarations differ from the last."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; fail where they differ.")

    def handle(self, *, check: bool, **_: Any) -> None:
        """Compare, and write. Raises: CommandError with --check where they differ."""
        members = form_members()
        if members == stored_forms.frozen_members(stored_forms.CURRENT):
            self.stdout.write(f"Stored form: version {stored_forms.CURRENT}, as the declarations have it.")
            return
        if check:
            raise CommandError(
                "The declarations have other members than the last version of the stored form. Run "
                "`manage.py freeze_stored_form`; what moved or changed its meaning needs an upgrade, too."
            )
        path = stored_forms.FOLDER / f"{stored_forms.CURRENT + 1}.json"
        path.write_text(json.dumps(members, indent=1) + "\n")
        self.stdout.write(f"Stored form: version {stored_forms.CURRENT + 1} is in {path.name}.")
