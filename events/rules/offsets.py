"""Passages of a text: where they overlap, what they cover, and in which parts they lie."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from events.rules.text import Offsets


@dataclass(frozen=True, slots=True)
class Segment:
    """A span of text that lies inside the same passages from end to end."""

    start: int
    end: int
    within: tuple[int, ...]
    """The indexes of the passages inside which it lies."""


def segments(start: int, end: int, passages: Sequence[Offsets]) -> Iterator[Segment]:
    """The segments of a span, cut at every beginning and end of a passage."""
    edges: dict[int, list[tuple[bool, int]]] = {}
    for index, (first, last) in enumerate(passages):
        if first < end and start < last:
            edges.setdefault(max(first, start), []).append((True, index))
            edges.setdefault(min(last, end), []).append((False, index))
    within: set[int] = set()
    segment_start = start
    for edge in sorted({*edges, end}):
        if segment_start < edge:
            yield Segment(segment_start, edge, tuple(sorted(within)))
            segment_start = edge
        for opens, index in edges.get(edge, ()):
            (within.add if opens else within.discard)(index)


def overlapping_passages(spans: Sequence[Offsets], passages: Sequence[Offsets]) -> list[list[int]]:
    """For each of ordered spans that do not overlap, the indexes of the passages that overlap it."""
    overlapping: list[list[int]] = [[] for _ in spans]
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    for passage, (first, last) in enumerate(passages):
        for span in range(bisect_right(ends, first), bisect_left(starts, last)):
            overlapping[span].append(passage)
    return overlapping


def uncovered(spans: Sequence[Offsets], passages: Sequence[Offsets]) -> set[int]:
    """The indexes, in ordered spans that do not overlap, of those that no passage overlaps."""
    overlapping = overlapping_passages(spans, passages)
    return {span for span, span_passages in enumerate(overlapping) if not span_passages}


def part_kind_at(offset: int, parts: Sequence[tuple[int, int, str]]) -> str:
    """The kind of the part, among ordered ones, that holds this offset; empty where none does."""
    index = bisect_right(parts, offset, key=lambda part: part[0]) - 1
    return parts[index][2] if index >= 0 and offset < parts[index][1] else ""
