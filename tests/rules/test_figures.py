from decimal import Decimal

import pytest

from events.rules.figures import (
    QUALIFIERS,
    FigureError,
    FigureValues,
    check_bounds,
    check_unit,
    parse_figure,
)

# A row is the qualifier, the numbers printed, and value, low and high; - is none.
CODEBOOK = """
exact        7 -   7  7   7
about        7 -   7  -   -
estimated    7 -   7  -   -
nearly       7 -   7  -   -
more_than    7 -   7  7   -
at_least     7 -   7  7   -
up_to        7 -   7  -   7
fewer_than   7 -   7  -   7
between      3 7   -  3   7
dozens       - -   -  24  -
scores       - -   -  40  -
hundreds     - -   -  200 -
thousands    - -   -  2000 -
many         - -   -  2   -
several      - -   -  2   -
most         - -   -  -   -
some         - -   -  -   -
unspecified  - -   -  -   -
"""
ROWS = [line.split() for line in CODEBOOK.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_a_qualifier_is_read_as_the_codebook_has_it(row: list[str]) -> None:
    number, upper, *reading = (None if cell == "-" else Decimal(cell) for cell in row[1:])
    assert list(parse_figure(row[0], number, upper)) == reading


def test_the_codebook_has_every_qualifier() -> None:
    assert {row[0] for row in ROWS} == set(QUALIFIERS)


def test_zero_is_a_number() -> None:
    zero = Decimal(0)
    assert parse_figure("exact", zero) == FigureValues(zero, zero, zero)
    assert parse_figure("between", zero, zero) == FigureValues(None, zero, zero)


@pytest.mark.parametrize(
    ("qualifier", "number", "upper", "message"),
    [
        ("roughly", Decimal(7), None, 'There is no qualifier "roughly".'),
        ("exact", None, None, '"exact" needs a number.'),
        ("dozens", Decimal(7), None, '"dozens" takes no number.'),
        ("dozens", None, Decimal(7), '"dozens" takes no second number.'),
        ("exact", Decimal(7), Decimal(8), '"exact" takes no second number.'),
        ("between", Decimal(7), None, '"between" needs two numbers.'),
        ("between", Decimal(8), Decimal(7), "The low bound 8 cannot be above the high bound 7."),
        ("exact", Decimal("NaN"), None, "A figure must be a finite number."),
        ("between", Decimal(7), Decimal("Infinity"), "A figure must be a finite number."),
    ],
)
def test_a_figure_that_contradicts_its_qualifier_is_refused(
    qualifier: str, number: Decimal | None, upper: Decimal | None, message: str
) -> None:
    with pytest.raises(FigureError) as refused:
        parse_figure(qualifier, number, upper)
    assert str(refused.value) == message


def test_bounds_need_be_in_order_only_where_both_are_known() -> None:
    check_bounds(None, None)
    check_bounds(Decimal(7), None)
    check_bounds(None, Decimal(7))
    check_bounds(Decimal(7), Decimal(7))
    with pytest.raises(FigureError, match="The low bound 8 cannot be above the high bound 7"):
        check_bounds(Decimal(8), Decimal(7))


def test_a_duration_is_counted_in_one_iso_unit() -> None:
    for unit in ("P1Y", "P1M", "P1W", "P1D", "PT1H", "PT1M"):
        check_unit("duration", unit)
    for unit in ("", "days", "P3D", "P1Y1M", "p1d"):
        with pytest.raises(FigureError, match="The unit of a duration is one of P1Y, P1M"):
            check_unit("duration", unit)


def test_the_unit_of_another_measure_is_free() -> None:
    check_unit("money", "USD")
    check_unit("killed", "")
