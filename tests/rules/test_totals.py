"""The total of an event's figures, worked out by hand for each rule of docs/aggregates.md."""

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from events.rules.totals import FLAGS, FigureTotals, ReportedFigure, as_number, total_of

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


def best(key: str, *numbers: int, **members: Any) -> ReportedFigure:
    """A figure with a best value inside bounds."""
    return figure(key, *numbers, qualifier="best_estimate", **members)


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
    ("a best estimate", [best("a", 5, 3, 9)], (3, 5, 9), set()),
    ("a best estimate and a floor", [best("a", 5, 3, 9), more_than("b", 4)], (4, None, 9), set()),
    ("best estimates apart", [best("a", 5, 3, 6), best("b", 9, 8, 12)], (3, None, 12), {"disputed"}),
    ("crossed", [best("a", 5, 9, 3)], (9, 5, 3), {"crossed"}),
    (
        "crossed, in a part",
        [best("a", 5, 9, 3, of="x"), figure("b", 2, of="y")],
        (11, None, None),
        {"crossed"},
    ),
    ("a floor above", [more_than("a", 9), figure("b", 7)], (7, None, None), {"disputed"}),
    ("preferred", [figure("a", 5, preferred=True), figure("b", 7)], (5, 5, 7), {"contested"}),
    (
        "the preferred number again is no rival",
        [figure("a", 5, preferred=True), figure("b", 5)],
        (5, 5, 5),
        set(),
    ),
    (
        "the preferred number again, as a floor",
        [about("a", 150, preferred=True), more_than("b", 150)],
        (150, 150, None),
        set(),
    ),
    (
        "the preferred number again, and a rival",
        [figure("a", 5, preferred=True), more_than("b", 5), figure("c", 7)],
        (5, 5, 7),
        {"contested"},
    ),
    (
        "the preferred number with another range is a rival",
        [figure("a", 10, 8, 12, preferred=True), figure("b", 10, 9, 15)],
        (8, 10, 15),
        {"contested"},
    ),
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
    ("parts above a whole", [figure("w", 5), figure("a", 9, of="x")], (9, None, None), {"disputed"}),
    ("parts above a floor", [more_than("w", 5), figure("a", 9, of="x")], (9, None, None), set()),
    (
        "parts above an approximate whole, within its tenth",
        [about("w", 100), figure("a", 104, of="x")],
        (104, None, None),
        {"approximate"},
    ),
    (
        "parts above an approximate whole, beyond its tenth",
        [about("w", 100), figure("a", 111, of="x")],
        (111, None, None),
        {"approximate", "disputed"},
    ),
    (
        "parts above a preferred whole and below its rival",
        [figure("w", 5, preferred=True), figure("v", 7), figure("a", 6, of="x")],
        (6, None, 7),
        {"contested"},
    ),
    ("two abouts that meet", [about("a", 100), about("b", 105)], (100, None, 105), {"approximate"}),
    (
        "three abouts that meet",
        [about("a", 105), about("b", 100), about("c", 102)],
        (100, None, 105),
        {"approximate"},
    ),
    ("two abouts of one number", [about("a", 100), about("b", 100)], (None, 100, None), {"approximate"}),
    (
        "abouts that meet a floor",
        [about("a", 100), about("b", 105), more_than("c", 98)],
        (98, None, None),
        set(),
    ),
    (
        "an about that meets a ceiling",
        [about("a", 100), figure("b", 103, None, 103, qualifier="up_to")],
        (100, None, 103),
        set(),
    ),
    (
        "numbers without bounds",
        [
            figure("a", 5, None, None, qualifier="unspecified"),
            figure("b", 7, None, None, qualifier="unspecified"),
        ],
        (5, None, 7),
        set(),
    ),
    (
        "a part of a part adds nothing",
        [figure("a", 22, of="x"), figure("b", 3, of="x", of_wording="officers", inside="a")],
        (22, None, None),
        set(),
    ),
    (
        "a part that is stated inside the whole, among the same actor's own part",
        [
            more_than("w", 20),
            figure("a", 22, of="x"),
            figure("b", 3, of="x", of_wording="officers", inside="w"),
        ],
        (22, None, None),
        set(),
    ),
    (
        "a part that is stated inside a wider group, among the same actor's own part",
        [
            figure("w", 30, of="x y"),
            figure("a", 22, of="x"),
            figure("b", 3, of="x", of_wording="officers", inside="w"),
            figure("c", 9, of="y"),
        ],
        (31, None, None),
        {"disputed"},
    ),
    (
        "a part that is stated inside a part of its own actor stays there",
        [
            figure("a", 22, of="x"),
            figure("b", 9, of="x", of_wording="officers", inside="a"),
            figure("c", 3, of="x", of_wording="captains", inside="b"),
        ],
        (22, None, None),
        set(),
    ),
    (
        "some of everybody are no rival",
        [figure("w", 100), figure("a", 30, inside="w")],
        (100, 100, 100),
        set(),
    ),
    (
        "some of a part are no rival",
        [figure("a", 22, of="x"), figure("b", 3, of="x", inside="a")],
        (22, None, None),
        set(),
    ),
    (
        "some of everybody may be anybody",
        [unknown("w"), figure("a", 30, inside="w"), figure("b", 12, inside="w"), figure("c", 22, of="x")],
        (30, None, None),
        set(),
    ),
    ("some of a figure of another measure", [figure("a", 3, inside="elsewhere")], (3, None, None), set()),
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
        assert {name for name in FLAGS if getattr(total, name)} == flags


def test_the_order_of_figures_makes_no_difference() -> None:
    figures = [
        figure("a", 5, of="x y"),
        figure("b", 6, of="x z"),
        figure("c", 2, of="x", inside="d"),
        figure("d", 4, of="y", of_wording="officers"),
        figure("e", 3, inside="b"),
    ]
    assert len({total_of(order) for order in permutations(figures)}) == 1


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


@pytest.mark.parametrize(
    ("qualifier", "given", "bounds"),
    [
        ("exact", (5, None, None), (5, 5)),
        ("more_than", (5, None, None), (5, None)),
        ("at_least", (5, None, None), (5, None)),
        ("up_to", (5, None, None), (None, 5)),
        ("fewer_than", (5, None, None), (None, 5)),
        ("about", (5, None, None), (None, None)),
        ("exact", (5, 4, None), (4, None)),
        ("up_to", (5, None, 6), (None, 6)),
        ("exact", (None, None, None), (None, None)),
    ],
)
def test_bounds_that_a_figure_leaves_to_its_qualifier_are_filled(
    qualifier: str, given: tuple[int | None, ...], bounds: tuple[int | None, ...]
) -> None:
    one = figure("a", *given, qualifier=qualifier)
    assert (one.low, one.high) == bounds


def test_a_number_of_json_is_whole_where_it_can_be() -> None:
    numbers = [as_number(number) for number in (None, Decimal("7.00"), Decimal("7.25"), Decimal(0))]
    assert numbers == [None, 7, 7.25, 0]
    assert [type(number) for number in numbers] == [type(None), int, float, int]
