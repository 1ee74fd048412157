"""The records that have to be published together with a record, because it refers to them."""

from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import ValidationError

from events import records
from events.choices import Collection, ReviewStatus
from events.models.record import Record, record_models
from events.records.differences import references

MAX_RECORDS_AT_ONCE = 200
"""The most records that one review step changes: a person has to look through them."""


def unpublished_dependencies(selected: Iterable[Record]) -> list[Record]:
    """Returns the records, not public, that these refer to, directly or through others; the nearest first.

    Raises: ValidationError if they are more than `MAX_RECORDS_AT_ONCE`.
    Queries: a fixed number for each collection, for each level of references.
    """
    level = list(selected)
    visited_ids = {(record.COLLECTION, record.slug) for record in level}
    dependencies: list[Record] = []
    while level:
        referenced_ids = _referenced_ids(level) - visited_ids
        visited_ids |= referenced_ids
        level = _unpublished(referenced_ids)
        dependencies += level
        if len(dependencies) > MAX_RECORDS_AT_ONCE:
            raise ValidationError(
                f"More than {MAX_RECORDS_AT_ONCE} records that are not public hang together with this. "
                "Publish them in steps: first those that name no others."
            )
    return dependencies


def _referenced_ids(level: list[Record]) -> set[tuple[Collection, str]]:
    """The collection and id of each record that these records refer to."""
    pks: dict[Collection, list[int]] = defaultdict(list)
    for record in level:
        pks[record.COLLECTION].append(record.pk)
    paths = {
        path
        for collection, keys in pks.items()
        for snapshot in records.snapshot(collection, keys).values()
        for path in references(snapshot)
    }
    return {(Collection(name), slug) for name, _, slug in (path.partition("/") for path in paths)}


def _unpublished(ids: set[tuple[Collection, str]]) -> list[Record]:
    """The records with these ids that are not public."""
    slugs: dict[Collection, list[str]] = defaultdict(list)
    for collection, slug in sorted(ids):
        slugs[collection].append(slug)
    models = record_models()
    unpublished: list[Record] = []
    for collection, batch in slugs.items():
        rows = models[collection]._base_manager.filter(slug__in=batch).order_by("slug")
        unpublished += rows.exclude(review_status=ReviewStatus.PUBLISHED)
    return unpublished
