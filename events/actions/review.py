"""Publish, withdraw: what changes where a record stands."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

from events import changes, invariants
from events.choices import ReviewStatus
from events.models.record import Record


def publish(records: Iterable[Record], user: AbstractBaseUser, reason: str = "") -> None:
    """Make records public, all or none.

    Raises: ValidationError where one rests on no quotation, or points at something that is not public.
    """
    chosen = list(records)
    with changes.record(user, "publish", reason, expected={one: one.revision for one in chosen}):
        for one in chosen:
            one.review_status = ReviewStatus.PUBLISHED
            one.withdrawn_reason = ""
            one.save()
        for one in chosen:
            refuse_unsound(one)


def withdraw(records: Iterable[Record], user: AbstractBaseUser, reason: str) -> None:
    """Take public records back, all or none; the public reads the reason.

    Raises: ValidationError without a reason, for what was never public, and where others need one.
    """
    if not reason.strip():
        raise ValidationError("Say why it is withdrawn; the public reads it.")
    chosen = list(records)
    with changes.record(user, "withdraw", reason, expected={one: one.revision for one in chosen}):
        for one in chosen:
            if one.review_status != ReviewStatus.PUBLISHED:
                raise ValidationError(f"“{one.slug}” is not published; there is nothing to withdraw.")
            one.review_status = ReviewStatus.WITHDRAWN
            one.withdrawn_reason = reason.strip()
            one.save()


def refuse_unsound(record: Record) -> None:
    """Refuse a published record that does not hold together. Raises: ValidationError."""
    if record.review_status == ReviewStatus.PUBLISHED:
        found = invariants.record_complaints(record)
        if found:
            raise ValidationError([f"“{record.slug}” cannot be public: {one}" for one in found])
