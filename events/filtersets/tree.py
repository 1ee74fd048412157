"""Trees of filters joined by `all`, `any` and `not`: the condition of a posted tree, and its one spelling.

A leaf means what its filters mean in a URL. The operators join sets of records: `not` is the complement,
whatever is null, and no record is ever doubled.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q
from django.utils.datastructures import MultiValueDict

from events.filtersets.base import EXCLUDE_PREFIX, ParsedQuery, StrictFilterSet
from events.filtersets.json_values import BodyIssue, json_type_name, name_issues, to_query_texts
from events.rules.json_text import JsonObject, json_pointer

ALL, ANY, NOT = OPERATORS = ("all", "any", "not")
MAX_DEPTH = 8
MAX_LEAVES = 64
MAX_TREE_VALUES = 1_000
_MAX_ISSUES = 20


class TreeError(ValueError):
    """A tree that cannot be read, with all its errors."""

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

    def condition(self, *, negated: bool = False) -> Q:
        """What a record must meet, or must not if `negated`."""
        condition = self.filterset.condition(self.parsed)
        return ~condition if negated else condition


@dataclass(frozen=True, slots=True)
class BooleanNode:
    """Nodes that a record must all meet, of which it must meet one, or of which it may meet none."""

    operator: str
    nodes: tuple["TreeNode", ...]

    @property
    def canonical(self) -> dict[str, Any]:
        """As JSON has it."""
        return {self.operator: [node.canonical for node in self.nodes]}

    def condition(self, *, negated: bool = False) -> Q:
        """What a record must meet, or must not if `negated`.

        NOT is pushed down to the leaves: databases join `NOT EXISTS` well, and not what stands around it.
        """
        if self.operator == NOT:
            negated = not negated
        join = and_ if (self.operator == ALL) != negated else or_
        return reduce(join, (node.condition(negated=negated) for node in self.nodes))


TreeNode = Leaf | BooleanNode


def parse_tree(filterset: type[StrictFilterSet], value: Any, where: str) -> TreeNode:
    """The tree of a JSON value. Queries: 2 for each leaf of ids, 4 with merged ones. Raises: TreeError."""
    parser = _TreeParser(filterset)
    node = parser.node(value, where, 1)
    if parser.issues or node is None:
        raise TreeError(parser.issues)
    return node


def leaves_of(node: TreeNode | None) -> Iterator[ParsedQuery]:
    """The filters of each leaf of a tree."""
    if isinstance(node, Leaf):
        yield node.parsed
    elif node is not None:
        for child in node.nodes:
            yield from leaves_of(child)


def extract_filter(node: TreeNode, name: str) -> tuple[Leaf, TreeNode | None] | None:
    """The leaf of a filter that must hold, and the nodes beside it; None unless there is exactly one."""
    nodes = node.nodes if isinstance(node, BooleanNode) and node.operator == ALL else (node,)
    leaves = [child for child in nodes if isinstance(child, Leaf) and name in child.parsed]
    if len(leaves) != 1:
        return None
    others = tuple(child for child in nodes if child is not leaves[0])
    return leaves[0], BooleanNode(ALL, others) if others else None


class _TreeParser:
    """Reads a tree from the top, and collects its errors."""

    def __init__(self, filterset: type[StrictFilterSet]) -> None:
        self.filterset = filterset
        self.issues: list[BodyIssue] = []
        self.leaves = self.values = 0

    def node(self, value: Any, where: str, depth: int) -> TreeNode | None:
        """A joined node or a leaf; None where the value is neither."""
        if depth > MAX_DEPTH:
            self.abort(where, "too_deep", f"A query is at most {MAX_DEPTH} levels deep.")
        if not isinstance(value, JsonObject) or not value:
            actual = "an empty object" if value == {} else json_type_name(value)
            self.add_issue(
                where,
                "wrong_type",
                'Here belongs an object with one filter or one group, such as {"event_type": ["assault"]}, '
                f"or with all, any or not and an array of such objects; this is {actual}.",
            )
            return None
        issues_before, filters = len(self.issues), self.filterset.base_filters
        excludes = [
            name for name in value if name not in filters and name.removeprefix(EXCLUDE_PREFIX) in filters
        ]
        for name in excludes:
            example = json.dumps({NOT: [{name.removeprefix(EXCLUDE_PREFIX): "..."}]})
            self.add_issue(json_pointer(where, name), "use_not", f"In a tree, {name} is written {example}.")
        for issue in name_issues(value, (*OPERATORS, *filters), where, "filter", excludes):
            self.add_issue(*issue)
        if len(self.issues) > issues_before:
            return None
        operator = next((name for name in value if name in OPERATORS), None)
        if operator is None:
            return self.leaf(value, where)
        if len(value) > 1:
            self.add_issue(
                where,
                "mixed",
                f"“{operator}” stands alone in its object; put it beside the others in one array: "
                '{"all": [{...}, {...}]}.',
            )
            return None
        return self.join(operator, value[operator], json_pointer(where, operator), depth)

    def join(self, operator: str, value: Any, where: str, depth: int) -> BooleanNode | None:
        """The nodes of an array, in their one order; `not` takes a single one without an array, too."""
        if operator == NOT and isinstance(value, JsonObject):
            nodes = [self.node(value, where, depth + 1)]
        elif isinstance(value, list) and value:
            nodes = [self.node(item, json_pointer(where, i), depth + 1) for i, item in enumerate(value)]
        else:
            actual = "an empty one" if value == [] else json_type_name(value)
            self.add_issue(where, "wrong_type", f"“{operator}” takes an array of filters; this is {actual}.")
            return None
        by_spelling = {json.dumps(node.canonical, sort_keys=True): node for node in nodes if node is not None}
        return BooleanNode(operator, tuple(by_spelling[spelling] for spelling in sorted(by_spelling)))

    def leaf(self, members: JsonObject, where: str) -> Leaf | None:
        """One filter or one group."""
        groups: dict[str, dict[str, str]] = {}
        for name in members:
            groups.setdefault(self.filterset.group_of(name), {})[name] = "..."
        if len(groups) > 1:
            example = json.dumps({ALL: list(groups.values())})
            self.add_issue(where, "mixed", f"One object holds one filter or one group; write {example}.")
            return None
        issues_before = len(self.issues)
        texts: MultiValueDict[str, str] = MultiValueDict()
        for name, value in members.items():
            filter_ = self.filterset.base_filters[name]
            takes, none = filter_.field.schema()["type"], bool(filter_.null_value)
            pointer = json_pointer(where, name)
            texts.setlist(name, to_query_texts(name, value, takes, pointer, self.issues, null_value=none))
        self.count(texts, where)
        if len(self.issues) > issues_before:
            return None
        parsed, errors = self.filterset.read(texts)
        for name, (code, message) in errors.items():
            self.add_issue(json_pointer(where, name), code, message)
        return None if errors else Leaf(self.filterset, parsed, dict(sorted(self.canonical(texts, parsed))))

    def canonical(
        self, texts: MultiValueDict[str, str], parsed: dict[str, list[Any]]
    ) -> Iterator[tuple[str, Any]]:
        """Every filter in its one spelling, and the defaults of modifiers that are not given."""
        for name, values in parsed.items():
            filter_ = self.filterset.base_filters[name]
            spellings = filter_.canonical_values(texts.getlist(name), values)
            yield name, spellings if filter_.excludable else spellings[0]
        for name, filter_ in self.filterset.base_filters.items():
            if filter_.default and name not in parsed and parsed.keys() & filter_.modifier_of.split():
                yield name, filter_.default

    def count(self, texts: MultiValueDict[str, str], where: str) -> None:
        """Refuse more than a query may hold."""
        self.leaves += 1
        self.values += sum(len(values) for _, values in texts.lists())
        if self.leaves > MAX_LEAVES:
            self.abort(where, "too_many", f"A query holds at most {MAX_LEAVES} filters and groups.")
        if self.values > MAX_TREE_VALUES:
            self.abort(where, "too_many", f"A query holds at most {MAX_TREE_VALUES:,} values.")

    def add_issue(self, where: str, code: str, message: str) -> None:
        """Collect an error, and stop reading if there are too many."""
        self.issues.append(BodyIssue(where, code, message))
        if len(self.issues) >= _MAX_ISSUES:
            raise TreeError(self.issues)

    def abort(self, where: str, code: str, message: str) -> None:
        """Stop reading with this error."""
        raise TreeError([*self.issues, BodyIssue(where, code, message)])
