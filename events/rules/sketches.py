"""How alike two texts are, from a small sketch of each; nothing has to be compared with everything."""

from collections.abc import Iterable
from heapq import nsmallest
from zlib import crc32

from events.rules.duplicates import text_key

WIDTH, SIZE, PROBES = 5, 64, 8
"""Words in a passage, passages in a sketch, and those of them by which a like text is looked for."""
Sketch = tuple[int, ...]


def passages(text: str) -> set[str]:
    """Every five words of a text that stand together; of a shorter one all of them."""
    words = text_key(text).split()
    return {" ".join(words[place : place + WIDTH]) for place in range(max(1, len(words) - WIDTH + 1))} - {""}


def sketch(items: Iterable[str]) -> Sketch:
    """The smallest hashes of a set: a sample that is the same wherever the sets are.

    Source: bottom-k sketches; Broder, On the resemblance and containment of documents, 1997.
    """
    return tuple(nsmallest(SIZE, {crc32(item.encode()) for item in items}))


def likeness(one: Sketch, other: Sketch) -> float:
    """The share of what two sets have in common in what they have together, from their sketches."""
    united = nsmallest(SIZE, {*one, *other})
    if not united:
        return 0.0
    shared = set(one) & set(other)
    return len(shared.intersection(united)) / len(united)
