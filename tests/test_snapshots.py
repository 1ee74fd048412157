"""The alias `read`: one snapshot for each request, no writes, a time limit."""

import time
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.db import connections
from django.db.utils import DatabaseError
from django.test import Client

from events import changes, snapshots, write_guard
from events.models import Actor, Dataset
from events.snapshots import TooCostlyError, read_snapshot
from tests.own_site import in_thread

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "read"])


@pytest.fixture(autouse=True)
def real_alias(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Reads through the alias, on a database where everything is committed."""
    monkeypatch.setattr(snapshots, "ALIAS", "read")
    yield
    connections["read"].close()


@pytest.fixture
def dataset() -> Dataset:
    """Creates a dataset for records."""
    with changes.changeset("tester", "test"):
        return Dataset.objects.create(
            slug="d", name="D", licence="CC0", attribution="us", review_status="published"
        )


def publish_actors(dataset: Dataset, *slugs: str) -> None:
    """Publishes actors with these ids."""
    with changes.changeset("tester", "test"):
        for slug in slugs:
            Actor.objects.create(
                slug=slug, name=slug, kind="person", dataset=dataset, review_status="published"
            )


def test_a_request_sees_one_state_whatever_is_written_meanwhile(dataset: Dataset) -> None:
    publish_actors(dataset, "before")
    with read_snapshot():
        assert Actor.objects.count() == 1
        in_thread(lambda: publish_actors(dataset, "meanwhile"))
        assert Actor.objects.count() == 1
    with read_snapshot():
        assert Actor.objects.count() == 2


def test_a_writer_does_not_wait_for_a_reader(dataset: Dataset) -> None:
    with read_snapshot():
        assert list(Dataset.objects.all()) == [dataset]
        in_thread(lambda: publish_actors(dataset, "one", "two"))


def test_nothing_can_be_written_through_it(dataset: Dataset) -> None:
    def write() -> None:
        with write_guard.suspended(), connections["read"].cursor() as cursor:
            cursor.execute("UPDATE events_dataset SET name = 'x'")

    with pytest.raises(DatabaseError, match=r"read.?only"):
        write()
    dataset.refresh_from_db()
    assert dataset.name == "D"


def test_a_query_that_takes_too_long_is_ended(settings: object) -> None:
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) "
        "SELECT count(*) FROM n"
    )
    settings.READ_SECONDS = 0.2  # type: ignore[attr-defined]

    def ask_for_too_much() -> None:
        with read_snapshot(), connections["read"].cursor() as cursor:
            if connections["read"].vendor == "postgresql":
                cursor.execute("SET LOCAL statement_timeout = 200")
            cursor.execute(endless)

    with pytest.raises(TooCostlyError):
        ask_for_too_much()


SHORT = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
    "SELECT 1 FROM n",
    "postgresql": "SELECT pg_sleep(0.01)",
}
LONG = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) "
    "SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(600)",
}


def test_many_short_queries_together_may_not_take_longer_either(settings: LazySettings) -> None:
    settings.READ_SECONDS = 0.3
    connection = connections["read"]

    def ask_again_and_again() -> None:
        with read_snapshot(), connection.cursor() as cursor:
            for _ in range(100_000):
                cursor.execute(SHORT[connection.vendor])
                cursor.fetchall()

    with pytest.raises(TooCostlyError) as caught:
        ask_again_and_again()
    assert caught.value.own_seconds > 0


def test_a_query_gets_what_is_left_of_the_request() -> None:
    connection = connections["read"]

    def ask_late() -> None:
        with read_snapshot(), connection.cursor() as cursor:
            limit = snapshots._current_limit.get()
            assert limit is not None
            limit.deadline = time.monotonic() + 0.4
            cursor.execute(LONG[connection.vendor])

    with pytest.raises(TooCostlyError):
        ask_late()
    with read_snapshot(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_a_stream_may_go_on(settings: LazySettings) -> None:
    settings.READ_SECONDS = 2
    with read_snapshot(), connections["read"].cursor() as cursor:
        limit = snapshots._current_limit.get()
        assert limit is not None
        limit.deadline = time.monotonic() - 1
        with pytest.raises(TooCostlyError):
            cursor.execute("SELECT 1")
        snapshots.extend_deadline()
        cursor.execute("SELECT 1")


def test_a_command_may_read_as_long_as_it_takes(settings: object) -> None:
    settings.READ_SECONDS = 0  # type: ignore[attr-defined]
    long = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) "
        "SELECT count(*) FROM n"
    )
    with read_snapshot(limited=False), connections["read"].cursor() as cursor:
        cursor.execute(long)
        assert cursor.fetchone() == (50_000,)
        if connections["read"].vendor == "postgresql":
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("0",)


def test_a_costly_request_is_an_honest_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def costly(*_: object) -> None:
        raise TooCostlyError

    monkeypatch.setattr("events.records.load", costly)
    response = client.get("/api/v1/events/")
    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
    assert response.json()["type"] == "urn:eventapi:problem:query_too_costly"
