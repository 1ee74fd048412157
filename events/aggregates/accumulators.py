"""Counts and sums, bucket by bucket."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

from events.aggregates.sql import ACTS, Cells, Row
from events.filtersets.dimensions import BucketKey, DateDimension, Dimension, Unbucketed
from events.rules.dates import CALENDAR_UNITS, Period

MAX_BUCKETS = 10_000
MAX_ACCUMULATORS = 100_000
"""The most buckets in memory, of which `top` chooses."""
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
    actors: set[int] = field(default_factory=set)
    states: Counter[str] = field(default_factory=Counter)
    hundredths: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    """The number of events of which `low`, `value` and `high` is known."""

    def count(self, counts: tuple[Any, ...]) -> None:
        """Add the counts of a row of `event_counts` or `figure_sums`."""
        if len(counts) == 1:
            self.records += counts[0]
            return
        state, events, *sums = counts
        self.records += events
        self.states[state] += events
        for name, hundredths, known in zip(("low", "value", "high"), sums[::2], sums[1::2], strict=True):
            self.hundredths[name] += int(hundredths or 0)
            self.known[name] += known

    def add(self, other: "Accumulator") -> None:
        """Add another accumulator."""
        self.records += other.records
        self.actors |= other.actors
        self.states.update(other.states)
        self.hundredths.update(other.hundredths)
        self.known.update(other.known)

    def number(self, name: str) -> int | float | None:
        """The sum of the known numbers; None where none is known."""
        if not self.known[name]:
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
        numbers = (self.number(name) for name in ("value", "low", "high"))
        return next((number for number in numbers if number is not None), -float("inf"))

    @property
    def no_acts(self) -> bool:
        """Whether there surely was no act: every event here is of a form that is none."""
        return self.states.total() == self.states["no_act"]


class BucketAccumulators:
    """The buckets of some dimensions, and the events that are in none."""

    def __init__(self, dimensions: tuple[Dimension, ...]) -> None:
        self.dimensions = dimensions
        self.buckets: dict[BucketKeys, Accumulator] = {}
        self.total = Accumulator()
        self.unbucketed = {why: Accumulator() for why in Unbucketed}
        self._key_cache: dict[tuple[int, tuple[Any, ...]], tuple[BucketKey | Unbucketed, ...]] = {}
        self._dates = {i: one.unit for i, one in enumerate(dimensions) if isinstance(one, DateDimension)}

    def count(self, rows: Iterable[Row]) -> None:
        """Add rows of `event_counts` or of `figure_sums`. Raises: TooManyBucketsError."""
        for cells, first, counts in rows:
            if first:
                self.total.count(counts)
            why, accumulators = self._accumulators_for(cells)
            # An event without a date has a row for each of its actors; outside the buckets it counts once.
            for accumulator in accumulators if first or why is None else ():
                accumulator.count(counts)

    def count_actors(self, rows: Iterable[Row]) -> None:
        """Add rows of `actor_ids`. Raises: TooManyBucketsError."""
        for cells, _, actors in rows:
            self.total.actors.update(actors)
            for accumulator in self._accumulators_for(cells)[1]:
                accumulator.actors.update(actors)

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
