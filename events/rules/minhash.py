"""How alike two texts are, from a small sketch of each; nothing has to be compared with everything."""

from collections.abc import Iterable
from heapq import nsmallest
from zlib import crc32

from events.rules.duplicate_keys import text_key

SHINGLE_WORDS, SIGNATURE_SIZE, PROBES = 5, 64, 8
"""Words in a passage, passages in a sketch, and those of them by which a like text is looked for."""
Signature = tuple[int, ...]


def shingles(text: str) -> set[str]:
    """Every five words of a text that stand together; of a shorter one all of them."""
    words = text_key(text).split()
    return {
        " ".join(words[place : place + SHINGLE_WORDS])
        for place in range(max(1, len(words) - SHINGLE_WORDS + 1))
    } - {""}


def minhash_signature(items: Iterable[str]) -> Signature:
    """The smallest hashes of a set: a sample that is the same wherever the sets are.

    Source: bottom-k sketches; Broder, On the resemblance and containment of documents, 1997.
    """
    return tuple(nsmallest(SIGNATURE_SIZE, {crc32(item.encode()) for item in items}))


def jaccard(one: Signature, other: Signature) -> float:
    """The share of what two sets have in common in what they have together, from their sketches."""
    united = nsmallest(SIGNATURE_SIZE, {*one, *other})
    if not united:
        return 0.0
    shared = set(one) & set(other)
    return len(shared.intersection(united)) / len(united)
