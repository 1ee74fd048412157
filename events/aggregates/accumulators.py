"""What was counted, bucket by bucket."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from events.aggregates.sql import ACTS, Cells, Row
from events.filtersets.dimensions import BucketKey, DateDimension, Dimension, Unbucketed
from events.rules.periods import CALENDAR_UNITS, Period

MAX_BUCKETS = 10_000
MAX_ACCUMULATORS = 100_000
"""So many are held at all, of which `top` chooses; so memory is bounded."""
BucketKeys = tuple[BucketKey, ...]


class TooManyBucketsError(Exception):
    """More buckets than an answer holds."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count_text = f"more than {MAX_ACCUMULATORS:,}" if count > MAX_ACCUMULATORS else f"{count:,}"


@dataclass
class Accumulator:
    """What was counted together: events, actors, and the events of each state with their numbers."""

    records: int = 0
    actors: set[int] = field(default_factory=set)
    states: Counter[str] = field(default_factory=Counter)
    hundredths: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    """Of how many events each number is known."""

    def count(self, counts: tuple[Any, ...]) -> None:
        """Add a row of `counts` or of `numbers`."""
        if len(counts) == 1:
            self.records += counts[0]
            return
        state, events, *sums = counts
        self.records += events
        self.states[state] += events
        for place, name in enumerate(("low", "value", "high")):
            self.hundredths[name] += int(sums[2 * place] or 0)
            self.known[name] += sums[2 * place + 1]

    def add(self, other: "Accumulator") -> None:
        """Add another."""
        self.records += other.records
        self.actors |= other.actors
        self.states.update(other.states)
        self.hundredths.update(other.hundredths)
        self.known.update(other.known)

    def number(self, name: str) -> int | float | None:
        """The sum of what is known; None where nothing is."""
        if not self.known[name]:
            return None
        whole, part = divmod(self.hundredths[name], 100)
        return self.hundredths[name] / 100 if part else whole

    def rank(self, metric: str) -> float:
        """How large it is; what is unknown is smaller than anything known."""
        if metric == "records":
            return self.records
        if metric == "actors":
            return len(self.actors)
        if metric == ACTS and self.no_acts:
            return 0
        known = (self.number(name) for name in ("value", "low", "high"))
        found = next((number for number in known if number is not None), None)
        return -float("inf") if found is None else found

    @property
    def no_acts(self) -> bool:
        """Whether there surely was no act: nothing here is one, or is left out."""
        return self.states.total() == self.states["no_act"]


class BucketAccumulators:
    """The buckets of some dimensions, and what is in none."""

    def __init__(self, dimensions: tuple[Dimension, ...]) -> None:
        self.dimensions = dimensions
        self.buckets: dict[BucketKeys, Accumulator] = {}
        self.total = Accumulator()
        self.unbucketed = {why: Accumulator() for why in Unbucketed}
        self._key_cache: dict[tuple[int, tuple[Any, ...]], tuple[BucketKey | Unbucketed, ...]] = {}
        self._dates = [place for place, one in enumerate(dimensions) if isinstance(one, DateDimension)]

    def count(self, rows: Iterable[Row]) -> None:
        """Add rows of `counts` or of `numbers`. Raises: TooManyBucketsError."""
        for cells, first, counts in rows:
            if first:
                self.total.count(counts)
            why, tallies = self._accumulators_for(cells)
            # An event without a date is in a row of each of its actors; beside the buckets it counts once.
            for tally in tallies if first or why is None else ():
                tally.count(counts)

    def count_actors(self, rows: Iterable[Row]) -> None:
        """Add rows of `actors`. Raises: TooManyBucketsError."""
        for cells, _, actors in rows:
            self.total.actors.update(actors)
            for tally in self._accumulators_for(cells)[1]:
                tally.actors.update(actors)

    def _accumulators_for(self, cells: Cells) -> tuple[Unbucketed | None, list[Accumulator]]:
        """The tallies that a row belongs to, and why it is in no bucket if it is in none."""
        values = [self._values(place, one) for place, one in enumerate(cells)]
        for why in (Unbucketed.UNKNOWN, Unbucketed.IMPRECISE):
            if any(why in one for one in values):
                return why, [self.unbucketed[why]]
        return None, [self._bucket(keys) for keys in product(*values) if self._periods_overlap(keys)]

    def _values(self, place: int, cells: tuple[Any, ...]) -> tuple[BucketKey | Unbucketed, ...]:
        found = self._key_cache.get((place, cells))
        if found is None:
            found = self._key_cache[place, cells] = self._bounded(self.dimensions[place].keys(cells))
        return found

    @staticmethod
    def _bounded(values: Iterable[BucketKey | Unbucketed]) -> tuple[BucketKey | Unbucketed, ...]:
        found = []
        for value in values:
            found.append(value)
            if len(found) > MAX_ACCUMULATORS:
                raise TooManyBucketsError(len(found))
        return tuple(found)

    def _bucket(self, keys: BucketKeys) -> Accumulator:
        if keys not in self.buckets:
            if len(self.buckets) == MAX_ACCUMULATORS:
                raise TooManyBucketsError(MAX_ACCUMULATORS + 1)
            self.buckets[keys] = Accumulator()
        return self.buckets[keys]

    def _periods_overlap(self, keys: BucketKeys) -> bool:
        """Whether the periods have a day in common: not 2023 and January 2024."""
        periods: list[Period] = [keys[place] for place in self._dates]
        return all(one.overlaps(other) for one in periods for other in periods)

    def fill_gaps(self) -> None:
        """Add what is empty from the first to the last period of each combination of the other values.

        Raises: TooManyBucketsError.
        """
        if not self._dates:
            return
        finest = max(self._dates, key=lambda place: CALENDAR_UNITS.index(self._unit(place)))
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

    def _unit(self, place: int) -> str:
        dimension = self.dimensions[place]
        return dimension.unit if isinstance(dimension, DateDimension) else ""
