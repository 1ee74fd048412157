"""Passages of a text: where they overlap, what they touch and leave bare, and the parts that hold them."""

from bisect import bisect_left, bisect_right
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


def overlapping_passages(stretches: Sequence[Offsets], passages: Sequence[Offsets]) -> list[list[int]]:
    """For each of ordered stretches that do not overlap, the places of the passages that touch it."""
    found: list[list[int]] = [[] for _ in stretches]
    starts, ends = [start for start, _ in stretches], [end for _, end in stretches]
    for number, (first, last) in enumerate(passages):
        for place in range(bisect_right(ends, first), bisect_left(starts, last)):
            found[place].append(number)
    return found


def uncovered(stretches: Sequence[Offsets], passages: Sequence[Offsets]) -> set[int]:
    """The places, in an ordered list of stretches that do not overlap, of those that no passage touches."""
    return {number for number, mine in enumerate(overlapping_passages(stretches, passages)) if not mine}


def part_kind_at(place: int, parts: Sequence[tuple[int, int, str]]) -> str:
    """The kind of the part, of those in order, that holds this place; empty where none does."""
    found = bisect_right(parts, place, key=lambda part: part[0]) - 1
    return parts[found][2] if found >= 0 and place < parts[found][1] else ""
