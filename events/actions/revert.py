"""Reverting a record to one of its revisions."""

from collections.abc import Mapping

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

from events import changes, records
from events.actions.review_status import refuse_violations_in_changeset
from events.models import Revision
from events.models.record import Record
from events.records.restore import restore_record


def revert(
    record: Record,
    number: int,
    user: AbstractBaseUser,
    reason: str,
    *,
    expected: Mapping[Record, int] | None = None,
) -> changes.Change:
    """Restores the content of a record from a revision, which makes a new revision.

    Its id and review status stay. `expected` defaults to the record with its revision as passed in.

    Raises: StaleRecordError; ValidationError for a revision that does not exist or equals the record, and
    if the content is not possible now: missing references, children that others need, quotations that moved.
    Queries: those of restoring the record, and of the change.
    """
    if not reason.strip():
        raise ValidationError("Say why it goes back; it is kept in the history.")
    summary = f"Version {number} again: {reason.strip()}"
    with changes.changeset(user, "revert", summary, expected=expected or {record: record.version}) as change:
        revisions = Revision.objects.filter(collection=record.COLLECTION, object_pk=record.pk)
        revision = revisions.filter(version=number).first()  # upgraded to the current stored form
        content = revision.record if revision else None
        if content is None:
            raise ValidationError(f"“{record.slug}” has no version {number} with anything in it.")
        current = records.snapshot(record.COLLECTION, [record.pk])[record.pk]
        content |= {name: current[name] for name in ("id", "review_status", "withdrawn_reason")}
        restore_record(record.COLLECTION, record.pk, content)
        refuse_violations_in_changeset()
    if not change.first_seq:
        raise ValidationError(f"“{record.slug}” is as it was at version {number} already.")
    return change
