"""Records that may be one: found without comparing each with each, told in words, judged by people."""

from collections.abc import Callable, Iterator
from functools import partial
from heapq import nlargest
from itertools import islice

from events.choices import Collection
from events.duplicates.candidate import Candidate
from events.duplicates.found import count, keep, kept
from events.duplicates.happenings import happened_alike
from events.duplicates.judged import judge, material, standing
from events.duplicates.names import named_alike
from events.duplicates.progress import Progress, silent
from events.duplicates.texts import said_alike, written_alike

_FINDERS: dict[Collection, Callable[[Progress], Iterator[Candidate]]] = {
    Collection.ACTORS: partial(named_alike, Collection.ACTORS),
    Collection.LOCATIONS: partial(named_alike, Collection.LOCATIONS),
    Collection.OUTLETS: partial(named_alike, Collection.OUTLETS),
    Collection.EVENTS: happened_alike,
    Collection.ARTICLES: written_alike,
    Collection.CLAIMS: said_alike,
}
SEARCHED = tuple(_FINDERS)
"""The collections in which duplicates are looked for."""
MOST_KEPT = 500
"""How many pairs of a collection are kept for people to judge; a search after that finds the next."""
_BATCH = 200


def find(collection: Collection, limit: int = 100, progress: Progress = silent) -> list[Candidate]:
    """The likeliest pairs of a collection that nobody has judged, the likeliest first.

    Queries: see the finder of each collection, and some for each 200 candidates.
    """
    unjudged = _unjudged(collection, _FINDERS[collection](progress))
    return nlargest(limit, unjudged, key=lambda one: (one.score, -one.one, -one.other))


def _unjudged(collection: Collection, candidates: Iterator[Candidate]) -> Iterator[Candidate]:
    while batch := list(islice(candidates, _BATCH)):
        settled = {(one.one, one.other) for one in standing(collection, [one.pair for one in batch])}
        yield from (one for one in batch if one.pair not in settled)


__all__ = [
    "MOST_KEPT",
    "SEARCHED",
    "Candidate",
    "Progress",
    "count",
    "find",
    "judge",
    "keep",
    "kept",
    "material",
    "standing",
]
