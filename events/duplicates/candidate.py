"""Two records that may be one."""

from collections.abc import Callable
from dataclasses import dataclass

from events.choices import Collection

ProgressCallback = Callable[[int, int], None]
"""Takes the number of rows that a search has read, and of all rows."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two records of a collection that may be one, with the reasons."""

    collection: Collection
    one: int
    """The primary keys of the two, the smaller first."""
    other: int
    score: float
    """From 0 to 1, for ordering: no probability."""
    why: tuple[str, ...]
    """What the two have in common, and in what they differ, in words."""

    @property
    def pair(self) -> tuple[int, int]:
        """The primary keys of the two."""
        return self.one, self.other


def make_candidate(collection: Collection, one: int, other: int, score: float, *why: str) -> Candidate:
    """A candidate with its keys in order and its score within bounds."""
    return Candidate(collection, min(one, other), max(one, other), round(max(0.0, min(1.0, score)), 3), why)


def no_progress(done: int, total: int) -> None:
    """Report nothing."""
