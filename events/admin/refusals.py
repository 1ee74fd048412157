"""Why a change was refused, as sentences for the one who made it."""

from collections.abc import Callable, Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.dateformat import format as format_date
from django.utils.safestring import SafeString

from events.admin.labels import label
from events.changes import StaleRecordError
from events.models import Revision
from events.models.record import Rooted
from events.rules.dates import DateError

REFUSALS = (
    ValidationError,
    StaleRecordError,
    ProtectedError,
    RestrictedError,
    IntegrityError,
    DateError,
)
_MOST_NAMED = 5
Sentence = str | SafeString


def rehearsed(run: Callable[[], object]) -> list[Sentence]:
    """Why something would be refused: it is done, and undone at once."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                run()
        except (*REFUSALS, PermissionDenied) as error:
            return sentences(error)
        finally:
            transaction.set_rollback(True)
    return []


def sentences(error: Exception) -> list[Sentence]:
    """What to tell the one whose change was refused. Queries: 1 where the record was stale."""
    if isinstance(error, ValidationError):
        return list(error.messages)
    if isinstance(error, StaleRecordError):
        return [_stale(error)]
    if isinstance(error, ProtectedError):
        return [f"It cannot be deleted: {_named(error.protected_objects)} needs it."]
    if isinstance(error, RestrictedError):
        return [f"It cannot be deleted: {_named(error.restricted_objects)} needs it."]
    if isinstance(error, IntegrityError):
        return ["Two rows would say the same, or one would point at something that is gone."]
    return [str(error)]


def _stale(error: StaleRecordError) -> str:
    record = error.record
    mine = Revision.objects.filter(collection=record.COLLECTION, object_pk=record.pk)
    last = mine.order_by("-number").first()
    who = f"{last.who} ({format_date(last.at, 'j F Y, H:i')} UTC)" if last else "Somebody"
    if not record.slug:  # nothing but its key is known: it is gone
        name = last.slug if last else "the record"
        why = f": {last.reason}" if last and last.reason else "."
        return f"{who} deleted “{name}” after you had opened it. Nothing of yours was saved{why}"
    return (
        f"{who} changed “{record.label}” after you had opened it: it is at revision {record.revision} "
        "by now. Nothing of yours was saved."
    )


def _named(rows: Iterable[object]) -> str:
    names = sorted({label(row) if isinstance(row, Rooted) else str(row) for row in rows})
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
