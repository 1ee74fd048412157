"""Data that many tests read, made once: the seeds, and what one file of tests makes, beside them or alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tests import database_cache

SEEDS = "seeded"
"""The fixture whose tests read the seeds."""
_MAKERS: dict[tuple[str, str], Callable[[], Any]] = {}


def shared_fixture(make: Callable[[], Any], *, seeds: bool = True) -> Any:
    """Return a fixture that runs `make` once for all tests of its file, on top of the seeds or alone.

    Its value is the same for all of them: a word or an id, not an instance that a test may change.
    """
    _MAKERS[make.__module__, make.__name__] = make

    def on_seeds(loaded_data: None, seeded: None) -> Any:  # noqa: ARG001 - it needs them
        return _data.value_of(make)

    def alone(loaded_data: None, db: None) -> Any:  # noqa: ARG001 - it needs them
        return _data.value_of(make)

    fixture = on_seeds if seeds else alone
    fixture.__doc__ = make.__doc__
    return pytest.fixture(name=make.__name__)(fixture)


def makers_of(item: pytest.Item) -> list[Callable[[], Any]]:
    """Return what makes the shared data of a test, the seeds first."""
    names = getattr(item, "fixturenames", ())
    module = getattr(getattr(item, "module", None), "__name__", "")
    own = [make for (owner, name), make in _MAKERS.items() if owner == module and name in names]
    return [load_seeds, *own] if SEEDS in names else own


def load_seeds() -> None:
    """Load the seeds, with the keys that they have in a database of their own.

    Child rows of a record are ordered by their keys, and no rollback resets a sequence.
    """
    models = apps.get_models(include_auto_created=True)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    call_command("load_seeds", verbosity=0)


class SharedData:
    """What is made now, each part in a transaction inside that of the one before."""

    def __init__(self) -> None:
        self._active: list[tuple[Callable[[], Any], transaction.Atomic, Any]] = []
        self._blocker: DjangoDbBlocker | None = None

    def value_of(self, make: Callable[[], Any]) -> Any:
        """Return the value of an active maker."""
        return next(value for active, _, value in self._active if active is make)

    def build(self, makers: list[Callable[[], Any]], blocker: DjangoDbBlocker) -> None:
        """Run those that are not active yet."""
        self._blocker = blocker
        for make in makers[len(self._active) :]:
            with blocker.unblock():
                loaded = make is load_seeds and database_cache.restore(database_cache.SEEDED)
                atomic = transaction.atomic()
                atomic.__enter__()
                self._active.append((make, atomic, None))
                self._active[-1] = (make, atomic, None if loaded else make())
                # Else deferred constraints would be checked after each test, whose rollback undoes that.
                connection.check_constraints()

    def roll_back_except(self, makers: list[Callable[[], Any]]) -> None:
        """Roll back what these did not make, and everything on top of that."""
        while [make for make, *_ in self._active] != makers[: len(self._active)]:
            _, atomic, _ = self._active.pop()
            assert self._blocker is not None
            with self._blocker.unblock():
                transaction.set_rollback(True)
                atomic.__exit__(None, None, None)
                if not self._active:
                    database_cache.restore(database_cache.MIGRATED)


_data = SharedData()
build, roll_back_except = _data.build, _data.roll_back_except
