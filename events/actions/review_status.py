"""Publish, withdraw, hand in, reject: what changes where a record stands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
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
"""Where a record must stand for each step."""
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
"""What to do about what does not hold."""


def publish(records: Iterable[Record], user: Any, reason: str = "") -> None:
    """Make records public, all or none.

    Raises: ValidationError where one rests on no quotation, or points at something that is not public.
    """
    _change_status(records, user, "publish", reason, ReviewStatus.PUBLISHED)


def withdraw(records: Iterable[Record], user: Any, reason: str) -> None:
    """Take public records back, all or none; the public reads the reason.

    Raises: ValidationError without a reason, for what is not public, and where others need one.
    """
    if not reason.strip():
        raise ValidationError("Say why it is withdrawn; the public reads it.")
    _change_status(records, user, "withdraw", reason, ReviewStatus.WITHDRAWN)


def submit_for_review(records: Iterable[Record], user: Any, reason: str = "") -> None:
    """Give drafts to a second person. Raises: ValidationError for what is no draft."""
    _change_status(records, user, "hand_in", reason, ReviewStatus.IN_REVIEW)


def reject(records: Iterable[Record], user: Any, reason: str) -> None:
    """Send back what was handed in. Raises: ValidationError without a reason, and for what was not."""
    if not reason.strip():
        raise ValidationError("Say why it is not taken, so that whoever wrote it knows what to mend.")
    _change_status(records, user, "reject", reason, ReviewStatus.REJECTED)


def _change_status(records: Iterable[Record], user: Any, action: str, reason: str, to: ReviewStatus) -> None:
    """Move records to where the step leads. Queries: 4 for each record, and those of the change."""
    chosen = [copy(one) for one in records]  # theirs stay as they are where this is refused
    with changes.changeset(user, action, reason, expected={one: one.revision for one in chosen}):
        for one in chosen:
            if one.review_status not in ALLOWED_STATUSES[action]:
                here, there = ReviewStatus(one.review_status).label.lower(), to.label.lower()
                raise ValidationError(f"{_record_label(one)} is {here}; it cannot become {there}.")
            one.review_status = to
            one.withdrawn_reason = reason.strip() if to == ReviewStatus.WITHDRAWN else ""
            one.save()
        if to == ReviewStatus.PUBLISHED:
            _refuse_violations_of_all(chosen)


def refuse_violations(record: Record) -> None:
    """Refuse a published record that does not hold together. Raises: ValidationError."""
    _refuse_violations_of_all([record])


def _refuse_violations_of_all(records: Iterable[Record]) -> None:
    """Refuse if one does not hold together. Queries: fixed for each collection."""
    pks: dict[Collection, set[int]] = defaultdict(set)
    for one in records:
        if one.review_status == ReviewStatus.PUBLISHED:
            pks[one.COLLECTION].add(one.pk)
    if found := [sentence for where, keys in pks.items() for sentence in _violation_messages(where, keys)]:
        raise ValidationError(found)


def _violation_messages(collection: Collection, pks: set[int]) -> Iterator[str]:
    for one in invariants.find_violations(collection, pks):
        yield f"{one.record} cannot be public: {one.detail}{_ADVICE.get(one.invariant, '')}"


def _record_label(record: Record) -> str:
    return f"{record.COLLECTION.value}/{record.slug}"


def refuse_violations_in_changeset() -> None:
    """Refuse the open change if a published record that it touches does not hold together.

    Raises: ValidationError. Queries: fixed for each collection.
    """
    change = write_guard.current_writes()
    touched = change.written_pks if change else {}
    _refuse_violations_of_all(
        record
        for model, pks in touched.items()
        if issubclass(model, Record)
        for record in model._base_manager.filter(pk__in=pks, review_status=ReviewStatus.PUBLISHED)
    )
