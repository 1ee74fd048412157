"""Random trees of filters, made of the random queries of `tests.random_data`."""

from decimal import Decimal
from random import Random
from typing import Any

from events.filtersets import EventFilterSet
from tests import random_data
from tests.random_data import RandomData
from tests.reference_filters import PublicRecords, Query
from tests.reference_trees import Tree

MAX_DEPTH = 5
FILTERS = EventFilterSet.base_filters


def random_tree(world: RandomData, data: PublicRecords, random: Random) -> Tree:
    """A tree of one leaf or several, most of them about existing events."""
    parts = [part for _ in range(random.choice((1, 1, 2))) for part in _parts(world, data, random)]
    random.shuffle(parts)
    while len(parts) > 1 or (random.random() < 0.2 and _depth(parts[0]) < MAX_DEPTH):
        size = random.choice((2, 2, 3)) if len(parts) > 1 else 1
        children, parts = parts[:size], parts[size:]
        word = random.choice(("all", "any", "any", "not"))
        lone = word == "not" and len(children) == 1 and random.random() < 0.5
        parts.append({word: children[0] if lone else children})
    tree = parts[0]
    lifted = [{name: "any"} for name in ("factuality", "dataset") if random.random() < 0.5]
    return {"all": [tree, *lifted]} if lifted else tree


def _depth(tree: Tree) -> int:
    nodes = [node for word in ("all", "any", "not") for node in _as_list(tree.get(word, []))]
    return 1 + max(map(_depth, nodes), default=0)


def _as_list(nodes: Any) -> list[Tree]:
    return nodes if isinstance(nodes, list) else [nodes]


def _parts(world: RandomData, data: PublicRecords, random: Random) -> list[Tree]:
    """The filters and groups of a query, each a tree; excluded ones are under a `not`."""
    parts: dict[str, Tree] = {}
    query = [pair for pair in random_data.random_query(world, data, random) if pair[1] != "any"]
    for name, values in _by_name(query or [("form", "action")]).items():
        plain = name.removeprefix("exclude_")
        json_value: Any = [_as_json_value(plain, value) for value in values]
        if len(json_value) == 1 and random.random() < 0.5:
            json_value = json_value[0]
        if name == plain:
            parts.setdefault(EventFilterSet.group_of(name), {})[name] = json_value
        else:
            parts[name] = {"not": [{plain: json_value}]}
    return list(parts.values())


def _by_name(query: Query) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in query:
        values.setdefault(name, []).append(value)
    return values


def _as_json_value(name: str, text: str) -> Any:
    """The JSON value of a text."""
    match FILTERS[name].field.schema()["type"]:
        case "boolean":
            return text == "true"
        case "integer" | "number" if text != "none":
            number = Decimal(text)
            return int(number) if number == int(number) else float(number)
    return text
