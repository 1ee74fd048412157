"""PLOVER's modes, intensities and quad classes, read from the table beside this file.

`plover.csv` holds types, modes, scores and quad classes of the PLOVER 2.0 manual (openeventdata/PLOVER,
CC BY-SA 4.0; accuse's lost minus mended, sanction put in class 4); the definitions are ours.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from events.choices.csv_table import read_table
from events.choices.event import EventType, Factuality


@dataclass(frozen=True, slots=True)
class Score:
    """PLOVER's scores of one type, or of one mode of it."""

    intensity: float | None
    quad_class: int
    definition: str


SCORES: dict[tuple[str, str], Score] = {
    (row["event_type"], row["mode"]): Score(
        float(row["intensity"]) if row["intensity"] else None, int(row["quad_class"]), row["definition"]
    )
    for row in read_table("plover.csv")
}
MODES: dict[str, tuple[str, ...]] = {
    event_type: tuple(mode for kind, mode in SCORES if kind == event_type and mode)
    for event_type in EventType.values
}
ALL_MODES = tuple(sorted({mode for modes in MODES.values() for mode in modes}))
MODE_CHOICES = [(mode, mode.replace("_", " ").capitalize()) for mode in ALL_MODES]

_FOLDED = {
    EventType.CONSULT: EventType.AGREE,
    EventType.SUPPORT: EventType.AGREE,
    EventType.COOPERATE: EventType.AGREE,
    EventType.AID: EventType.AGREE,
    EventType.RETREAT: EventType.CONCEDE,
}


def quad_class(event_type: str) -> int | None:
    """The quad class of a type; None for an event without a type."""
    return SCORES[event_type, ""].quad_class if event_type else None


def intensity(event_type: str, modes: Iterable[str]) -> float | None:
    """The score of largest magnitude among the modes, else the type's own. Source: codebook 2."""
    if not event_type:
        return None
    scores = [SCORES[event_type, mode].intensity for mode in modes if (event_type, mode) in SCORES]
    known = [score for score in scores if score is not None]
    return max(known, key=abs) if known else SCORES[event_type, ""].intensity


def plover_folded(event_type: str, factuality: str) -> str | None:
    """The type as PLOVER itself codes it, with planned acts folded into other types. Source: codebook 1."""
    if not event_type:
        return None
    if factuality == Factuality.PLANNED:
        return str(_FOLDED.get(EventType(event_type), EventType(event_type)).value)
    return event_type
