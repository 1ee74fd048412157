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
_PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
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
DERIVED = {
    *("start_earliest", "start_latest", "end_earliest", "end_latest", "precision"),
    *("quad_class", "intensity", "plover_folded", "sha256"),
}
# What is read first of a record or a part; the other values follow by their names, then the other lists.
_FIRST = (
    *("id", "key", "title", "name", "proposition", "summary", "description", "form", "kind", "type"),
    *("event_type", "modes", "contexts", "actor", "location", "article", "role", "quote", "edtf", "date"),
    *("participants", "places", "figures", "relations", "evidence"),
)
_UNSAID = {"attribution", "edtf"}
"""Members whose names say nothing: `date: edtf` is the date."""
_WORD = re.compile(r"[a-z]+(_[a-z]+)+")
_PLAIN = re.compile(r"[\w.~/?\[\]:%+-]+")
_LONGEST = 90
_BEFORE = 25
"""How much of what two long texts share is shown before they part."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One change in words; of long texts with both in full."""

    text: str
    was: str = ""
    now: str = ""


class Names:
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


def noun(member: str) -> str:
    """One of a list, or a member by its name, as words."""
    return _PARTS[member][0] if member in _PARTS else member.replace("_", " ")


def said(value: Any, names: Names) -> str:
    """A value in words, in full."""
    if value is None or value in ("", [], {}):
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if is_reference(value):
        return names.of(value["ref"])
    if isinstance(value, list | dict):
        members = [one for _, one in ordered(value)] if isinstance(value, dict) else value
        return ", ".join(said(member, names) for member in members if member not in (None, "", []))
    text = str(value)
    if _WORD.fullmatch(text):
        return text.replace("_", " ")
    return text if _PLAIN.fullmatch(text) else f"“{text}”"


def title(member: str, part: Any, names: Names) -> str:
    """What a curator calls a part: `Iraq, initiator`."""
    known = _PARTS.get(member, ("", ()))[1]
    if not isinstance(part, dict) or is_reference(part) or not known:
        return said(part, names)
    if member == "figures" and not part.get("wording"):
        known = ("measure", "value")
    return ", ".join(_short(said(part[name], names)) for name in known if part.get(name) is not None)


def phrases(old: dict[str, Any] | None, new: dict[str, Any] | None, names: Names) -> list[Phrase]:
    """What was changed between two versions, a phrase for each value and each part."""
    if new is None:
        return [Phrase("deleted")] if old else []
    if old is None:
        return [Phrase(_made(new, names))]
    found = differences(old, new)
    told = [one for one in found if one.path[-1] not in DERIVED] or found
    told.sort(key=lambda one: _rank(one.path[0], new.get(one.path[0])))
    return [_phrase(one, names) for one in told] or [Phrase("nothing but the order of its parts")]


def _rank(member: str, value: Any) -> tuple[bool, int, str]:
    first = _FIRST.index(member) if member in _FIRST else len(_FIRST)
    return isinstance(value, list) and first == len(_FIRST), first, member


def ordered(held: dict[str, Any]) -> list[tuple[str, Any]]:
    """The members as one reads them: PostgreSQL does not keep the order that they were stored in."""
    return sorted(held.items(), key=lambda item: _rank(*item))


def _made(record: dict[str, Any], names: Names) -> str:
    called = record.get("title") or record.get("name") or record.get("proposition") or record["id"]
    held = [
        f"{len(parts)} {noun(member)}{'' if len(parts) == 1 else 's'}"
        for member, parts in ordered(record)
        if isinstance(parts, list) and parts and isinstance(parts[0], dict) and not is_reference(parts[0])
    ]
    return f"made: {_short(said(called, names))}" + (f", with {', '.join(held)}" if held else "")


def _phrase(one: Difference, names: Names) -> Phrase:
    before = "".join(
        f"{noun(one.path[place - 1])} {title(one.path[place - 1], part, names)}: "
        for place, part in (one.parts[:-1] if one.is_part else one.parts)
    )
    if one.is_part and (one.was is None or one.now is None):
        member, part = one.path[-2], one.was if one.now is None else one.now
        came = "removed" if one.now is None else "added"
        full = said(part["quote"], names) if member == "evidence" else ""
        text = f"{before}{noun(member)} {came}: {title(member, part, names)}"
        return _with_more(text, *((full, "") if one.now is None else ("", full)))
    start = one.parts[-1][0] + 1 if one.parts and not one.is_part else 0
    steps = [step for step in one.path[start:] if step not in _UNSAID] or [*one.path[-1:]]
    was, now = said(one.was, names), said(one.now, names)
    short = apart(was, now)
    text = f"{before}{', '.join(noun(step) for step in steps)}: {short[0]} → {short[1]}"
    return Phrase(text, was, now) if short != (was, now) else Phrase(text)


def _with_more(text: str, was: str, now: str) -> Phrase:
    return Phrase(text, was, now) if len(was + now) > _LONGEST else Phrase(text)


def apart(was: str, now: str) -> tuple[str, str]:
    """Two texts, if long only where they part."""
    if len(was) <= _LONGEST and len(now) <= _LONGEST:
        return was, now
    pairs = enumerate(zip(was, now, strict=False))
    shared = next((place for place, (one, other) in pairs if one != other), min(len(was), len(now)))
    start = was.rfind(" ", 0, shared - _BEFORE) + 1 if shared > _LONGEST - _BEFORE else 0
    before = "“…" if start else ""
    return _short(before + was[start:]), _short(before + now[start:])


def _short(text: str) -> str:
    """A text up to its longest, its quotation marks closed."""
    if len(text) <= _LONGEST:
        return text
    return Truncator(text).chars(_LONGEST) + ("”" if text.startswith("“") else "")


def readable(value: Any, names: Names, member: str = "") -> SafeString:
    """A whole record as nested lists; what is empty is left out."""
    if isinstance(value, dict) and not is_reference(value):
        held = [(name, one) for name, one in ordered(value) if one not in (None, "", [], {})]
        return format_html(
            '<dl class="record">{}</dl>',
            format_html_join(
                "",
                "<div><dt>{}</dt><dd>{}</dd></div>",
                ((name.replace("_", " "), readable(one, names, name)) for name, one in held),
            ),
        )
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        items: Iterator[tuple[SafeString]] = ((readable(one, names, member),) for one in value)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", items))
    if isinstance(value, str) and " " in value:
        return format_html("<q>{}</q>" if member == "quote" else "{}", value)
    return format_html("{}", said(value, names))
