"""Changing the review status of records: publish, withdraw, submit for review, reject."""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError

from events import changes, invariants, write_guard
from events.choices import Collection, ReviewStatus
from events.models.record import Record

ALLOWED_STATUSES = {
    "publish": (ReviewStatus.DRAFT, ReviewStatus.IN_REVIEW, ReviewStatus.REJECTED, ReviewStatus.WITHDRAWN),
    "withdraw": (ReviewStatus.PUBLISHED,),
    "hand_in": (ReviewStatus.DRAFT, ReviewStatus.REJECTED),
    "reject": (ReviewStatus.IN_REVIEW,),
}
"""The statuses that a record can have before each step."""
_ADVICE = {
    "published_events_rest_on_a_quotation": (
        " Open it, add a row under “evidence” and paste the words of the article; their place is found."
    ),
    "published_claims_rest_on_a_quotation": (
        " Open it, add a row under “quotations” and paste the words of the article that show it."
    ),
    "parts_of_published_events_rest_on_quotations": (
        " Open the event; at that part, unfold “Add a quotation for it” and paste the words, or delete it."
    ),
    "affiliations_of_published_actors_rest_on_quotations": (
        " Open the actor; there, unfold “Add a quotation for it” and paste the words, or delete it."
    ),
    "quoted_articles_are_sources": " Open the event and add the article under “sources”.",
}
"""How a curator mends a violation, by the name of the invariant."""


def publish(records: Iterable[Record], user: Any, reason: str = "") -> None:
    """Publishes records, all or none.

    Raises: ValidationError if one has no quotation, or refers to a record that is not public.
    """
    _change_status(records, user, "publish", reason, ReviewStatus.PUBLISHED)


def withdraw(records: Iterable[Record], user: Any, reason: str) -> None:
    """Withdraws published records, all or none; the reason is public.

    Raises: ValidationError without a reason, for a record that is not published, or that a public one needs.
    """
    if not reason.strip():
        raise ValidationError("Say why it is withdrawn; the public reads it.")
    _change_status(records, user, "withdraw", reason, ReviewStatus.WITHDRAWN)


def submit_for_review(records: Iterable[Record], user: Any, reason: str = "") -> None:
    """Submits drafts for review by a second person. Raises: ValidationError for a record that is no draft."""
    _change_status(records, user, "hand_in", reason, ReviewStatus.IN_REVIEW)


def reject(records: Iterable[Record], user: Any, reason: str) -> None:
    """Rejects submitted records. Raises: ValidationError without a reason, and for one not in review."""
    if not reason.strip():
        raise ValidationError("Say why it is not taken, so that whoever wrote it knows what to mend.")
    _change_status(records, user, "reject", reason, ReviewStatus.REJECTED)


def _change_status(
    records: Iterable[Record], user: Any, action: str, reason: str, status: ReviewStatus
) -> None:
    """Sets the status of records. Queries: 4 for each record, and those of the change."""
    changed = [copy(record) for record in records]  # the caller's stay as they are if this is refused
    with changes.changeset(user, action, reason, expected={record: record.version for record in changed}):
        for record in changed:
            if record.review_status not in ALLOWED_STATUSES[action]:
                old_label, new_label = ReviewStatus(record.review_status).label.lower(), status.label.lower()
                path = f"{record.COLLECTION.value}/{record.slug}"
                raise ValidationError(f"{path} is {old_label}; it cannot become {new_label}.")
            record.review_status = status
            record.withdrawn_reason = reason.strip() if status == ReviewStatus.WITHDRAWN else ""
            record.save()
        if status == ReviewStatus.PUBLISHED:
            _refuse_violations_of_all(changed)


def refuse_violations(record: Record) -> None:
    """Refuses a published record that violates an invariant. Raises: ValidationError."""
    _refuse_violations_of_all([record])


def _refuse_violations_of_all(records: Iterable[Record]) -> None:
    """Refuses published records that violate an invariant. Queries: a fixed number for each collection."""
    pks: dict[Collection, set[int]] = defaultdict(set)
    for record in records:
        if record.review_status == ReviewStatus.PUBLISHED:
            pks[record.COLLECTION].add(record.pk)
    messages = [
        f"{violation.record} cannot be public: {violation.detail}{_ADVICE.get(violation.invariant, '')}"
        for collection, keys in pks.items()
        for violation in invariants.find_violations(collection, keys)
    ]
    if messages:
        raise ValidationError(messages)


def refuse_violations_in_changeset() -> None:
    """Refuses the open change if a published record that it writes violates an invariant.

    Raises: ValidationError. Queries: a fixed number for each collection.
    """
    change = write_guard.current_writes()
    written_pks = change.written_pks if change else {}
    _refuse_violations_of_all(
        record
        for model, pks in written_pks.items()
        if issubclass(model, Record)
        for record in model._base_manager.filter(pk__in=pks, review_status=ReviewStatus.PUBLISHED)
    )
