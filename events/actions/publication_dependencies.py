"""What a record needs before it can be public."""

from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import ValidationError

from events import records
from events.choices import Collection, ReviewStatus
from events.models.record import Record, record_models
from events.records.differences import references

MAX_RECORDS_AT_ONCE = 200
"""How many records one step moves: a person has to look through what it will do."""


def unpublished_dependencies(chosen: Iterable[Record]) -> list[Record]:
    """What these name that is not public, and what that names in turn; the nearest first.

    Raises: ValidationError where it is too much to look through.
    Queries: fixed for each collection, and again for each step away from them.
    """
    level = list(chosen)
    seen = {(one.COLLECTION, one.slug) for one in level}
    found: list[Record] = []
    while level:
        named = _referenced_ids(level) - seen
        seen |= named
        level = _unpublished(named)
        found += level
        if len(found) > MAX_RECORDS_AT_ONCE:
            raise ValidationError(
                f"More than {MAX_RECORDS_AT_ONCE} records that are not public hang together with this. "
                "Publish them in steps: first those that name no others."
            )
    return found


def _referenced_ids(level: list[Record]) -> set[tuple[Collection, str]]:
    """The ids that these records name."""
    pks: dict[Collection, list[int]] = defaultdict(list)
    for one in level:
        pks[one.COLLECTION].append(one.pk)
    named = set()
    for collection, keys in pks.items():
        for stored in records.snapshot(collection, keys).values():
            for reference in references(stored):
                where, _, slug = reference.partition("/")
                named.add((Collection(where), slug))
    return named


def _unpublished(named: set[tuple[Collection, str]]) -> list[Record]:
    """Those of these records that are not public."""
    slugs: dict[Collection, list[str]] = defaultdict(list)
    for collection, slug in sorted(named):
        slugs[collection].append(slug)
    models = record_models()
    found: list[Record] = []
    for collection, wanted in slugs.items():
        rows = models[collection]._base_manager.filter(slug__in=wanted).order_by("slug")
        found += rows.exclude(review_status=ReviewStatus.PUBLISHED)
    return found
