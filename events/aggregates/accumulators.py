"""Counts and sums, bucket by bucket."""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, product
from typing import Any

from events.aggregates.sql import ACTS, Cells, Row
from events.filtersets.dimensions import BucketKey, DateDimension, Dimension, Unbucketed
from events.rules.dates import CALENDAR_UNITS, EARLIEST, LATEST, DateSpan, Period
from events.rules.totals import FLAGS, NUMBERS

MAX_BUCKETS = 10_000
MAX_ACCUMULATORS = 100_000
"""The most buckets in memory, of which `top` chooses."""
QUALITIES = ("open", *FLAGS)
BucketKeys = tuple[BucketKey, ...]


class TooManyBucketsError(Exception):
    """More buckets than an answer may have."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count_text = f"more than {MAX_ACCUMULATORS:,}" if count > MAX_ACCUMULATORS else f"{count:,}"


@dataclass
class Accumulator:
    """The counts of one bucket: events, actors, and the events of each state with their sums."""

    records: int = 0
    wholes: int = 0
    """Processes and states of which a part is counted."""
    actors: set[int] = field(default_factory=set)
    stock_events: set[int] = field(default_factory=set)
    """The events that report a stock of the period, whenever they began."""
    stock_reporters: set[int] = field(default_factory=set)
    """The events among those that are counted that report a stock of any time."""
    states: Counter[str] = field(default_factory=Counter)
    hundredths: Counter[str] = field(default_factory=Counter)
    qualities: Counter[str] = field(default_factory=Counter)
    """How many events have an open, approximate, contested or disputed number."""

    depths: dict[str, "Accumulator"] = field(default_factory=dict)
    """The same of the events of each depth."""

    certain: int = 0
    possible: int = 0
    """How many events surely began in the period, and how many may have, the former among them."""

    def count(self, counts: tuple[Any, ...]) -> None:
        """Add the counts of a row of `event_counts` or `figure_sums`."""
        depth, *rest = counts
        self._count(rest)
        self.of_depth(depth)._count(rest)

    def of_depth(self, depth: str) -> "Accumulator":
        """What was counted of the events of a depth."""
        return self.depths.setdefault(depth, Accumulator())

    def _count(self, counts: list[Any]) -> None:
        whole, *rest = counts
        if len(rest) == 1:
            self._count_events(whole, rest[0])
            return
        state, events, *sums = rest
        self._count_events(whole, events)
        self.states[state] += events
        for name, hundredths in zip(NUMBERS, sums, strict=False):
            self.hundredths[name] += int(hundredths)
        for name, number in zip(QUALITIES, sums[len(NUMBERS) :], strict=True):
            self.qualities[name] += number

    def _count_events(self, whole: int, events: int) -> None:
        if whole:
            self.wholes += events
        else:
            self.records += events

    @property
    def events(self) -> int:
        """All events that the query of the bucket finds."""
        return self.records + self.wholes

    def add(self, other: "Accumulator") -> None:
        """Add another accumulator."""
        self.records += other.records
        self.wholes += other.wholes
        self.actors |= other.actors
        self.stock_events |= other.stock_events
        self.states.update(other.states)
        self.hundredths.update(other.hundredths)
        self.qualities.update(other.qualities)
        for depth, counted in other.depths.items():
            self.of_depth(depth).add(counted)

    def number(self, name: str) -> int | float | None:
        """The sum; None where nothing is known, and of `high` where that of any event is open."""
        if not self.states["counted"] or (name == "high" and self.qualities["open"]):
            return None
        whole, part = divmod(self.hundredths[name], 100)
        return self.hundredths[name] / 100 if part else whole

    def rank(self, metric: str) -> float:
        """The number of the metric by which buckets are ranked; an unknown number is the smallest."""
        if metric == "records":
            return self.records
        if metric == "actors":
            return len(self.actors)
        if metric == ACTS and self.no_acts:
            return 0
        return rank_number(self.number("value"))

    def set_stocks(self, with_flow: Set[int]) -> None:
        """Count the events that report a stock as such, or as not surely of the period.

        Those that report a flow as well keep its state.
        """
        reporters = self.stock_reporters - with_flow
        spanning = len(reporters - self.stock_events)
        self.states["spanning"] += spanning
        self.states["stock"] += len(reporters) - spanning
        self.states["without"] -= len(reporters)

    @property
    def no_acts(self) -> bool:
        """Whether there surely was no act: every event here is of a form that is none."""
        return self.states.total() == self.states["no_act"]


def rank_number(number: float | None) -> float:
    """By what a number ranks; an unknown one is the smallest."""
    return -float("inf") if number is None else number


Axis = tuple[Period, Period]


@dataclass(frozen=True)
class PossibleStart:
    """The periods of an axis in which an event may have begun."""

    periods: tuple[BucketKey | Unbucketed, ...]
    certain: bool = False
    """Whether it surely began in the one period."""
    wide: bool = False
    """Whether they are more than a quarter of the axis, or outside of it."""

    @classmethod
    def of(cls, dimension: Dimension, cells: tuple[Any, ...], axis: Axis | None) -> "PossibleStart":
        """By the cells of a dimension with spread dates: both bounds of the start, undated, its gaps."""
        assert isinstance(dimension, DateDimension)
        if cells[2]:
            return cls((Unbucketed.UNKNOWN,))
        earliest, latest = (date.fromisoformat(str(day)) for day in cells[:2])
        if dimension.since and latest < dimension.since:
            return cls((Unbucketed.BEGAN_BEFORE,))
        certain = Period.of(dimension.unit, earliest).last >= latest
        if axis is None:
            return cls((), wide=True)
        first, last = max(earliest, axis[0].first), min(latest, axis[1].last)
        if first > last:
            return cls((), wide=True)
        start = Period.of(dimension.unit, first)
        most, length = start.count(Period.of(dimension.unit, last)), axis[0].count(axis[1])
        if cells[3] is None and not certain and 4 * most > length:
            return cls((), wide=True)
        periods = tuple(islice(dimension.periods(cells, start, last), MAX_ACCUMULATORS))
        return cls(periods, certain, wide=not periods or (not certain and 4 * len(periods) > length))


class BucketAccumulators:
    """The buckets of some dimensions, and the events that are in none."""

    def __init__(self, dimensions: tuple[Dimension, ...]) -> None:
        self.dimensions = dimensions
        self.buckets: dict[BucketKeys, Accumulator] = {}
        self.total = Accumulator()
        self.unbucketed = {why: Accumulator() for why in Unbucketed}
        self.undated = Accumulator()
        """The events that may have begun in more than a quarter of the axis."""
        self._key_cache: dict[tuple[str, tuple[Any, ...]], tuple[BucketKey | Unbucketed, ...]] = {}
        self._dates = {i: one.unit for i, one in enumerate(dimensions) if isinstance(one, DateDimension)}

    def count(
        self,
        rows: Iterable[Row],
        *,
        in_total: bool = True,
        in_buckets: bool = True,
        outside: bool = True,
    ) -> None:
        """Add rows of `event_counts` or of `figure_sums` to the total, the buckets, and what is in none.

        Raises: TooManyBucketsError.
        """
        for cells, first, counts in rows:
            if first and in_total:
                self.total.count(counts)
            why, accumulators = self._accumulators_for(cells)
            # An event without a date has a row for each of its actors; outside the buckets it counts once.
            counted = in_buckets if why is None else first and outside
            for accumulator in accumulators if counted else ():
                accumulator.count(counts)

    def all(self) -> tuple[Accumulator, ...]:
        """The total, the buckets, and what is in none."""
        return (self.total, *self.buckets.values(), *self.unbucketed.values())

    def count_total(self, rows: Iterable[Row]) -> None:
        """Add rows without cells to the total alone."""
        for _, _, counts in rows:
            self.total.count(counts)

    def collect(self, rows: Iterable[Row], name: str, dimensions: Sequence[Dimension] = ()) -> None:
        """Add the keys of `actor_ids` or `event_ids` to the sets of a name.

        `dimensions` are those of the rows, if they give the same buckets by other columns.
        Raises: TooManyBucketsError.
        """
        for cells, _, pks in rows:
            for accumulator in (self.total, *self._accumulators_for(cells, dimensions)[1]):
                getattr(accumulator, name).update(pks)

    def _accumulators_for(
        self, cells: Cells, dimensions: Sequence[Dimension] = ()
    ) -> tuple[Unbucketed | None, list[Accumulator]]:
        """The accumulators that count a row, and why it is in no bucket if it is in none."""
        keys = [self._keys(*one) for one in zip(dimensions or self.dimensions, cells, strict=True)]
        for why in (Unbucketed.UNKNOWN, Unbucketed.BEGAN_BEFORE, Unbucketed.IMPRECISE):
            if any(why in dimension_keys for dimension_keys in keys):
                return why, [self.unbucketed[why]]
        return None, [
            self._bucket(combined) for combined in product(*keys) if self._periods_overlap(combined)
        ]

    def _keys(self, dimension: Dimension, cells: tuple[Any, ...]) -> tuple[BucketKey | Unbucketed, ...]:
        keys = self._key_cache.get((dimension.name, cells))
        if keys is None:
            keys = tuple(islice(dimension.keys(cells), MAX_ACCUMULATORS + 1))
            if len(keys) > MAX_ACCUMULATORS:
                raise TooManyBucketsError(len(keys))
            self._key_cache[dimension.name, cells] = keys
        return keys

    def _bucket(self, keys: BucketKeys) -> Accumulator:
        if keys not in self.buckets:
            if len(self.buckets) == MAX_ACCUMULATORS:
                raise TooManyBucketsError(MAX_ACCUMULATORS + 1)
            self.buckets[keys] = Accumulator()
        return self.buckets[keys]

    def _periods_overlap(self, keys: BucketKeys) -> bool:
        """Whether the periods have a day in common: 2023 and January 2024 have none."""
        periods: list[Period] = [keys[i] for i in self._dates]
        return all(one.overlaps(other) for one in periods for other in periods)

    def count_possible(self, rows: Iterable[Row], asked: DateSpan | None, *, in_new_buckets: bool) -> None:
        """Add rows of the dimensions with spread dates to what is certain, possible and undated.

        Raises: TooManyBucketsError.
        """
        axes = {i: self._axis(i, asked) for i in self._dates}
        for cells, first, counts in rows:
            starts = {i: PossibleStart.of(self.dimensions[i], cells[i], axis) for i, axis in axes.items()}
            keys = [
                starts[i].periods if i in starts else self._keys(self.dimensions[i], dimension_cells)
                for i, dimension_cells in enumerate(cells)
            ]
            if any(why in of_dimension for of_dimension in keys for why in Unbucketed):
                continue
            if any(start.wide for start in starts.values()):
                if first:
                    self.undated.count(counts)
                continue
            certain = all(start.certain for start in starts.values())
            for combined in product(*keys):
                if self._periods_overlap(combined) and (in_new_buckets or combined in self.buckets):
                    bucket = self._bucket(combined)
                    bucket.possible += counts[-1]
                    bucket.certain += counts[-1] if certain else 0

    def _axis(self, index: int, asked: DateSpan | None) -> Axis | None:
        """The first and the last period of a dimension of time; None where there is none."""
        low, high = self._asked_axis(index, asked)
        periods: list[Period] = [keys[index] for keys in self.buckets]
        low, high = low or min(periods, default=None), high or max(periods, default=None)
        return (low, high) if low and high else None

    def _asked_axis(self, index: int, asked: DateSpan | None) -> tuple[Period | None, Period | None]:
        """Both ends of the axis, where they are asked for."""
        unit = self._dates[index]
        low = Period.of(unit, asked.first) if asked and asked.first != EARLIEST else None
        high = Period.of(unit, asked.last) if asked and asked.last != LATEST else None
        return low, high

    def fill_gaps(self, asked: DateSpan | None) -> None:
        """Add the empty buckets of the axis to each combination of the other keys.

        The axis is what is asked for; an end that is open is the first or last period that has a bucket.
        Raises: TooManyBucketsError.
        """
        if not self._dates:
            return
        finest = max(self._dates, key=lambda i: CALENDAR_UNITS.index(self._dates[i]))
        spans: dict[BucketKeys, tuple[Period, Period]] = {}
        for keys in self.buckets:
            others, period = (*keys[:finest], *keys[finest + 1 :]), keys[finest]
            first, last = spans.get(others, (period, period))
            spans[others] = (min(first, period), max(last, period))
        low, high = self._asked_axis(finest, asked)
        if len(self.dimensions) == 1 and low and high:
            spans[()] = (low, high)
        for others, (first, last) in spans.items():
            coarser = [key for key in others if isinstance(key, Period)]
            starts = [low.first if low else first.first, *(one.first for one in coarser)]
            ends = [high.last if high else last.last, *(one.last for one in coarser)]
            unit = self._dates[finest]
            spans[others] = (Period.of(unit, max(starts)), Period.of(unit, min(ends)))
        # Each bucket lies in one of the spans: counted first, as a span may be of ten thousand years.
        count = sum(first.count(last) for first, last in spans.values())
        if count > MAX_BUCKETS:
            raise TooManyBucketsError(count)
        for others, (first, last) in spans.items():
            for period in first.until(last.first):
                self._bucket((*others[:finest], period, *others[finest:]))
