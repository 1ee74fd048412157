"""What two versions of a record hold differently: parts are matched by what names them, never by place."""

from copy import deepcopy
from random import Random
from typing import Any

import pytest

from events.records.differences import Difference, differences
from events.records.stored_values import references

IRAQ = {"key": "initiator-iraq", "role": "initiator", "actor": {"ref": "actors/iraq"}, "evidence": []}
US = {"key": "target-us", "role": "target", "actor": {"ref": "actors/us"}, "evidence": []}
QUOTE = {"article": {"ref": "articles/one"}, "quote": "They met.", "start": 4, "end": 13}


def list_differences(old: Any, new: Any) -> list[tuple[str, Any, Any]]:
    """What differs, with paths as one word."""
    return [("/".join(item.path), item.was, item.now) for item in differences(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (None, None, []),
        ({"title": "A"}, {"title": "A"}, []),
        (None, {"title": "A"}, [("", None, {"title": "A"})]),
        ({"title": "A"}, None, [("", {"title": "A"}, None)]),
        ({"title": "A"}, {"title": "B"}, [("title", "A", "B")]),
        ({"title": None, "n": 0}, {"title": "", "n": None}, [("n", 0, None), ("title", None, "")]),
        ({}, {"later": []}, []),  # an older version knew no such list
        ({}, {"later": ["x"]}, [("later/x", None, "x")]),
        ({"date": {"edtf": "2023"}}, {"date": {"edtf": "2024"}}, [("date/edtf", "2023", "2024")]),
        ({"bbox": None}, {"bbox": [1, 2]}, [("bbox", None, [1, 2])]),
        ({"bbox": [1, 2]}, {"bbox": [1, 3]}, [("bbox", [1, 2], [1, 3])]),
        ({"modes": ["a", "b"]}, {"modes": ["b", "c"]}, [("modes/c", None, "c"), ("modes/a", "a", None)]),
        (
            {"parent": {"ref": "locations/a"}},
            {"parent": {"ref": "locations/b"}},
            [("parent", {"ref": "locations/a"}, {"ref": "locations/b"})],
        ),
        ({"participants": [IRAQ, US]}, {"participants": [US, IRAQ]}, []),
        (
            {"participants": [IRAQ, US]},
            {"participants": [US | {"role": "victim"}]},
            [
                ("participants/target-us/role", "target", "victim"),
                ("participants/initiator-iraq", IRAQ, None),
            ],
        ),
        (
            {"participants": [IRAQ]},
            {"participants": [IRAQ | {"evidence": [QUOTE]}]},
            [("participants/initiator-iraq/evidence/articles/one:They met.", None, QUOTE)],
        ),
        (
            {"evidence": [QUOTE]},
            {"evidence": [QUOTE | {"start": 5}]},
            [("evidence/articles/one:They met./start", 4, 5)],
        ),
        (  # of the same words twice, one that stayed stands for itself
            {"evidence": [QUOTE, QUOTE | {"supports": "date"}]},
            {"evidence": [QUOTE | {"supports": "date"}]},
            [("evidence/articles/one:They met.", QUOTE, None)],
        ),
        (
            {
                "contradictions": [
                    {"left": {"kind": "claim", "id": "a"}, "right": {"id": "b"}, "how": "direct"}
                ]
            },
            {
                "contradictions": [
                    {"left": {"kind": "claim", "id": "a"}, "right": {"id": "b"}, "how": "partial"}
                ]
            },
            [("contradictions/a:b/how", "direct", "partial")],
        ),
    ],
)
def test_each_change_is_found_at_its_path(old: Any, new: Any, expected: Any) -> None:
    assert list_differences(old, new) == expected


def test_a_difference_names_the_parts_on_its_way() -> None:
    (only,) = differences({"participants": [IRAQ]}, {"participants": [IRAQ | {"evidence": [QUOTE]}]})
    assert [part["key"] if "key" in part else part["quote"] for _, part in only.parts] == [
        "initiator-iraq",
        "They met.",
    ]
    assert only.is_part
    (side,) = differences({"participants": [IRAQ]}, {"participants": [IRAQ | {"role": "target"}]})
    assert not side.is_part


def test_references_are_found_however_deep() -> None:
    record = {"participants": [IRAQ | {"evidence": [QUOTE]}], "dataset": {"ref": "datasets/curated"}}
    assert list(references(record)) == ["actors/iraq", "articles/one", "datasets/curated"]


def _apply_differences(old: dict[str, Any], changes: list[Difference]) -> dict[str, list[Any]]:
    """The parts that result, by list, in no order."""
    made = {name: deepcopy(parts) for name, parts in old.items()}
    for change in changes:
        assert change.is_part
        parts = made[change.path[0]]
        if change.was is not None:
            parts.remove(change.was)
        if change.now is not None:
            parts.append(change.now)
    return made


def test_the_differences_lead_from_any_version_to_any_other() -> None:
    random = Random(7)
    for _ in range(300):
        old, new = ({"modes": random.choices("abcd", k=random.randint(0, 5))} for _ in range(2))
        reached = _apply_differences(old, differences(old, new))
        assert {name: sorted(parts) for name, parts in reached.items()} == {
            name: sorted(parts) for name, parts in new.items()
        }
