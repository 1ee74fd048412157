"""Which migrations a database lacks, and which it has that the code does not know."""

from dataclasses import dataclass
from typing import Any, Self

from django.db.migrations.loader import MigrationLoader

APP = "events"
"""Whose migrations a later version adds; those of Django are added by its own versions alike."""


@dataclass(frozen=True)
class MigrationState:
    """The migrations of a database held against those of the code."""

    missing: tuple[str, ...]
    """Those that the database lacks, as `app.name`."""
    unknown: tuple[str, ...]
    """Those of this program that the database has and the code does not."""

    @classmethod
    def read(cls, connection: Any) -> Self:
        """Returns the state of a database. Queries: 2. Raises: DatabaseError."""
        loader = MigrationLoader(connection)
        applied, known = set(loader.applied_migrations), set(loader.graph.nodes)
        unknown = {(app, name) for app, name in applied - set(loader.disk_migrations) if app == APP}
        return cls(_names(known - applied), _names(unknown))


def _names(migrations: set[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(f"{app}.{name}" for app, name in migrations))
