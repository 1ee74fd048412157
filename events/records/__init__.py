"""The one builder of a record as nested plain data.

The API, exports, search and revisions all read these, so that no two outputs can drift. Serializers
in `events.api` declare the same shapes for the schema.
"""

from collections.abc import Iterable
from typing import Any

from events.choices import Collection
from events.records.actor import actors
from events.records.article import articles
from events.records.claim import claims
from events.records.dataset import datasets
from events.records.event import events
from events.records.location import locations
from events.records.outlet import outlets
from events.records.representation import Representation

_BUILDERS = {
    Collection.ARTICLES: articles,
    Collection.ACTORS: actors,
    Collection.EVENTS: events,
    Collection.LOCATIONS: locations,
    Collection.OUTLETS: outlets,
    Collection.CLAIMS: claims,
    Collection.DATASETS: datasets,
}


def load(
    collection: Collection, pks: Iterable[int], representation: Representation = Representation.DETAIL
) -> list[dict[str, Any]]:
    """The public records of these keys, in their order; the caller chose published ones.

    Queries: a number fixed for each collection and shape, however many records.
    """
    keys = list(pks)
    found = _BUILDERS[collection](representation, keys) if keys else {}
    return [found[pk] for pk in keys if pk in found]


def snapshot(collection: Collection, pks: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Whole records by key as revisions keep them: nothing left out, references as ids."""
    keys = list(pks)
    return _BUILDERS[collection](Representation.SNAPSHOT, keys) if keys else {}


__all__ = ["Representation", "load", "snapshot"]
