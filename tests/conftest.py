"""What every test has in common."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from events import snapshots, write_guard

# A slow hash guards real passwords; here it would only slow every sign-in down.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The manifest exists after collectstatic only, and no test needs hashed names.
settings.STORAGES = settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing one
# What a test writes and never commits only its own connection sees; tests of the alias say so.
snapshots.ALIAS = "default"


class Seeds:
    """The seeds, in one transaction from the first test that reads them to the last."""

    def __init__(self) -> None:
        self._blocker: DjangoDbBlocker | None = None
        self._atomic = transaction.atomic()

    def load(self, blocker: DjangoDbBlocker) -> None:
        """Load them, unless they stand."""
        if self._blocker is None:
            self._blocker = blocker
            with blocker.unblock():
                self._atomic.__enter__()
                call_command("load_seeds", verbosity=0)

    def roll_back(self) -> None:
        """Leave nothing of them, if they stand."""
        if self._blocker is not None:
            with self._blocker.unblock():
                transaction.set_rollback(True)
                self._atomic.__exit__(None, None, None)
            self._blocker = None


_seeds = Seeds()


def _reads_seeds(item: pytest.Item) -> bool:
    return "seeded" in getattr(item, "fixturenames", ())


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put those that read the seeds together, before those that commit and empty every table."""
    items.sort(key=lambda item: 2 if _commits(item) else _reads_seeds(item))
    for item in items:
        if _reads_seeds(item):  # before its own transaction, which a mark would open first
            item.fixturenames.insert(0, "loaded_seeds")  # type: ignore[attr-defined]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Let nobody meet the seeds who did not ask for them."""
    if not _reads_seeds(item):
        _seeds.roll_back()
    yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Let the tables be emptied after a test that commits, and let nobody leave a snapshot open."""
    with write_guard.suspended():
        yield
    # What is written inside of one would be settled by what was there before.
    assert snapshots.in_snapshot() is False, "The test left a snapshot open."


@pytest.fixture(scope="session")
def _roll_back_seeds(django_db_setup: None) -> Iterator[None]:  # noqa: ARG001 - before the database goes
    """Roll the seeds back at the end, if nobody came after them."""
    yield
    _seeds.roll_back()


@pytest.fixture
def loaded_seeds(_roll_back_seeds: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The seeds, outside the transaction of the test: what it rolls back is its own."""
    _seeds.load(django_db_blocker)


@pytest.fixture
def seeded(loaded_seeds: None, db: None) -> None:
    """A database that holds the seeds; what a test writes is rolled back after it."""
