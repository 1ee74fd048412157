"""The records that others name, as they were after one change."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from events.choices import Access, Collection
from events.records.as_of.event_referrers import EventReferrers
from events.records.as_of.revisions import CreationTimes, PublicRevision, revisions_at
from events.records.differences import references
from events.records.representation import Representation

WITHDRAWN_NAME = "[withdrawn]"
"""What stands for the name of a record that was withdrawn since."""
_SHOWN = {
    Collection.ACTORS: ("name", "kind", "country"),
    Collection.ARTICLES: ("title", "outlet", "publication_date", "access"),
    Collection.CLAIMS: ("id",),
    Collection.EVENTS: ("title",),
    Collection.LOCATIONS: ("name", "kind", "country", "latitude", "longitude", "radius_m"),
    Collection.OUTLETS: ("name", "kind"),
}
"""What is shown of a record where another one names it; datasets are named by their ids."""
_OWNERS = {
    "affiliation": Collection.ACTORS,
    "claim": Collection.CLAIMS,
    "date_report": Collection.EVENTS,
    "event": Collection.EVENTS,
    "figure": Collection.EVENTS,
    "participation": Collection.EVENTS,
    "relation": Collection.EVENTS,
}
"""The collection of the record that a part of each kind belongs to."""
Reference = dict[str, str] | None


class ReferenceResolver:
    """What is shown of the records that others name, and whether it may be."""

    def __init__(
        self, representation: Representation, referrers: EventReferrers, creation_times: CreationTimes
    ) -> None:
        self.representation = representation
        self.referrers = referrers
        self.creation_times = creation_times
        self._found: dict[tuple[Collection, str], PublicRevision] = {}

    def load(self, records: Iterable[dict[str, Any]], seq: int) -> None:
        """Read what these stored records name, as it was after `seq`. Queries: at most 12."""
        wanted: dict[Collection, set[str]] = defaultdict(set)
        for record in records:
            for collection, slug in _named_in(record):
                wanted[collection].add(slug)
        for collection in _SHOWN:
            if collection is Collection.OUTLETS:
                continue
            self._read(collection, wanted[collection], seq)
        # Articles are shown with their outlets.
        cards = [one.record["outlet"] for one in self._found.values() if one.collection == "articles"]
        outlets = {_parted(outlet)[1] for outlet in cards if outlet}
        self._read(Collection.OUTLETS, wanted[Collection.OUTLETS] | outlets, seq)

    def _read(self, collection: Collection, slugs: set[str], seq: int) -> None:
        if slugs:
            for one in revisions_at(collection, slugs, seq, _SHOWN[collection]):
                self._found[collection, one.slug] = one

    def is_public(self, end: dict[str, str]) -> bool:
        """Whether the record of this part was public then and is now."""
        found = self._found.get((_OWNERS[end["kind"]], end["id"].partition("/")[0]))
        return found is not None and found.public_now

    def actor(self, reference: Reference, *more: str) -> dict[str, Any] | None:
        """An actor by id, name and kind."""
        return self._shown(reference, "name", "kind", *more)

    def location(self, reference: Reference, *more: str) -> dict[str, Any] | None:
        """A place by id, name and kind."""
        return self._shown(reference, "name", "kind", *more)

    def outlet(self, reference: Reference) -> dict[str, Any] | None:
        """An outlet by id, name and kind."""
        return self._shown(reference, "name", "kind")

    def title_ref(self, reference: Reference) -> dict[str, Any] | None:
        """An article or event by id and title."""
        return self._shown(reference, "title")

    def article_card(self, reference: dict[str, str]) -> dict[str, Any] | None:
        """An article as it is named beside a quotation."""
        shown = self.title_ref(reference)
        article = self.article(reference)
        if shown is None:
            return None
        held = article.record if article and article.public_now else None
        return shown | {
            "outlet": self.outlet(held["outlet"]) if held else None,
            "publication_date": held["publication_date"]["edtf"] if held else None,
        }

    def quoted(self, reference: dict[str, str], words: str) -> str | None:
        """The words of a quotation; none of an article that was closed then or is withdrawn or closed now."""
        article = self.article(reference)
        if article is None or not article.public_now:
            return None
        return None if Access.CLOSED in (article.record["access"], article.now) else words

    def date_of(self, reference: dict[str, str]) -> tuple[str, str]:
        """What quotations and sources are ordered by: the day and the id of the article."""
        article = self.article(reference)
        date = article.record["publication_date"]["start_earliest"] if article else None
        return date or "", _parted(reference)[1]

    def article(self, reference: dict[str, str]) -> PublicRevision | None:
        """An article, as far as it is shown."""
        return self._found.get(_parted(reference))

    def radius_of(self, reference: dict[str, str]) -> Any:
        """How far a place reaches from its point."""
        place = self._found.get(_parted(reference))
        return place.record["radius_m"] if place and place.public_now else None

    def _shown(self, reference: Reference, *members: str) -> dict[str, Any] | None:
        if reference is None:
            return None
        collection, slug = _parted(reference)
        found = self._found.get((collection, slug))
        shown: dict[str, Any] = {"id": slug}
        if found is not None and found.public_now:
            return shown | {name: found.record[name] for name in members}
        # A vocabulary's word for what it is gives nothing away, and readers rely on one.
        kept = {
            "name": WITHDRAWN_NAME,
            "title": WITHDRAWN_NAME,
            "kind": found.record.get("kind") if found else None,
        }
        return shown | {name: kept.get(name) for name in members}


def _parted(reference: dict[str, str]) -> tuple[Collection, str]:
    collection, _, slug = reference["ref"].partition("/")
    return Collection(collection), slug


def _named_in(record: dict[str, Any]) -> Iterable[tuple[Collection, str]]:
    """What a stored record names: references, and the ends of its contradictions."""
    for reference in references(record):
        collection, _, slug = reference.partition("/")
        yield Collection(collection), slug
    ends = [one[side] for one in record.get("contradictions") or () for side in ("left", "right")]
    for end in (*ends, *(record.get("contradicts") or ())):
        yield _OWNERS[end["kind"]], end["id"].partition("/")[0]
