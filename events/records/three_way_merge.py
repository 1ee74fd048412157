"""Take one change of a record back where others followed: three versions of it, and what to make of them."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from events.records.differences import Path, is_item_list, is_reference, item_label

BEFORE, NOW = "before", "now"


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """A value that the change touched and something after it, too: a person has to decide."""

    record: str
    """Whose: `events/first-session`."""
    path: Path
    before: Any
    after: Any
    now: Any
    """What stood there before the change and after it, and what stands there now; None for nothing."""

    @property
    def key(self) -> str:
        """What decisions name it by: `events/first-session:participants/initiator-iraq/role`."""
        return f"{self.record}:{'/'.join(self.path)}"


@dataclass(slots=True)
class ThreeWayMerge:
    """The record without the change, and what could not be told."""

    record: str
    decisions: Mapping[str, str] = field(default_factory=dict)
    """"before" or "now" for the keys of conflicts."""
    conflicts: list[MergeConflict] = field(default_factory=list)

    def undo(self, before: Any, after: Any, now: Any, path: Path = ()) -> Any:
        """What stands there without the change: what only it touched goes back, what came later stays.

        Where both touched one value, it is a conflict: as it was decided, and as it is now until then.
        """
        if after == now:
            return before
        if now == before or before == after:
            return now
        versions = (before, after, now)
        if all(isinstance(one, dict) and not is_reference(one) for one in versions):
            members = dict.fromkeys((*before, *now))
            return {
                name: self.undo(before.get(name), after.get(name), now.get(name), (*path, name))
                for name in members
            }
        if path and all(is_item_list(one) for one in versions if one is not None):
            return self._parts(before or [], after or [], now or [], path)
        conflict = MergeConflict(self.record, path, before, after, now)
        self.conflicts.append(conflict)
        return before if self.decisions.get(conflict.key) == BEFORE else now

    def _parts(self, before: list[Any], after: list[Any], now: list[Any], path: Path) -> list[Any]:
        """The parts by their names in the order of now; what goes back, beside its neighbours."""
        named: dict[str, tuple[list[Any], list[Any], list[Any]]] = defaultdict(lambda: ([], [], []))
        for place, items in enumerate((before, after, now)):
            for item in items:
                named[item_label(path[-1], item)][place].append(item)
        left: dict[str, Any] = {}
        held: tuple[list[str], list[str]] = ([], [])
        for name, versions in named.items():
            for further, (was, became, stands) in enumerate(zip_longest(*versions)):
                own = f"{name}#{further + 1}" if further else name
                left[own] = self.undo(was, became, stands, (*path, own))
        for order, items in zip(held, (before, now), strict=True):
            counts: Counter[str] = Counter()
            for item in items:
                name = item_label(path[-1], item)
                counts[name] += 1
                order.append(f"{name}#{counts[name]}" if counts[name] > 1 else name)
        return [left[own] for own in _arranged(*held) if left[own] is not None]


def _arranged(before: list[str], now: list[str]) -> list[str]:
    """The names of now, and those from before alone: ahead of what followed each, or else behind."""
    order = list(now)
    following: str | None = None
    for place in range(len(before) - 1, -1, -1):
        own = before[place]
        if own not in order:
            ahead = next((one for one in reversed(before[:place]) if one in now), None)
            if following is not None:
                order.insert(order.index(following), own)
            else:
                order.insert(order.index(ahead) + 1 if ahead is not None else 0, own)
        following = own
    return order
