"""The value and bounds of a printed number, as its qualifier determines them."""

from collections.abc import Container
from decimal import Decimal
from typing import NamedTuple

DURATION_UNITS = ("P1Y", "P1M", "P1W", "P1D", "PT1H", "PT1M")

# Which of value, low and high the printed number stands for.
_PRINTED_AS = {
    "exact": ("value", "low", "high"),
    "about": ("value",),
    "estimated": ("value",),
    "nearly": ("value",),
    "more_than": ("value", "low"),
    "at_least": ("value", "low"),
    "up_to": ("value", "high"),
    "fewer_than": ("value", "high"),
}
# The smallest number that a word for a number means, by convention.
_WORD_MINIMUMS = {
    "dozens": Decimal(24),
    "scores": Decimal(40),
    "hundreds": Decimal(200),
    "thousands": Decimal(2000),
    "many": Decimal(2),
    "several": Decimal(2),
    "most": None,
    "some": None,
    "unspecified": None,
}
BEST_ESTIMATE = "best_estimate"
_RANGES = ("between", BEST_ESTIMATE)
"""The qualifiers whose bounds are printed."""
WORDS_FOR_NUMBERS = frozenset(_WORD_MINIMUMS)
QUALIFIERS = (*_PRINTED_AS, *_RANGES, *_WORD_MINIMUMS)


class FigureError(ValueError):
    """A figure that contradicts itself; the message is one sentence that explains how."""


class FigureValues(NamedTuple):
    """The best value of a figure and its bounds, where the wording gives them."""

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


def complete_numbers(qualifier: str, numbers: FigureValues) -> FigureValues:
    """The numbers of a figure with those that follow from its qualifier, where it gives none.

    Exactly 41 has the low and the high number 41, dozens the low number 24. Source: codebook 6.
    """
    if qualifier in _WORD_MINIMUMS:
        return numbers if numbers.low is not None else numbers._replace(low=_WORD_MINIMUMS[qualifier])
    members = _PRINTED_AS.get(qualifier, ())
    given = {number for name in members if (number := getattr(numbers, name)) is not None}
    return numbers._replace(**dict.fromkeys(members, given.pop())) if len(given) == 1 else numbers


def follow_edit(qualifier: str, numbers: FigureValues, changed: Container[str]) -> FigureValues:
    """The numbers of an edited figure, without untouched bounds where these follow from its qualifier."""
    low, high = (
        number if qualifier in _RANGES or name in changed else None
        for name, number in (("low", numbers.low), ("high", numbers.high))
    )
    return FigureValues(numbers.value, low, high)


def check_numbers(qualifier: str, numbers: FigureValues) -> None:
    """Refuse numbers that the qualifier cannot have, of a figure whose numbers are complete.

    Raises: FigureError. Source: codebook 6.
    """
    if qualifier not in QUALIFIERS:
        raise FigureError(f'There is no qualifier "{qualifier}".')
    known = [number for number in numbers if number is not None]
    if any(not number.is_finite() or number < 0 for number in known):
        raise FigureError("A figure counts from zero upwards.")
    value, low, high = numbers
    if qualifier == "between" and (low is None or high is None or value is not None):
        raise FigureError(
            '"between" has a low and a high number, and no value; a best value inside of them is a '
            '"best_estimate".'
        )
    if qualifier == BEST_ESTIMATE and (value is None or (low is None and high is None)):
        raise FigureError('"best_estimate" has a value, and the low or high number that is stated with it.')
    if qualifier in _RANGES:
        return
    if qualifier in _PRINTED_AS and value is None:
        raise FigureError(f'"{qualifier}" needs a number; without one it is "unspecified".')
    if qualifier == "fewer_than" and not value:
        raise FigureError("Nothing is fewer than zero.")
    expected = complete_numbers(qualifier, FigureValues(value if qualifier in _PRINTED_AS else None))
    if numbers != expected:
        shown = ", ".join(f"{n} {'none' if v is None else f'{v:f}'}" for n, v in expected._asdict().items())
        hint = 'A printed number is "exact", "about", "more_than" and the like.'
        if qualifier in _PRINTED_AS:
            hint = 'A number with another low or high number is a "best_estimate".'
        raise FigureError(f'"{qualifier}" makes these numbers {shown}. {hint}')


def bounds_doubt(numbers: FigureValues) -> str:
    """What is odd about the order of the numbers: a source may print it so. Empty where nothing is."""
    value, low, high = numbers
    if low is not None and high is not None and low > high:
        return f"The low number {low:f} is above the high number {high:f}."
    if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
        return f"The value {value:f} lies outside its bounds."
    return ""


def check_unit(measure: str, unit: str) -> None:
    """Refuse a duration that is not counted in one ISO 8601 unit: three days are 3 times P1D.

    Raises: FigureError. Source: codebook 6; ISO 8601-1, durations.
    """
    if measure == "duration" and unit not in DURATION_UNITS:
        raise FigureError(f'The unit of a duration is one of {", ".join(DURATION_UNITS)}, not "{unit}".')
