"""A site on a SQLite database of its own, which a test may break; each question has its own connections."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.contrib.auth import get_user_model
from django.db import connections
from django.test import Client

from events import snapshots
from events.monitoring import outage
from tests import factories as make
from tests.admin.form_data import form_values

T = TypeVar("T")
ADD_OUTLET = "/admin/events/outlet/add/"
ALIASES = ("default", "read")


def in_thread(work: Callable[[], T]) -> T:
    """Run a function in a thread with connections of its own, and return what it returns."""
    results: list[T] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(120)
    assert not thread.is_alive()
    if failures:
        raise failures[0]
    return results[0]


class OwnSite:
    """The database file, and a browser in which a superuser is signed in."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.client = Client(raise_request_exception=False)
        in_thread(self._prepare)

    def _prepare(self) -> None:
        self.client.force_login(get_user_model().objects.create_superuser("chief"))
        with make.change():
            make.dataset()
        self._form = form_values(self.client.get(ADD_OUTLET))

    def ask(self, *addresses: str) -> list[Any]:
        """Ask for each address; whatever breaks is answered, and raised nowhere."""
        return in_thread(lambda: [self.client.get(address) for address in addresses])

    def add_outlet(self, slug: str, before: Callable[[], object] = lambda: None, size: int = 10) -> Any:
        """Send the form that adds an outlet, with a note of this size, after `before`."""
        form = self._form | {"slug": slug, "name": slug, "note": "x" * size}

        def send() -> Any:
            before()
            return self.client.post(ADD_OUTLET, form)

        return in_thread(send)

    def empty_log(self) -> None:
        """Move all that was written into the file itself, out of its log."""
        with closing(sqlite3.connect(self.file)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def dump(self) -> list[str]:
        """All that the database holds."""
        with closing(sqlite3.connect(self.file)) as database:
            return list(database.iterdump())


def overwrite_pages(file: Path) -> None:
    """Damage a database: overwrite all but its first page."""
    with file.open("r+b") as raw:
        raw.seek(4096)
        raw.write(b"\xff" * (file.stat().st_size - 4096))


def overwrite_header(file: Path) -> None:
    """Make something else of a database."""
    file.write_bytes(b"This is no database." * 1000)


@contextmanager
def database_settings(monkeypatch: pytest.MonkeyPatch, **values: Any) -> Iterator[None]:
    """Change the settings of both aliases, or their `timeout`, for the connections of new threads."""
    with monkeypatch.context() as patch:
        for alias in ALIASES:
            for name, value in values.items():
                database = connections.settings[alias]
                patch.setitem(database["OPTIONS"] if name == "timeout" else database, name, value)
        yield


@pytest.fixture
def own_site(
    db: None,  # noqa: ARG001 - its database is copied
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> Iterator[OwnSite]:
    """A site with a migrated, empty database."""
    file = tmp_path / "db.sqlite3"
    source = connections["default"].settings_dict["NAME"]
    with closing(sqlite3.connect(source)) as database, closing(sqlite3.connect(file)) as copy:
        database.backup(copy)
    monkeypatch.setattr(outage, "_current", None)
    monkeypatch.setattr(snapshots, "ALIAS", "read")
    settings.VAR = tmp_path
    name = f"{file.as_uri()}?mode=rw"
    with database_settings(monkeypatch, NAME=name):
        yield OwnSite(file)
