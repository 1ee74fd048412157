"""Who named which event, from which change to which."""

from events.choices import Collection
from events.models import Backlink, Revision
from events.records.differences import references

_REFERRING_COLLECTIONS = (Collection.CLAIMS, Collection.EVENTS)
"""What events are told of by: claims about them, and events that stand in a relation to them."""


def update_backlinks(collection: Collection, drafts: list[Revision], before: dict[int, Revision]) -> None:
    """Keep since when, and until when, each event is named by public claims and by other public events."""
    if collection not in _REFERRING_COLLECTIONS:
        return
    fresh = []
    for draft in drafts:
        if draft.public_seq is None:
            continue
        named, names = _referenced_events(before.get(draft.object_pk)), _referenced_events(draft)
        referrer = {"collection": collection, "object_pk": draft.object_pk}
        fresh += [Backlink(named=slug, since=draft.public_seq, **referrer) for slug in sorted(names - named)]
        if gone := named - names:
            Backlink.objects.filter(named__in=gone, until=None, **referrer).update(until=draft.public_seq)
    Backlink.objects.bulk_create(fresh, batch_size=500)


def _referenced_events(revision: Revision | None) -> set[str]:
    """The ids of the events that a record names as a revision left it, if it was public."""
    found = (
        reference.partition("/")
        for reference in references(revision.record if revision and revision.public else None)
    )
    return {slug for collection, _, slug in found if collection == Collection.EVENTS}
