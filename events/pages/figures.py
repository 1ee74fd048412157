"""The figures of an event in the order of a table: rivals side by side, parts below what they are part of."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_lazy, ngettext

from events.pages.answers import Json
from events.pages.words import number

UNITS = {
    "persons": gettext_lazy("persons"),
    "P1D": gettext_lazy("days"),
    "P1W": gettext_lazy("weeks"),
    "P1M": gettext_lazy("months"),
    "P1Y": gettext_lazy("years"),
}
"""Units in words; another stands as it was coded."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure and how it stands to the others of its event."""

    figure: Json
    depth: int
    """How many figures it is a part of, one inside of the other."""

    @property
    def is_outside(self) -> bool:
        """Whether the best number lies outside of its own bounds, as some datasets print it."""
        value, low, high = (self.figure[name] for name in ("value", "low", "high"))
        return value is not None and (
            (low is not None and value < low) or (high is not None and value > high)
        )


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """What is reported of one measure, unit and group of those counted, with the parts of it."""

    measure: str
    rows: list[FigureRow]
    reports: int
    """How many figures tell of the same; of more than one at most one is preferred."""

    @property
    def heading(self) -> str:
        """What stands over rivals."""
        n = self.reports
        words = ngettext("{n} report of the same number", "{n} reports of the same number", n).format(n=n)
        if any(row.figure["preferred"] for row in self.rows):
            return words
        return gettext("{reports}, none of them preferred").format(reports=words)


def figure_groups(figures: list[Json]) -> list[FigureGroup]:
    """Returns the figures of an event in groups of rivals, each followed by its parts."""
    keys = {figure["key"] for figure in figures}
    parts: dict[str, list[Json]] = {}
    rivals: dict[Any, list[Json]] = {}
    for figure in figures:
        if figure["subset_of"] in keys:
            parts.setdefault(figure["subset_of"], []).append(figure)
        else:
            rivals.setdefault(_counted(figure), []).append(figure)
    groups = []
    for same in rivals.values():
        preferred_first = sorted(same, key=lambda figure: not figure["preferred"])
        rows = [row for figure in preferred_first for row in _with_parts(figure, parts, 0)]
        groups.append(FigureGroup(same[0]["measure"], rows, len(same)))
    return groups


def _counted(figure: Json) -> tuple[Any, ...]:
    of = tuple(sorted(actor["id"] for actor in figure["of"]))
    return figure["measure"], figure["unit"], of, (figure["of_wording"] or "").casefold()


def _with_parts(figure: Json, parts: dict[str, list[Json]], depth: int) -> Iterator[FigureRow]:
    """A figure, and below it its parts, each once: a part of itself has no place in the database."""
    yield FigureRow(figure, depth)
    for part in parts.get(figure["key"], ()):
        yield from _with_parts(part, parts, depth + 1)


def unit_words(unit: str | None) -> str:
    """Returns the unit of a figure in words."""
    return str(UNITS.get(unit or "", unit or ""))


def duration_words(duration: str | None) -> str:
    """Returns a duration such as `P2W` in words; one of several units as it stands."""
    text = duration or ""
    if not text[1:-1].isdecimal():
        return text
    n = int(text[1:-1])
    units = {
        "D": ngettext("{n} day", "{n} days", n),
        "W": ngettext("{n} week", "{n} weeks", n),
        "M": ngettext("{n} month", "{n} months", n),
        "Y": ngettext("{n} year", "{n} years", n),
    }
    return units[text[-1]].format(n=number(n)) if text[-1] in units else text
