"""The alias `read`: one snapshot a request, no write, no query without an end."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.utils import DatabaseError
from django.test import Client

from events import changes, door, reading
from events.models import Actor, Dataset, Event
from events.reading import TooCostlyError, snapshot
from tests.api.helpers import ask

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "read"])


@pytest.fixture(autouse=True)
def real_alias(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read through the alias, on a database where everything is committed."""
    monkeypatch.setattr(reading, "ALIAS", "read")
    yield
    connections["read"].close()


@pytest.fixture
def dataset() -> Dataset:
    """A dataset to put records into."""
    with changes.record("tester", "test"):
        return Dataset.objects.create(
            slug="d", name="D", licence="CC0", attribution="us", review_status="published"
        )


def add(dataset: Dataset, *slugs: str) -> None:
    """Publish actors of these ids."""
    with changes.record("tester", "test"):
        for slug in slugs:
            Actor.objects.create(
                slug=slug, name=slug, kind="person", dataset=dataset, review_status="published"
            )


def elsewhere(work: Callable[[], None]) -> None:
    """Do something in a thread with connections of its own, and wait for it."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(120)
    assert not thread.is_alive()
    assert not failures, failures


def test_a_request_sees_one_state_whatever_is_written_meanwhile(dataset: Dataset) -> None:
    add(dataset, "before")
    with snapshot():
        assert Actor.objects.count() == 1
        elsewhere(lambda: add(dataset, "meanwhile"))
        assert Actor.objects.count() == 1
    with snapshot():
        assert Actor.objects.count() == 2


def test_a_writer_does_not_wait_for_a_reader(dataset: Dataset) -> None:
    with snapshot():
        assert list(Dataset.objects.all()) == [dataset]
        elsewhere(lambda: add(dataset, "one", "two"))


def test_nothing_can_be_written_through_it(dataset: Dataset) -> None:
    def write() -> None:
        with door.unlocked(), connections["read"].cursor() as cursor:
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
        with snapshot(), connections["read"].cursor() as cursor:
            if connections["read"].vendor == "postgresql":
                cursor.execute("SET LOCAL statement_timeout = 200")
            cursor.execute(endless)

    with pytest.raises(TooCostlyError):
        ask_for_too_much()


def test_a_costly_request_is_an_honest_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def costly(*_: object) -> None:
        raise TooCostlyError

    monkeypatch.setattr("events.records.load", costly)
    answer = client.get("/api/v1/events/")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer.json()["type"] == "urn:eventapi:problem:query_too_costly"


def test_a_walk_under_writers_skips_and_repeats_nothing(client: Client) -> None:
    call_command("load_seeds", verbosity=0)
    steady = [row["id"] for row in ask(client, "events/?limit=200")["results"]]
    stop = threading.Event()
    written: list[str] = []

    def churn() -> None:
        try:
            add_and_withdraw()
        finally:
            connections.close_all()

    def add_and_withdraw() -> None:
        curated = Dataset.objects.get()
        number = 0
        while not stop.is_set():
            number += 1
            with changes.record("tester", "churn"):
                event = Event.objects.create(
                    slug=f"passing-{number}",
                    title="Passing",
                    form="action",
                    dataset=curated,
                    review_status="published",
                    date_edtf=f"20{number % 24:02}-01-01",
                )
            with changes.record("tester", "churn"):
                event.review_status, event.withdrawn_reason = "withdrawn", "It passed."
                event.save()
            written.append(event.slug)

    def walk() -> None:
        for walks in range(1, 200):
            if walks > 3 and len(written) > 3:
                break
            seen: list[str] = []
            page = ask(Client(), "events/?limit=7")
            seen += [row["id"] for row in page["results"]]
            while page["next_cursor"]:
                page = ask(Client(), f"events/?limit=7&cursor={page['next_cursor']}")
                seen += [row["id"] for row in page["results"]]
            assert len(set(seen)) == len(seen)
            assert [one for one in seen if not one.startswith("passing-")] == steady

    def read() -> None:
        try:
            walk()
        finally:
            stop.set()

    writer = threading.Thread(target=churn)
    writer.start()
    try:
        elsewhere(read)
    finally:
        stop.set()
        writer.join(30)
    assert len(written) > 3
