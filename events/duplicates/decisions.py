"""Decisions that two records are no duplicates, and the fingerprints on which they rest."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from operator import itemgetter
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from events import records, rights
from events.choices import Collection
from events.duplicates.candidate import Candidate
from events.models import NotDuplicate, PossibleDuplicate
from events.models.record import Record
from events.rules.json_text import json_digest

_COMPARED_MEMBERS: dict[Collection, tuple[str, ...]] = {
    Collection.ACTORS: ("name", "names", "kind", "country"),
    Collection.LOCATIONS: ("name", "names", "kind", "country", "latitude", "longitude"),
    Collection.OUTLETS: ("name", "kind", "country", "url"),
    Collection.EVENTS: ("title", "event_type", "date", "places", "participants", "figures"),
    Collection.ARTICLES: ("text",),
    Collection.CLAIMS: ("speakers", "proposition", "stance"),
}
"""The members that the search compares; a change of any other member leaves a decision valid."""
_CHILD_VALUES = {
    "names": itemgetter("name"),
    "places": itemgetter("location", "role"),
    "participants": itemgetter("actor"),
    "figures": itemgetter("measure", "value"),
}
_BATCH = 500


def mark_not_duplicate(one: Record, other: Record, user: Any, reason: str) -> NotDuplicate:
    """Store the decision that two records are not one; it takes the right to edit one of them.

    Raises: ValidationError without a reason, for one record or for two kinds; PermissionDenied.
    Queries: those of the two records, and 3.
    """
    if one.COLLECTION != other.COLLECTION or one.pk == other.pk or one.COLLECTION not in _COMPARED_MEMBERS:
        raise ValidationError("Name two records of one kind that can be merged.")
    if not reason.strip():
        raise ValidationError("Say why they are two; whoever finds them alike again reads it.")
    if not isinstance(user, str) and not any(
        rights.may_edit(user, type(record), record.review_status) for record in (one, other)
    ):
        raise PermissionDenied(f"Your account may not judge “{one.slug}” and “{other.slug}”.")
    first, second = sorted((one, other), key=lambda record: record.pk)
    marks = fingerprints(one.COLLECTION, (first.pk, second.pk))
    pair = {"collection": one.COLLECTION, "one": first.pk, "other": second.pk}
    with transaction.atomic():
        PossibleDuplicate.objects.filter(**pair).delete()
        decision, _ = NotDuplicate.objects.update_or_create(
            **pair,
            defaults={
                "one_mark": marks[first.pk],
                "other_mark": marks[second.pk],
                "user_id": None if isinstance(user, str) else user.pk,
                "at": timezone.now(),
                "reason": reason.strip(),
            },
        )
    return decision


def valid_decisions(collection: Collection, pairs: Iterable[tuple[int, int]]) -> Iterator[NotDuplicate]:
    """The decisions on these pairs that are still valid: no compared member of either record has changed.

    Queries: 1, and those of the records with a decision.
    """
    pairs = set(pairs)
    decisions = [
        decision
        for decision in NotDuplicate.objects.filter(collection=collection, one__in={one for one, _ in pairs})
        if (decision.one, decision.other) in pairs
    ]
    marks = fingerprints(collection, {pk for decision in decisions for pk in (decision.one, decision.other)})
    for decision in decisions:
        if (marks.get(decision.one), marks.get(decision.other)) == (decision.one_mark, decision.other_mark):
            yield decision


def undecided(collection: Collection, candidates: Iterator[Candidate]) -> Iterator[Candidate]:
    """The pairs without a valid decision. Queries: those of `valid_decisions` for each 500."""
    while batch := list(islice(candidates, _BATCH)):
        decisions = valid_decisions(collection, [candidate.pair for candidate in batch])
        decided = {(decision.one, decision.other) for decision in decisions}
        yield from (candidate for candidate in batch if candidate.pair not in decided)


def fingerprints(collection: Collection, pks: Iterable[int]) -> dict[int, str]:
    """A hash of the compared members of each record. Queries: those of the records."""
    snapshots = records.snapshot(collection, sorted(set(pks)))
    return {pk: _fingerprint(collection, snapshot) for pk, snapshot in snapshots.items()}


def _fingerprint(collection: Collection, snapshot: dict[str, Any]) -> str:
    compared = {}
    for member in _COMPARED_MEMBERS[collection]:
        value = snapshot[member]
        if member in _CHILD_VALUES:
            value = sorted(json.dumps(_CHILD_VALUES[member](child)) for child in value)
        compared[member] = value
    return json_digest(compared)
