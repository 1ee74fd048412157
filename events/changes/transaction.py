"""The door itself: one change, one transaction, one reason."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models, transaction

from events import search, write_guard
from events.changes.change import Change
from events.changes.optimistic_lock import refuse_stale
from events.changes.revision_writer import write_revisions
from events.changes.sequence import advance_public_sequence, advance_sequence
from events.choices import Collection
from events.models.record import Record, record_models

_SQLITE_LOCK = Lock()
_LOCK_BATCH_SIZE = 10_000
"""Rows that one statement locks."""


@contextmanager
def changeset(
    actor: AbstractBaseUser | str,
    action: str,
    reason: str = "",
    *,
    expected: Mapping[Record, int] | None = None,
) -> Iterator[Change]:
    """Open the door for one change, in one transaction, and keep what it leaves behind.

    `actor` is the curator or the name of a command. On exit, what is derived is renewed, and each
    record whose content changed gets one revision. `expected` maps records to the version that the
    change was made from.

    Raises: StaleRecordError if one has another by now; ValidationError if a record cannot stand as
    it was left; PermissionDenied if the curator may not do this: then nothing is written at all.
    Queries: a number fixed for each collection that was touched, and one for each changed record.
    """
    user = None if isinstance(actor, str) else actor
    change = Change(actor if isinstance(actor, str) else actor.get_username(), action, reason, user)
    with _sqlite_write_lock(), transaction.atomic(), write_guard.track_writes() as opened:
        refuse_stale(expected or {})
        yield change
        _lock_records(opened)
        _recompute_derived(opened)
        write_revisions(opened, change)


@contextmanager
def _sqlite_write_lock() -> Iterator[None]:
    """Let the threads that write to SQLite wait for each other, outside of it.

    It hands its lock to whoever asks at the right moment, so that one of many would wait until it gave up.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield  # who writes already would wait for those who wait for that
        return
    with _SQLITE_LOCK:
        yield


def _lock_records(opened: write_guard.TrackedWrites) -> None:
    """Wait for the changes that came first, so that what follows sees all that they left.

    Without it, two changes of parts of one record would each miss the other's part and take the same
    number, and each of two could make a cycle, or a reference to what is withdrawn, half.
    """
    for _, model in sorted(record_models().items()):
        pks = sorted(opened.written_pks.get(model, ()))
        for start in range(0, len(pks), _LOCK_BATCH_SIZE):
            # Not the key: rows that refer to the record hold a share of that.
            rows = model._base_manager.select_for_update(no_key=True).filter(
                pk__in=pks[start : start + _LOCK_BATCH_SIZE]
            )
            list(rows.order_by("pk").values_list("pk"))
    advance_sequence(0)


def _recompute_derived(opened: write_guard.TrackedWrites) -> None:
    """Renew what is derived, until nothing new was touched by doing so."""
    settled: dict[type[models.Model], set[int]] = defaultdict(set)
    while fresh := {m: new for m, pks in opened.written_pks.items() if (new := pks - settled[m])}:
        for model, pks in fresh.items():
            settled[model] |= pks
            if issubclass(model, Record):
                model.recompute_derived(pks)


def rebuild_search() -> dict[Collection, int]:
    """Make all that full text search looks through anew; how many records of each collection have some.

    Changes wait meanwhile.
    """
    with maintenance_transaction():
        return dict(search.rebuild())


@contextmanager
def maintenance_transaction() -> Iterator[None]:
    """Write what is no record, in one transaction for which changes wait.

    Takes a number, so that answers from before are known to be stale.
    """
    with _sqlite_write_lock(), transaction.atomic(), write_guard.track_writes():
        advance_public_sequence(1)
        yield
