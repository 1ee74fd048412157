"""Which rows of a list stay, and which give way, where it is to become another one."""

import pytest

from events.records.restore.list_diff import diff_list

Rows = list[tuple[int, str]]


@pytest.mark.parametrize(
    ("rows", "wanted", "matched", "to_insert", "to_delete"),
    [
        ([(1, "a"), (2, "b")], "ab", {1: "a", 2: "b"}, [], []),
        ([(1, "a"), (2, "b")], "b", {2: "b"}, [], [1]),
        ([(3, "b"), (2, "a"), (7, "c")], "", {}, [], [2, 3, 7]),
        # A row is never before one of a smaller key: what is out of order is written anew.
        ([(1, "a"), (2, "b")], "ba", {2: "b"}, [(1, "a")], []),
        # Nothing that stands comes after what is new.
        ([(1, "a"), (2, "b")], "axb", {1: "a"}, [(None, "x"), (2, "b")], []),
        ([(1, "a"), (2, "b"), (3, "c")], "acb", {1: "a", 3: "c"}, [(2, "b")], []),
        # Of rows with one name, the first come first.
        ([(1, "a"), (2, "a"), (3, "a")], "aa", {1: "a", 2: "a"}, [], [3]),
        ([(1, "a")], "aa", {1: "a"}, [(None, "a")], []),
    ],
)
def test_rows_stay_while_their_keys_grow(
    rows: Rows,
    wanted: str,
    matched: dict[int, str],
    to_insert: list[tuple[int | None, str]],
    to_delete: list[int],
) -> None:
    diff = diff_list(rows, ((None, name, name) for name in wanted))
    assert dict(diff.matched) == matched
    assert diff.to_insert == to_insert
    assert diff.to_delete == to_delete
    assert diff.superseded == [pk for pk, _ in to_insert if pk]


def test_only_those_of_one_rank_are_in_the_order_of_their_keys() -> None:
    rows = [(1, "a"), (2, "b"), (3, "c")]
    diff = diff_list(rows, [("z", "c", "C"), ("y", "a", "A"), ("z", "b", "B"), ("y", "new", "N")])
    assert diff.matched == [(3, "C"), (1, "A")]
    assert diff.to_insert == [(2, "B"), (None, "N")]
