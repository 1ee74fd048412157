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

from events.filtersets.base import EXCLUDE, StrictFilterSet
from events.filtersets.json_values import Mistake, kind_of, read_texts, unfit_names
from events.rules.json_text import Object, pointer

ALL, ANY, NOT = JOINS = ("all", "any", "not")
DEEPEST = 8
MOST_LEAVES = 64
MOST_VALUES = 1_000
_MOST_MISTAKES = 20


class TreeError(ValueError):
    """A tree that cannot be read, with everything that is wrong with it."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__(mistakes[0].detail)
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Leaf:
    """One filter or one group."""

    filterset: type[StrictFilterSet]
    asked: dict[str, list[Any]]
    spelled: dict[str, Any]
    """As JSON has it, every value in its one spelling."""

    def condition(self, *, wanted: bool = True) -> Q:
        """What a record must meet, or must not."""
        found = self.filterset.condition(self.asked)
        return found if wanted else ~found


@dataclass(frozen=True, slots=True)
class Join:
    """Nodes that must all hold, any of which must hold, or none of which may."""

    word: str
    nodes: tuple["Node", ...]

    @property
    def spelled(self) -> dict[str, Any]:
        """As JSON has it."""
        return {self.word: [node.spelled for node in self.nodes]}

    def condition(self, *, wanted: bool = True) -> Q:
        """What a record must meet, or must not.

        NOT is pushed down to the leaves: databases join `NOT EXISTS` well, and not what stands around it.
        """
        if self.word == NOT:
            wanted = not wanted
        join = and_ if (self.word == ALL) == wanted else or_
        return reduce(join, (node.condition(wanted=wanted) for node in self.nodes))


Node = Leaf | Join


def read_tree(filterset: type[StrictFilterSet], found: Any, where: str) -> Node:
    """Read what JSON says. Queries: 2 for each leaf of ids, 4 with merged ones. Raises: TreeError."""
    reader = _Reader(filterset)
    node = reader.node(found, where, 1)
    if reader.mistakes or node is None:
        raise TreeError(reader.mistakes)
    return node


def apart(node: Node, name: str) -> tuple[Leaf, Node | None] | None:
    """The leaf of a filter that must hold, and what must hold beside it; none without exactly one."""
    nodes = node.nodes if isinstance(node, Join) and node.word == ALL else (node,)
    leaves = [one for one in nodes if isinstance(one, Leaf) and name in one.asked]
    if len(leaves) != 1:
        return None
    others = tuple(one for one in nodes if one is not leaves[0])
    return leaves[0], Join(ALL, others) if others else None


class _Reader:
    """Reads a tree from the top, and notes everything that is wrong with it."""

    def __init__(self, filterset: type[StrictFilterSet]) -> None:
        self.filterset = filterset
        self.mistakes: list[Mistake] = []
        self.leaves = self.values = 0

    def node(self, found: Any, where: str, depth: int) -> Node | None:
        """A join or a leaf; none where it is neither."""
        if depth > DEEPEST:
            self.stop(where, "too_deep", f"A query is at most {DEEPEST} levels deep.")
        if not isinstance(found, Object) or not found:
            told = "an empty object" if found == {} else kind_of(found)
            self.note(
                where,
                "wrong_type",
                'Here belongs an object with one filter or one group, such as {"event_type": ["assault"]}, '
                f"or with all, any or not and an array of such objects; this is {told}.",
            )
            return None
        before, filters = len(self.mistakes), self.filterset.base_filters
        excludes = [name for name in found if name not in filters and name.removeprefix(EXCLUDE) in filters]
        for name in excludes:
            told = json.dumps({NOT: [{name.removeprefix(EXCLUDE): "..."}]})
            self.note(pointer(where, name), "use_not", f"In a tree, {name} is written {told}.")
        for mistake in unfit_names(found, (*JOINS, *filters), where, "filter", excludes):
            self.note(*mistake)
        if len(self.mistakes) > before:
            return None
        words = [name for name in found if name in JOINS]
        if words and len(found) > 1:
            self.note(
                where,
                "mixed",
                f"“{words[0]}” stands alone in its object; put it beside the others in one array: "
                '{"all": [{...}, {...}]}.',
            )
            return None
        if words:
            return self.join(words[0], found[words[0]], pointer(where, words[0]), depth)
        return self.leaf(found, where)

    def join(self, word: str, found: Any, where: str, depth: int) -> Join | None:
        """The nodes of an array, in their one order; `not` takes a single one without an array, too."""
        if word == NOT and isinstance(found, Object):
            nodes = [self.node(found, where, depth + 1)]
        elif isinstance(found, list) and found:
            nodes = [self.node(one, pointer(where, place), depth + 1) for place, one in enumerate(found)]
        else:
            told = "an empty one" if found == [] else kind_of(found)
            self.note(where, "wrong_type", f"“{word}” takes an array of filters; this is {told}.")
            return None
        read = {json.dumps(node.spelled, sort_keys=True): node for node in nodes if node is not None}
        return Join(word, tuple(node for _, node in sorted(read.items(), key=lambda one: one[0])))

    def leaf(self, found: Object, where: str) -> Leaf | None:
        """One filter or one group."""
        groups: dict[str, dict[str, str]] = {}
        for name in found:
            groups.setdefault(self.filterset.group_of(name), {})[name] = "..."
        if len(groups) > 1:
            told = json.dumps({ALL: list(groups.values())})
            self.note(where, "mixed", f"One object holds one filter or one group; write {told}.")
            return None
        before = len(self.mistakes)
        texts: MultiValueDict[str, str] = MultiValueDict()
        for name, value in found.items():
            one = self.filterset.base_filters[name]
            at, takes = pointer(where, name), one.field.schema()["type"]
            texts.setlist(name, read_texts(name, value, takes, at, self.mistakes, none=bool(one.none)))
        self.count(texts, where)
        if len(self.mistakes) > before:
            return None
        asked, wrong = self.filterset.read(texts)
        for name, (code, told) in wrong.items():
            self.note(pointer(where, name), code, told)
        return None if wrong else Leaf(self.filterset, asked, dict(sorted(self.spelled(texts, asked))))

    def spelled(
        self, texts: MultiValueDict[str, str], asked: dict[str, list[Any]]
    ) -> Iterator[tuple[str, Any]]:
        """Every filter in its one spelling, and what is meant where nothing says how."""
        for name, values in asked.items():
            one = self.filterset.base_filters[name]
            spelled = one.spell(texts.getlist(name), values)
            yield name, spelled if one.excludable else spelled[0]
        for name, one in self.filterset.base_filters.items():
            if one.default and name not in asked and asked.keys() & one.modifies.split():
                yield name, one.default

    def count(self, texts: MultiValueDict[str, str], where: str) -> None:
        """Refuse more than a query may hold."""
        self.leaves += 1
        self.values += sum(len(values) for _, values in texts.lists())
        if self.leaves > MOST_LEAVES:
            self.stop(where, "too_many", f"A query holds at most {MOST_LEAVES} filters and groups.")
        if self.values > MOST_VALUES:
            self.stop(where, "too_many", f"A query holds at most {MOST_VALUES:,} values.")

    def note(self, where: str, code: str, told: str) -> None:
        """Note a mistake; read on, unless there are too many."""
        self.mistakes.append(Mistake(where, code, told))
        if len(self.mistakes) >= _MOST_MISTAKES:
            raise TreeError(self.mistakes)

    def stop(self, where: str, code: str, told: str) -> None:
        """Read no further."""
        raise TreeError([*self.mistakes, Mistake(where, code, told)])
