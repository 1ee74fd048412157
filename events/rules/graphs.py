"""Walks over graphs whose edges are mappings, dated or not; cycles do no harm."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

N = TypeVar("N", bound=Hashable)


@dataclass(frozen=True, slots=True)
class ReachedNode(Generic[N]):
    """A node, the smallest number of edges to it, and the first and last day on which all these hold."""

    node: N
    depth: int
    earliest: date
    latest: date


def ancestors(start: N, edges: Mapping[N, Iterable[N]]) -> dict[N, int]:
    """All nodes to which the edges lead and the smallest number of edges to each, nearest first.

    The start is among them only if it lies on a cycle.
    """
    depths: dict[N, int] = {}
    level = {start: 0}
    while level:
        # A dict keeps the order of the edges and takes each node once.
        children = {node: depth + 1 for parent, depth in level.items() for node in edges.get(parent, ())}
        level = {node: depth for node, depth in children.items() if node not in depths}
        depths |= level
    return depths


def find_cycle(edges: Mapping[N, Iterable[N]], start: N) -> list[N] | None:
    """The shortest way along the edges from the start back to it, both ends included, if any."""
    came_from: dict[N, N] = {}
    queue = [start]
    for parent in queue:  # which grows as it is read
        for node in edges.get(parent, ()):
            if node == start:
                way = [start, parent]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if node not in came_from:
                came_from[node] = parent
                queue.append(node)
    return None


def reachable_with_dates(start: N, edges: Mapping[N, Iterable[tuple[N, date, date]]]) -> list[ReachedNode[N]]:
    """All nodes to which dated edges lead, with the days on which every edge of a path holds.

    An edge is its node and its first and last day. A node is listed once for each longest period,
    nearest first; the start is among them only if it lies on a cycle.
    """
    longest: dict[N, list[ReachedNode[N]]] = {}
    level = [ReachedNode(start, 0, date.min, date.max)]
    while level:
        new: list[ReachedNode[N]] = []
        for parent in level:
            for node, first, last in edges.get(parent.node, ()):
                step = ReachedNode(
                    node, parent.depth + 1, max(parent.earliest, first), min(parent.latest, last)
                )
                known = longest.setdefault(node, [])
                # A period inside a known one opens no new ones further on.
                if step.earliest <= step.latest and not any(_contains(other, step) for other in known):
                    known[:] = [other for other in known if not _contains(step, other)] + [step]
                    new.append(step)
        level = [step for step in new if step in longest[step.node]]
    reached = [step for steps in longest.values() for step in steps]
    return sorted(reached, key=lambda step: step.depth)


def _contains(outer: ReachedNode[N], inner: ReachedNode[N]) -> bool:
    return outer.earliest <= inner.earliest and inner.latest <= outer.latest
