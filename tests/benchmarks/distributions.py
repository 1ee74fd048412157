"""How real events are spread: drawn from shape.json (UCDP and GDELT, counted) and from the seeds."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, Generic, TypeVar

from events.choices.mappings import CAMEO

STATISTICS_FILE = Path(__file__).parent / "shape.json"
FIXTURES = Path(__file__).parents[2] / "fixtures"
STATISTICS: dict[str, Any] = json.loads(STATISTICS_FILE.read_text(encoding="utf-8"))
Item = TypeVar("Item")


class WeightedChoice(Generic[Item]):
    """Items of which some are drawn more often than others."""

    def __init__(self, items: Iterable[Item], weights: Iterable[float]) -> None:
        self.items, self._sums = list(items), list(accumulate(weights))

    @classmethod
    def of(cls, counts: Mapping[Item, float]) -> "WeightedChoice[Item]":
        """Items by how often they were counted."""
        return cls(counts, counts.values())

    def draw(self, rand: Random) -> Item:
        """One of them."""
        return rand.choices(self.items, cum_weights=self._sums)[0]

    def draws(self, rand: Random, many: int) -> list[Item]:
        """Several of them."""
        return rand.choices(self.items, cum_weights=self._sums, k=many)


def counts_of(name: str) -> WeightedChoice[int]:
    """The numbers that a table of the shape counts."""
    return WeightedChoice.of({int(key or 0): n for key, n in STATISTICS[name].items()})


def zipf(items: Iterable[Item], exponent: float) -> WeightedChoice[Item]:
    """Items by rank, the first drawn most."""
    known = list(items)
    return WeightedChoice(known, ((rank + 1) ** -exponent for rank in range(len(known))))


class DayDistribution:
    """Days as full of events as real ones: years of war and peace, outbreaks and quiet days."""

    def __init__(self) -> None:
        self._months: WeightedChoice[str] = WeightedChoice.of(STATISTICS["months"])
        self._ranks = WeightedChoice(range(31), STATISTICS["days_by_rank"])

    def draw(self, rand: Random) -> date:
        """A day."""
        month = self._months.draw(rand)
        days = _busiest_first(month)
        return days[self._ranks.draw(rand) % len(days)]


@lru_cache(maxsize=1000)
def _busiest_first(month: str) -> list[date]:
    first = date.fromisoformat(f"{month}-01")
    days = [first + timedelta(n) for n in range(31) if (first + timedelta(n)).month == first.month]
    Random(month).shuffle(days)
    return days


@dataclass
class EventTemplate:
    """What one event of the seeds is made of."""

    event: dict[str, Any]
    parts: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def edtf(self, day: date) -> str:
        """Its date, as finely known, moved to begin on this day."""
        text: str = self.event.get("date_edtf", "")
        dates = _DATES.findall(text)
        delta = day - _first_date(min(dates)) if dates else timedelta()
        return _DATES.sub(lambda found: f"{_first_date(found[0]) + delta}"[: len(found[0])], text)


_DATES = re.compile(r"\d{4}(?:-\d\d){0,2}")


def _first_date(text: str) -> date:
    return date.fromisoformat(text + "-01-01"[len(text) - 4 :])


def event_templates() -> list[EventTemplate]:
    """The events of the seeds."""
    rows = json.loads((FIXTURES / "events.json").read_text(encoding="utf-8"))
    found = {
        row["fields"]["slug"]: EventTemplate(row["fields"]) for row in rows if row["model"] == "events.event"
    }
    for row in rows:
        if row["model"] != "events.event":
            found[row["fields"]["event"][0]].parts[row["model"].removeprefix("events.")].append(row["fields"])
    return list(found.values())


def types_by_code() -> dict[str, tuple[str, str]]:
    """PLOVER's type and mode of each CAMEO code."""
    return {code: act for act, codes in CAMEO.items() for code in codes}
