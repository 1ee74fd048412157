"""Undoes one change of a record after later changes, by a three-way merge."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from events.records.differences import Path, is_item_list, item_label
from events.records.stored_values import is_reference

BEFORE, NOW = "before", "now"


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """A value that both the undone change and a later one changed: a person has to decide."""

    record: str
    """The reference of the record: `events/first-session`."""
    path: Path
    before: Any
    after: Any
    now: Any
    """The values before the change, after it and now; None for none."""

    @property
    def key(self) -> str:
        """The key of the conflict in `decisions`: `events/first-session:participants/initiator-iraq/role`."""
        return f"{self.record}:{'/'.join(self.path)}"


@dataclass(slots=True)
class ThreeWayMerge:
    """A three-way merge of one record, with its conflicts and the decisions about them."""

    record: str
    decisions: Mapping[str, str] = field(default_factory=dict)
    """"before" or "now" for the keys of conflicts."""
    conflicts: list[MergeConflict] = field(default_factory=list)

    def undo(self, before: Any, after: Any, now: Any, path: Path = ()) -> Any:
        """The value without the change: what only the change touched is undone, later changes stay.

        A value that both touched is a conflict: it becomes what was decided, and stays as it is until then.
        """
        if after == now:
            return before
        if now == before or before == after:
            return now
        versions = (before, after, now)
        if all(isinstance(version, dict) and not is_reference(version) for version in versions):
            return {
                name: self.undo(before.get(name), after.get(name), now.get(name), (*path, name))
                for name in dict.fromkeys((*before, *now))
            }
        if path and all(is_item_list(version) for version in versions if version is not None):
            return self._parts(before or [], after or [], now or [], path)
        conflict = MergeConflict(self.record, path, before, after, now)
        self.conflicts.append(conflict)
        return before if self.decisions.get(conflict.key) == BEFORE else now

    def _parts(self, before: list[Any], after: list[Any], now: list[Any], path: Path) -> list[Any]:
        """The merged list in its present order; restored items are inserted beside their old neighbours."""
        old, changed, present = (_labelled(path[-1], items) for items in (before, after, now))
        merged = {
            label: self.undo(old.get(label), changed.get(label), present.get(label), (*path, label))
            for label in {**old, **changed, **present}
        }
        order = _arranged(list(old), list(present))
        return [merged[label] for label in order if merged[label] is not None]


def _labelled(member: str, items: list[Any]) -> dict[str, Any]:
    """The items of a list by their labels; a number tells apart those of the same label: `killed#2`."""
    labelled: dict[str, Any] = {}
    counts: Counter[str] = Counter()
    for item in items:
        name = item_label(member, item)
        counts[name] += 1
        labelled[f"{name}#{counts[name]}" if counts[name] > 1 else name] = item
    return labelled


def _arranged(before: list[str], now: list[str]) -> list[str]:
    """The present names, with removed ones inserted before their successors or after their predecessors."""
    order = list(now)
    following: str | None = None
    for place, name in reversed(list(enumerate(before))):
        if name not in order:
            ahead = next((other for other in reversed(before[:place]) if other in now), None)
            if following is not None:
                order.insert(order.index(following), name)
            else:
                order.insert(order.index(ahead) + 1 if ahead is not None else 0, name)
        following = name
    return order
