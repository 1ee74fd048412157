"""/livez and /readyz."""

import pytest
from django.db import OperationalError
from django.test import Client

READY = "events.api.views.health.MigrationExecutor"


def test_a_process_that_answers_is_alive_whatever_its_database_does(client: Client) -> None:
    assert (client.get("/livez").status_code, client.post("/livez").status_code) == (200, 405)


@pytest.mark.django_db
def test_a_migrated_database_is_ready(client: Client) -> None:
    assert client.get("/readyz").content == b"ok\n"


@pytest.mark.django_db
def test_a_missing_migration_and_a_silent_database_are_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{READY}.migration_plan", lambda *_: ["one"])
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"Migrations are missing.\n")

    def silent(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(f"{READY}.__init__", silent)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"The database does not answer.\n")
