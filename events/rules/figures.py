"""The value and bounds of a printed number, as its qualifier determines them."""

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
QUALIFIERS = (*_PRINTED_AS, "between", *_WORD_MINIMUMS)


class FigureError(ValueError):
    """A figure that contradicts itself; the message is one sentence that explains how."""


class FigureValues(NamedTuple):
    """The best value of a figure and its bounds, where the wording gives them."""

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


def parse_figure(qualifier: str, number: Decimal | None, upper: Decimal | None = None) -> FigureValues:
    """Read a printed number by its qualifier; `upper` is the second number of a `between`.

    Raises: FigureError if a number is missing, superfluous or not finite, the bounds are out of order or the
    qualifier is unknown. Source: codebook 6.
    """
    if qualifier not in QUALIFIERS:
        raise FigureError(f'There is no qualifier "{qualifier}".')
    if any(value is not None and not value.is_finite() for value in (number, upper)):
        raise FigureError("A figure must be a finite number.")
    if (number is None) == (qualifier not in _WORD_MINIMUMS):
        complaint = "takes no number" if qualifier in _WORD_MINIMUMS else "needs a number"
        raise FigureError(f'"{qualifier}" {complaint}.')
    if (upper is None) == (qualifier == "between"):
        complaint = "needs two numbers" if upper is None else "takes no second number"
        raise FigureError(f'"{qualifier}" {complaint}.')
    if qualifier == "between":
        check_bounds(number, upper)
        return FigureValues(low=number, high=upper)
    if qualifier in _WORD_MINIMUMS:
        return FigureValues(low=_WORD_MINIMUMS[qualifier])
    return FigureValues(**dict.fromkeys(_PRINTED_AS[qualifier], number))


def check_bounds(low: Decimal | None, high: Decimal | None) -> None:
    """Refuse bounds out of order; the value may lie outside them, as it does in real data.

    Raises: FigureError. Source: codebook 6.
    """
    if low is not None and high is not None and low > high:
        raise FigureError(f"The low bound {low} cannot be above the high bound {high}.")


def check_unit(measure: str, unit: str) -> None:
    """Refuse a duration that is not counted in one ISO 8601 unit: three days are 3 times P1D.

    Raises: FigureError. Source: codebook 6; ISO 8601-1, durations.
    """
    if measure == "duration" and unit not in DURATION_UNITS:
        raise FigureError(f'The unit of a duration is one of {", ".join(DURATION_UNITS)}, not "{unit}".')
