"""What is wrong with a database is told in a sentence, at the start and in docs/operations.md."""

import errno
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError
from django.db import connection as default_connection

from events.management.commands import serve_site
from events.monitoring.faults import Fault, fault_message, fault_of
from tests.own_site import OwnSite, in_thread, overwrite_header, overwrite_pages, own_site

__all__ = ["own_site"]

SQLITE_ONLY = pytest.mark.skipif(default_connection.vendor != "sqlite", reason="starts on files of SQLite")


def caused(error: DatabaseError | InterfaceError, cause: Exception) -> Exception:
    """An error of Django's, as it is raised for one of the driver."""
    error.__cause__ = cause
    return error


def sqlstate(code: str | None) -> psycopg.Error:
    """An error of PostgreSQL."""
    error = psycopg.OperationalError("words")
    error.sqlstate = code
    return error


@pytest.mark.once
@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (None, Fault.UNREACHABLE),
        ("08006", Fault.UNREACHABLE),
        ("53300", Fault.UNREACHABLE),
        ("53100", Fault.FULL),
        ("55P03", Fault.LOCKED),
        ("40P01", Fault.LOCKED),
        ("57P01", Fault.UNREACHABLE),
        ("57P03", Fault.UNREACHABLE),
        ("57014", None),  # the time limit of a query
        ("58030", Fault.DISK),
        ("25006", Fault.READ_ONLY),
        ("XX001", Fault.DAMAGED),
        ("XX000", None),
        ("42601", None),  # a mistake of ours
    ],
)
def test_codes_of_postgresql(code: str | None, fault: Fault | None) -> None:
    assert fault_of(caused(OperationalError("words"), sqlstate(code))) is fault


@pytest.mark.once
def test_a_broken_connection_is_out_and_a_wrong_query_is_ours() -> None:
    assert fault_of(caused(InterfaceError("words"), sqlstate(None))) is Fault.UNREACHABLE
    assert fault_of(caused(ProgrammingError("words"), sqlstate(None))) is None
    assert fault_of(OperationalError("raised by hand")) is None
    assert fault_of(ValueError("words")) is None
    assert fault_of(None) is None


@pytest.mark.once
@pytest.mark.parametrize(
    ("number", "fault"),
    [
        (errno.ENOSPC, Fault.FULL),
        (errno.EDQUOT, Fault.FULL),
        (errno.EROFS, Fault.READ_ONLY),
        (errno.EACCES, Fault.READ_ONLY),
        (errno.EIO, Fault.DISK),
        (errno.EPIPE, None),
        (errno.ENOENT, None),
    ],
)
def test_errors_of_the_disk(number: int, fault: Fault | None) -> None:
    assert fault_of(OSError(number, "words")) is fault


@pytest.mark.once
def test_a_long_error_is_one_short_line() -> None:
    message = fault_message(caused(OperationalError("one\n\ttwo " + "x" * 1000), sqlstate("57P03")))
    assert message is not None
    assert message.startswith(f"{Fault.UNREACHABLE.value} (one two xxx")
    assert len(message) < len(Fault.UNREACHABLE.value) + 310


@pytest.mark.once
def test_the_page_for_operators_has_every_sentence() -> None:
    page = (settings.BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    section = " ".join(page.partition("\n## When something breaks\n")[2].partition("\n## ")[0].split())
    assert [fault.name for fault in Fault if fault.value not in section] == []


def manage(var: Path, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command, as a user whom permissions bind: root is without its capabilities."""
    bound = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DEBUG")}
    return subprocess.run(
        [*bound, sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment | {"EVENTAPI_VAR": str(var), "PORT": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        **options,
    )


def add_migration(file: Path) -> None:
    """Let a later version have migrated the database."""
    insert = (
        "INSERT INTO django_migrations (app, name, applied) VALUES ('events', '0099_later', '2030-01-01')"
    )
    with closing(sqlite3.connect(file)) as database:
        database.execute(insert)
        database.commit()


@SQLITE_ONLY
@pytest.mark.once
@pytest.mark.django_db(databases=["default", "read"])
@pytest.mark.parametrize(
    ("breaks", "fault"),
    [
        (overwrite_pages, Fault.DAMAGED),
        (overwrite_header, Fault.DAMAGED),
        (add_migration, Fault.NEWER),
        (Path.unlink, Fault.NOT_OPENED),
    ],
)
def test_a_start_ends_with_a_sentence_and_changes_nothing(
    breaks: Callable[[Path], None], fault: Fault, own_site: OwnSite
) -> None:
    own_site.empty_log()
    breaks(own_site.file)
    before = own_site.file.read_bytes() if own_site.file.exists() else None

    def start() -> str:
        with pytest.raises((CommandError, DatabaseError)) as raised:
            serve_site.Command().migrate()
        return fault_message(raised.value) or str(raised.value)

    assert in_thread(start).startswith(fault.value)
    assert (own_site.file.read_bytes() if own_site.file.exists() else None) == before


@SQLITE_ONLY
@pytest.mark.once
def test_a_folder_that_cannot_be_written_is_a_sentence_and_status_1(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = manage(tmp_path, "serve_site")
    tmp_path.chmod(0o700)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(Fault.READ_ONLY.value)
    assert list(tmp_path.iterdir()) == []


@SQLITE_ONLY
@pytest.mark.once
def test_a_disk_without_room_ends_a_migration_with_a_sentence(tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    done = manage(tmp_path, "migrate", "--verbosity=0", preexec_fn=limit)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith((Fault.FULL.value, Fault.DISK.value))


@SQLITE_ONLY
@pytest.mark.once
def test_a_missing_folder_and_a_wrong_setting_are_sentences(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "db.sqlite3"
    for name, value, words in (
        (
            "DATABASE_URL",
            f"sqlite:///{nowhere}",
            f"{nowhere.parent}, the folder of the database, is not there",
        ),
        ("LOG_FORMAT", "xml", "LOG_FORMAT=xml is none: choose line or json."),
        ("METRICS_TOKEN", "secret", "METRICS_TOKEN is short"),
    ):
        environment = os.environ | {"EVENTAPI_VAR": str(tmp_path), name: value}
        command = [sys.executable, "manage.py", "serve_site"]
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert line.startswith(words)
        assert "secret" not in line


def test_a_closed_connection_is_an_outage_of_a_server_and_opens_again(db: None) -> None:  # noqa: ARG001
    is_server = default_connection.vendor == "postgresql"

    def work() -> SimpleNamespace:
        from django.db import connection

        connection.ensure_connection()
        (connection.connection.pgconn.finish if is_server else connection.connection.close)()
        try:
            connection.cursor().execute("SELECT 1")
        except (OperationalError, InterfaceError, ProgrammingError) as error:
            fault = fault_of(error)
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return SimpleNamespace(fault=fault, answer=cursor.fetchone())

    done = in_thread(work)
    # A file is there whatever became of a connection to it.
    assert (done.fault, done.answer) == (Fault.UNREACHABLE if is_server else None, (1,))
