"""A part of a record in a few words, by what it says itself: a figure, a participant, a place, a tie."""

from collections.abc import Callable

from events.pages.answers import Json
from events.pages.links import relation_words
from events.pages.members import member_label
from events.pages.words import figure_words, label


def _figure(part: Json) -> str:
    return f"{figure_words(part)} {label(part['measure'], 'Measure').lower()}"


def _relation(part: Json) -> str:
    return f"{relation_words(part)}: {part['event']['title']}"


_WORDS: dict[str, Callable[[Json], str]] = {
    "affiliations": lambda part: f"{label(part['type'], 'AffiliationType')}: {part['object']['name']}",
    "date_reports": lambda part: f"{member_label('date')}: {part['wording'] or part['edtf'] or ''}",
    "figures": _figure,
    "participants": lambda part: f"{label(part['role'], 'ParticipantRole')}: {part['actor']['name']}",
    "places": lambda part: f"{label(part['role'], 'PlaceRole')}: {part['location']['name']}",
    "relations": _relation,
}
"""How the parts of each member of a record are named; those of another go by the label of the member."""


def part_words(member: str, part: Json) -> str:
    """Returns what a part of a record says, such as `22 injured`."""
    return _WORDS[member](part) if member in _WORDS else member_label(member)
