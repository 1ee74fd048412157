"""Where passages of a text stand once the text was corrected."""

import re
from bisect import bisect_left, bisect_right
from difflib import SequenceMatcher

from events.rules.text import Offsets, quotation_offsets

_WORD = re.compile(r"\w+")
_SHORTEST_RUN = 3  # fewer words in common may well be chance
_CONTEXT = 80
_ALIKE, _CLEARLY = 0.6, 0.1


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
        most = min(len(old), len(new))
        head = next((n for n in range(most) if old[n] != new[n]), most)
        most -= head
        tail = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
        inner = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail])
        runs = [
            (head + run.a, head + run.b, run.size)
            for run in inner.get_matching_blocks()
            if run.size >= _SHORTEST_RUN
        ]
        return [(0, 0, head), *runs, (len(old) - tail, len(new) - tail, tail)]

    def exact_offsets(self, start: int, end: int) -> Offsets | None:
        """Where the very same words stand now; none where they changed, or no place is the likeliest.

        A place whose words were already there elsewhere in the old text is not theirs.
        """
        mine = self._old.between(start, end)
        found = []
        for first, last in quotation_offsets(self.new, self.old[start:end]):
            theirs = self._new.between(first, last)
            origins = [self._new_to_old.get(word) for word in theirs]
            if origins and origins == list(mine):
                if self._old.spans[mine[0]][0] - start == self._new.spans[theirs[0]][0] - first:
                    return first, last
                continue  # the same letters elsewhere in the same word
            if all(origin is None or origin in mine for origin in origins):
                found.append((self._likeness(start, end, first, last), first, last))
        found.sort(reverse=True)
        if not found or (len(found) > 1 and found[0][0] - found[1][0] < _CLEARLY):
            return None
        if len(found) > 1 and found[0][0] < _ALIKE:
            return None
        return found[0][1:]

    def _likeness(self, start: int, end: int, first: int, last: int) -> float:
        """How like the words around two places are."""
        before = self.old[max(0, start - _CONTEXT) : start], self.new[max(0, first - _CONTEXT) : first]
        after = self.old[end : end + _CONTEXT], self.new[last : last + _CONTEXT]
        return sum(SequenceMatcher(None, *pair, autojunk=False).ratio() for pair in (before, after)) / 2

    def passage_offsets(self, start: int, end: int) -> Offsets | None:
        """Where a passage stands now whose words may have been corrected; whole lines stay whole."""
        if same := self.exact_offsets(start, end):
            return same
        mine = self._old.between(start, end)
        kept = [word for word in mine if word in self._old_to_new]
        if not kept or len(kept) * 3 < len(mine):
            return None
        first = self._new.spans[self._old_to_new[kept[0]]][0]
        last = self._new.spans[self._old_to_new[kept[-1]]][1]
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
        found = list(_WORD.finditer(text))
        self.words = [match[0] for match in found]
        self.spans = [match.span() for match in found]
        self._starts = [start for start, _ in self.spans]
        self._ends = [end for _, end in self.spans]

    def between(self, start: int, end: int) -> range:
        """The words that a passage holds or cuts."""
        return range(bisect_right(self._ends, start), bisect_left(self._starts, end))
