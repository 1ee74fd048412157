"""Pairs that somebody found to be two, and what that rested on."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from events import records, rights
from events.choices import Collection
from events.models import NotDuplicate, PossibleDuplicate
from events.models.record import Record, record_models

_COMPARED_MEMBERS: dict[Collection, tuple[str, ...]] = {
    Collection.ACTORS: ("name", "names", "kind", "country"),
    Collection.LOCATIONS: ("name", "names", "kind", "country", "latitude", "longitude"),
    Collection.OUTLETS: ("name", "kind", "country", "url"),
    Collection.EVENTS: ("title", "event_type", "date", "places", "participants"),
    Collection.ARTICLES: ("text",),
    Collection.CLAIMS: ("speakers", "proposition", "stance"),
}
"""The members that the search compares: a change of anything else leaves a judgement standing."""
_CHILD_MEMBERS = {"names": "name", "places": "location", "participants": "actor"}


def mark_not_duplicate(one: Record, other: Record, user: Any, reason: str) -> NotDuplicate:
    """Remember that the two are not one; whoever may change both may say so.

    Raises: ValidationError without a reason, for one record or for two kinds; PermissionDenied.
    Queries: those of the two records, and 3.
    """
    if one.COLLECTION != other.COLLECTION or one.pk == other.pk or one.COLLECTION not in _COMPARED_MEMBERS:
        raise ValidationError("Name two records of one kind that can be merged.")
    if not reason.strip():
        raise ValidationError("Say why they are two; whoever finds them alike again reads it.")
    for record in (one, other):
        if not isinstance(user, str) and not rights.may_edit(user, type(record), record.review_status):
            raise PermissionDenied(f"Your account may not judge “{record.slug}”.")
    first, second = sorted((one, other), key=lambda record: record.pk)
    marks = fingerprints(one.COLLECTION, (first.pk, second.pk))
    pair = {"collection": one.COLLECTION, "one": first.pk, "other": second.pk}
    with transaction.atomic():
        PossibleDuplicate.objects.filter(**pair).delete()
        judged, _ = NotDuplicate.objects.update_or_create(
            **pair,
            defaults={
                "one_mark": marks[first.pk],
                "other_mark": marks[second.pk],
                "user_id": None if isinstance(user, str) else user.pk,
                "at": timezone.now(),
                "reason": reason.strip(),
            },
        )
    return judged


def valid_decisions(collection: Collection, pairs: Iterable[tuple[int, int]]) -> Iterator[NotDuplicate]:
    """The judgements of these pairs that still stand: neither record has changed in what was compared.

    Queries: 1, and those of the records that were judged.
    """
    wanted = set(pairs)
    ones = {one for one, _ in wanted}
    held = [
        judged
        for judged in NotDuplicate.objects.filter(collection=collection, one__in=ones)
        if (judged.one, judged.other) in wanted
    ]
    marks = fingerprints(collection, {pk for judged in held for pk in (judged.one, judged.other)})
    for judged in held:
        if (marks.get(judged.one), marks.get(judged.other)) == (judged.one_mark, judged.other_mark):
            yield judged


def fingerprints(collection: Collection, pks: Iterable[int]) -> dict[int, str]:
    """A hash of what the search compares of each record. Queries: those of the records."""
    return {
        pk: _fingerprint(collection, held)
        for pk, held in records.snapshot(collection, sorted(set(pks))).items()
    }


def comparable_model(collection: Collection) -> type[Record]:
    """The model of a collection in which duplicates are looked for. Raises: ValidationError."""
    if collection not in _COMPARED_MEMBERS:
        raise ValidationError(f"Duplicates are not looked for among {collection.value}.")
    return record_models()[collection]


def _fingerprint(collection: Collection, held: dict[str, Any]) -> str:
    compared = {}
    for member in _COMPARED_MEMBERS[collection]:
        value = held[member]
        if member in _CHILD_MEMBERS:
            value = sorted(json.dumps(part[_CHILD_MEMBERS[member]]) for part in value)
        compared[member] = value
    return sha256(json.dumps(compared, sort_keys=True).encode()).hexdigest()
