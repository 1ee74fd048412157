"""`manage.py migrate`, under the lock of starts and with the write guard suspended: it may rewrite rows."""

from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader

from events import write_guard
from events.management.start_lock import start_lock
from events.monitoring.database_file import database_file
from events.monitoring.faults import Fault
from events.monitoring.migration_state import MigrationState


class Command(MigrateCommand):
    """Django's command, with the write guard suspended, for databases that this version can migrate."""

    stealth_options = ("is_locked",)
    """Whether the caller holds the lock of starts, as a start does."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Migrates. Raises: CommandError for a database of a version that this one cannot migrate."""
        with ExitStack() as held:
            if options["database"] == DEFAULT_DB_ALIAS and not options.pop("is_locked", False):
                held.enter_context(start_lock(settings.VAR / "start.lock", self.stderr.write))
            refuse_other_versions(options["database"])
            held.enter_context(write_guard.suspended())
            return super().handle(*args, **options)
        raise AssertionError  # for the type checker: the stack lets no exception vanish


def refuse_other_versions(alias: str) -> None:
    """Refuses a database that this version cannot migrate. Queries: 4. Raises: CommandError."""
    refuse_earlier(alias)
    refuse_later(alias)


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
    name = database_file(connection) or connection.settings_dict["NAME"]
    raise CommandError(
        f"The database {name} was made by an earlier version, whose data is not carried over (nothing in it "
        f"was changed): {empty}, and start again with the seeds; what is public can be exported before, with "
        "that version (manage.py export_events FOLDER)."
    )


def refuse_later(alias: str) -> None:
    """Refuses a database that a later version has migrated: this one would misread it.

    Raises: CommandError, with a sentence that says what to do. Queries: 2.
    """
    if unknown := MigrationState.read(connections[alias]).unknown:
        raise CommandError(f"{Fault.NEWER.value} (Unknown: {', '.join(unknown)}.)")
