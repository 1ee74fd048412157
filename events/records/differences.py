"""What two versions of one record hold differently, part by part."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from events.records import RECORDS
from events.records.stored_paths import item_of, stored_members

Path = tuple[str, ...]
_IDENTITIES = {
    name: item.option("identity")
    for record in RECORDS.values()
    for _, name, member in stored_members(record)
    if (item := item_of(member))
}
"""What names an item of a list among its siblings, by the list: not its place, which others shift."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value or one part that differs."""

    path: Path
    """Where: members by their names, parts by what names them; empty for the whole record."""
    was: Any
    """What stood there; None where nothing did."""
    now: Any
    parts: tuple[tuple[int, Any], ...] = ()
    """The parts on the way, outermost first, each with its place in the path."""

    @property
    def is_part(self) -> bool:
        """Whether a whole part came, went or gave way to another."""
        return bool(self.parts) and self.parts[-1][0] == len(self.path) - 1


def differences(old: dict[str, Any] | None, new: dict[str, Any] | None) -> list[Difference]:
    """What differs, by the names of the members; a part that came or went is one difference.

    Works on stored records and on public ones. The order of parts says nothing and is not compared, and
    that of members is not kept by PostgreSQL.
    """
    if old is None or new is None:
        return [] if old is new else [Difference((), old, new)]
    return list(_members(Difference((), old, new)))


def is_reference(value: Any) -> bool:
    """Whether this stands for another record: `{"ref": "events/first-session"}`."""
    return isinstance(value, dict) and set(value) == {"ref"}


def references(value: Any) -> Iterator[str]:
    """Every reference inside a stored record or a part of one: `events/first-session`."""
    if is_reference(value):
        yield value["ref"]
    elif isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from references(member)


def is_item_list(value: Any) -> bool:
    """Whether this is a list of parts or of words, rather than one value such as a box or a span."""
    return isinstance(value, list) and all(isinstance(item, dict | str) for item in value)


def item_label(member: str, item: Any) -> str:
    """What names an item of this list among its siblings."""
    if not isinstance(item, dict):
        return str(item)
    if is_reference(item):
        return str(item["ref"])
    named = _IDENTITIES.get(member) or next(((own,) for own in ("key", "id") if item.get(own)), sorted(item))
    return ":".join(item_label(part, item[part]) for part in named if item.get(part) is not None)


def _members(whole: Difference) -> Iterator[Difference]:
    for member in sorted({**whole.now, **whole.was}):
        was, now = whole.was.get(member), whole.now.get(member)
        inner = Difference((*whole.path, member), was, now, whole.parts)
        if was == now:
            continue
        if all(is_item_list(side) for side in (was, now) if side is not None):
            yield from _parts(inner)
        else:
            yield from _values(inner)


def _values(whole: Difference) -> Iterator[Difference]:
    values = (whole.was, whole.now)
    if all(isinstance(value, dict) and not is_reference(value) for value in values):
        yield from _members(whole)
    else:
        yield whole


def _parts(whole: Difference) -> Iterator[Difference]:
    groups: dict[str, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    for side, items in enumerate((whole.now or [], whole.was or [])):
        for item in items:
            groups[item_label(whole.path[-1], item)][1 - side].append(item)
    for name, (before, after) in groups.items():
        for item in [item for item in before if item in after]:
            if item in after:  # of several that are the same, each stands for one
                before.remove(item)
                after.remove(item)
        for further, (was, now) in enumerate(zip_longest(before, after)):
            path = (*whole.path, f"{name}#{further + 1}" if further else name)
            part = (len(path) - 1, now if was is None else was)
            yield from _values(Difference(path, was, now, (*whole.parts, part)))
