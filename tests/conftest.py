"""What every test has in common."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from events import snapshots, write_guard
from tests import proof, shared_data

# A slow hash guards real passwords; here it would only slow every sign-in down.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The manifest exists after collectstatic only, and no test needs hashed names.
settings.STORAGES = settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing one
# What a test writes and never commits only its own connection sees; tests of the alias say so.
snapshots.ALIAS = "default"


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


def _sort_key(item: pytest.Item) -> tuple[Any, ...]:
    """The place of a test in the order: those that commit and empty every table come last."""
    if _commits(item):
        return (2,)
    makers = shared_data.makers_of(item)
    seeded = shared_data.load_seeds in makers
    return (1, seeded, item.path, len(makers), [make.__name__ for make in makers]) if makers else (0,)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what reaches no database, so that it runs beside one alone."""
    names = getattr(item, "fixturenames", ())
    if "db" not in names and "transactional_db" not in names and not item.get_closest_marker("django_db"):
        item.add_marker(pytest.mark.once)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the proofs, and put those together that use the same data."""
    proofs = [item for item in items if proof.is_deselected(item)]
    if proofs:
        config.hook.pytest_deselected(items=proofs)
        items[:] = [item for item in items if item not in set(proofs)]
    items.sort(key=_sort_key)
    for item in items:
        if shared_data.makers_of(item):  # before its own transaction, which a mark would open first
            item.fixturenames.insert(0, "loaded_data")  # type: ignore[attr-defined]


def pytest_collection_finish() -> None:
    """Keep the garbage collector from visiting what was imported, which stays to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Roll back the shared data that the test does not use."""
    shared_data.roll_back_except(shared_data.makers_of(item))
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
    shared_data.roll_back_except([])


@pytest.fixture
def loaded_data(
    _roll_back_seeds: None, request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> None:
    """The seeds and other shared data, outside the transaction of the test: what it writes is rolled back."""
    shared_data.build(shared_data.makers_of(request.node), django_db_blocker)


@pytest.fixture
def seeded(loaded_data: None, db: None) -> None:
    """A database that holds the seeds; what a test writes is rolled back after it."""
