"""What was changed in a record, and what a record holds, in words."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from events.choices import Collection
from events.models.record import record_models
from events.records.differences import Difference, differences
from events.records.stored_values import is_reference, references

# For each list, the noun of one entry, and the members by which a curator knows it.
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
    "not_stated": ("member that is not stated", ()),
    "of": ("actor that is counted", ()),
    "participants": ("participant", ("actor", "role")),
    "parts": ("part of the text", ("kind", "start", "end")),
    "places": ("place", ("location", "role")),
    "relations": ("relation", ("type", "event")),
    "sectors": ("sector", ()),
    "sources": ("source", ("article",)),
    "speakers": ("speaker", ()),
}
# Computed from other members: shown only where nothing else was changed.
DERIVED_MEMBERS = {
    *("start_earliest", "start_latest", "end_earliest", "end_latest", "precision"),
    *("quad_class", "intensity", "plover_folded", "depth", "sha256"),
}
# The members that stand first of a record or a child; the others follow by their names, then the other lists.
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
"""How much of the text that two long texts share is shown before they differ."""


@dataclass(frozen=True, slots=True)
class ChangeMessage:
    """One change in words: what was changed, from which value to which."""

    label: str
    old: str = ""
    new: str = ""
    was: str = ""
    """The old value in full, where `old` is an excerpt."""
    now: str = ""

    @property
    def text(self) -> str:
        """The change as a phrase: `title: “Talks” → “Talks in Baghdad”`."""
        values = " → ".join(filter(None, (self.old, self.new)))
        return f"{self.label}: {values}" if values else self.label


class ReferenceLabels:
    """The labels of the records that some versions refer to. Queries: 1 for each collection."""

    def __init__(self, versions: Iterable[Any]) -> None:
        slugs_of: dict[str, set[str]] = defaultdict(set)
        for version in versions:
            for reference in references(version):
                collection, _, slug = reference.partition("/")
                slugs_of[collection].add(slug)
        self._labels: dict[str, str] = {}
        models = record_models()
        for collection, slugs in slugs_of.items():
            model = models[Collection(collection)]
            columns = {field.name for field in model._meta.fields} & {"name", "title", "proposition"}
            for record in model._base_manager.filter(slug__in=slugs).only("slug", *columns):
                self._labels[f"{collection}/{record.slug}"] = record.label

    def of(self, reference: str) -> str:
        """The label of a record; its id where it has another by now or was deleted."""
        return self._labels.get(reference) or reference.partition("/")[2]


def stored_label(stored: dict[str, Any]) -> str:
    """What a record as stored data is called; empty where it has no name but its id."""
    return stored.get("title") or stored.get("name") or stored.get("proposition") or ""


def member_label(member: str) -> str:
    """The noun of one entry of a list, or the name of another member as words."""
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
        members = [member for _, member in sorted_members(value)] if isinstance(value, dict) else value
        return ", ".join(value_text(member, names) for member in members if member not in (None, "", []))
    text = str(value)
    if _SNAKE_CASE.fullmatch(text):
        return text.replace("_", " ")
    return text if _UNQUOTED.fullmatch(text) else f"“{text}”"


def child_title(member: str, child: Any, names: ReferenceLabels) -> str:
    """What a curator calls an entry of a list: `Iraq, initiator`."""
    _, title_members = _LIST_MEMBERS.get(member, ("", ()))
    if not isinstance(child, dict) or is_reference(child) or not title_members:
        return value_text(child, names)
    if member == "figures" and not child.get("wording"):
        title_members = ("measure", "value")
    return ", ".join(
        _truncated(value_text(child[name], names)) for name in title_members if child.get(name) is not None
    )


def describe_changes(
    old: dict[str, Any] | None, new: dict[str, Any] | None, names: ReferenceLabels
) -> list[ChangeMessage]:
    """What was changed between two versions, a message for each value and each child."""
    if new is None:
        return [ChangeMessage("deleted")] if old else []
    if old is None:
        return [ChangeMessage("made", new=_creation_text(new, names))]
    changes = differences(old, new)
    changes = [change for change in changes if change.path[-1] not in DERIVED_MEMBERS] or changes
    changes.sort(key=lambda change: _member_sort_key(change.path[0], new.get(change.path[0])))
    messages = [_change_message(change, names) for change in changes]
    return messages or [ChangeMessage("nothing but the order of its parts")]


def _member_sort_key(member: str, value: Any) -> tuple[bool, int, str]:
    first = _LEADING_MEMBERS.index(member) if member in _LEADING_MEMBERS else len(_LEADING_MEMBERS)
    return isinstance(value, list) and first == len(_LEADING_MEMBERS), first, member


def sorted_members(stored: dict[str, Any]) -> list[tuple[str, Any]]:
    """The members in reading order: PostgreSQL does not keep the order that they were stored in."""
    return sorted(stored.items(), key=lambda item: _member_sort_key(*item))


def _creation_text(record: dict[str, Any], names: ReferenceLabels) -> str:
    title = stored_label(record) or record["id"]
    counts = [
        f"{len(children)} {member_label(member)}{'' if len(children) == 1 else 's'}"
        for member, children in sorted_members(record)
        if isinstance(children, list)
        if children and isinstance(children[0], dict) and not is_reference(children[0])
    ]
    return _truncated(value_text(title, names)) + (f", with {', '.join(counts)}" if counts else "")


def _change_message(change: Difference, names: ReferenceLabels) -> ChangeMessage:
    owners = "".join(
        f"{member_label(change.path[place - 1])} {child_title(change.path[place - 1], child, names)}: "
        for place, child in (change.parts[:-1] if change.is_part else change.parts)
    )
    if change.is_part and (change.was is None or change.now is None):
        member, child = change.path[-2], change.was if change.now is None else change.now
        title = child_title(member, child, names)
        quote = value_text(child["quote"], names) if member == "evidence" else ""
        full = quote if len(quote) > _MAX_LENGTH else ""
        if change.now is None:
            return ChangeMessage(f"{owners}{member_label(member)} removed", old=title, was=full)
        return ChangeMessage(f"{owners}{member_label(member)} added", new=title, now=full)
    start = change.parts[-1][0] + 1 if change.parts and not change.is_part else 0
    steps = [step for step in change.path[start:] if step not in _UNNAMED_MEMBERS] or [*change.path[-1:]]
    label = owners + ", ".join(member_label(step) for step in steps)
    was, now = value_text(change.was, names), value_text(change.now, names)
    old, new = differing_excerpts(was, now)
    in_full = () if (old, new) == (was, now) else (was, now)
    return ChangeMessage(label, old, new, *in_full)


def differing_excerpts(was: str, now: str) -> tuple[str, str]:
    """Two texts, if long only where they differ."""
    if len(was) <= _MAX_LENGTH and len(now) <= _MAX_LENGTH:
        return was, now
    pairs = enumerate(zip(was, now, strict=False))
    shared = next((place for place, (old, new) in pairs if old != new), min(len(was), len(now)))
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
        rows = (
            (name.replace("_", " "), record_html(content, names, name))
            for name, content in sorted_members(value)
            if content not in (None, "", [], {})
        )
        entries = format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", rows)
        return format_html('<dl class="record">{}</dl>', entries)
    if isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
        items = format_html_join("", "<li>{}</li>", ((record_html(entry, names, member),) for entry in value))
        return format_html("<ul>{}</ul>", items)
    if isinstance(value, str) and " " in value:
        return format_html("<q>{}</q>" if member == "quote" else "{}", value)
    return format_html("{}", value_text(value, names))
