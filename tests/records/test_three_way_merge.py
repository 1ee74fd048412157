"""Three versions of a record, and what is left where one change is taken out."""

from typing import Any

import pytest

from events.records.three_way_merge import ThreeWayMerge


def undo_change(before: Any, after: Any, now: Any, **decisions: str) -> tuple[Any, list[str]]:
    merge = ThreeWayMerge("events/e", {f"events/e:{path}": chosen for path, chosen in decisions.items()})
    return merge.undo(before, after, now), [item.key for item in merge.conflicts]


OLD, NEW = {"ref": "actors/old"}, {"ref": "actors/new"}


@pytest.mark.parametrize(
    ("before", "after", "now", "wanted"),
    [
        ({"a": 1}, {"a": 2}, {"a": 2}, {"a": 1}),
        ({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 2, "b": 3}, {"a": 1, "b": 3}),
        ({"a": OLD}, {"a": NEW}, {"a": NEW}, {"a": OLD}),
        ({"a": {"x": 1, "y": 1}}, {"a": {"x": 2, "y": 1}}, {"a": {"x": 2, "y": 2}}, {"a": {"x": 1, "y": 2}}),
        (
            {"by": [OLD]},
            {"by": [NEW]},
            {"by": [NEW, {"ref": "actors/x"}]},
            {"by": [OLD, {"ref": "actors/x"}]},
        ),
        (
            {"participants": [{"key": "k", "actor": OLD, "role": "target"}]},
            {"participants": [{"key": "k", "actor": NEW, "role": "target"}]},
            {"participants": [{"key": "k", "actor": NEW, "role": "victim"}, {"key": "new", "actor": NEW}]},
            {"participants": [{"key": "k", "actor": OLD, "role": "victim"}, {"key": "new", "actor": NEW}]},
        ),
        (
            {"names": []},
            {"names": [{"name": "Old"}]},
            {"names": [{"name": "Old"}, {"name": "Later"}]},
            {"names": [{"name": "Later"}]},
        ),
        (
            {"participants": [{"key": "a"}, {"key": "folded"}]},
            {"participants": [{"key": "a"}]},
            {"participants": [{"key": "a"}, {"key": "later"}]},
            {"participants": [{"key": "a"}, {"key": "folded"}, {"key": "later"}]},
        ),
        ({"bbox": [1, 2, 3, 4]}, {"bbox": None}, {"bbox": None}, {"bbox": [1, 2, 3, 4]}),
    ],
)
def test_what_only_the_change_touched_goes_back_and_what_came_later_stays(
    before: Any, after: Any, now: Any, wanted: Any
) -> None:
    assert undo_change(before, after, now) == (wanted, [])


@pytest.mark.parametrize(
    ("before", "after", "now", "path"),
    [
        ({"a": 1}, {"a": 2}, {"a": 3}, "a"),
        ({"a": OLD}, {"a": NEW}, {"a": {"ref": "actors/x"}}, "a"),
        ({"bbox": [1, 2, 3, 4]}, {"bbox": [0, 0, 0, 0]}, {"bbox": None}, "bbox"),
    ],
)
def test_what_both_touched_is_decided_by_a_person(before: Any, after: Any, now: Any, path: str) -> None:
    assert undo_change(before, after, now) == (now, [f"events/e:{path}"])
    assert undo_change(before, after, now, **{path: "before"})[0] == before
    assert undo_change(before, after, now, **{path: "now"})[0] == now


def test_a_part_that_moved_and_was_edited_since_is_a_conflict() -> None:
    before: Any = {"figures": []}
    after = {"figures": [{"key": "dead", "value": 3}]}
    now = {"figures": [{"key": "dead", "value": 4}]}
    left, conflicts = undo_change(before, after, now)
    assert (left, conflicts) == (now, ["events/e:figures/dead"])
    assert undo_change(before, after, now, **{"figures/dead": "before"})[0] == before
