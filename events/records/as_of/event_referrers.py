"""The claims and events that named an event once, of which the event itself keeps nothing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from events.choices import Collection
from events.models import Backlink
from events.records.as_of.revisions import PublicRevision, revisions_by_pk


@dataclass(slots=True)
class EventReferrers:
    """What named some events after one change."""

    claims: list[PublicRevision]
    """Claims about them or their parts, by id."""
    events: list[PublicRevision]
    """Events that stand in a relation to them, by id: their titles and relations."""
    by: dict[str, set[tuple[Collection, int]]] = field(default_factory=lambda: defaultdict(set))
    """By the id of an event, what named it."""

    @property
    def all(self) -> list[PublicRevision]:
        """Both."""
        return [*self.claims, *self.events]

    def claims_about(self, slug: str) -> list[PublicRevision]:
        """The claims about one event."""
        return [one for one in self.claims if (one.collection, one.pk) in self.by[slug]]

    def events_naming(self, slug: str) -> list[PublicRevision]:
        """The events that name one event."""
        return [one for one in self.events if (one.collection, one.pk) in self.by[slug]]


def referrers_at(revisions: Iterable[PublicRevision], seq: int) -> EventReferrers:
    """What named these events after `seq` and is public still. Queries: 5."""
    rows = Backlink.objects.filter(named__in=[revision.slug for revision in revisions], since__lte=seq)
    found = EventReferrers([], [])
    pks: dict[Collection, set[int]] = defaultdict(set)
    for named, collection, pk in rows.filter(Q(until=None) | Q(until__gt=seq)).values_list(
        "named", "collection", "object_pk"
    ):
        pks[Collection(collection)].add(pk)
        found.by[named].add((Collection(collection), pk))
    claims = revisions_by_pk(Collection.CLAIMS, pks[Collection.CLAIMS], seq)
    events = revisions_by_pk(Collection.EVENTS, pks[Collection.EVENTS], seq, ("title", "relations"))
    found.claims = sorted((one for one in claims if one.public_now), key=lambda one: one.slug)
    found.events = sorted((one for one in events if one.public_now), key=lambda one: one.slug)
    return found
