"""Articles with nearly the same text, and claims of a shared speaker in nearly the same words."""

from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, groupby, pairwise
from typing import Any

from events.choices import Collection
from events.duplicates.candidate import Candidate, ProgressCallback, make_candidate
from events.models import Article, Claim
from events.rules.duplicate_keys import PROBES, Signature, jaccard, minhash_signature, shingles, text_key

_MIN_SHARE_OF_ARTICLES, _MIN_SHARE_OF_CLAIMS = 0.5, 0.6
_WINDOW_DAYS = timedelta(days=7)
"""How far apart the publication dates of two articles with one text may be."""
_MAX_ARTICLES, _MAX_CLAIMS = 20_000, 2_000
"""The most articles, such as those without a date, and claims of one speaker in a window."""
_MAX_OF_ONE_PROBE = 50


class _SlidingWindow:
    """The last texts that were read, found by the passages that they share with others."""

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self._entries: deque[tuple[int, Any, Signature]] = deque()
        self._by_probe: dict[int, list[tuple[int, Signature]]] = defaultdict(list)

    def evict_before(self, position: Any) -> None:
        """Remove the texts before this position, and the oldest where there are too many."""
        while self._entries and (self._entries[0][1] < position or len(self._entries) > self._max_size):
            pk, _, signature = self._entries.popleft()
            for probe in signature[:PROBES]:
                entries = self._by_probe[probe]
                entries.remove((pk, signature))
                if not entries:
                    del self._by_probe[probe]

    def similar(self, signature: Signature, min_share: float) -> Iterator[tuple[int, float]]:
        """The texts that share at least so much with this one."""
        by_probe = (self._by_probe.get(probe, ())[-_MAX_OF_ONE_PROBE:] for probe in signature[:PROBES])
        for pk, other in sorted(set(chain.from_iterable(by_probe))):
            if (share := jaccard(signature, other)) >= min_share:
                yield pk, share

    def add(self, pk: int, position: Any, signature: Signature) -> None:
        """Add a text at a position, at or after all others."""
        self._entries.append((pk, position, signature))
        for probe in signature[:PROBES]:
            self._by_probe[probe].append((pk, signature))


def find_similar_articles(progress: ProgressCallback) -> Iterator[Candidate]:
    """Pairs of articles whose texts are nearly the same, published within a week.

    Articles are read in the order of their dates, and only signatures of a week's texts are in memory.
    Identical texts are found whatever their dates. Queries: 3.
    """
    rows = Article.objects.exclude(text="").order_by("start_earliest", "pk")
    total = rows.count()
    window = _SlidingWindow(_MAX_ARTICLES)
    pairs: set[tuple[int, int]] = set()
    columns = rows.values_list("pk", "start_earliest", "text").iterator(chunk_size=100)
    for number, (pk, day, text) in enumerate(columns, start=1):
        progress(number, total)
        window.evict_before(max(day, date.min + _WINDOW_DAYS) - _WINDOW_DAYS)
        signature = minhash_signature(shingles(text))
        for other, share in window.similar(signature, _MIN_SHARE_OF_ARTICLES):
            pairs.add((other, pk))
            why = f"about {share:.0%} of their passages are the same, published within a week"
            yield make_candidate(Collection.ARTICLES, other, pk, 0.3 + 0.6 * share, why)
        window.add(pk, day, signature)
    hashes = Article.objects.exclude(text="").order_by("sha256", "pk").values_list("sha256", "pk")
    for (one_hash, one), (other_hash, other) in pairwise(hashes.iterator(chunk_size=2000)):
        if one_hash == other_hash and not {(one, other), (other, one)} & pairs:
            yield make_candidate(Collection.ARTICLES, one, other, 0.9, "their text is the very same")


def find_similar_claims(progress: ProgressCallback) -> Iterator[Candidate]:
    """Pairs of claims of a shared speaker whose propositions share most of their words. Queries: 2."""
    through: Any = Claim.by.through
    rows = through._base_manager.order_by("actor_id", "claim_id")
    total = rows.count()
    columns = rows.values_list("actor_id", "claim_id", "claim__proposition", "claim__stance")
    read, pairs = 0, set()
    for _, group in groupby(columns.iterator(chunk_size=2000), key=lambda row: row[0]):
        window = _SlidingWindow(_MAX_CLAIMS)
        stances: dict[int, str] = {}
        for _, claim, proposition, stance in group:
            read += 1
            progress(read, total)
            window.evict_before(0)
            signature = minhash_signature(set(text_key(proposition).split()))
            stances[claim] = stance
            for other, share in window.similar(signature, _MIN_SHARE_OF_CLAIMS):
                if (other, claim) in pairs:
                    continue  # of another speaker whom both share
                pairs.add((other, claim))
                same = stances[other] == stance
                why = [f"one speaker, and {share:.0%} of the words in common"]
                why += [] if same else [f"one {stances[other]}, the other {stance}"]
                yield make_candidate(
                    Collection.CLAIMS, other, claim, 0.3 + 0.6 * share - (0 if same else 0.2), *why
                )
            window.add(claim, claim, signature)
