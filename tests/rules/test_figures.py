from decimal import Decimal

import pytest

from events.rules.figures import (
    QUALIFIERS,
    FigureError,
    FigureValues,
    bounds_doubt,
    check_numbers,
    check_unit,
    complete_numbers,
    follow_edit,
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
best_estimate 5 -  5  3   7
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
    qualifier, *cells = row
    number, _, *numbers = (None if cell == "-" else Decimal(cell) for cell in cells)
    given = FigureValues(None, *numbers[1:]) if qualifier == "between" else FigureValues(number)
    given = FigureValues(*numbers) if qualifier == "best_estimate" else given
    assert list(complete_numbers(qualifier, given)) == numbers
    check_numbers(qualifier, FigureValues(*numbers))


def test_the_codebook_has_every_qualifier() -> None:
    assert {row[0] for row in ROWS} == set(QUALIFIERS)


def numbers(text: str) -> FigureValues:
    """Value, low and high; - is none."""
    return FigureValues(*(None if cell == "-" else Decimal(cell) for cell in text.split()))


@pytest.mark.parametrize(
    ("qualifier", "given", "complete"),
    [
        ("exact", "41 - -", "41 41 41"),
        ("exact", "- 41 -", "41 41 41"),
        ("exact", "0 - -", "0 0 0"),
        ("exact", "41 5 100", "41 5 100"),
        ("more_than", "- 150 -", "150 150 -"),
        ("up_to", "20 - -", "20 - 20"),
        ("dozens", "- - -", "- 24 -"),
        ("dozens", "- 30 -", "- 30 -"),
        ("between", "- 3 -", "- 3 -"),
        ("unspecified", "- - -", "- - -"),
        ("roughly", "1 - -", "1 - -"),
    ],
)
def test_missing_numbers_follow_from_those_given(qualifier: str, given: str, complete: str) -> None:
    assert complete_numbers(qualifier, numbers(given)) == numbers(complete)


@pytest.mark.parametrize(
    ("qualifier", "given", "message"),
    [
        ("roughly", "7 - -", 'There is no qualifier "roughly".'),
        ("exact", "- - -", '"exact" needs a number; without one it is "unspecified".'),
        ("exact", "41 5 100", '"exact" makes these numbers value 41, low 41, high 41. A number with another'),
        ("about", "41 30 50", '"about" makes these numbers value 41, low none, high none. A number with'),
        ("more_than", "150 900 -", '"more_than" makes these numbers value 150, low 150, high none.'),
        ("up_to", "5 - 2", '"up_to" makes these numbers value 5, low none, high 5.'),
        ("fewer_than", "-3 - -3", "A figure counts from zero upwards."),
        ("fewer_than", "0 - 0", "Nothing is fewer than zero."),
        ("exact", "NaN NaN NaN", "A figure counts from zero upwards."),
        ("between", "- 7 Infinity", "A figure counts from zero upwards."),
        ("dozens", "7 24 -", '"dozens" makes these numbers value none, low 24, high none. A printed number'),
        ("dozens", "- 30 -", '"dozens" makes these numbers value none, low 24, high none.'),
        ("some", "- 2 -", '"some" makes these numbers value none, low none, high none.'),
        ("between", "- 7 -", '"between" has a low and a high number, and no value'),
        ("between", "5 3 7", '"between" has a low and a high number, and no value'),
        ("best_estimate", "5 - -", '"best_estimate" has a value, and the low or high number'),
        ("best_estimate", "- 3 7", '"best_estimate" has a value, and the low or high number'),
    ],
)
def test_numbers_that_contradict_their_qualifier_are_refused(
    qualifier: str, given: str, message: str
) -> None:
    with pytest.raises(FigureError) as refused:
        check_numbers(qualifier, numbers(given))
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("given", ["5 3 7", "5 3 -", "5 - 7"])
def test_a_best_estimate_has_one_bound_at_least(given: str) -> None:
    check_numbers("best_estimate", numbers(given))
    assert complete_numbers("best_estimate", numbers(given)) == numbers(given)


def test_numbers_out_of_order_are_doubtful() -> None:
    for given in ("- 8 7", "9 8 7"):
        assert bounds_doubt(numbers(given)) == "The low number 8 is above the high number 7."
    for given in ("2 3 7", "8 3 7", "2 3 -", "8 - 7"):
        assert "outside its bounds" in bounds_doubt(numbers(given))
    for given in ("- - -", "- 7 7", "5 5 5", "3 3 7", "7 - 7", "7 7 -"):
        assert bounds_doubt(numbers(given)) == ""


@pytest.mark.parametrize(
    ("qualifier", "given", "changed", "result"),
    [
        ("exact", "43 41 41", {"value"}, "43 - -"),
        ("more_than", "41 41 41", {"qualifier"}, "41 - -"),
        ("dozens", "41 41 41", {"qualifier"}, "41 - -"),
        ("exact", "41 5 100", {"low", "high"}, "41 5 100"),
        ("more_than", "150 200 -", {"low"}, "150 200 -"),
        ("dozens", "- 40 -", {"qualifier"}, "- - -"),
        ("exact", "5 3 9", {"qualifier", "value"}, "5 - -"),
        ("between", "- 30 41", {"qualifier", "value", "low"}, "- 30 41"),
        ("best_estimate", "41 30 41", {"qualifier", "low"}, "41 30 41"),
    ],
)
def test_untouched_bounds_follow_an_edit(qualifier: str, given: str, changed: set[str], result: str) -> None:
    assert follow_edit(qualifier, numbers(given), changed) == numbers(result)


def test_a_duration_is_counted_in_one_iso_unit() -> None:
    for unit in ("P1Y", "P1M", "P1W", "P1D", "PT1H", "PT1M"):
        check_unit("duration", unit)
    for unit in ("", "days", "P3D", "P1Y1M", "p1d"):
        with pytest.raises(FigureError, match="The unit of a duration is one of P1Y, P1M"):
            check_unit("duration", unit)


def test_the_unit_of_another_measure_is_free() -> None:
    check_unit("money", "USD")
    check_unit("killed", "")
