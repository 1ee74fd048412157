"""What two records hold side by side, with what differs marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from events.admin.change_messages import (
    DERIVED_MEMBERS,
    ReferenceLabels,
    child_title,
    differing_excerpts,
    sorted_members,
    value_text,
)

_MAX_TEXT_LENGTH = 600
_MAX_LISTED = 12
_EMPTY_TEXT = "nothing"
_OMITTED_MEMBERS = DERIVED_MEMBERS | {"id", "dataset", "review_status", "withdrawn_reason"}
"""What says nothing of whether the two are one, follows from what does, or stands above."""


@dataclass(frozen=True, slots=True)
class ComparedMember:
    """A member of both records."""

    label: str
    one: SafeString
    other: SafeString
    differs: bool


def compare_members(one: dict[str, Any], other: dict[str, Any]) -> list[ComparedMember]:
    """Each member that one of them has, those that differ first. Queries: 1 for each collection named."""
    names = ReferenceLabels([one, other])
    found = [
        _compare_member(member, one.get(member), other.get(member), names)
        for member, _ in sorted_members({**other, **one})
        if member not in _OMITTED_MEMBERS
        and (_has_content(one.get(member)) or _has_content(other.get(member)))
    ]
    return sorted(found, key=lambda line: not line.differs)


def _has_content(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_content(one) for one in value.values())
    return value not in (None, "", [])


def _compare_member(member: str, one: Any, other: Any, names: ReferenceLabels) -> ComparedMember:
    label = member.replace("_", " ").capitalize()
    if isinstance(one, list) and isinstance(other, list) and member != "bbox":
        mine, theirs = ([child_title(member, part, names) for part in side] for side in (one, other))
        return ComparedMember(
            label, _list_html(mine, theirs), _list_html(theirs, mine), sorted(mine) != sorted(theirs)
        )
    words = [_member_text(value, names) for value in (one, other)]
    if max(len(text) for text in words) > _MAX_TEXT_LENGTH and words[0] != words[1]:
        ends = differing_excerpts(value_text(one, names), value_text(other, names))
        told = [f"{text} ({len(whole)} characters)" for text, whole in zip(ends, words, strict=True)]
    else:
        told = [text if len(text) <= _MAX_TEXT_LENGTH else f"{text[:_MAX_TEXT_LENGTH]}…" for text in words]
    left, right = (format_html('<span class="whole">{}</span>', text) for text in told)
    return ComparedMember(label, left, right, words[0] != words[1])


def _member_text(value: Any, names: ReferenceLabels) -> str:
    if not _has_content(value):
        return _EMPTY_TEXT
    if isinstance(value, dict):
        value = {name: one for name, one in value.items() if name not in DERIVED_MEMBERS}
    return value if isinstance(value, str) and " " in value else value_text(value, names)


def _list_html(mine: list[str], theirs: list[str]) -> SafeString:
    """The entries of one of two lists; those that the other lacks are marked."""
    shown = sorted(mine, key=lambda entry: entry in theirs)[:_MAX_LISTED]
    entries: Iterator[tuple[SafeString]] = (
        (format_html("<strong>{}</strong>" if entry not in theirs else "{}", entry),) for entry in shown
    )
    more = len(mine) - len(shown)
    end = format_html('<li class="quiet">and {} more</li>', more) if more else ""
    if not mine:
        return format_html("{}", _EMPTY_TEXT)
    return format_html("<ul>{}{}</ul>", format_html_join("", "<li>{}</li>", entries), end)
