"""The similarity of two texts, estimated from a small signature of each."""

from collections.abc import Iterable
from heapq import nsmallest
from zlib import crc32

from events.rules.duplicate_keys import text_key

SHINGLE_WORDS, SIGNATURE_SIZE, PROBES = 5, 64, 8
"""Words in a passage, hashes in a signature, and those of them by which similar texts are looked up."""
Signature = tuple[int, ...]


def shingles(text: str) -> set[str]:
    """Every five consecutive words of a text; all words of a shorter one."""
    words = text_key(text).split()
    starts = range(max(1, len(words) - SHINGLE_WORDS + 1))
    return {" ".join(words[start : start + SHINGLE_WORDS]) for start in starts} - {""}


def minhash_signature(items: Iterable[str]) -> Signature:
    """The smallest hashes of a set: equal sets have equal signatures.

    Source: bottom-k sketches; Broder, On the resemblance and containment of documents, 1997.
    """
    return tuple(nsmallest(SIGNATURE_SIZE, {crc32(item.encode()) for item in items}))


def jaccard(one: Signature, other: Signature) -> float:
    """The estimated share of two sets' common items in all their items, from their signatures."""
    united = nsmallest(SIGNATURE_SIZE, {*one, *other})
    if not united:
        return 0.0
    shared = set(one) & set(other)
    return len(shared.intersection(united)) / len(united)
