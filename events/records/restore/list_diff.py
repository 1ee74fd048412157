"""Which rows of a list can stay where the list is to become another one."""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class ListDiff(Generic[T]):
    """What becomes of the rows of a list: lists are in the order of their keys, which only grow."""

    matched: list[tuple[int, T]] = field(default_factory=list)
    """Rows that stay, with what they are to hold."""
    to_insert: list[tuple[int | None, T]] = field(default_factory=list)
    """What is to be written after all others, in this order, with the row that it stands for, if any."""
    to_delete: list[int] = field(default_factory=list)
    """Rows for which there is no place any more."""

    @property
    def superseded(self) -> list[int]:
        """Rows that would stand in the wrong place, so that new ones stand for them."""
        return [pk for pk, _ in self.to_insert if pk is not None]


def diff_list(
    rows: Iterable[tuple[int, Hashable]], wanted: Iterable[tuple[Hashable, Hashable, T]]
) -> ListDiff[T]:
    """Match rows, by their names, with what is wanted: each with its rank, its name and what it holds.

    Those of one rank have to be in the order of their keys; between ranks other columns decide.
    """
    free: dict[Hashable, deque[int]] = defaultdict(deque)
    for row, name in rows:
        free[name].append(row)
    found = ListDiff[T]()
    last: dict[Hashable, float] = {}
    for rank, name, item in wanted:
        pk = free[name].popleft() if free[name] else None
        if pk is not None and pk > last.get(rank, 0):
            last[rank] = pk
            found.matched.append((pk, item))
        else:
            last[rank] = float("inf")  # nothing that stands can come after a row that does not yet
            found.to_insert.append((pk, item))
    found.to_delete = sorted(row for rest in free.values() for row in rest)
    return found
