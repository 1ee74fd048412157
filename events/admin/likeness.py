"""What two records hold side by side, with what differs marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from events.admin.phrases import DERIVED, Names, apart, ordered, said, title

_LONG = 600
_MOST_LISTED = 12
_NOTHING = "nothing"
_UNASKED = DERIVED | {"id", "dataset", "review_status", "withdrawn_reason"}
"""What says nothing of whether the two are one, follows from what does, or stands above."""


@dataclass(frozen=True, slots=True)
class Line:
    """A member of both records."""

    label: str
    one: SafeString
    other: SafeString
    differs: bool


def likeness(one: dict[str, Any], other: dict[str, Any]) -> list[Line]:
    """Each member that one of them has, those that differ first. Queries: 1 for each collection named."""
    names = Names([one, other])
    found = [
        _line(member, one.get(member), other.get(member), names)
        for member, _ in ordered({**other, **one})
        if member not in _UNASKED and (_holds(one.get(member)) or _holds(other.get(member)))
    ]
    return sorted(found, key=lambda line: not line.differs)


def _holds(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds(one) for one in value.values())
    return value not in (None, "", [])


def _line(member: str, one: Any, other: Any, names: Names) -> Line:
    label = member.replace("_", " ").capitalize()
    if isinstance(one, list) and isinstance(other, list) and member != "bbox":
        mine, theirs = ([title(member, part, names) for part in side] for side in (one, other))
        return Line(label, _list(mine, theirs), _list(theirs, mine), sorted(mine) != sorted(theirs))
    words = [_words(value, names) for value in (one, other)]
    if max(len(text) for text in words) > _LONG and words[0] != words[1]:
        ends = apart(said(one, names), said(other, names))
        told = [f"{text} ({len(whole)} characters)" for text, whole in zip(ends, words, strict=True)]
    else:
        told = [text if len(text) <= _LONG else f"{text[:_LONG]}…" for text in words]
    left, right = (format_html('<span class="whole">{}</span>', text) for text in told)
    return Line(label, left, right, words[0] != words[1])


def _words(value: Any, names: Names) -> str:
    if not _holds(value):
        return _NOTHING
    if isinstance(value, dict):
        value = {name: one for name, one in value.items() if name not in DERIVED}
    return value if isinstance(value, str) and " " in value else said(value, names)


def _list(mine: list[str], theirs: list[str]) -> SafeString:
    """The entries of one of two lists; those that the other lacks are marked."""
    shown = sorted(mine, key=lambda entry: entry in theirs)[:_MOST_LISTED]
    entries: Iterator[tuple[SafeString]] = (
        (format_html("<strong>{}</strong>" if entry not in theirs else "{}", entry),) for entry in shown
    )
    more = len(mine) - len(shown)
    end = format_html('<li class="quiet">and {} more</li>', more) if more else ""
    if not mine:
        return format_html("{}", _NOTHING)
    return format_html("<ul>{}{}</ul>", format_html_join("", "<li>{}</li>", entries), end)
