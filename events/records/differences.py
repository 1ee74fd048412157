"""The differences between two versions of a record, member by member and item by item."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from events.records import RECORDS
from events.records.stored_paths import item_of, stored_members
from events.records.stored_values import is_reference

Path = tuple[str, ...]
_IDENTITIES = {
    name: item.option("identity")
    for record in RECORDS.values()
    for _, name, member in stored_members(record)
    if (item := item_of(member))
}
"""The members that identify an item of each list: its index would change with its siblings."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value or one list item that differs."""

    path: Path
    """The names of members and the labels of list items; empty for the whole record."""
    was: Any
    """The old value; None if there was none."""
    now: Any
    parts: tuple[tuple[int, Any], ...] = ()
    """The list items on the path, outermost first, each with its index in the path."""

    @property
    def is_part(self) -> bool:
        """Whether a whole list item was added, removed or replaced."""
        return bool(self.parts) and self.parts[-1][0] == len(self.path) - 1


def differences(old: dict[str, Any] | None, new: dict[str, Any] | None) -> list[Difference]:
    """The differences, by the names of the members; an added or removed list item is one difference.

    It compares stored records or public ones. The order of list items has no meaning and is not compared,
    nor is that of members, which PostgreSQL does not store.
    """
    if old is None or new is None:
        return [] if old is new else [Difference((), old, new)]
    return list(_members(Difference((), old, new)))


def is_item_list(value: Any) -> bool:
    """Whether this is a list of objects or of words, rather than one value such as a box or a span."""
    return isinstance(value, list) and all(isinstance(item, dict | str) for item in value)


def item_label(member: str, item: Any) -> str:
    """The label that identifies an item among its siblings in this list."""
    if not isinstance(item, dict):
        return str(item)
    if is_reference(item):
        return str(item["ref"])
    named = _IDENTITIES.get(member) or next(((own,) for own in ("key", "id") if item.get(own)), sorted(item))
    return ":".join(item_label(part, item[part]) for part in named if item.get(part) is not None)


def _members(outer: Difference) -> Iterator[Difference]:
    for member in sorted({**outer.now, **outer.was}):
        was, now = outer.was.get(member), outer.now.get(member)
        inner = Difference((*outer.path, member), was, now, outer.parts)
        if was == now:
            continue
        if all(is_item_list(side) for side in (was, now) if side is not None):
            yield from _parts(inner)
        else:
            yield from _values(inner)


def _values(outer: Difference) -> Iterator[Difference]:
    values = (outer.was, outer.now)
    if all(isinstance(value, dict) and not is_reference(value) for value in values):
        yield from _members(outer)
    else:
        yield outer


def _parts(outer: Difference) -> Iterator[Difference]:
    groups: dict[str, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    for side, items in enumerate((outer.now or [], outer.was or [])):
        for item in items:
            groups[item_label(outer.path[-1], item)][1 - side].append(item)
    for name, (before, after) in groups.items():
        for item in [item for item in before if item in after]:
            if item in after:  # equal items are matched one to one
                before.remove(item)
                after.remove(item)
        for number, (was, now) in enumerate(zip_longest(before, after)):
            path = (*outer.path, f"{name}#{number + 1}" if number else name)
            part = (len(path) - 1, now if was is None else was)
            yield from _values(Difference(path, was, now, (*outer.parts, part)))
