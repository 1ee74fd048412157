"""The claims and events that named an event after some change, which the event's revisions do not store."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from events.choices import Collection
from events.models import Backlink
from events.records.as_of.revisions import PublicRevision, revisions_by_pk


@dataclass(slots=True)
class EventReferrers:
    """The public claims and events that named some events after one change."""

    claims: list[PublicRevision]
    """Claims about the events or their child rows, by id."""
    events: list[PublicRevision]
    """Events with a relation to them, by id: only titles and relations."""
    by: dict[str, set[tuple[Collection, int]]] = field(default_factory=lambda: defaultdict(set))
    """By the id of an event, the collection and key of each record that named it."""

    @property
    def all(self) -> list[PublicRevision]:
        """The claims and the events."""
        return [*self.claims, *self.events]

    def claims_about(self, slug: str) -> list[PublicRevision]:
        """The claims about one event."""
        return [claim for claim in self.claims if (claim.collection, claim.pk) in self.by[slug]]

    def events_naming(self, slug: str) -> list[PublicRevision]:
        """The events that name one event."""
        return [event for event in self.events if (event.collection, event.pk) in self.by[slug]]


def referrers_at(revisions: Iterable[PublicRevision], seq: int) -> EventReferrers:
    """The records that named these events after `seq` and are still public. Queries: 5."""
    rows = Backlink.objects.filter(named__in=[revision.slug for revision in revisions], since__lte=seq)
    referrers = EventReferrers([], [])
    pks: dict[Collection, set[int]] = defaultdict(set)
    for named, collection, pk in rows.filter(Q(until=None) | Q(until__gt=seq)).values_list(
        "named", "collection", "object_pk"
    ):
        pks[Collection(collection)].add(pk)
        referrers.by[named].add((Collection(collection), pk))
    claims = revisions_by_pk(Collection.CLAIMS, pks[Collection.CLAIMS], seq)
    events = revisions_by_pk(Collection.EVENTS, pks[Collection.EVENTS], seq, ("title", "relations"))
    referrers.claims = sorted((item for item in claims if item.public_now), key=lambda item: item.slug)
    referrers.events = sorted((item for item in events if item.public_now), key=lambda item: item.slug)
    return referrers
