"""The one builder of a record as nested plain data, from one declaration of its members.

The API, exports, search and revisions all read these, so that no two outputs can drift.
"""

from collections.abc import Iterable
from typing import Any

from events.choices import Collection
from events.records.actor import ActorSerializer
from events.records.article import ArticleSerializer
from events.records.claim import ClaimSerializer
from events.records.current import CurrentSource
from events.records.dataset import DatasetSerializer
from events.records.declaration import RecordSerializer
from events.records.event import EventSerializer
from events.records.location import LocationSerializer
from events.records.outlet import OutletSerializer
from events.records.representation import Representation
from events.records.table import Build

RECORDS: dict[Collection, type[RecordSerializer]] = {
    Collection.ARTICLES: ArticleSerializer,
    Collection.ACTORS: ActorSerializer,
    Collection.EVENTS: EventSerializer,
    Collection.LOCATIONS: LocationSerializer,
    Collection.OUTLETS: OutletSerializer,
    Collection.CLAIMS: ClaimSerializer,
    Collection.DATASETS: DatasetSerializer,
}
"""How the records of each collection are declared."""


def load(
    collection: Collection, pks: Iterable[int], representation: Representation = Representation.DETAIL
) -> list[dict[str, Any]]:
    """The public records of these keys, in their order; the caller chose published ones.

    Queries: a number fixed for each collection and representation, however many records.
    """
    keys = list(pks)
    found = _built(collection, keys, representation)
    return [found[pk] for pk in keys if pk in found]


def snapshot(collection: Collection, pks: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Whole records by key as revisions keep them: nothing left out, references as ids."""
    return _built(collection, list(pks), Representation.SNAPSHOT)


def _built(
    collection: Collection, pks: list[int], representation: Representation
) -> dict[int, dict[str, Any]]:
    if not pks:
        return {}
    return Build(CurrentSource(), RECORDS[collection], representation, pks).records()


__all__ = ["RECORDS", "Representation", "load", "snapshot"]
