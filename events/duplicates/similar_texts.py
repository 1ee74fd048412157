"""Articles of nearly the same text, and claims of the same speakers that nearly say the same."""

from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from events.choices import Collection
from events.duplicates.candidate import Candidate, make_candidate
from events.duplicates.progress_callback import ProgressCallback
from events.models import Article, Claim
from events.rules.duplicate_keys import text_key
from events.rules.minhash import PROBES, Signature, jaccard, minhash_signature, shingles

_LEAST_OF_ARTICLES, _LEAST_OF_CLAIMS = 0.5, 0.6
_WINDOW_DAYS = timedelta(days=7)
"""How many days apart two articles of one text may say that they were published."""
_MOST_OPEN = 20_000
"""Articles that may be open at a time, such as those without a date."""
_MOST_LIKE = 50
_MOST_OF_ONE_SPEAKER = 2_000
"""Claims of one speaker that are open at a time."""


class _SlidingWindow:
    """The last texts that were read, found by the passages that they share."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: deque[tuple[int, Any, Signature]] = deque()
        self._by_probe: dict[int, list[tuple[int, Signature]]] = defaultdict(list)

    def evict_before(self, mark: Any) -> None:
        """Close those whose mark is smaller, and the oldest where too many are open."""
        while self._entries and (self._entries[0][1] < mark or len(self._entries) > self._most):
            pk, _, its = self._entries.popleft()
            for probe in its[:PROBES]:
                held = self._by_probe[probe]
                held.remove((pk, its))
                if not held:
                    del self._by_probe[probe]

    def similar(self, its: Signature, least: float) -> Iterator[tuple[int, float]]:
        """Those of which it has so much."""
        near = {one for probe in its[:PROBES] for one in self._by_probe.get(probe, ())[-_MOST_LIKE:]}
        for pk, other in sorted(near):
            if (share := jaccard(its, other)) >= least:
                yield pk, share

    def add(self, pk: int, mark: Any, its: Signature) -> None:
        """Open one more."""
        self._entries.append((pk, mark, its))
        for probe in its[:PROBES]:
            self._by_probe[probe].append((pk, its))


def find_similar_articles(progress: ProgressCallback) -> Iterator[Candidate]:
    """Pairs of articles whose texts are nearly the same, published within a week.

    Read in the order of their dates; only sketches of a week's texts are held. The very same text is found
    whatever its date. Queries: 2.
    """
    rows = Article.objects.exclude(text="").order_by("start_earliest", "pk")
    total = rows.count()
    window = _SlidingWindow(_MOST_OPEN)
    found: set[tuple[int, int]] = set()
    columns = rows.values_list("pk", "start_earliest", "text").iterator(chunk_size=100)
    for number, (pk, day, text) in enumerate(columns, start=1):
        progress(number, total)
        window.evict_before(max(day, date.min + _WINDOW_DAYS) - _WINDOW_DAYS)
        mine = minhash_signature(shingles(text))
        for other, share in window.similar(mine, _LEAST_OF_ARTICLES):
            found.add((other, pk))
            why = f"about {share:.0%} of their passages are the same, published within a week"
            yield make_candidate(Collection.ARTICLES, other, pk, 0.3 + 0.6 * share, why)
        window.add(pk, day, mine)
    same = Article.objects.exclude(text="").order_by("sha256", "pk").values_list("sha256", "pk")
    for _, group in groupby(same.iterator(chunk_size=2000), key=lambda row: row[0]):
        before = None
        for _, pk in group:
            if before is not None and not {(before, pk), (pk, before)} & found:
                yield make_candidate(Collection.ARTICLES, before, pk, 0.9, "their text is the very same")
            before = pk


def find_similar_claims(progress: ProgressCallback) -> Iterator[Candidate]:
    """Pairs of claims of a shared speaker whose propositions have most words in common. Queries: 2."""
    through: Any = Claim.by.through
    rows = through._base_manager.order_by("actor_id", "claim_id")
    total = rows.count()
    columns = rows.values_list("actor_id", "claim_id", "claim__proposition", "claim__stance")
    read, found = 0, set()
    for _, group in groupby(columns.iterator(chunk_size=2000), key=lambda row: row[0]):
        window = _SlidingWindow(_MOST_OF_ONE_SPEAKER)
        stances: dict[int, str] = {}
        for _, claim, proposition, stance in group:
            read += 1
            progress(read, total)
            window.evict_before(0)
            mine = minhash_signature(set(text_key(proposition).split()))
            stances[claim] = stance
            for other, share in window.similar(mine, _LEAST_OF_CLAIMS):
                if (other, claim) in found:
                    continue  # of another speaker that they share
                found.add((other, claim))
                same = stances[other] == stance
                why = [f"one speaker, and {share:.0%} of the words in common"]
                why += [] if same else [f"one {stances[other]}, the other {stance}"]
                yield make_candidate(
                    Collection.CLAIMS, other, claim, 0.3 + 0.6 * share - (0 if same else 0.2), *why
                )
            window.add(claim, claim, mine)
