"""The door itself: one change, one transaction, one reason."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models, transaction

from events import door, search
from events.changes.change import Change
from events.changes.numbers import next_numbers
from events.changes.revisions import keep
from events.changes.stale import refuse_stale
from events.choices import Collection
from events.models.record import Record, record_models

_QUEUE = Lock()
_LOCKED = 10_000
"""Rows that one statement locks."""


@contextmanager
def record(
    actor: AbstractBaseUser | str,
    action: str,
    reason: str = "",
    *,
    expected: Mapping[Record, int] | None = None,
) -> Iterator[Change]:
    """Open the door for one change, in one transaction, and keep what it leaves behind.

    `actor` is the curator or the name of a command. On exit, what is derived is renewed, and each
    record whose content changed gets one revision. `expected` maps records to the revision that the
    change was made from.

    Raises: StaleRecordError if one has another by now; ValidationError if a record cannot stand as
    it was left; PermissionDenied if the curator may not do this: then nothing is written at all.
    Queries: a number fixed for each collection that was touched, and one for each changed record.
    """
    user = None if isinstance(actor, str) else actor
    change = Change(actor if isinstance(actor, str) else actor.get_username(), action, reason, user)
    with _queued(), transaction.atomic(), door.opened() as opened:
        refuse_stale(expected or {})
        yield change
        _take_turn(opened)
        _settle(opened)
        keep(opened, change)


@contextmanager
def _queued() -> Iterator[None]:
    """Let the threads that write to SQLite wait for each other, outside of it.

    It hands its lock to whoever asks at the right moment, so that one of many would wait until it gave up.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield  # who writes already would wait for those who wait for that
        return
    with _QUEUE:
        yield


def _take_turn(opened: door.OpenChange) -> None:
    """Wait for the changes that came first, so that what follows sees all that they left.

    Without it, two changes of parts of one record would each miss the other's part and take the same
    number, and each of two could make a cycle, or a reference to what is withdrawn, half.
    """
    for _, model in sorted(record_models().items()):
        pks = sorted(opened.touched.get(model, ()))
        for start in range(0, len(pks), _LOCKED):
            # Not the key: rows that refer to the record hold a share of that.
            rows = model._base_manager.select_for_update(no_key=True).filter(
                pk__in=pks[start : start + _LOCKED]
            )
            list(rows.order_by("pk").values_list("pk"))
    next_numbers(0)


def _settle(opened: door.OpenChange) -> None:
    """Renew what is derived, until nothing new was touched by doing so."""
    settled: dict[type[models.Model], set[int]] = defaultdict(set)
    while fresh := {m: new for m, pks in opened.touched.items() if (new := pks - settled[m])}:
        for model, pks in fresh.items():
            settled[model] |= pks
            if issubclass(model, Record):
                model.settle(pks)


def rebuild_search() -> dict[Collection, int]:
    """Make all that full text search looks through anew; how many records of each collection have some.

    Changes wait meanwhile.
    """
    with turn():
        return dict(search.rebuild())


@contextmanager
def turn() -> Iterator[None]:
    """Write what is no record, in one transaction for which changes wait.

    Takes a number, so that answers from before are known to be stale.
    """
    with _queued(), transaction.atomic(), door.opened():
        next_numbers(1)
        yield
