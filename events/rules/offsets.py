"""Passages of a text: what they cover, in which parts they lie, and where a correction moves them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from events.rules.text import Offsets, quotation_offsets

_WORD = re.compile(r"\w+")
_SHORTEST_RUN = 3  # a run of fewer common words may well be chance
_CONTEXT = 80
_MIN_SIMILARITY, _MIN_LEAD = 0.6, 0.1


class Alignment:
    """Which words of an old text are which words of the new one."""

    def __init__(self, old: str, new: str) -> None:
        """Compare the two texts word by word."""
        self.old, self.new = old, new
        self._old, self._new = _Words(old), _Words(new)
        self._old_to_new: dict[int, int] = {}
        self._new_to_old: dict[int, int] = {}
        for first, second, size in self._runs():
            for step in range(size):
                self._old_to_new[first + step] = second + step
                self._new_to_old[second + step] = first + step

    def _runs(self) -> list[tuple[int, int, int]]:
        old, new = self._old.words, self._new.words
        shorter = min(len(old), len(new))
        head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
        shorter -= head
        tail = next((n for n in range(shorter) if old[-1 - n] != new[-1 - n]), shorter)
        inner = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail])
        runs = [
            (head + run.a, head + run.b, run.size)
            for run in inner.get_matching_blocks()
            if run.size >= _SHORTEST_RUN
        ]
        return [(0, 0, head), *runs, (len(old) - tail, len(new) - tail, tail)]

    def exact_offsets(self, start: int, end: int) -> Offsets | None:
        """The new offsets of the very same words; None where they changed, or no place is the likeliest.

        A place does not count whose words stood elsewhere in the old text.
        """
        old_words = self._old.between(start, end)
        candidates = []
        for first, last in quotation_offsets(self.new, self.old[start:end]):
            new_words = self._new.between(first, last)
            origins = [self._new_to_old.get(word) for word in new_words]
            if origins and origins == list(old_words):
                if self._old.spans[old_words[0]][0] - start == self._new.spans[new_words[0]][0] - first:
                    return first, last
                continue  # the same letters elsewhere in the same word
            if all(origin is None or origin in old_words for origin in origins):
                candidates.append((self._similarity(start, end, first, last), first, last))
        candidates.sort(reverse=True)
        if len(candidates) > 1:
            best, second = candidates[0][0], candidates[1][0]
            if best - second < _MIN_LEAD or best < _MIN_SIMILARITY:
                return None
        return candidates[0][1:] if candidates else None

    def _similarity(self, start: int, end: int, first: int, last: int) -> float:
        """How similar the contexts of an old and a new place are, from 0 to 1."""
        before = self.old[max(0, start - _CONTEXT) : start], self.new[max(0, first - _CONTEXT) : first]
        after = self.old[end : end + _CONTEXT], self.new[last : last + _CONTEXT]
        return sum(SequenceMatcher(None, *pair, autojunk=False).ratio() for pair in (before, after)) / 2

    def passage_offsets(self, start: int, end: int) -> Offsets | None:
        """The new offsets of a passage whose words may have been corrected; whole lines stay whole."""
        if exact := self.exact_offsets(start, end):
            return exact
        old_words = self._old.between(start, end)
        new_words = [self._old_to_new[word] for word in old_words if word in self._old_to_new]
        if not new_words or len(new_words) * 3 < len(old_words):
            return None
        first = self._new.spans[new_words[0]][0]
        last = self._new.spans[new_words[-1]][1]
        if not start or self.old[start - 1] == "\n":
            first = self.new.rfind("\n", 0, first) + 1
        if end == len(self.old) or self.old[end] == "\n":
            line_end = self.new.find("\n", last)
            last = len(self.new) if line_end < 0 else line_end
        while last > first and self.new[last - 1].isspace():
            last -= 1
        return first, last


class _Words:
    """The words of a text with their offsets."""

    def __init__(self, text: str) -> None:
        matches = list(_WORD.finditer(text))
        self.words = [match[0] for match in matches]
        self.spans = [match.span() for match in matches]
        self._starts = [start for start, _ in self.spans]
        self._ends = [end for _, end in self.spans]

    def between(self, start: int, end: int) -> range:
        """The indexes of the words that lie in a passage, wholly or in part."""
        return range(bisect_right(self._ends, start), bisect_left(self._starts, end))


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
