"""Possible duplicates: found without comparing each record with each, explained, decided by people."""

from collections.abc import Callable, Iterator
from functools import partial
from heapq import nlargest

from events.choices import Collection
from events.duplicates.candidate import Candidate, ProgressCallback, no_progress
from events.duplicates.decisions import mark_not_duplicate, undecided
from events.duplicates.namesakes import Namesake, find_namesakes
from events.duplicates.similar_events import find_events_like, find_similar_events
from events.duplicates.similar_names import find_similar_names
from events.duplicates.similar_texts import find_similar_articles, find_similar_claims
from events.duplicates.stored_candidates import count_candidates, load_candidates, save_candidates

_FINDERS: dict[Collection, Callable[[ProgressCallback], Iterator[Candidate]]] = {
    Collection.ACTORS: partial(find_similar_names, Collection.ACTORS),
    Collection.LOCATIONS: partial(find_similar_names, Collection.LOCATIONS),
    Collection.OUTLETS: partial(find_similar_names, Collection.OUTLETS),
    Collection.EVENTS: find_similar_events,
    Collection.ARTICLES: find_similar_articles,
    Collection.CLAIMS: find_similar_claims,
}
SEARCHED_COLLECTIONS = tuple(_FINDERS)
"""The collections in which duplicates are looked for."""
MAX_STORED = 500
"""How many pairs of a collection are stored for people to decide; a later search finds more."""


def find_candidates(
    collection: Collection, limit: int = 100, progress: ProgressCallback = no_progress
) -> list[Candidate]:
    """The undecided pairs of a collection, the likeliest first.

    Queries: see the finder of each collection, and some for each 500 candidates.
    """
    pairs = undecided(collection, _FINDERS[collection](progress))
    return nlargest(limit, pairs, key=lambda pair: (pair.score, -pair.one, -pair.other))


__all__ = [
    "MAX_STORED",
    "SEARCHED_COLLECTIONS",
    "Candidate",
    "Namesake",
    "ProgressCallback",
    "count_candidates",
    "find_candidates",
    "find_events_like",
    "find_namesakes",
    "load_candidates",
    "mark_not_duplicate",
    "save_candidates",
]
