"""The total of an event's figures, worked out by hand for each rule of docs/aggregates.md."""

from decimal import Decimal
from typing import Any

import pytest

from events.rules.totals import FigureTotals, ReportedFigure, total_of

NONE = (None, None, None)


def figure(key: str, *numbers: int | None, of: str = "", **members: Any) -> ReportedFigure:
    """A figure with value, low and high; one number alone is exact."""
    given = numbers * 3 if len(numbers) == 1 else numbers
    value, low, high = (None if number is None else Decimal(number) for number in given)
    members.setdefault("qualifier", "exact")
    return ReportedFigure(key, value, low, high, of=frozenset(of.split()), **members)


def about(key: str, number: int, **members: Any) -> ReportedFigure:
    """A figure that says about how many."""
    return figure(key, number, None, None, qualifier="about", **members)


def more_than(key: str, number: int, **members: Any) -> ReportedFigure:
    """A figure that is a floor."""
    return figure(key, number, number, None, qualifier="more_than", **members)


def unknown(key: str, **members: Any) -> ReportedFigure:
    """A figure without any number."""
    return figure(key, None, None, None, qualifier="unspecified", **members)


CASES: list[tuple[str, list[ReportedFigure], tuple[int | None, ...], set[str]]] = [
    ("nothing", [], NONE, set()),
    ("without a number", [unknown("a")], NONE, set()),
    ("one exact number", [figure("a", 5)], (5, 5, 5), set()),
    ("one about", [about("a", 180)], (None, 180, None), {"approximate"}),
    ("up to", [figure("a", 20, None, 20, qualifier="up_to")], (None, 20, 20), set()),
    ("up to and at least", [figure("a", 20, None, 20), more_than("b", 12)], (12, None, 20), set()),
    ("floors agree", [more_than("a", 150), about("b", 150)], (150, 150, None), set()),
    ("a floor and an exact number", [more_than("a", 500), figure("b", 578)], (578, 578, 578), set()),
    ("about is compared within a tenth", [about("a", 100), figure("b", 109)], (109, 109, 109), set()),
    ("beyond a tenth they differ", [about("a", 100), figure("b", 111)], (100, None, 111), {"disputed"}),
    ("rivals", [figure("a", 5), figure("b", 7)], (5, None, 7), {"disputed"}),
    ("a floor above", [more_than("a", 9), figure("b", 7)], (7, None, None), {"disputed"}),
    ("preferred", [figure("a", 5, preferred=True), figure("b", 7)], (5, 5, 7), {"contested"}),
    ("a rival without a number is none", [figure("a", 5, preferred=True), unknown("b")], (5, 5, 5), set()),
    ("parts make a floor", [figure("a", 3, of="x"), figure("b", 4, of="y")], (7, None, None), set()),
    (
        "complete parts make the whole",
        [figure("a", 3, of="x", complete=True), figure("b", 4, of="y", complete=True)],
        (7, 7, 7),
        set(),
    ),
    ("a whole above its parts", [figure("w", 10), figure("a", 3, of="x")], (10, 10, 10), set()),
    (
        "parts above the low of a whole",
        [figure("w", 10, 8, 12, qualifier="estimated"), figure("a", 9, of="x")],
        (9, 10, 12),
        set(),
    ),
    ("parts above a whole", [figure("w", 5), figure("a", 9, of="x")], (9, None, None), set()),
    (
        "a part of a part adds nothing",
        [figure("a", 22, of="x"), figure("b", 3, of="x", of_wording="officers", inside="a")],
        (22, None, None),
        set(),
    ),
    (
        "parts of a group that is reported without a number",
        [
            unknown("w", of="x y"),
            figure("a", 22, of="x"),
            figure("b", None, 2, None, of="y", qualifier="many"),
        ],
        (24, None, None),
        set(),
    ),
    (
        "groups that share an actor",
        [figure("a", 3, of="x y"), figure("b", 4, of="y z")],
        (4, None, None),
        set(),
    ),
    (
        "a derived number beside a printed one",
        [figure("a", 5), figure("b", 6, derived=True)],
        (5, 5, 5),
        set(),
    ),
    ("a derived number alone", [figure("a", 2, derived=True)], (2, 2, 2), set()),
    ("an approximate part", [about("a", 180, of="x")], (180, None, None), {"approximate"}),
]


@pytest.mark.parametrize(
    ("figures", "numbers", "flags"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_total_of_an_event(
    figures: list[ReportedFigure], numbers: tuple[int | None, ...], flags: set[str]
) -> None:
    for order in (figures, figures[::-1]):
        total = total_of(order)
        assert (total.low, total.value, total.high) == numbers
        assert {name for name in ("approximate", "contested", "disputed") if getattr(total, name)} == flags


def test_parts_inside_each_other_end() -> None:
    figures = [
        figure("a", 5, of="x", inside="b"),
        figure("b", 3, of="x", of_wording="officers", inside="a"),
    ]
    assert total_of(figures).low == 5


def test_what_a_total_adds_to_a_sum() -> None:
    about_180 = FigureTotals(value=Decimal(180), approximate=True)
    assert (about_180.least, about_180.most) == (Decimal(180), Decimal(180))
    assert FigureTotals(low=Decimal(2)).most is None
    assert FigureTotals(value=Decimal(20), high=Decimal(20)).least == 0
    assert FigureTotals().unknown
