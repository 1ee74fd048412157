"""Bring back what a record was at one of its revisions."""

from collections.abc import Mapping

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

from events import changes, records
from events.actions.review_status import refuse_violations_in_changeset
from events.models import Revision
from events.models.record import Record
from events.records.restore import restore_record

_UNCHANGED_MEMBERS = ("id", "review_status", "withdrawn_reason")
"""What is no content: where a record stands is for publishing and withdrawing to change."""


def revert(
    record: Record,
    number: int,
    user: AbstractBaseUser,
    reason: str,
    *,
    expected: Mapping[Record, int] | None = None,
) -> changes.Change:
    """Make the content of a record what it was at a revision; that is a revision, too.

    Its id and where it stands stay. Without `expected` it is the record as it was handed in that counts.

    Raises: StaleRecordError; ValidationError for a revision that is not there or is the same, and where
    what it told cannot stand now: names that are gone, parts that others need, quotations that moved.
    Queries: those of the writing and the change.
    """
    if not reason.strip():
        raise ValidationError("Say why it goes back; it is kept in the history.")
    told = f"Revision {number} again: {reason.strip()}"
    with changes.changeset(user, "revert", told, expected=expected or {record: record.revision}) as change:
        mine = Revision.objects.filter(collection=record.COLLECTION, object_pk=record.pk)
        then = mine.filter(number=number).values_list("record", flat=True).first()
        if then is None:
            raise ValidationError(f"“{record.slug}” has no revision {number} with anything in it.")
        now = records.snapshot(record.COLLECTION, [record.pk])[record.pk]
        restore_record(record.COLLECTION, record.pk, then | {name: now[name] for name in _UNCHANGED_MEMBERS})
        refuse_violations_in_changeset()
    if not change.first_seq:
        raise ValidationError(f"“{record.slug}” is as it was at revision {number} already.")
    return change
