"""What all figures of one event say together about one measure in one unit: its total.

A **whole** counts everybody, a **part** those who are named beside it (`of`, `of_wording`) or are said to be
some of them (`subset_of`). Reports about the same people are rivals. Source: docs/aggregates.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

NUMBERS = ("low", "value", "high")
FLAGS = ("approximate", "contested", "disputed", "crossed")
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

    @property
    def crossed(self) -> bool:
        """Whether its source prints a low number above the high one."""
        return self.low is not None and self.high is not None and self.low > self.high

    def same_number(self, other: "ReportedFigure") -> bool:
        """Whether it says the same number: nothing that both state differs."""
        pairs = [(getattr(self, name), getattr(other, name)) for name in NUMBERS]
        both = [pair for pair in pairs if None not in pair]
        return bool(both) and all(one == another for one, another in both)


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
    crossed: bool = False
    """A report has its low number above its high one; both are added as printed."""

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

    @property
    def ceiling(self) -> Decimal:
        """The number above which another report contradicts it."""
        most = _INFINITY if self.most is None else self.most
        return most * (1 + _TOLERANCE) if self.approximate and self.high is None else most


def total_of(figures: Iterable[ReportedFigure]) -> FigureTotals:
    """The total of the figures of one event in one measure and unit, in whatever order they come.

    Source: docs/aggregates.md, "One event".
    """
    by_key = {figure.key: figure for figure in sorted(figures, key=lambda figure: figure.key)}
    everybody = _Group()
    named: dict[tuple[frozenset[str], str], _Group] = {(frozenset(), ""): everybody}
    group_of: dict[str, _Group] = {}
    for key, figure in by_key.items():
        who = (figure.of, figure.of_wording)
        whole = by_key.get(figure.inside or "")
        if figure.inside and (who == (frozenset(), "") or (whole and who == (whole.of, whole.of_wording))):
            group_of[key] = _Group(unnamed=True)  # some of them, nobody says who
        else:
            group_of[key] = named.setdefault(who, _Group(*who))
        group_of[key].figures.append(figure)
    parts = [group for group in dict.fromkeys(group_of.values()) if group is not everybody]
    for part in parts:
        part.find_container(everybody, parts, group_of)
    return everybody.total()


@dataclass(slots=True, eq=False)
class _Group:
    """The reports about the same people, and the groups of people that are among these."""

    of: frozenset[str] = frozenset()
    of_wording: str = ""
    unnamed: bool = False
    """Whether they are some of another group of whom nobody says who."""
    figures: list[ReportedFigure] = field(default_factory=list)
    parts: list["_Group"] = field(default_factory=list)
    container: "_Group | None" = None

    def find_container(
        self, everybody: "_Group", groups: Sequence["_Group"], group_of: Mapping[str, "_Group"]
    ) -> None:
        """Put the group into that which it is stated to be a part of, or a narrower one that holds it."""
        stated = [group_of[key] for one in self.figures if (key := one.inside) and key in group_of]
        holders = sorted((one for one in groups if one.holds(self)), key=lambda one: len(one.of))
        narrower = [one for one in holders if all(other is everybody or other.holds(one) for other in stated)]
        candidates = (*narrower, *stated, *holders)
        self.container = next((one for one in candidates if not one.lies_in(self)), everybody)
        self.container.parts.append(self)

    def holds(self, other: "_Group") -> bool:
        """Whether the people of another group are surely among those of this one."""
        return self is not other and bool(other.of) and not self.of_wording and other.of <= self.of

    def lies_in(self, other: "_Group") -> bool:
        """Whether this is the other group, or inside it."""
        return self is other or (self.container is not None and self.container.lies_in(other))

    def total(self) -> FigureTotals:
        """What the group's own reports say, or what its parts add up to, whichever is more."""
        own = join_rivals(self.figures)
        of_parts = self._total_of_parts()
        if of_parts.least is None or (own.least is not None and own.least >= of_parts.least):
            return own
        low = of_parts.least
        value, high = (of_parts.value, of_parts.high) if own.unknown else (own.value, own.high)
        flags = {name: getattr(own, name) or getattr(of_parts, name) for name in FLAGS}
        flags["disputed"] |= own.ceiling < low
        # What is less than those who are counted apart does not stand.
        value, high = (number if number is not None and number >= low else None for number in (value, high))
        return FigureTotals(low, value, high, **flags)

    def _total_of_parts(self) -> FigureTotals:
        """What the parts add up to: a floor, unless they are all that there are."""
        totals = {part: part.total() for part in self.parts}
        disjoint = _disjoint([part for part in self.parts if not part.unnamed])
        apart = _sum(_largest(totals[part].least for part in some) for some in disjoint)
        low = _largest([apart, *(total.least for part, total in totals.items() if part.unnamed)])
        value = high = None
        if len(disjoint) == len(self.parts) and all(part.complete for part in self.parts):
            values = [total.value for total in totals.values()]
            mosts = [total.most for total in totals.values()]
            value = None if None in values else _sum(values)
            high = None if None in mosts else _sum(mosts)
        flags = {name: any(getattr(total, name) for total in totals.values()) for name in FLAGS}
        return FigureTotals(low, value, high, **flags)

    @property
    def complete(self) -> bool:
        """Whether a report says that this part and its neighbours are everybody."""
        return any(figure.complete for figure in self.figures)


def join_rivals(reports: Iterable[ReportedFigure]) -> FigureTotals:
    """What rival reports about the same people say together; a rival is another number."""
    reports = list(reports)
    printed = [one for one in reports if not one.derived or one.preferred] or reports
    numbered = [one for one in printed if one.least is not None or one.high is not None]
    if not numbered:
        return FigureTotals()
    return replace(_join_numbered(numbered), crossed=any(one.crossed for one in numbered))


def _join_numbered(numbered: Sequence[ReportedFigure]) -> FigureTotals:
    preferred = next((one for one in numbered if one.preferred), None)
    if preferred is None:
        return _join_compatible(numbered) if _are_compatible(numbered) else _span(numbered, disputed=True)
    rivals = [one for one in numbered if not one.same_number(preferred)]
    own = _join_compatible([one for one in numbered if one not in rivals])
    return replace(_span([own, *rivals], contested=True), value=preferred.value) if rivals else own


def _are_compatible(reports: Sequence[ReportedFigure]) -> bool:
    """Whether all of them can be true."""
    return max(one.interval[0] for one in reports) <= min(one.interval[1] for one in reports)


def _join_compatible(reports: Sequence[ReportedFigure]) -> FigureTotals:
    """The largest low and the smallest high; numbers without bounds give them where no other report does."""
    low = _largest(one.low for one in reports)
    high = _smallest(one.high for one in reports)
    approximate = all(one.approximate for one in reports)
    values = {one.value for one in reports}
    if low is not None and low == high:
        return FigureTotals(low, low, high)
    if len(values) == 1:
        return FigureTotals(low, values.pop(), high, approximate=approximate)
    loose = [one.value for one in reports if one.low is None and one.high is None]
    if low is None and loose:
        low, high = _smallest([*loose, high]), _largest(loose) if high is None else high
    return FigureTotals(low, None, high, approximate=approximate)


def _span(reports: Sequence["ReportedFigure | FigureTotals"], **flags: bool) -> FigureTotals:
    """From the smallest that any report says to the largest; open where one is."""
    mosts = [one.most for one in reports]
    low = _smallest(one.least for one in reports)
    return FigureTotals(low, None, None if None in mosts else _largest(mosts), **flags)


def _disjoint(parts: Iterable[_Group]) -> list[list[_Group]]:
    """The parts, those in one list that may count the same people: they share an actor."""
    sets: list[list[_Group]] = []
    for part in parts:
        sharing = [some for some in sets if any(part.of & other.of and part.of != other.of for other in some)]
        sets = [some for some in sets if some not in sharing]
        sets.append([part, *(one for some in sharing for one in some)])
    return sets


def _least(low: Decimal | None, value: Decimal | None, high: Decimal | None) -> Decimal | None:
    return low if low is not None else value if high is None else Decimal(0)


def _smallest(numbers: Iterable[Decimal | None]) -> Decimal | None:
    return min((number for number in numbers if number is not None), default=None)


def _largest(numbers: Iterable[Decimal | None]) -> Decimal | None:
    return max((number for number in numbers if number is not None), default=None)


def _sum(numbers: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of the known numbers; None where none is known."""
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) if known else None


def as_number(number: Decimal | None) -> int | float | None:
    """The number as JSON has it."""
    return None if number is None else int(number) if number == int(number) else float(number)
