from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from events.rules.graphs import ReachedNode, ancestors, find_cycle, reachable_with_dates

EPOCH = date(2000, 1, 1)
YEARS = {year: (date(year, 1, 1), date(year, 12, 31)) for year in range(2000, 2010)}

graphs = st.dictionaries(st.integers(0, 6), st.lists(st.integers(0, 6), max_size=4), max_size=7)
dated_edges = st.builds(
    lambda node, first, length: (
        node,
        EPOCH + timedelta(days=first),
        EPOCH + timedelta(days=first + length),
    ),
    st.integers(0, 4),
    st.integers(0, 9),
    st.integers(-1, 9),
)
dated_graphs = st.dictionaries(st.integers(0, 4), st.lists(dated_edges, max_size=4), max_size=5)


def test_ancestors_have_their_smallest_depth() -> None:
    edges = {"site": ["city", "area"], "city": ["province"], "area": ["country"]}
    edges["province"] = ["country"]
    assert ancestors("site", edges) == {"city": 1, "area": 1, "province": 2, "country": 2}


def test_the_start_is_its_own_ancestor_only_on_a_cycle() -> None:
    assert ancestors("a", {"a": ["b"], "b": ["c"], "c": ["b"]}) == {"b": 1, "c": 2}
    assert ancestors("a", {"a": ["b"], "b": ["a"]}) == {"b": 1, "a": 2}
    assert ancestors("a", {"a": ["a"]}) == {"a": 1}
    assert ancestors("a", {}) == {}


def test_the_shortest_cycle_is_found_with_both_its_ends() -> None:
    edges = {"a": ["b", "c"], "b": ["d"], "c": ["a"], "d": ["a"]}
    assert find_cycle(edges, "a") == ["a", "c", "a"]
    assert find_cycle(edges, "b") == ["b", "d", "a", "b"]
    assert find_cycle({"a": ["a"]}, "a") == ["a", "a"]


def test_a_cycle_beside_the_start_is_not_its_own() -> None:
    assert find_cycle({"a": ["b"], "b": ["c"], "c": ["b"]}, "a") is None


@given(graphs, st.integers(0, 6))
def test_a_cycle_is_found_where_the_start_is_its_own_ancestor(
    edges: dict[int, list[int]], start: int
) -> None:
    cycle = find_cycle(edges, start)
    depths = ancestors(start, edges)
    assert (cycle is not None) == (start in depths)
    if cycle:
        assert cycle[0] == cycle[-1] == start
        assert len(cycle) - 1 == depths[start]
        assert all(node in edges[parent] for parent, node in pairwise(cycle))


def test_a_path_holds_on_the_days_that_its_edges_share() -> None:
    edges = {
        "fighter": [("brigade", date(2003, 5, 1), date(2010, 12, 31))],
        "brigade": [("army", date(2007, 1, 1), date(2014, 6, 30))],
    }
    assert reachable_with_dates("fighter", edges) == [
        ReachedNode("brigade", 1, date(2003, 5, 1), date(2010, 12, 31)),
        ReachedNode("army", 2, date(2007, 1, 1), date(2010, 12, 31)),
    ]


def test_edges_that_share_no_day_make_no_path() -> None:
    edges = {"a": [("b", *YEARS[2001])], "b": [("c", *YEARS[2002])]}
    assert [step.node for step in reachable_with_dates("a", edges)] == ["b"]
    assert reachable_with_dates("a", {"a": [("b", date(2002, 1, 1), date(2001, 1, 1))]}) == []


def test_separate_stretches_of_one_node_are_kept_apart() -> None:
    edges = {"a": [("b", *YEARS[2001]), ("b", *YEARS[2003])]}
    assert [(step.earliest.year, step.latest.year) for step in reachable_with_dates("a", edges)] == [
        (2001, 2001),
        (2003, 2003),
    ]


def test_a_stretch_inside_a_longer_one_is_dropped_even_if_it_was_nearer() -> None:
    edges = {
        "a": [("c", *YEARS[2002]), ("b", date.min, date.max)],
        "b": [("c", YEARS[2001][0], YEARS[2003][1])],
    }
    assert reachable_with_dates("a", edges) == [
        ReachedNode("b", 1, date.min, date.max),
        ReachedNode("c", 2, YEARS[2001][0], YEARS[2003][1]),
    ]


def test_a_cycle_of_dated_edges_comes_to_an_end() -> None:
    edges = {"a": [("b", *YEARS[2001])], "b": [("a", date.min, date.max), ("b", *YEARS[2001])]}
    assert reachable_with_dates("a", edges) == [
        ReachedNode("b", 1, *YEARS[2001]),
        ReachedNode("a", 2, *YEARS[2001]),
    ]


@given(dated_graphs, st.integers(0, 4))
def test_reach_agrees_with_a_walk_on_each_single_day(
    edges: dict[int, list[tuple[int, date, date]]], start: int
) -> None:
    reached = reachable_with_dates(start, edges)
    for offset in range(20):
        day = EPOCH + timedelta(days=offset)
        on_the_day = {
            parent: [node for node, first, last in steps if first <= day <= last]
            for parent, steps in edges.items()
        }
        reached_that_day = {step.node for step in reached if step.earliest <= day <= step.latest}
        assert reached_that_day == set(ancestors(start, on_the_day))


@given(dated_graphs, st.integers(0, 4))
def test_stretches_of_a_node_never_contain_one_another(
    edges: dict[int, list[tuple[int, date, date]]], start: int
) -> None:
    reached = reachable_with_dates(start, edges)
    assert reached == reachable_with_dates(start, edges)
    assert [step.depth for step in reached] == sorted(step.depth for step in reached)
    for outer in reached:
        inside = [
            step
            for step in reached
            if step.node == outer.node and outer.earliest <= step.earliest and step.latest <= outer.latest
        ]
        assert inside == [outer]
