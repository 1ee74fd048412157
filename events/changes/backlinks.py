"""Backlinks: which claims and events name an event, from which change to which."""

from events.choices import Collection
from events.models import Backlink, Revision
from events.records.differences import references

_REFERRING_COLLECTIONS = (Collection.CLAIMS, Collection.EVENTS)
"""The collections whose records appear with the events that they name: claims, and related events."""


def update_backlinks(collection: Collection, drafts: list[Revision], before: dict[int, Revision]) -> None:
    """Open the backlinks of events that public claims and events name since this change, and close others."""
    if collection not in _REFERRING_COLLECTIONS:
        return
    new_backlinks = []
    for draft in drafts:
        if draft.public_seq is None:
            continue
        named, names = _referenced_events(before.get(draft.object_pk)), _referenced_events(draft)
        referrer = {"collection": collection, "object_pk": draft.object_pk}
        new_backlinks += [
            Backlink(named=slug, since=draft.public_seq, **referrer) for slug in sorted(names - named)
        ]
        if removed := named - names:
            Backlink.objects.filter(named__in=removed, until=None, **referrer).update(until=draft.public_seq)
    Backlink.objects.bulk_create(new_backlinks, batch_size=500)


def _referenced_events(revision: Revision | None) -> set[str]:
    """The ids of the events that a revision names, if its record was public then."""
    parsed = (
        reference.partition("/")
        for reference in references(revision.record if revision and revision.public else None)
    )
    return {slug for collection, _, slug in parsed if collection == Collection.EVENTS}
