"""Passages that overlap in a text: cut into segments that can be marked, and what they leave bare."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from events.rules.text import Offsets


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that lies inside the same passages from end to end."""

    start: int
    end: int
    within: tuple[int, ...]
    """The places, in the list of passages, of those that it lies inside."""


def segments(start: int, end: int, passages: Sequence[Offsets]) -> Iterator[Segment]:
    """Cut a stretch at every beginning and end of a passage; together they are the whole stretch."""
    edges: dict[int, list[tuple[bool, int]]] = {}
    for number, (first, last) in enumerate(passages):
        if first < end and start < last:
            edges.setdefault(max(first, start), []).append((True, number))
            edges.setdefault(min(last, end), []).append((False, number))
    open_: set[int] = set()
    place = start
    for edge in sorted({*edges, end}):
        if place < edge:
            yield Segment(place, edge, tuple(sorted(open_)))
            place = edge
        for opens, number in edges.get(edge, ()):
            (open_.add if opens else open_.discard)(number)


def bare(stretches: Sequence[Offsets], passages: Sequence[Offsets]) -> set[int]:
    """The places, in an ordered list of stretches that do not overlap, of those that no passage touches."""
    found: set[int] = set()
    ordered = sorted(passages)
    place, reached = 0, -1
    for number, (start, end) in enumerate(stretches):
        while place < len(ordered) and ordered[place][0] < end:
            reached = max(reached, ordered[place][1])
            place += 1
        if reached <= start:
            found.add(number)
    return found
