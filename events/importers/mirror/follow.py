"""Follows the feed of changes of another installation from a stored cursor."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction

from events.importers.mirror.batch_writer import MIRROR_USER, apply_batch, set_public_forms
from events.importers.mirror.change_batch import MAX_BATCH_BYTES, ChangeBatch
from events.importers.mirror.errors import UpstreamError
from events.importers.mirror.record_shape import SHAPE_ERRORS
from events.importers.mirror.upstream_client import MAX_ATTEMPTS, UpstreamClient
from events.models import Mirror, Revision
from events.outbound import printable

BATCH_SIZE = 200
"""The number of changes in one batch."""
_INCONSISTENCY_ERRORS = (ValidationError, models.ProtectedError, IntegrityError)


def open_mirror(url: str) -> Mirror:
    """The state of the mirror in this database, created if there is none.

    Raises: ValidationError if the database has changes of its own or mirrors another installation.
    """
    other = Revision.objects.exclude(who=MIRROR_USER).order_by("seq").first()
    if other is not None:
        raise ValidationError(
            f"This database has changes of its own, the first by {other.who} ({other.action} of "
            f"{other.collection}/{other.slug}): a mirror holds nothing but what it copies. Name an empty one."
        )
    mirror = Mirror.objects.first() or Mirror.objects.create(url=url)
    if mirror.url != url:
        raise ValidationError(f"This database mirrors {mirror.url}; name another for {url}.")
    return mirror


def follow(
    client: UpstreamClient, state: Mirror, max_batch_bytes: int = MAX_BATCH_BYTES
) -> Iterator[tuple[int, str]]:
    """Mirror all changes up to now; each batch is one transaction, which stores the next cursor.

    Yields the number of changes in each batch and the time of the last one.

    Raises: UpstreamError; ValidationError if this database has changed otherwise.
    """
    more = True
    while more:
        changes, at, more = _apply_next_batch(client, state, max_batch_bytes)
        if changes:
            yield changes, at


def _apply_next_batch(client: UpstreamClient, state: Mirror, max_batch_bytes: int) -> tuple[int, str, bool]:
    """Read and write one batch; it grows until it is consistent, as the feed may change meanwhile."""
    batch = ChangeBatch(client, max_bytes=client.bytes_read + max_batch_bytes)
    cursor, changes, at, pauses = state.cursor, 0, "", 0
    while True:
        page = client.page(cursor, BATCH_SIZE)
        cursor = page["next_cursor"]
        changes += len(page["results"])
        at = page["results"][-1]["at"] if page["results"] else at
        batch.check_size()
        batch.add_changes(page["results"])
        batch.fetch_records()
        unreadable = ", ".join(sorted(f"{where.value}/{slug}" for where, slug in batch.pending))
        message = f"{unreadable} cannot be read, and no change says why."
        if not unreadable:
            try:
                _commit(batch, client.url, state, cursor)
            except _INCONSISTENCY_ERRORS as error:
                message = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            except (DataError, *SHAPE_ERRORS) as error:
                raise UpstreamError(
                    f"The records of {client.url} cannot be written ({type(error).__name__}: "
                    f"{printable(str(error), 100)}); nothing of this batch is kept."
                ) from error
            else:
                return changes, at, page["next"] is not None
        if page["next"] is None:
            pauses += 1
            if pauses > MAX_ATTEMPTS:
                raise UpstreamError(
                    f"The changes and records of {client.url} do not fit together: {printable(message)}"
                )
            client.wait(2**pauses / 10)


def _commit(batch: ChangeBatch, url: str, state: Mirror, cursor: str) -> None:
    with transaction.atomic():
        unmoved = Mirror.objects.select_for_update().filter(pk=state.pk, cursor=state.cursor)
        if not unmoved.exists():
            raise UpstreamError("Another process is mirroring into this database; let one do it.")
        if batch.rows or batch.redacted:
            apply_batch(batch, f"Changes of {url}.")
        set_public_forms(batch)
        if cursor != state.cursor:
            Mirror.objects.filter(pk=state.pk).update(cursor=cursor)
    state.cursor = cursor
