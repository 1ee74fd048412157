"""`manage.py check_data`: what must hold across rows, and whether it does."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from events.invariants import complaints


class Command(BaseCommand):
    """List every record that breaks an invariant; fail if there is one."""

    help = "Check what must hold across rows."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check. Raises: CommandError where something does not hold."""
        found = 0
        for complaint in complaints():
            found += 1
            self.stdout.write(f"{complaint.record}: {complaint.detail} [{complaint.invariant}]")
        if found:
            raise CommandError(f"{found} complaints.")
        self.stdout.write("Data: everything holds.")
