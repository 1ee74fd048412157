"""What was changed in a record, and what a record holds, in words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from events.choices import Collection
from events.models.record import record_models
from events.records.differences import Difference, differences, is_reference, references

# One of each list, and the members by which a curator knows it.
_LIST_MEMBERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "about": ("subject", ("kind", "of", "key")),
    "affiliations": ("affiliation", ("type", "object", "title")),
    "also_in": ("country or region that it is also in", ()),
    "articles": ("article that spells it so", ()),
    "by": ("source of the statement", ()),
    "codings": ("coding", ("scheme", "code")),
    "contexts": ("context", ()),
    "contradictions": ("contradiction", ("how", "left", "right")),
    "contradicts": ("contradiction", ("how", "kind", "id")),
    "credits": ("credit", ("kind", "name")),
    "date_reports": ("date report", ("wording", "aspect")),
    "defects": ("defect of the text", ("kind", "start", "end")),
    "evidence": ("quotation", ("quote",)),
    "external_ids": ("external id", ("scheme", "value")),
    "factuality_by": ("source of the factuality", ()),
    "figures": ("figure", ("measure", "wording")),
    "modes": ("mode", ()),
    "names": ("name", ("name",)),
    "of": ("actor that is counted", ()),
    "participants": ("participant", ("actor", "role")),
    "parts": ("part of the text", ("kind", "start", "end")),
    "places": ("place", ("location", "role")),
    "relations": ("relation", ("type", "event")),
    "sectors": ("sector", ()),
    "sources": ("source", ("article",)),
    "speakers": ("speaker", ()),
}
# Computed from other members: said only where nothing else was changed.
DERIVED_MEMBERS = {
    *("start_earliest", "start_latest", "end_earliest", "end_latest", "precision"),
    *("quad_class", "intensity", "plover_folded", "sha256"),
}
# What is read first of a record or a part; the other values follow by their names, then the other lists.
_LEADING_MEMBERS = (
    *("id", "key", "title", "name", "proposition", "summary", "description", "form", "kind", "type"),
    *("event_type", "modes", "contexts", "actor", "location", "article", "role", "quote", "edtf", "date"),
    *("participants", "places", "figures", "relations", "evidence"),
)
_UNNAMED_MEMBERS = {"attribution", "edtf"}
"""Members whose names say nothing: `date: edtf` is the date."""
_SNAKE_CASE = re.compile(r"[a-z]+(_[a-z]+)+")
_UNQUOTED = re.compile(r"[\w.~/?\[\]:%+-]+")
_MAX_LENGTH = 90
_CONTEXT_LENGTH = 25
"""How much of what two long texts share is shown before they part."""


@dataclass(frozen=True, slots=True)
class ChangeMessage:
    """One change in words; of long texts with both in full."""

    text: str
    was: str = ""
    now: str = ""


class ReferenceLabels:
    """What the records are called that some versions refer to. Queries: 1 for each collection."""

    def __init__(self, versions: Iterable[Any]) -> None:
        wanted: dict[str, set[str]] = defaultdict(set)
        for version in versions:
            for reference in references(version):
                collection, _, slug = reference.partition("/")
                wanted[collection].add(slug)
        self._known: dict[str, str] = {}
        models = record_models()
        for collection, slugs in wanted.items():
            model = models[Collection(collection)]
            own = {field.name for field in model._meta.fields} & {"name", "title", "proposition"}
            for row in model._base_manager.filter(slug__in=slugs).only("slug", *own):
                self._known[f"{collection}/{row.slug}"] = row.label

    def of(self, reference: str) -> str:
        """The name of a record; its id where it has another by now or is gone."""
        return self._known.get(reference) or reference.partition("/")[2]


def member_label(member: str) -> str:
    """One of a list, or a member by its name, as words."""
    return _LIST_MEMBERS[member][0] if member in _LIST_MEMBERS else member.replace("_", " ")


def value_text(value: Any, names: ReferenceLabels) -> str:
    """A value in words, in full."""
    if value is None or value in ("", [], {}):
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if is_reference(value):
        return names.of(value["ref"])
    if isinstance(value, list | dict):
        members = [one for _, one in sorted_members(value)] if isinstance(value, dict) else value
        return ", ".join(value_text(member, names) for member in members if member not in (None, "", []))
    text = str(value)
    if _SNAKE_CASE.fullmatch(text):
        return text.replace("_", " ")
    return text if _UNQUOTED.fullmatch(text) else f"“{text}”"


def child_title(member: str, part: Any, names: ReferenceLabels) -> str:
    """What a curator calls a part: `Iraq, initiator`."""
    known = _LIST_MEMBERS.get(member, ("", ()))[1]
    if not isinstance(part, dict) or is_reference(part) or not known:
        return value_text(part, names)
    if member == "figures" and not part.get("wording"):
        known = ("measure", "value")
    return ", ".join(
        _truncated(value_text(part[name], names)) for name in known if part.get(name) is not None
    )


def describe_changes(
    old: dict[str, Any] | None, new: dict[str, Any] | None, names: ReferenceLabels
) -> list[ChangeMessage]:
    """What was changed between two versions, a phrase for each value and each part."""
    if new is None:
        return [ChangeMessage("deleted")] if old else []
    if old is None:
        return [ChangeMessage(_creation_text(new, names))]
    found = differences(old, new)
    told = [one for one in found if one.path[-1] not in DERIVED_MEMBERS] or found
    told.sort(key=lambda one: _member_sort_key(one.path[0], new.get(one.path[0])))
    return [_change_message(one, names) for one in told] or [
        ChangeMessage("nothing but the order of its parts")
    ]


def _member_sort_key(member: str, value: Any) -> tuple[bool, int, str]:
    first = _LEADING_MEMBERS.index(member) if member in _LEADING_MEMBERS else len(_LEADING_MEMBERS)
    return isinstance(value, list) and first == len(_LEADING_MEMBERS), first, member


def sorted_members(held: dict[str, Any]) -> list[tuple[str, Any]]:
    """The members as one reads them: PostgreSQL does not keep the order that they were stored in."""
    return sorted(held.items(), key=lambda item: _member_sort_key(*item))


def _creation_text(record: dict[str, Any], names: ReferenceLabels) -> str:
    called = record.get("title") or record.get("name") or record.get("proposition") or record["id"]
    held = [
        f"{len(parts)} {member_label(member)}{'' if len(parts) == 1 else 's'}"
        for member, parts in sorted_members(record)
        if isinstance(parts, list) and parts and isinstance(parts[0], dict) and not is_reference(parts[0])
    ]
    return f"made: {_truncated(value_text(called, names))}" + (f", with {', '.join(held)}" if held else "")


def _change_message(one: Difference, names: ReferenceLabels) -> ChangeMessage:
    before = "".join(
        f"{member_label(one.path[place - 1])} {child_title(one.path[place - 1], part, names)}: "
        for place, part in (one.parts[:-1] if one.is_part else one.parts)
    )
    if one.is_part and (one.was is None or one.now is None):
        member, part = one.path[-2], one.was if one.now is None else one.now
        came = "removed" if one.now is None else "added"
        full = value_text(part["quote"], names) if member == "evidence" else ""
        text = f"{before}{member_label(member)} {came}: {child_title(member, part, names)}"
        return _with_full_texts(text, *((full, "") if one.now is None else ("", full)))
    start = one.parts[-1][0] + 1 if one.parts and not one.is_part else 0
    steps = [step for step in one.path[start:] if step not in _UNNAMED_MEMBERS] or [*one.path[-1:]]
    was, now = value_text(one.was, names), value_text(one.now, names)
    short = differing_excerpts(was, now)
    text = f"{before}{', '.join(member_label(step) for step in steps)}: {short[0]} → {short[1]}"
    return ChangeMessage(text, was, now) if short != (was, now) else ChangeMessage(text)


def _with_full_texts(text: str, was: str, now: str) -> ChangeMessage:
    return ChangeMessage(text, was, now) if len(was + now) > _MAX_LENGTH else ChangeMessage(text)


def differing_excerpts(was: str, now: str) -> tuple[str, str]:
    """Two texts, if long only where they part."""
    if len(was) <= _MAX_LENGTH and len(now) <= _MAX_LENGTH:
        return was, now
    pairs = enumerate(zip(was, now, strict=False))
    shared = next((place for place, (one, other) in pairs if one != other), min(len(was), len(now)))
    start = was.rfind(" ", 0, shared - _CONTEXT_LENGTH) + 1 if shared > _MAX_LENGTH - _CONTEXT_LENGTH else 0
    before = "“…" if start else ""
    return _truncated(before + was[start:]), _truncated(before + now[start:])


def _truncated(text: str) -> str:
    """A text up to its longest, its quotation marks closed."""
    if len(text) <= _MAX_LENGTH:
        return text
    return Truncator(text).chars(_MAX_LENGTH) + ("”" if text.startswith("“") else "")


def record_html(value: Any, names: ReferenceLabels, member: str = "") -> SafeString:
    """A whole record as nested lists; what is empty is left out."""
    if isinstance(value, dict) and not is_reference(value):
        held = [(name, one) for name, one in sorted_members(value) if one not in (None, "", [], {})]
        return format_html(
            '<dl class="record">{}</dl>',
            format_html_join(
                "",
                "<div><dt>{}</dt><dd>{}</dd></div>",
                ((name.replace("_", " "), record_html(one, names, name)) for name, one in held),
            ),
        )
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        items: Iterator[tuple[SafeString]] = ((record_html(one, names, member),) for one in value)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", items))
    if isinstance(value, str) and " " in value:
        return format_html("<q>{}</q>" if member == "quote" else "{}", value)
    return format_html("{}", value_text(value, names))
