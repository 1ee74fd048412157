"""Follow another installation by its feed of changes, from where it was left."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from events.importers.mirror.apply import apply, refuse_curated
from events.importers.mirror.batch import Batch
from events.importers.mirror.source import TRIES, Source, SourceError
from events.models import Mirror

BATCH = 200
"""How many changes are taken over at a time, and with them what they name."""
_UNSETTLED = (ValidationError, models.ProtectedError, IntegrityError)


@dataclass(frozen=True, slots=True)
class Step:
    """What one batch took over."""

    changes: int
    at: str
    """The time of the last change."""


def begin(url: str) -> Mirror:
    """The state of the mirror of this installation, made where there is none.

    Raises: ValidationError where the database is none, or one of another installation.
    """
    refuse_curated()
    held = Mirror.objects.first() or Mirror.objects.create(url=url)
    if held.url != url:
        raise ValidationError(f"This database mirrors {held.url}; name another for {url}.")
    return held


def follow(source: Source, state: Mirror) -> Iterator[Step]:
    """Take over all changes up to now, a batch in one transaction with where to go on.

    Raises: SourceError; ValidationError where somebody else has written meanwhile.
    """
    more = True
    while more:
        step, more = _step(source, state)
        if step.changes:
            yield step


def _step(source: Source, state: Mirror) -> tuple[Step, bool]:
    """One batch: read on while what was read is not consistent, since somebody was writing meanwhile."""
    batch, cursor, changes, at, pauses = Batch(source), state.cursor, 0, "", 0
    while True:
        page = source.page(cursor, BATCH)
        cursor = page["next_cursor"]
        changes += len(page["results"])
        at = page["results"][-1]["at"] if page["results"] else at
        batch.take(page["results"])
        batch.fetch()
        unsettled = ", ".join(sorted(f"{where.value}/{slug}" for where, slug in batch.waiting))
        told = f"{unsettled} cannot be read, and no change tells why."
        if not unsettled:
            try:
                _commit(batch, source.url, state, cursor)
            except _UNSETTLED as error:
                told = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            else:
                return Step(changes, at), page["next"] is not None
        if page["next"] is None:
            pauses += 1
            if pauses > TRIES:
                raise SourceError(f"What {source.url} tells does not fit together: {told}")
            source.wait(2**pauses / 10)


def _commit(batch: Batch, url: str, state: Mirror, cursor: str) -> None:
    with transaction.atomic():
        mine = Mirror.objects.select_for_update().filter(pk=state.pk, cursor=state.cursor)
        if not mine.exists():
            raise SourceError("Another process is mirroring into this database; let one do it.")
        if batch.rows or batch.redacted:
            apply(batch, f"Changes of {url}.")
        if cursor != state.cursor:
            Mirror.objects.filter(pk=state.pk).update(cursor=cursor)
    state.cursor = cursor
