"""Who named which event, from which change to which."""

from typing import Any

from events.choices import Collection
from events.models import Naming, Revision
from events.records.differences import references

_NAMING = (Collection.CLAIMS, Collection.EVENTS)
"""What events are told of by: claims about them, and events that stand in a relation to them."""


def note_namings(collection: Collection, drafts: list[Revision], before: dict[int, Revision]) -> None:
    """Keep since when, and until when, each event is named by claims and by other events."""
    if collection not in _NAMING:
        return
    fresh = []
    for draft in drafts:
        old = before.get(draft.object_pk)
        named, names = _events_in(old.record if old else None), _events_in(draft.record)
        mine = {"collection": collection, "object_pk": draft.object_pk}
        fresh += [Naming(named=slug, since=draft.seq, **mine) for slug in sorted(names - named)]
        if gone := named - names:
            Naming.objects.filter(named__in=gone, until=None, **mine).update(until=draft.seq)
    Naming.objects.bulk_create(fresh, batch_size=500)


def _events_in(stored: dict[str, Any] | None) -> set[str]:
    """The ids of the events that a stored record names."""
    found = (reference.partition("/") for reference in references(stored))
    return {slug for collection, _, slug in found if collection == Collection.EVENTS}
