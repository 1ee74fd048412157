"""`manage.py migrate`, with the lock on the curated tables lifted: a schema change may rewrite rows."""

from typing import Any

from django.core.management.commands.migrate import Command as MigrateCommand

from events import write_guard


class Command(MigrateCommand):
    """Django's own command, run with the door unlocked."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Migrate."""
        with write_guard.suspended():
            return super().handle(*args, **options)
