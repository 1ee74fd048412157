"""Filters joined by `all`, `any` and `not`: what a posted tree means, and its one spelling.

A leaf means what its filters mean in a URL. Joined are sets of records: `not` is the complement, whatever
is null, and nothing is ever doubled.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q
from django.utils.datastructures import MultiValueDict

from events.filtersets.base import EXCLUDE_PREFIX, StrictFilterSet
from events.filtersets.json_values import BodyIssue, json_type_name, name_issues, to_query_texts
from events.rules.json_text import JsonObject, json_pointer

ALL, ANY, NOT = OPERATORS = ("all", "any", "not")
MAX_DEPTH = 8
MAX_LEAVES = 64
MAX_TREE_VALUES = 1_000
_MAX_ISSUES = 20


class TreeError(ValueError):
    """A tree that cannot be read, with everything that is wrong with it."""

    def __init__(self, issues: list[BodyIssue]) -> None:
        super().__init__(issues[0].detail)
        self.issues = issues


@dataclass(frozen=True, slots=True)
class Leaf:
    """One filter or one group."""

    filterset: type[StrictFilterSet]
    parsed: dict[str, list[Any]]
    canonical: dict[str, Any]
    """As JSON has it, every value in its one spelling."""

    def condition(self, *, wanted: bool = True) -> Q:
        """What a record must meet, or must not."""
        found = self.filterset.condition(self.parsed)
        return found if wanted else ~found


@dataclass(frozen=True, slots=True)
class BooleanNode:
    """Nodes that must all hold, any of which must hold, or none of which may."""

    operator: str
    nodes: tuple["TreeNode", ...]

    @property
    def canonical(self) -> dict[str, Any]:
        """As JSON has it."""
        return {self.operator: [node.canonical for node in self.nodes]}

    def condition(self, *, wanted: bool = True) -> Q:
        """What a record must meet, or must not.

        NOT is pushed down to the leaves: databases join `NOT EXISTS` well, and not what stands around it.
        """
        if self.operator == NOT:
            wanted = not wanted
        join = and_ if (self.operator == ALL) == wanted else or_
        return reduce(join, (node.condition(wanted=wanted) for node in self.nodes))


TreeNode = Leaf | BooleanNode


def parse_tree(filterset: type[StrictFilterSet], found: Any, where: str) -> TreeNode:
    """Read what JSON says. Queries: 2 for each leaf of ids, 4 with merged ones. Raises: TreeError."""
    reader = _TreeParser(filterset)
    node = reader.node(found, where, 1)
    if reader.issues or node is None:
        raise TreeError(reader.issues)
    return node


def extract_filter(node: TreeNode, name: str) -> tuple[Leaf, TreeNode | None] | None:
    """The leaf of a filter that must hold, and what must hold beside it; none without exactly one."""
    nodes = node.nodes if isinstance(node, BooleanNode) and node.operator == ALL else (node,)
    leaves = [one for one in nodes if isinstance(one, Leaf) and name in one.parsed]
    if len(leaves) != 1:
        return None
    others = tuple(one for one in nodes if one is not leaves[0])
    return leaves[0], BooleanNode(ALL, others) if others else None


class _TreeParser:
    """Reads a tree from the top, and notes everything that is wrong with it."""

    def __init__(self, filterset: type[StrictFilterSet]) -> None:
        self.filterset = filterset
        self.issues: list[BodyIssue] = []
        self.leaves = self.values = 0

    def node(self, found: Any, where: str, depth: int) -> TreeNode | None:
        """A join or a leaf; none where it is neither."""
        if depth > MAX_DEPTH:
            self.abort(where, "too_deep", f"A query is at most {MAX_DEPTH} levels deep.")
        if not isinstance(found, JsonObject) or not found:
            told = "an empty object" if found == {} else json_type_name(found)
            self.add_issue(
                where,
                "wrong_type",
                'Here belongs an object with one filter or one group, such as {"event_type": ["assault"]}, '
                f"or with all, any or not and an array of such objects; this is {told}.",
            )
            return None
        before, filters = len(self.issues), self.filterset.base_filters
        excludes = [
            name for name in found if name not in filters and name.removeprefix(EXCLUDE_PREFIX) in filters
        ]
        for name in excludes:
            told = json.dumps({NOT: [{name.removeprefix(EXCLUDE_PREFIX): "..."}]})
            self.add_issue(json_pointer(where, name), "use_not", f"In a tree, {name} is written {told}.")
        for mistake in name_issues(found, (*OPERATORS, *filters), where, "filter", excludes):
            self.add_issue(*mistake)
        if len(self.issues) > before:
            return None
        words = [name for name in found if name in OPERATORS]
        if words and len(found) > 1:
            self.add_issue(
                where,
                "mixed",
                f"“{words[0]}” stands alone in its object; put it beside the others in one array: "
                '{"all": [{...}, {...}]}.',
            )
            return None
        if words:
            return self.join(words[0], found[words[0]], json_pointer(where, words[0]), depth)
        return self.leaf(found, where)

    def join(self, operator: str, found: Any, where: str, depth: int) -> BooleanNode | None:
        """The nodes of an array, in their one order; `not` takes a single one without an array, too."""
        if operator == NOT and isinstance(found, JsonObject):
            nodes = [self.node(found, where, depth + 1)]
        elif isinstance(found, list) and found:
            nodes = [self.node(one, json_pointer(where, place), depth + 1) for place, one in enumerate(found)]
        else:
            told = "an empty one" if found == [] else json_type_name(found)
            self.add_issue(where, "wrong_type", f"“{operator}” takes an array of filters; this is {told}.")
            return None
        read = {json.dumps(node.canonical, sort_keys=True): node for node in nodes if node is not None}
        return BooleanNode(operator, tuple(node for _, node in sorted(read.items(), key=lambda one: one[0])))

    def leaf(self, found: JsonObject, where: str) -> Leaf | None:
        """One filter or one group."""
        groups: dict[str, dict[str, str]] = {}
        for name in found:
            groups.setdefault(self.filterset.group_of(name), {})[name] = "..."
        if len(groups) > 1:
            told = json.dumps({ALL: list(groups.values())})
            self.add_issue(where, "mixed", f"One object holds one filter or one group; write {told}.")
            return None
        before = len(self.issues)
        texts: MultiValueDict[str, str] = MultiValueDict()
        for name, value in found.items():
            one = self.filterset.base_filters[name]
            at, takes = json_pointer(where, name), one.field.schema()["type"]
            texts.setlist(
                name, to_query_texts(name, value, takes, at, self.issues, null_value=bool(one.null_value))
            )
        self.count(texts, where)
        if len(self.issues) > before:
            return None
        asked, wrong = self.filterset.read(texts)
        for name, (code, told) in wrong.items():
            self.add_issue(json_pointer(where, name), code, told)
        return None if wrong else Leaf(self.filterset, asked, dict(sorted(self.canonical(texts, asked))))

    def canonical(
        self, texts: MultiValueDict[str, str], parsed: dict[str, list[Any]]
    ) -> Iterator[tuple[str, Any]]:
        """Every filter in its one spelling, and what is meant where nothing says how."""
        for name, values in parsed.items():
            one = self.filterset.base_filters[name]
            spelled = one.canonical_values(texts.getlist(name), values)
            yield name, spelled if one.excludable else spelled[0]
        for name, one in self.filterset.base_filters.items():
            if one.default and name not in parsed and parsed.keys() & one.modifier_of.split():
                yield name, one.default

    def count(self, texts: MultiValueDict[str, str], where: str) -> None:
        """Refuse more than a query may hold."""
        self.leaves += 1
        self.values += sum(len(values) for _, values in texts.lists())
        if self.leaves > MAX_LEAVES:
            self.abort(where, "too_many", f"A query holds at most {MAX_LEAVES} filters and groups.")
        if self.values > MAX_TREE_VALUES:
            self.abort(where, "too_many", f"A query holds at most {MAX_TREE_VALUES:,} values.")

    def add_issue(self, where: str, code: str, told: str) -> None:
        """Note a mistake; read on, unless there are too many."""
        self.issues.append(BodyIssue(where, code, told))
        if len(self.issues) >= _MAX_ISSUES:
            raise TreeError(self.issues)

    def abort(self, where: str, code: str, told: str) -> None:
        """Read no further."""
        raise TreeError([*self.issues, BodyIssue(where, code, told)])
