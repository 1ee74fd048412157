"""What every test has in common."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from events import door, reading

# A slow hash guards real passwords; here it would only slow every sign-in down.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The manifest exists after collectstatic only, and no test needs hashed names.
settings.STORAGES = settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing one
# What a test writes and never commits only its own connection sees; tests of the alias say so.
reading.ALIAS = "default"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The rules know no database."""
    for item in items:
        if item.path.is_relative_to(settings.BASE_DIR / "tests" / "rules"):
            item.add_marker(pytest.mark.once)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Let the tables be emptied after a test that commits."""
    with door.unlocked():
        yield


@pytest.fixture(scope="module")
def seeds_of_module(
    django_db_setup: None,  # noqa: ARG001 - the database must stand
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """The seeds, loaded once for the tests of a file and rolled back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_seeds", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def seeded(seeds_of_module: None, db: None) -> None:
    """A database that holds the seeds; what a test writes is rolled back after it."""
