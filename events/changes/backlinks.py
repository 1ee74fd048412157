"""Who named which event, from which change to which."""

from typing import Any

from events.choices import Collection
from events.models import Backlink, Revision
from events.records.differences import references

_REFERRING_COLLECTIONS = (Collection.CLAIMS, Collection.EVENTS)
"""What events are told of by: claims about them, and events that stand in a relation to them."""


def update_backlinks(collection: Collection, drafts: list[Revision], before: dict[int, Revision]) -> None:
    """Keep since when, and until when, each event is named by claims and by other events."""
    if collection not in _REFERRING_COLLECTIONS:
        return
    fresh = []
    for draft in drafts:
        old = before.get(draft.object_pk)
        named, names = _referenced_events(old.record if old else None), _referenced_events(draft.record)
        mine = {"collection": collection, "object_pk": draft.object_pk}
        fresh += [Backlink(named=slug, since=draft.seq, **mine) for slug in sorted(names - named)]
        if gone := named - names:
            Backlink.objects.filter(named__in=gone, until=None, **mine).update(until=draft.seq)
    Backlink.objects.bulk_create(fresh, batch_size=500)


def _referenced_events(stored: dict[str, Any] | None) -> set[str]:
    """The ids of the events that a stored record names."""
    found = (reference.partition("/") for reference in references(stored))
    return {slug for collection, _, slug in found if collection == Collection.EVENTS}
