"""Builds records as nested plain data, each from one declaration of its members.

The API, exports, search and revisions all use it, so that no two outputs can drift.
"""

from collections.abc import Iterable
from typing import Any

from events.choices import Collection
from events.records.actor import ActorSerializer
from events.records.article import ArticleSerializer, DatasetSerializer, OutletSerializer
from events.records.claim import ClaimSerializer
from events.records.current import CurrentSource
from events.records.declaration import RecordSerializer
from events.records.event import EventSerializer
from events.records.location import LocationSerializer
from events.records.representation import Representation
from events.records.table import Build

_SERIALIZERS = (
    *(ArticleSerializer, ActorSerializer, EventSerializer, LocationSerializer, OutletSerializer),
    *(ClaimSerializer, DatasetSerializer),
)
RECORDS: dict[Collection, type[RecordSerializer]] = {
    serializer.Meta.model.COLLECTION: serializer for serializer in _SERIALIZERS
}
"""The declaration of the records of each collection."""


def load(
    collection: Collection, pks: Iterable[int], representation: Representation = Representation.DETAIL
) -> list[dict[str, Any]]:
    """The records of these keys, in this order, as the public reads them; the caller passes published ones.

    Queries: a number fixed for each collection and representation, however many records.
    """
    keys = list(pks)
    built = _built(collection, keys, representation)
    return [built[pk] for pk in keys if pk in built]


def snapshot(collection: Collection, pks: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The records of these keys as revisions store them, by key: all members, references as ids."""
    return _built(collection, list(pks), Representation.SNAPSHOT)


def _built(
    collection: Collection, pks: list[int], representation: Representation
) -> dict[int, dict[str, Any]]:
    if not pks:
        return {}
    return Build(CurrentSource(), RECORDS[collection], representation, pks).records()
