"""Counts and sums, bucket by bucket."""

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

from events.aggregates.sql import ACTS, Cells, Row
from events.filtersets.dimensions import BucketKey, DateDimension, Dimension, Unbucketed
from events.rules.dates import CALENDAR_UNITS, Period
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
    """The events that report a stock, inside the period."""
    states: Counter[str] = field(default_factory=Counter)
    hundredths: Counter[str] = field(default_factory=Counter)
    qualities: Counter[str] = field(default_factory=Counter)
    """How many events have an open, approximate, contested or disputed number."""

    depths: dict[str, "Accumulator"] = field(default_factory=dict)
    """The same of the events of each depth."""

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

    def set_stocks(self, outside: Set[int], with_flow: Set[int]) -> None:
        """Count the events that report a stock as such, or as not surely of the period.

        Those that report a flow as well keep its state.
        """
        spanning = self.stock_events & outside
        self.stock_events -= outside
        for state, events in (("stock", self.stock_events), ("spanning", spanning)):
            self.states[state] += len(events - with_flow)
            self.states["without"] -= len(events - with_flow)

    @property
    def no_acts(self) -> bool:
        """Whether there surely was no act: every event here is of a form that is none."""
        return self.states.total() == self.states["no_act"]


def rank_number(number: float | None) -> float:
    """By what a number ranks; an unknown one is the smallest."""
    return -float("inf") if number is None else number


class BucketAccumulators:
    """The buckets of some dimensions, and the events that are in none."""

    def __init__(self, dimensions: tuple[Dimension, ...]) -> None:
        self.dimensions = dimensions
        self.buckets: dict[BucketKeys, Accumulator] = {}
        self.total = Accumulator()
        self.unbucketed = {why: Accumulator() for why in Unbucketed}
        self._key_cache: dict[tuple[int, tuple[Any, ...]], tuple[BucketKey | Unbucketed, ...]] = {}
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

    def count_total(self, rows: Iterable[Row]) -> None:
        """Add rows without cells to the total alone."""
        for _, _, counts in rows:
            self.total.count(counts)

    def collect(self, rows: Iterable[Row], name: str) -> None:
        """Add the keys of `actor_ids` or `event_ids` to the sets of a name. Raises: TooManyBucketsError."""
        for cells, _, pks in rows:
            for accumulator in (self.total, *self._accumulators_for(cells)[1]):
                getattr(accumulator, name).update(pks)

    def _accumulators_for(self, cells: Cells) -> tuple[Unbucketed | None, list[Accumulator]]:
        """The accumulators that count a row, and why it is in no bucket if it is in none."""
        keys = [self._keys(i, dimension_cells) for i, dimension_cells in enumerate(cells)]
        for why in (Unbucketed.UNKNOWN, Unbucketed.IMPRECISE):
            if any(why in dimension_keys for dimension_keys in keys):
                return why, [self.unbucketed[why]]
        return None, [
            self._bucket(combined) for combined in product(*keys) if self._periods_overlap(combined)
        ]

    def _keys(self, index: int, cells: tuple[Any, ...]) -> tuple[BucketKey | Unbucketed, ...]:
        keys = self._key_cache.get((index, cells))
        if keys is None:
            keys = tuple(islice(self.dimensions[index].keys(cells), MAX_ACCUMULATORS + 1))
            if len(keys) > MAX_ACCUMULATORS:
                raise TooManyBucketsError(len(keys))
            self._key_cache[index, cells] = keys
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

    def fill_gaps(self) -> None:
        """Add the empty buckets from the first to the last period of each combination of the other keys.

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
        # Each bucket lies in one of the spans: counted first, as a span may be of ten thousand years.
        count = sum(first.count(last) for first, last in spans.values())
        if count > MAX_BUCKETS:
            raise TooManyBucketsError(count)
        for others, (first, last) in spans.items():
            for period in first.until(last.first):
                self._bucket((*others[:finest], period, *others[finest:]))
