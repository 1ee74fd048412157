"""Changing the review status of records, and the records that have to be published together with others."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError

from events import changes, invariants, records, write_guard
from events.actions.doubts import Answers, DoubtError, confirm, problems_of
from events.choices import Collection, ReviewStatus
from events.entry_checks import RecordProblem
from events.models.record import Record, record_models
from events.records.stored_values import references

MAX_RECORDS_AT_ONCE = 200
"""The most records that one review step changes: a person has to look through them."""
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


def publish(
    selected: Iterable[Record],
    user: Any,
    reason: str = "",
    reasons: Mapping[str, tuple[str, str]] | None = None,
    *,
    rehearsal: bool = False,
) -> None:
    """Publishes records, all or none; `reasons` confirm doubtful values, about which a rehearsal is silent.

    Raises: ValidationError if one has no quotation, refers to a record that is not public or breaks a rule;
    DoubtError for a doubtful value without a reason.
    """
    answers = None if rehearsal else Answers(user, reasons or {})
    _change_status(selected, user, "publish", reason, ReviewStatus.PUBLISHED, answers)


def withdraw(selected: Iterable[Record], user: Any, reason: str) -> None:
    """Withdraws published records, all or none; the reason is public.

    Raises: ValidationError without a reason, for a record that is not published, or that a public one needs.
    """
    if not reason.strip():
        raise ValidationError("Say why it is withdrawn; the public reads it.")
    _change_status(selected, user, "withdraw", reason, ReviewStatus.WITHDRAWN)


def submit_for_review(selected: Iterable[Record], user: Any, reason: str = "") -> None:
    """Submits drafts for review by a second person. Raises: ValidationError for a record that is no draft."""
    _change_status(selected, user, "hand_in", reason, ReviewStatus.IN_REVIEW)


def reject(selected: Iterable[Record], user: Any, reason: str) -> None:
    """Rejects submitted records. Raises: ValidationError without a reason, and for one not in review."""
    if not reason.strip():
        raise ValidationError("Say why it is not taken, so that whoever wrote it knows what to mend.")
    _change_status(selected, user, "reject", reason, ReviewStatus.REJECTED)


def _change_status(
    selected: Iterable[Record],
    user: Any,
    action: str,
    reason: str,
    status: ReviewStatus,
    answers: Answers | None = None,
) -> None:
    """Sets the status of records. Queries: 4 for each record, and those of the change."""
    changed = [copy(record) for record in selected]  # the caller's stay as they are if this is refused
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
            refuse_violations(*changed, answers=answers)


def refuse_violations(*changed: Record, answers: Answers | None = None) -> list[RecordProblem]:
    """Refuses records that break a rule of entry, and published ones that violate an invariant.

    Where `answers` are given, published records with a doubtful value are refused unless these confirm it;
    returns the doubtful values of others.

    Raises: ValidationError, DoubtError. Queries: a fixed number for each collection.
    """
    pks: dict[Collection, set[int]] = defaultdict(set)
    for record in changed:
        if record.review_status == ReviewStatus.PUBLISHED:
            pks[record.COLLECTION].add(record.pk)
    messages = [
        f"{violation.record} cannot be public: {violation.detail}{_ADVICE.get(violation.invariant, '')}"
        for collection, keys in pks.items()
        for violation in invariants.find_violations(collection, keys)
    ]
    problems = problems_of(changed)
    refused = [problem for problem in problems if problem.refused]
    messages += [str(problem if len(changed) > 1 else problem.problem) for problem in refused]
    if messages:
        raise ValidationError(messages)
    doubts = [problem for problem in problems if not problem.refused]
    if answers is not None:
        doubts = confirm(doubts, answers)
        if asked := [doubt for doubt in doubts if doubt.pk in pks[doubt.collection]]:
            raise DoubtError(asked)
    return doubts


def refuse_violations_in_changeset(answers: Answers | None = None) -> list[RecordProblem]:
    """Refuses the open change if a record that it writes is refused by `refuse_violations`.

    Raises: ValidationError, DoubtError. Queries: a fixed number for each collection.
    """
    change, written = write_guard.current_writes(), list[Record]()
    for model, pks in (change.written_pks if change else {}).items():
        if issubclass(model, Record):
            written += model._base_manager.filter(pk__in=pks)
    return refuse_violations(*written, answers=answers)


def unpublished_dependencies(selected: Iterable[Record]) -> list[Record]:
    """Returns the records, not public, that these refer to, directly or through others; the nearest first.

    Raises: ValidationError if they are more than `MAX_RECORDS_AT_ONCE`.
    Queries: a fixed number for each collection, for each level of references.
    """
    level = list(selected)
    visited_ids = {f"{record.COLLECTION.value}/{record.slug}" for record in level}
    dependencies: list[Record] = []
    while level:
        pks: dict[Collection, list[int]] = defaultdict(list)
        for record in level:
            pks[record.COLLECTION].append(record.pk)
        snapshots = [records.snapshot(collection, keys) for collection, keys in pks.items()]
        referenced_ids = set(references(snapshots)) - visited_ids
        visited_ids |= referenced_ids
        level = _unpublished(referenced_ids)
        dependencies += level
        if len(dependencies) > MAX_RECORDS_AT_ONCE:
            raise ValidationError(
                f"More than {MAX_RECORDS_AT_ONCE} records that are not public hang together with this. "
                "Publish them in steps: first those that name no others."
            )
    return dependencies


def _unpublished(ids: set[str]) -> list[Record]:
    slugs: dict[str, list[str]] = defaultdict(list)
    for collection, _, slug in (id_.partition("/") for id_ in sorted(ids)):
        slugs[collection].append(slug)
    unpublished: list[Record] = []
    for collection, batch in slugs.items():
        rows = record_models()[Collection(collection)]._base_manager.filter(slug__in=batch).order_by("slug")
        unpublished += rows.exclude(review_status=ReviewStatus.PUBLISHED)
    return unpublished
