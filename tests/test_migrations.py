"""The migration makes the whole database, and databases of earlier versions are refused untouched."""

import ast
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from events import search
from events.management.commands import serve_site

FOLDER = settings.BASE_DIR / "events" / "migrations"


def manage(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command on the SQLite database in a folder."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DEBUG")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment | {"EVENTAPI_VAR": str(var)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def dump(path: Path) -> list[str]:
    """All that a SQLite database holds."""
    with closing(sqlite3.connect(path)) as database:
        return list(database.iterdump())


def schema(path: Path) -> set[str]:
    """The statements that a SQLite database is made of."""
    with closing(sqlite3.connect(path)) as database:
        return {sql for (sql,) in database.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", sorted(FOLDER.glob("[0-9]*.py")), ids=lambda path: path.stem)
def test_a_migration_imports_nothing_of_the_package(path: Path) -> None:
    modules = {name.partition(".")[0] for name in imported(path)}
    assert modules <= {"collections", "datetime", "django", "re", "typing"}


@pytest.mark.django_db
def test_a_fresh_database_suggests_the_event_types() -> None:
    assert list(search.find_drift()) == []


def test_the_migration_can_be_taken_back_and_applied_again(tmp_path: Path) -> None:
    assert manage(tmp_path, "migrate", "--verbosity=0").returncode == 0
    made = schema(tmp_path / "db.sqlite3")
    assert any("VIRTUAL TABLE" in sql and "fts5" in sql for sql in made)
    assert manage(tmp_path, "migrate", "events", "zero", "--verbosity=0").returncode == 0
    assert not any("events_" in sql or "search_" in sql for sql in schema(tmp_path / "db.sqlite3"))
    done = manage(tmp_path, "migrate", "--verbosity=0")
    assert (done.returncode, done.stderr) == (0, "")
    assert schema(tmp_path / "db.sqlite3") == made


@pytest.mark.django_db
@pytest.mark.parametrize("run", ["migrate", "serve_site"])
def test_a_database_begun_by_an_earlier_version_is_refused(run: str) -> None:
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.filter(app="events").delete()
    recorder.record_applied("events", "0001_records")
    recorder.record_applied("events", "0018_releases")
    before = set(recorder.applied_migrations())
    with pytest.raises(CommandError, match="was made by an earlier version") as refused:
        call_command("migrate", verbosity=0) if run == "migrate" else serve_site.Command().migrate()
    assert str(connection.settings_dict["NAME"]) in str(refused.value)
    assert ("DATABASE_URL" in str(refused.value)) == (connection.vendor == "postgresql")
    assert set(recorder.applied_migrations()) == before


@pytest.mark.parametrize("command", ["migrate", "serve_site"])
def test_it_is_told_in_one_line_and_nothing_is_changed(command: str, tmp_path: Path) -> None:
    path = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            """CREATE TABLE events_event (id integer PRIMARY KEY, title text NOT NULL);
            INSERT INTO events_event VALUES (1, 'Kept');
            CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text, applied text);
            INSERT INTO django_migrations VALUES (1, 'events', '0001_records', '2026-01-01 00:00:00');"""
        )
    path.chmod(0o600)  # as the site makes it; a start would tell that others could read it
    before = dump(path)
    done = manage(tmp_path, command)
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"CommandError: The database {path} was made by an earlier version")
    assert dump(path) == before


@pytest.mark.django_db
@pytest.mark.parametrize("run", ["migrate", "serve_site"])
def test_a_database_of_a_later_version_is_refused(run: str) -> None:
    MigrationRecorder(connection).record_applied("events", "0099_of_a_later_version")
    with pytest.raises(CommandError, match=r"by a later version .*events\.0099_of_a_later_version"):
        call_command("migrate", verbosity=0) if run == "migrate" else serve_site.Command().migrate()


@pytest.mark.django_db
def test_migrations_of_other_programs_are_left_to_them() -> None:
    MigrationRecorder(connection).record_applied("elsewhere", "0099_anything")
    call_command("migrate", verbosity=0)
