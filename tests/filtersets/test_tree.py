"""Trees of filters: how they are read, what they mean, and their one spelling."""

import json
from typing import Any

import pytest

from events.filtersets import EventFilterSet
from events.filtersets.base import PublicFilter
from events.filtersets.tree import (
    MAX_DEPTH,
    MAX_LEAVES,
    MAX_TREE_VALUES,
    BooleanNode,
    Leaf,
    TreeError,
    TreeNode,
    extract_filter,
    parse_tree,
)
from events.rules.json_text import decode_json
from tests import factories as make
from tests import random_trees, reference_trees
from tests.filtersets.conftest import World

ACTION = {"form": "action"}
SERIES = {"form": "series"}


def parse(tree: Any) -> TreeNode:
    return parse_tree(EventFilterSet, decode_json(json.dumps(tree)), "/where")


def issues(tree: Any) -> list[tuple[str, str]]:
    """The place and code of all that is wrong."""
    with pytest.raises(TreeError) as refused:
        parse(tree)
    assert str(refused.value) == refused.value.issues[0].detail
    return [issue[:2] for issue in refused.value.issues]


def nested(depth: int) -> Any:
    return ACTION if depth == 1 else {"not": [nested(depth - 1)]}


@pytest.mark.django_db
def test_random_trees_find_what_the_reference_says(world: World) -> None:
    found = 0
    for _ in range(60):
        tree = random_trees.random_tree(world.random_data, world.public, world.random)
        node = parse(tree)
        expected = reference_trees.matching(world.public, tree)
        assert world.ids(node.condition()) == expected, tree
        assert world.ids(node.condition(negated=True)) == world.public.events.keys() - expected, tree
        assert parse(node.canonical).canonical == node.canonical
        found += 0 < len(expected) < len(world.public.events)
    assert found > 15


@pytest.mark.parametrize(
    ("tree", "canonical"),
    [
        (ACTION, {"form": ["action"]}),
        ({"form": ["series", "action", "series"]}, {"form": ["action", "series"]}),
        ({"quad_class": ["none", 4, 1.0]}, {"quad_class": [1, 4, "none"]}),
        ({"date": "2024-01-01/2024-01-31"}, {"date": "2024-01", "date_match": "possible"}),
        ({"date_match": "within", "date": ["2024"]}, {"date": "2024", "date_match": "within"}),
        ({"bbox": "43.0,29,49,38"}, {"bbox": "43,29,49,38", "place_match": "certain"}),
        (
            {"radius_km": 5.0, "near": "1,2.50"},
            {"near": "1,2.5", "place_match": "certain", "radius_km": 5},
        ),
        ({"has_contradiction": True}, {"has_contradiction": True}),
        ({"not": ACTION}, {"not": [{"form": ["action"]}]}),
        ({"any": [SERIES, ACTION, SERIES]}, {"any": [{"form": ["action"]}, {"form": ["series"]}]}),
        ({"all": [{"not": [ACTION]}]}, {"all": [{"not": [{"form": ["action"]}]}]}),
    ],
)
def test_a_query_has_one_spelling(tree: Any, canonical: Any) -> None:
    node = parse(tree)
    assert node.canonical == canonical
    assert list(node.canonical) == sorted(canonical)
    assert parse(canonical).canonical == canonical


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (None, [("/where", "wrong_type")]),
        ({}, [("/where", "wrong_type")]),
        ([ACTION], [("/where", "wrong_type")]),
        ({"all": []}, [("/where/all", "wrong_type")]),
        ({"all": ACTION}, [("/where/all", "wrong_type")]),
        ({"not": []}, [("/where/not", "wrong_type")]),
        ({"not": {}}, [("/where/not", "wrong_type")]),
        ({"any": [ACTION, "form"]}, [("/where/any/1", "wrong_type")]),
        ({"all": [ACTION], "any": [ACTION]}, [("/where", "mixed")]),
        ({"not": [ACTION], "form": "action"}, [("/where", "mixed")]),
        (ACTION | {"event_type": "assault"}, [("/where", "mixed")]),
        ({"frm": "action"}, [("/where/frm", "unknown_filter")]),
        ({"exclude_form": "action"}, [("/where/exclude_form", "use_not")]),
        ({"exclude_frm": "action"}, [("/where/exclude_frm", "unknown_filter")]),
        ({"form": "act"}, [("/where/form", "invalid_choice")]),
        ({"form": ["action", 4]}, [("/where/form/1", "wrong_type")]),
        ({"form": None}, [("/where/form", "null")]),
        ({"date": ["2024", "2023"]}, [("/where/date", "repeated")]),
        ({"date_match": "within"}, [("/where/date_match", "missing_key")]),
        ({"any": [{"form": "x"}, {"date": 2023}, {"nowhere": 1}]},
         [("/where/any/0/form", "invalid_choice"), ("/where/any/1/date", "wrong_type"),
          ("/where/any/2/nowhere", "unknown_filter")]),
    ],
)  # fmt: skip
def test_whatever_is_wrong_is_pointed_at(tree: Any, expected: list[tuple[str, str]]) -> None:
    assert issues(tree) == expected


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({}, "this is an empty object."),
        ("x", "this is a string."),
        ({"all": []}, "“all” takes an array of filters; this is an empty one."),
        ({"all": 3}, "“all” takes an array of filters; this is a number."),
        ({"exclude_form": "x"}, 'In a tree, exclude_form is written {"not": [{"form": "..."}]}.'),
        (ACTION | {"location": "iraq"}, 'write {"all": [{"form": "..."}, {"location": "..."}]}.'),
        ({"not": [ACTION], "form": "action"}, "“not” stands alone in its object"),
        (nested(MAX_DEPTH + 1), f"at most {MAX_DEPTH} levels deep."),
    ],
)
def test_a_refusal_says_what_to_write(tree: Any, words: str) -> None:
    with pytest.raises(TreeError, match=r".*") as refused:
        parse(tree)
    assert words in str(refused.value)


def test_a_query_is_neither_too_deep_nor_too_large() -> None:
    assert (MAX_DEPTH, MAX_LEAVES, MAX_TREE_VALUES) == (8, 64, 1_000)
    assert parse(nested(MAX_DEPTH))
    assert issues(nested(MAX_DEPTH + 1)) == [("/where" + "/not/0" * MAX_DEPTH, "too_deep")]
    lone: Any = ACTION
    for _ in range(MAX_DEPTH - 1):
        lone = {"not": lone}
    assert parse(lone)
    assert issues({"not": lone})[0][1] == "too_deep"
    assert parse({"any": [ACTION] * MAX_LEAVES})
    assert issues({"any": [ACTION] * (MAX_LEAVES + 1)}) == [("/where/any/64", "too_many")]
    hundred = {"language": [f"en-x-{number}" for number in range(100)]}
    assert parse({"any": [hundred] * 10})
    assert issues({"any": [*[hundred] * 10, ACTION]}) == [("/where/any/10", "too_many")]


def test_reading_stops_after_twenty_errors() -> None:
    assert len(issues({"all": [{f"nothing-{n}": 1} for n in range(19)]})) == 19
    assert len(issues({"all": [{f"nothing-{n}": 1} for n in range(500)]})) == 20


def test_one_filter_that_must_hold_is_taken_out_of_a_tree() -> None:
    q = {"q": "talks"}

    def extracted(tree: Any) -> Any:
        found = extract_filter(parse(tree), "q")
        return found and (found[0].canonical, found[1] and found[1].canonical)

    assert extracted(q) == (q, None)
    assert extracted({"all": [q]}) == (q, None)
    assert extracted({"all": [q, ACTION]}) == (q, {"all": [{"form": ["action"]}]})
    for tree in (ACTION, {"any": [q]}, {"not": [q]}, {"all": [q, {"q": "met"}]}, {"all": [{"all": [q]}]}):
        assert extracted(tree) is None


@pytest.mark.django_db
def test_operators_join_sets_of_records() -> None:
    with make.change():
        for slug, columns in {"a": ACTION, "s": SERIES, "d": ACTION | {"date_edtf": "2024"}}.items():
            make.event(slug, **columns)
    ids = EventFilterSet._meta.model.objects.values_list("slug", flat=True)

    def found(tree: Any) -> str:
        return "".join(sorted(ids.filter(parse(tree).condition())))

    dated = {"date": "2024"}
    assert found(ACTION) == "ad"
    assert found({"all": [ACTION, dated]}) == "d"
    assert found({"any": [SERIES, dated]}) == "ds"
    assert found({"not": [SERIES, dated]}) == "a"
    assert found({"not": [{"all": [ACTION, dated]}]}) == "as"
    assert found({"not": [{"any": [SERIES, dated]}]}) == "a"
    assert found({"not": [{"not": [SERIES, dated]}]}) == "ds"
    assert isinstance(parse({"all": [ACTION]}), BooleanNode)
    assert isinstance(parse(ACTION), Leaf)
    assert all(isinstance(one, PublicFilter) for one in EventFilterSet.base_filters.values())
