"""Matches the rows of a list with the items of another: which rows stay, go, and are inserted."""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class ListDiff(Generic[T]):
    """The changes of the rows of a list: lists are in the order of their primary keys, which only grow."""

    matched: list[tuple[int, T]] = field(default_factory=list)
    """Rows that stay, with their new items."""
    to_insert: list[tuple[int | None, T]] = field(default_factory=list)
    """Items to insert after all others, in this order, each with the row that it replaces, if any."""
    to_delete: list[int] = field(default_factory=list)
    """Rows without an item."""

    @property
    def superseded(self) -> list[int]:
        """Rows that would be out of order, and are replaced by inserted ones."""
        return [pk for pk, _ in self.to_insert if pk is not None]


def diff_list(
    rows: Iterable[tuple[int, Hashable]], wanted: Iterable[tuple[Hashable, Hashable, T]]
) -> ListDiff[T]:
    """Match rows, by their names, with wanted items: each has a rank, a name and content.

    Items of one rank have to be in the order of the primary keys; other columns order the ranks.
    """
    free: dict[Hashable, deque[int]] = defaultdict(deque)
    for row, name in rows:
        free[name].append(row)
    diff = ListDiff[T]()
    last: dict[Hashable, float] = {}
    for rank, name, item in wanted:
        pk = free[name].popleft() if free[name] else None
        if pk is not None and pk > last.get(rank, 0):
            last[rank] = pk
            diff.matched.append((pk, item))
        else:
            last[rank] = float("inf")  # no present row can come after an inserted one
            diff.to_insert.append((pk, item))
    diff.to_delete = sorted(row for rest in free.values() for row in rest)
    return diff
