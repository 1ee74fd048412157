"""Faults made on purpose while the site runs: what clients get, what the log holds, what was lost."""

import logging
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from events.monitoring import outage
from events.monitoring.faults import Fault
from tests.own_site import OwnSite, database_settings, overwrite_header, overwrite_pages, own_site

__all__ = ["own_site"]
pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db(databases=["default", "read"]),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="breaks files of SQLite"),
]
API = (
    "/api/v1/events/",
    "/api/v1/actors/iraq/",
    "/api/v1/events/?format=csv",
    "/ogc/collections",
    "/api/v1/changes/",
)
PAGES = ("/", "/admin/", "/admin/events/event/")


def assert_problem(response: Any) -> None:
    """The answer of the API while the database is out."""
    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
    assert (response["Retry-After"], response["Cache-Control"]) == ("10", "no-store")
    problem = response.json()
    assert problem["type"] == "urn:eventapi:problem:database_unavailable"
    assert problem["request_id"] == response["X-Request-ID"]
    assert not {"sqlite", "file", "disk"} & set(problem["detail"].lower().split())


def assert_page(response: Any) -> None:
    """The page of everything else."""
    assert (response.status_code, response["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert response["Retry-After"] == "10"
    text = response.content.decode()
    assert "What you sent was not saved" in text
    assert response["X-Request-ID"] in text


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged, which holds no traceback."""
    assert not any(record.exc_info for record in caplog.records)
    assert all(len(record.getMessage()) < 400 for record in caplog.records)
    return [record.getMessage() for record in caplog.records]


def test_a_database_that_is_gone_is_a_503_and_one_line(
    own_site: OwnSite, caplog: pytest.LogCaptureFixture
) -> None:
    before = own_site.dump()
    aside = own_site.file.rename(own_site.file.with_name("aside"))
    for _ in range(10):
        for response in own_site.ask(*API):
            assert_problem(response)
        for response in own_site.ask(*PAGES):
            assert_page(response)
    assert_page(own_site.add_outlet("lost"))
    alive, ready = own_site.ask("/livez", "/readyz")
    assert (alive.status_code, ready.status_code) == (200, 503)
    assert ready.content == b"The database does not answer.\n"
    (line,) = lines(caplog)
    assert line == f"{Fault.NOT_OPENED.value} (unable to open database file)"
    assert not own_site.file.exists(), "The site made an empty database in place of the lost one."

    aside.rename(own_site.file)
    assert [response.status_code for response in own_site.ask("/livez", API[0], API[0])] == [200] * 3
    _, again = lines(caplog)
    assert again.startswith("The database answers again after ")
    assert again.endswith(f"requests that were refused: {10 * len(API + PAGES) + 1}.")
    assert own_site.dump() == before


@contextmanager
def no_larger_files(own_site: OwnSite) -> Iterator[None]:
    """Let the system refuse to make any file larger than the database is."""
    own_site.empty_log()
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (own_site.file.stat().st_size // 100, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def fill_disk() -> None:
    """Let the database grow no more, as on a full disk."""
    with connections["default"].cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages}")


@pytest.mark.parametrize("fault", [Fault.FULL, Fault.LOCKED, Fault.READ_ONLY])
def test_what_cannot_be_saved_is_told_and_reading_goes_on(
    fault: Fault, own_site: OwnSite, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = own_site.dump()
    changed: dict[str, Any] = {"timeout": 0.1}
    if fault is Fault.READ_ONLY:
        changed["NAME"] = f"{own_site.file.as_uri()}?mode=ro"
    with closing(sqlite3.connect(own_site.file)) as other, database_settings(monkeypatch, **changed):
        if fault is Fault.LOCKED:
            other.execute("BEGIN IMMEDIATE")
        for number in range(5):
            before_it = fill_disk if fault is Fault.FULL else lambda: None
            assert_page(own_site.add_outlet(f"lost-{number}", before_it, size=100_000))
            assert own_site.ask(API[0])[0].status_code == 200
    (line,) = lines(caplog)
    assert line.startswith(fault.value)
    assert outage.current_outage() is not None
    assert own_site.dump() == before

    assert own_site.add_outlet("kept").status_code == 302
    _, again = lines(caplog)
    assert again.startswith("The database saves again after ")
    assert "'kept'" in "\n".join(own_site.dump())


def test_a_disk_that_refuses_to_write_loses_nothing(
    own_site: OwnSite, caplog: pytest.LogCaptureFixture
) -> None:
    before = own_site.dump()
    with no_larger_files(own_site):
        assert_page(own_site.add_outlet("lost", size=1_000_000))
    (line,) = lines(caplog)
    assert line.startswith((Fault.DISK.value, Fault.FULL.value))
    assert own_site.ask(API[0])[0].status_code == 200
    assert outage.current_outage() is not None, "That somebody reads says nothing of the disk."
    assert own_site.dump() == before
    assert own_site.add_outlet("kept").status_code == 302


def test_a_busy_database_is_waited_for(own_site: OwnSite) -> None:
    assert connections.settings["default"]["OPTIONS"]["timeout"] == 20
    assert own_site.add_outlet("kept").status_code == 302


@pytest.mark.parametrize("damage", [overwrite_pages, overwrite_header])
def test_a_damaged_file_is_told_once_until_the_site_is_started_again(
    damage: Callable[[Path], None], own_site: OwnSite, caplog: pytest.LogCaptureFixture
) -> None:
    own_site.empty_log()
    damage(own_site.file)
    broken = own_site.file.read_bytes()
    for _ in range(3):
        for response in own_site.ask(API[0], API[3]):
            assert_problem(response)
        assert_page(own_site.ask(PAGES[0])[0])
        assert [response.status_code for response in own_site.ask("/livez", "/docs/")] == [200, 200]
    (line,) = lines(caplog)
    assert line.startswith(Fault.DAMAGED.value)
    assert own_site.file.read_bytes() == broken


@pytest.mark.parametrize(
    ("fault", "statement"),
    [
        (Fault.OUTDATED, "DELETE FROM django_migrations WHERE app = 'events'"),
        (Fault.NEWER, "UPDATE django_migrations SET name = '0099_later' WHERE app = 'events'"),
        (None, "SELECT 1"),
    ],
)
def test_tables_of_another_version_are_a_503_and_a_mistake_of_ours_a_500(
    fault: Fault | None, statement: str, own_site: OwnSite, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(own_site.file)) as database:
        database.execute(statement)
        database.execute("ALTER TABLE events_event RENAME TO events_happening")
        database.commit()
    for _ in range(3):
        response, other = own_site.ask(API[0], "/api/v1/actors/")
        assert other.status_code == 200, "What another table holds is read, and ends nothing."
        if fault is not None:
            assert_problem(response)
    if fault is not None:
        (line,) = lines(caplog)
        assert line.startswith(fault.value)
        return
    problem = response.json()
    assert (response.status_code, problem["type"]) == (500, "urn:eventapi:problem:internal_error")
    assert problem["request_id"] == response["X-Request-ID"]
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 3
    assert all(record.exc_info for record in errors)
    assert outage.current_outage() is None
