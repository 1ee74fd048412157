"""The file of a SQLite database."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


def database_file(connection: Any) -> Path | None:
    """Returns the file of a database, which the settings name as a `file:` URL; None of PostgreSQL."""
    if connection.vendor != "sqlite":
        return None
    name = str(connection.settings_dict["NAME"])
    return Path(unquote(urlsplit(name).path) if name.startswith("file:") else name).resolve()
