"""Why a change was refused, as sentences for the one who made it."""

from collections.abc import Callable, Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.dateformat import format as format_date
from django.utils.safestring import SafeString

from events.admin.labels import full_label
from events.changes import StaleRecordError
from events.models import Revision
from events.models.record import AggregateMember
from events.rules.dates import DateError

CHANGE_ERRORS: tuple[type[Exception], ...] = (
    ValidationError,
    StaleRecordError,
    ProtectedError,
    RestrictedError,
    IntegrityError,
    DateError,
)
_MAX_LABELS = 5
Message = str | SafeString


def refusals(change: Callable[[], object], *more: type[Exception]) -> list[Message]:
    """Make a change; return why it was refused, by `CHANGE_ERRORS` or `more`; nothing if it was made."""
    try:
        change()
    except CHANGE_ERRORS + more as error:
        return error_messages(error)
    return []


def dry_run_errors(change: Callable[[], object]) -> list[Message]:
    """Why a change would be refused: it is made, and undone at once."""
    with transaction.atomic():
        try:
            return refusals(transaction.atomic(change), PermissionDenied)
        finally:
            transaction.set_rollback(True)


def error_messages(error: Exception) -> list[Message]:
    """Why a change was refused, in words for whoever made it. Queries: 1 where the record was stale."""
    if isinstance(error, ValidationError):
        return list(error.messages)
    if isinstance(error, StaleRecordError):
        return [_stale_message(error)]
    if isinstance(error, ProtectedError | RestrictedError):
        _, rows = error.args
        return [f"It cannot be deleted: {_joined_labels(rows)} needs it."]
    if isinstance(error, IntegrityError):
        return ["Two rows would say the same, or one would point at something that is gone."]
    return [str(error)]


def _stale_message(error: StaleRecordError) -> str:
    record = error.record
    revisions = Revision.objects.filter(collection=record.COLLECTION, object_pk=record.pk)
    last = revisions.order_by("-version").first()
    who = f"{last.who} ({format_date(last.at, 'j F Y, H:i')} UTC)" if last else "Somebody"
    if not record.slug:  # nothing but its key is known: it was deleted
        name = last.slug if last else "the record"
        why = f": {last.reason}" if last and last.reason else "."
        return f"{who} deleted “{name}” after you had opened it. Nothing of yours was saved{why}"
    return (
        f"{who} changed “{record.label}” after you had opened it: it is at version {record.version} "
        "by now. Nothing of yours was saved."
    )


def _joined_labels(rows: Iterable[object]) -> str:
    names = sorted({full_label(row) if isinstance(row, AggregateMember) else str(row) for row in rows})
    more = len(names) - _MAX_LABELS
    return ", ".join(names[:_MAX_LABELS]) + (f" and {more} more" if more > 0 else "")
