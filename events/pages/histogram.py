"""The histogram of years: how many events surely began in each, and how many may have."""

from dataclasses import dataclass

from events.pages.answers import Json

MAX_YEARS = 60
"""So many years are drawn, the last ones."""
HEIGHT, WIDTH, MAX_STEP, GAP = 90, 720, 30, 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One year."""

    year: str
    certain: int
    possible: int
    query: str
    x: int
    certain_height: int
    possible_height: int

    @property
    def is_labelled(self) -> bool:
        """Whether the year is written below."""
        return int(self.year) % 5 == 0

    @property
    def certain_top(self) -> int:
        """Where the certain part begins, from above."""
        return HEIGHT - self.certain_height

    @property
    def possible_top(self) -> int:
        """Where the whole bar begins, from above."""
        return HEIGHT - self.possible_height


@dataclass(frozen=True, slots=True)
class Histogram:
    """The bars, and what stands beside them."""

    bars: list[Bar]
    top: int
    """What the full height stands for."""
    undated: int
    step: int
    height: int = HEIGHT

    @property
    def bar(self) -> int:
        """The width of a bar."""
        return self.step - GAP

    @property
    def width(self) -> int:
        """The width of the picture."""
        return len(self.bars) * self.step


def histogram_of(answer: Json) -> Histogram:
    """Returns the histogram of an answer of the API that is grouped by year."""
    buckets = [bucket for bucket in answer["buckets"] if bucket["key"][0]["id"]][-MAX_YEARS:]
    top = max((bucket["possible"] for bucket in buckets), default=0) or 1
    step = min(MAX_STEP, WIDTH // max(1, len(buckets)))
    bars = [
        Bar(
            bucket["key"][0]["id"],
            bucket["certain"],
            bucket["possible"],
            bucket["query"],
            place * step,
            _height(bucket["certain"], top),
            _height(bucket["possible"], top),
        )
        for place, bucket in enumerate(buckets)
    ]
    undated = answer["undated"] or {"records": 0, "wholes": 0}
    return Histogram(bars, top, undated["records"] + undated["wholes"], step)


def _height(count: int, top: int) -> int:
    """The height of a bar; what there is, is seen."""
    return max(1, round(HEIGHT * count / top)) if count else 0
