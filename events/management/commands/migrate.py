"""`manage.py migrate`, with the write guard suspended: a migration may rewrite rows."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from events import write_guard


class Command(MigrateCommand):
    """Django's command, with the write guard suspended, for databases that this version can migrate."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Migrates. Raises: CommandError if an earlier version, which is not supported, made the database."""
        refuse_earlier(options["database"])
        with write_guard.suspended():
            return super().handle(*args, **options)


def refuse_earlier(alias: str) -> None:
    """Refuses a database without this version's initial migration. Queries: 2.

    Raises: CommandError, with a sentence that says what to do.
    """
    connection = connections[alias]
    loader = MigrationLoader(connection)
    applied = {name for label, name in loader.applied_migrations if label == "events"}
    initial = {name for _, name in loader.graph.root_nodes("events")}
    if not applied or applied & initial:
        return
    empty = "name an empty database in DATABASE_URL"
    if connection.vendor == "sqlite":
        empty = "move the file away with its -wal and -shm"
    name = connection.settings_dict["NAME"]
    raise CommandError(
        f"The database {name} was made by an earlier version, whose data is not carried over (nothing in it "
        f"was changed): {empty}, and start again with the seeds; what is public can be exported before, with "
        "that version (manage.py export_events FOLDER)."
    )
