"""The context managers in which records are written: one change is one transaction with one reason."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models, transaction

from events import search, write_guard
from events.changes.change import Change
from events.changes.revision_writer import advance_sequence, write_revisions
from events.choices import Collection, Depth
from events.models import Event, Figure
from events.models.record import Record, record_models

_SQLITE_LOCK = Lock()
_LOCK_BATCH_SIZE = 10_000
"""Rows that one statement locks."""
_REBUILD_BATCH_SIZE = 500
"""Events whose derived rows are made anew together."""


class StaleRecordError(Exception):
    """Somebody else changed the record since it was read."""

    def __init__(self, record: Record, expected: int, *, deleted: bool = False) -> None:
        now = "was deleted meanwhile" if deleted else f"is at version {record.version} by now"
        super().__init__(
            f"{record.COLLECTION.value}/{record.slug} {now}; this change was made from version {expected}."
        )
        self.record = record
        self.expected = expected


@contextmanager
def changeset(
    actor: AbstractBaseUser | str,
    action: str,
    reason: str = "",
    *,
    expected: Mapping[Record, int] | None = None,
) -> Iterator[Change]:
    """Open one change in one transaction, and write a revision of each record that it changes.

    `actor` is the curator or the name of a command. On exit, derived columns are recomputed, and each
    record whose content changed gets one revision. `expected` maps records to the version that the
    change was made from.

    Raises: StaleRecordError if a record has another version by now; ValidationError if a record is not
    valid as it was left; PermissionDenied if the curator may not do this: then nothing is written at all.
    Queries: a number fixed for each collection that was written, and one for each changed record.
    """
    user = None if isinstance(actor, str) else actor
    change = Change(actor if isinstance(actor, str) else actor.get_username(), action, reason, user)
    with _sqlite_write_lock(), transaction.atomic(), write_guard.track_writes() as writes:
        _refuse_stale(expected or {})
        yield change
        _lock_records(writes)
        _recompute_derived(writes)
        _settle_events(change)
        write_revisions(writes, change)


def _refuse_stale(expected: Mapping[Record, int]) -> None:
    """Lock these records if they still have these versions. Raises: StaleRecordError."""
    for stale, version in expected.items():
        current = type(stale)._base_manager.select_for_update(no_key=True).filter(pk=stale.pk).first()
        if not isinstance(current, Record):
            raise StaleRecordError(stale, version, deleted=True)
        if current.version != version:
            raise StaleRecordError(current, version)


@contextmanager
def _sqlite_write_lock() -> Iterator[None]:
    """Make the threads that write to SQLite wait for each other in Python.

    SQLite gives its lock to whichever connection retries at the right moment: one of many could time out.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield  # a thread that is writing already would deadlock
        return
    with _SQLITE_LOCK:
        yield


def _lock_records(writes: write_guard.TrackedWrites) -> None:
    """Lock the written records, so that the rest of the change sees all that earlier changes committed.

    Without the locks, two changes of child rows of one record would each miss the other's row and take the
    same version, and two changes could together make a cycle, or a reference to a withdrawn record.
    """
    for _, model in sorted(record_models().items()):
        pks = sorted(writes.written_pks.get(model, ()))
        for start in range(0, len(pks), _LOCK_BATCH_SIZE):
            # FOR NO KEY UPDATE: rows that refer to the record hold a shared lock on its key.
            rows = model._base_manager.select_for_update(no_key=True).filter(
                pk__in=pks[start : start + _LOCK_BATCH_SIZE]
            )
            list(rows.order_by("pk").values_list("pk"))
    advance_sequence(0)


def _recompute_derived(writes: write_guard.TrackedWrites) -> None:
    """Recompute derived columns, until that writes no further record."""
    done: dict[type[models.Model], set[int]] = defaultdict(set)
    while pending := {m: new for m, pks in writes.written_pks.items() if (new := pks - done[m])}:
        for model, pks in pending.items():
            done[model] |= pks
            if issubclass(model, Record):
                model.recompute_derived(pks)


def _settle_events(change: Change) -> None:
    """Settle those events of the change that are coded. Queries: 1, none where there are none."""
    if change.settled:
        Event._base_manager.filter(pk__in=change.settled, depth=Depth.CODED).update(depth=Depth.SETTLED)


def rebuild_search() -> dict[Collection, int]:
    """Rebuild the full text index, and what sums and searches for dates read of events.

    Changes wait meanwhile. Returns the number of indexed records of each collection.
    """
    with maintenance_transaction():
        pks = list(Event._base_manager.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(pks), _REBUILD_BATCH_SIZE):
            batch = pks[start : start + _REBUILD_BATCH_SIZE]
            figures = Figure.with_counted(Figure._base_manager.filter(event__in=batch))
            Event.rebuild_totals_and_gaps(list(Event._base_manager.filter(pk__in=batch)), figures)
        return dict(search.rebuild())


@contextmanager
def maintenance_transaction() -> Iterator[None]:
    """Write tables that hold no records, in one transaction for which changes wait.

    It advances the public sequence, so that cached responses from before are known to be stale.
    """
    with _sqlite_write_lock(), transaction.atomic(), write_guard.track_writes():
        advance_sequence(1, "public_value")
        yield
