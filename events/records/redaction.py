"""Redacts passages in stored records: each code point becomes a block character.

Texts keep their length, so that offsets stay right; a quotation loses what its article loses.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from rest_framework.serializers import CharField

from events.models.fields import EdtfField
from events.records import RECORDS
from events.records.declaration import Column, DeclaredSerializer
from events.records.differences import Path, item_label
from events.records.schema_fields import column_at
from events.records.stored_paths import stored_members
from events.records.stored_values import is_reference, objects_in
from events.rules.text import BLOCK

_CODES = {
    *("slug", "key", "scheme", "code", "language", "translated_from", "script", "country", "iso_code"),
    *("duration", "sha256"),
}
"""The columns of ids, codes and hashes, which hold no free text."""


def _is_text(declared: type[DeclaredSerializer], member: Any) -> bool:
    if not isinstance(member, Column) or not isinstance(member.schema, CharField):
        return False
    column = column_at(declared.option("model"), member.path)
    return column.name not in _CODES and not isinstance(column, EdtfField)


TEXT_MEMBERS = frozenset(
    name
    for record in RECORDS.values()
    for declared, name, member in stored_members(record)
    if _is_text(declared, member)
)
"""The members that hold free text; all others hold ids, words of vocabularies and numbers."""
PassageStarts = dict[str, set[int]]
"""Where the passage begins in the present and earlier texts of articles, by reference."""


def find_starts(text: str, passage: str) -> Iterator[int]:
    """The offsets at which a passage begins in a text, overlapping occurrences included."""
    start = text.find(passage)
    while start >= 0:
        yield start
        start = text.find(passage, start + 1)


def mask_text(text: str, passage: str) -> str:
    """The text with every code point of the passage replaced by a block."""
    return _blocked(text, [(start, start + len(passage)) for start in find_starts(text, passage)])


def mask_snapshot(stored: dict[str, Any], passage: str, starts: PassageStarts) -> dict[str, Any]:
    """A stored record with the passage masked, also where a quotation holds a piece of it."""
    masked: dict[str, Any] = _masked(stored, "", passage, starts)
    if "sha256" in masked:  # the old hash could confirm a guess at the passage
        masked["sha256"] = sha256((masked.get("text") or "").encode()).hexdigest()
    return masked


def remove_member(stored: dict[str, Any], path: Path) -> dict[str, Any]:
    """The stored record with one member masked, or one list item removed; itself if the path leads nowhere.

    Raises: ValueError if the path leads to neither a text, a number, nor a list item.
    """
    name, *rest = path
    if name not in stored:
        return stored
    return stored | {name: _redact(stored[name], name, tuple(rest))}


def iter_identifiers(stored: Any) -> Iterator[str]:
    """The ids and keys of a stored record, and of the records that it names."""
    for item in objects_in(stored):
        for name in ("id", "ref", "key", "subset_of"):
            if isinstance(item.get(name), str):
                yield item[name]


def _blocked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + BLOCK * (end - start) + text[end:]
    return text


def _masked(value: Any, name: str, passage: str, starts: PassageStarts) -> Any:
    if isinstance(value, str):
        return mask_text(value, passage) if name in TEXT_MEMBERS else value
    if isinstance(value, list):
        return [_masked(item, name, passage, starts) for item in value]
    if not isinstance(value, dict) or is_reference(value):
        return value
    result = {member: _masked(inner, member, passage, starts) for member, inner in value.items()}
    if is_reference(value.get("article")) and value.get("quote"):
        spans = _within(value["quote"], value["start"], passage, starts.get(value["article"]["ref"], ()))
        result["quote"] = _blocked(result["quote"], spans)
    return result


def _within(quote: str, at: int, passage: str, starts: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The spans of a quotation from this offset of its article that hold a piece of the passage."""
    for start in starts:
        first, last = max(start, at), min(start + len(passage), at + len(quote))
        if first < last and quote[first - at : last - at] == passage[first - start : last - start]:
            yield first - at, last - at


def _redact(value: Any, name: str, path: Path) -> Any:
    if path:
        if isinstance(value, list):
            return list(_without(value, name, path))
        return remove_member(value, path) if isinstance(value, dict) and not is_reference(value) else value
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return None
    if isinstance(value, str) and name in TEXT_MEMBERS:
        return BLOCK * len(value)
    raise ValueError(f"“{name}” is no text, no number and no part.")


def _without(items: list[Any], member: str, path: Path) -> Iterator[Any]:
    wanted, *rest = path
    for item in items:
        if wanted != item_label(member, item):
            yield item
        elif rest:
            yield remove_member(item, tuple(rest)) if isinstance(item, dict) else item
