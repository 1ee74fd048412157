"""Records that may be one: found without comparing each with each, told in words, judged by people."""

from collections.abc import Callable, Iterator
from functools import partial
from heapq import nlargest
from itertools import islice

from events.choices import Collection
from events.duplicates.candidate import Candidate
from events.duplicates.decisions import fingerprints, mark_not_duplicate, valid_decisions
from events.duplicates.progress_callback import ProgressCallback, no_progress
from events.duplicates.similar_events import find_similar_events
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
"""How many pairs of a collection are kept for people to judge; a search after that finds the next."""
_BATCH = 200


def find_candidates(
    collection: Collection, limit: int = 100, progress: ProgressCallback = no_progress
) -> list[Candidate]:
    """The likeliest pairs of a collection that nobody has judged, the likeliest first.

    Queries: see the finder of each collection, and some for each 200 candidates.
    """
    unjudged = _undecided(collection, _FINDERS[collection](progress))
    return nlargest(limit, unjudged, key=lambda one: (one.score, -one.one, -one.other))


def _undecided(collection: Collection, candidates: Iterator[Candidate]) -> Iterator[Candidate]:
    while batch := list(islice(candidates, _BATCH)):
        settled = {(one.one, one.other) for one in valid_decisions(collection, [one.pair for one in batch])}
        yield from (one for one in batch if one.pair not in settled)


__all__ = [
    "MAX_STORED",
    "SEARCHED_COLLECTIONS",
    "Candidate",
    "ProgressCallback",
    "count_candidates",
    "find_candidates",
    "fingerprints",
    "load_candidates",
    "mark_not_duplicate",
    "save_candidates",
    "valid_decisions",
]
