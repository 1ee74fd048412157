"""What all figures of one event say together about one measure in one unit: its total.

A **whole** counts everybody, a **part** those who are named beside it (`of`, `of_wording`). Reports about
the same people are rivals. Source: docs/aggregates.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

NUMBERS = ("low", "value", "high")
FLAGS = ("approximate", "contested", "disputed")
APPROXIMATE_QUALIFIERS = frozenset({"about", "estimated", "nearly"})
_TOLERANCE = Decimal("0.1")
"""How far from an approximate number another report may lie and still mean the same."""
_INFINITY = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class ReportedFigure:
    """The members of a figure that a total depends on; `of` holds public ids, `inside` a key of a figure."""

    key: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    qualifier: str
    of: frozenset[str] = frozenset()
    of_wording: str = ""
    inside: str | None = None
    preferred: bool = False
    derived: bool = False
    complete: bool = False

    def __post_init__(self) -> None:
        """Fill the bounds that follow from the qualifier, where the figure gives none."""
        if self.low is None and self.high is None and self.value is not None:
            if self.qualifier in ("exact", "more_than", "at_least"):
                object.__setattr__(self, "low", self.value)
            if self.qualifier in ("exact", "up_to", "fewer_than"):
                object.__setattr__(self, "high", self.value)

    @property
    def least(self) -> Decimal | None:
        """The number that is not fallen short of: of up to 20, zero."""
        return _least(self.low, self.value, self.high)

    @property
    def approximate(self) -> bool:
        """Whether it says about how many, without bounds."""
        return self.qualifier in APPROXIMATE_QUALIFIERS and self.low is None and self.high is None

    @property
    def most(self) -> Decimal | None:
        """The number that is not exceeded; None where it is open."""
        return self.value if self.high is None and self.approximate else self.high

    @property
    def interval(self) -> tuple[Decimal, Decimal]:
        """What the true number may be, to compare reports."""
        if self.approximate and self.value is not None:
            return self.value * (1 - _TOLERANCE), self.value * (1 + _TOLERANCE)
        low, high = self.low or Decimal(0), _INFINITY if self.high is None else self.high
        return min(low, high), max(low, high)


@dataclass(frozen=True, slots=True)
class FigureTotals:
    """A number with its bounds, and how far it is to be trusted."""

    low: Decimal | None = None
    value: Decimal | None = None
    high: Decimal | None = None
    approximate: bool = False
    """All that is known is about how many."""
    contested: bool = False
    """Others report something else than the preferred report."""
    disputed: bool = False
    """Reports contradict each other, and none is preferred."""

    @property
    def unknown(self) -> bool:
        """Whether it is reported without any number."""
        return self.low is None and self.value is None and self.high is None

    @property
    def least(self) -> Decimal | None:
        """What it adds to a sum at least."""
        return _least(self.low, self.value, self.high)

    @property
    def best(self) -> Decimal | None:
        """The value, else what it is at least."""
        return self.least if self.value is None else self.value

    @property
    def most(self) -> Decimal | None:
        """What it adds to a sum at most; None where it is open."""
        return self.value if self.high is None and self.approximate else self.high


def total_of(figures: Iterable[ReportedFigure]) -> FigureTotals:
    """The total of the figures of one event in one measure and unit.

    Source: docs/aggregates.md, "One event".
    """
    groups: dict[tuple[frozenset[str], str], _Group] = {}
    by_key: dict[str, _Group] = {}
    for figure in figures:
        key = (figure.of, figure.of_wording)
        by_key[figure.key] = groups.setdefault(key, _Group(*key))
        by_key[figure.key].figures.append(figure)
    everybody = groups.pop((frozenset(), ""), _Group(frozenset(), ""))
    parts = list(groups.values())
    for part in parts:
        stated = [by_key[one.inside] for one in part.figures if one.inside in by_key]
        holders = sorted((other for other in parts if other.holds(part)), key=lambda other: len(other.of))
        container = next((one for one in (*stated, *holders) if not one.lies_in(part)), everybody)
        part.container = container
        container.parts.append(part)
    return everybody.total()


@dataclass(slots=True, eq=False)
class _Group:
    """The reports about the same people, and the groups of people that are among these."""

    of: frozenset[str]
    of_wording: str
    figures: list[ReportedFigure] = field(default_factory=list)
    parts: list["_Group"] = field(default_factory=list)
    container: "_Group | None" = None

    def holds(self, other: "_Group") -> bool:
        """Whether the people of another group are surely among those of this one."""
        return self is not other and bool(other.of) and not self.of_wording and other.of <= self.of

    def lies_in(self, other: "_Group") -> bool:
        """Whether this is the other group, or inside it."""
        return self is other or (self.container is not None and self.container.lies_in(other))

    def total(self) -> FigureTotals:
        """What the group's own reports say, or what its parts add up to, whichever is more."""
        own = join_rivals(self.figures)
        if not self.parts:
            return own
        parts = [(part, part.total()) for part in self.parts]
        totals = [of_part for _, of_part in parts]
        disjoint = _disjoint(parts)
        low = _sum(
            max((one.least for one in some if one.least is not None), default=None) for some in disjoint
        )
        if low is None or (own.least is not None and own.least >= low):
            return own
        value, high = own.value, own.high
        if own.unknown and len(disjoint) == len(parts) and all(part.complete for part, _ in parts):
            value, high = (
                None if any(number is None for number in numbers) else _sum(numbers)
                for numbers in ([one.value for one in totals], [one.most for one in totals])
            )
        # What is less than those who are counted apart does not stand.
        value, high = (number if number is not None and number >= low else None for number in (value, high))
        flags = {name: any(getattr(one, name) for one in (own, *totals)) for name in FLAGS}
        return FigureTotals(low, value, high, **flags)

    @property
    def complete(self) -> bool:
        """Whether a report says that this part and its neighbours are everybody."""
        return any(figure.complete for figure in self.figures)


def join_rivals(reports: Sequence[ReportedFigure]) -> FigureTotals:
    """What rival reports about the same people say together."""
    printed = [one for one in reports if not one.derived or one.preferred] or list(reports)
    rivals = [one for one in printed if one.least is not None or one.high is not None]
    if not rivals:
        return FigureTotals()
    preferred = next((one for one in rivals if one.preferred), None)
    if len(rivals) == 1:
        (only,) = rivals
        return FigureTotals(only.low, only.value, only.high, approximate=only.approximate)
    values = {one.value for one in rivals}
    lows = [one.interval[0] for one in rivals]
    highs = [one.interval[1] for one in rivals]
    agree = max(lows) <= min(highs)
    if preferred is None and agree:
        low = max((one.low for one in rivals if one.low is not None), default=None)
        high = min((one.high for one in rivals if one.high is not None), default=None)
        value = low if low is not None and low == high else values.pop() if len(values) == 1 else None
        return FigureTotals(low, value, high, approximate=all(one.approximate for one in rivals))
    low = min((one.least for one in rivals if one.least is not None), default=None)
    mosts = [one.most for one in rivals]
    high = None if None in mosts else max(one for one in mosts if one is not None)
    value = None if preferred is None else preferred.value
    return FigureTotals(low, value, high, contested=preferred is not None, disputed=preferred is None)


def _disjoint(parts: Iterable[tuple[_Group, FigureTotals]]) -> list[list[FigureTotals]]:
    """The totals of the parts, those in one list that may count the same people: they share an actor."""
    sets: list[list[tuple[_Group, FigureTotals]]] = []
    for part in parts:
        of = part[0].of
        sharing = [some for some in sets if any(of & other.of and of != other.of for other, _ in some)]
        sets = [some for some in sets if some not in sharing]
        sets.append([part, *(one for some in sharing for one in some)])
    return [[totals for _, totals in some] for some in sets]


def _least(low: Decimal | None, value: Decimal | None, high: Decimal | None) -> Decimal | None:
    return low if low is not None else value if high is None else Decimal(0)


def _sum(numbers: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of the known numbers; None where none is known."""
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) if known else None


def as_number(number: Decimal | None) -> int | float | None:
    """The number as JSON has it."""
    return None if number is None else int(number) if number == int(number) else float(number)
