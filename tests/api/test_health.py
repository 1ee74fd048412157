"""/livez and /readyz."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from events.monitoring import readiness
from events.monitoring.migration_state import MigrationState


def assert_hindered(client: Client, *lines: str) -> None:
    """/readyz names these hindrances, and no other."""
    response = client.get("/readyz")
    assert (response.status_code, response.content.decode().splitlines()) == (503, list(lines))


def test_a_process_that_answers_is_alive_whatever_its_database_does(client: Client) -> None:
    assert (client.get("/livez").status_code, client.post("/livez").status_code) == (200, 405)


@pytest.mark.django_db
def test_a_migrated_database_is_ready(client: Client) -> None:
    assert client.get("/readyz").content == b"ok\n"


@pytest.mark.django_db
def test_migrations_that_are_missing_or_unknown_are_not_ready(client: Client) -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_applied("events", "0099_later")
    assert_hindered(client, "The database has migrations of a later version.")
    recorder.record_unapplied("events", "0099_later")
    last = MigrationLoader(connection).graph.leaf_nodes("events")[0]
    recorder.record_unapplied(*last)
    assert_hindered(client, "Migrations are missing.")
    recorder.record_applied(*last)
    recorder.record_applied("elsewhere", "0001_initial")
    assert client.get("/readyz").status_code == 200, "A database may hold tables of another program."


@pytest.mark.django_db
def test_a_silent_database_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object) -> None:
        raise OperationalError("the address of a server")

    monkeypatch.setattr(MigrationState, "read", silent)
    assert_hindered(client, "The database does not answer.")


@pytest.mark.django_db
def test_a_database_that_cannot_be_written_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "sqlite":
        monkeypatch.setattr("os.access", lambda *_: False)
    else:
        connection.cursor().execute("SET TRANSACTION READ ONLY")
    assert_hindered(client, "The database cannot be written.")


@pytest.mark.django_db
def test_a_full_disk_and_a_lost_folder_are_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    least = readiness.MIN_FREE_BYTES
    for free, ready in ((least, True), (least - 1, False)):
        monkeypatch.setattr("shutil.disk_usage", lambda _, free=free: SimpleNamespace(free=free))
        if ready:
            assert client.get("/readyz").status_code == 200
        else:
            assert_hindered(client, "The disk is nearly full.")
    monkeypatch.undo()
    settings.VAR = settings.VAR / "nowhere"
    assert_hindered(client, "The folder of the site is not there.")
