"""A reference evaluator of trees of filters: sets of the events that the reference finds for the leaves."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests import reference_filters
from tests.reference_filters import PublicRecords, Query

Tree = dict[str, Any]


def matching(data: PublicRecords, tree: Tree) -> set[str]:
    """The ids of the events that a tree finds."""
    for word in ("all", "any", "not"):
        if word in tree:
            nodes = tree[word] if isinstance(tree[word], list) else [tree[word]]
            results = [matching(data, node) for node in nodes]
            if word == "all":
                return set.intersection(*results)
            union = set[str]().union(*results)
            return union if word == "any" else set(data.events) - union
    return reference_filters.matching(data, as_query(tree))


def listed(data: PublicRecords, tree: Tree) -> set[str]:
    """The ids of the events that a search shows: facts of our own datasets, unless a leaf names others."""
    return reference_filters.shown(data, set(_names(tree)), matching(data, tree))


def _names(tree: Tree) -> Iterator[str]:
    for name, nodes in tree.items():
        if name in ("all", "any", "not"):
            for node in nodes if isinstance(nodes, list) else [nodes]:
                yield from _names(node)
        else:
            yield name
            if name == "bucket":
                yield from (member for member in ("factuality", "dataset") if f"{member}:" in str(nodes))


def as_query(leaf: Tree) -> Query:
    """The pairs of a URL that mean the same as a leaf."""
    return [
        (name, _text(value))
        for name, values in leaf.items()
        for value in (values if isinstance(values, list) else [values])
    ]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else f"{Decimal(str(value)):f}"
