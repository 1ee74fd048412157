"""Two records, or versions of one, side by side: the page that merges, unmerges, judges or reverts them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from events.actions.value_choices import ValueDifference
from events.admin.change_messages import (
    DERIVED_MEMBERS,
    ChangeMessage,
    ReferenceLabels,
    child_title,
    differing_excerpts,
    sorted_members,
    value_text,
)
from events.admin.date_text import edtf_with_tooltip
from events.admin.errors import Message
from events.admin.pages import feature_page
from events.admin.record_links import link_records
from events.admin.review_steps import record_header
from events.models.fields import EdtfField
from events.models.record import Record
from events.records.three_way_merge import MergeConflict

_MAX_TEXT_LENGTH = 600
_MAX_LISTED = 12
_NOTHING = format_html('<span class="quiet">{}</span>', "nothing")
_OMITTED_MEMBERS = DERIVED_MEMBERS | {"id", "dataset", "review_status", "withdrawn_reason"}
"""What does not help to judge whether two records are one, follows from what does, or stands above."""


@dataclass(frozen=True, slots=True)
class ComparedMember:
    """A row of a comparison: one member, with its value in each column."""

    label: Message
    values: Sequence[Message]
    differs: bool = True
    field: str = ""
    """The field that sends which column is chosen; none where there is nothing to choose."""
    choices: Sequence[str] = ()
    """What the field sends for each column; empty for a column that cannot be chosen."""
    chosen: str = ""
    key_field: tuple[str, str] | None = None
    """A further field and what it sends: which member this is, where the name of `field` does not say it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The table of a comparison page."""

    columns: Sequence[str | dict[str, Any]]
    members: Sequence[ComparedMember]
    caption: str
    marks_differences: bool = False
    """Whether some members are the same in all columns, so that the others are marked."""

    @property
    def rows(self) -> Iterator[tuple[ComparedMember, list[tuple[str | dict[str, Any], Message, str]]]]:
        """The members with their cells: heading of the column, value, and what choosing it sends."""
        for member in self.members:
            choices = member.choices or [""] * len(self.columns)
            yield member, list(zip(self.columns, member.values, choices, strict=True))


def comparison_page(
    modeladmin: Any,
    request: HttpRequest,
    template: str,
    title: str,
    refused: Iterable[Message],
    **context: Any,
) -> HttpResponse:
    """The page of a `comparison`, with why the action is refused and the reasons that were typed."""
    typed = {name: request.POST.get(name, "") for name in ("reason", "public_reason")}
    return feature_page(
        modeladmin, request, template, title, refused=link_records(refused), **typed | context
    )


def compared_records(one: Record, other: Record, stored: Mapping[int, dict[str, Any]]) -> Comparison:
    """Each member that one of the two has, by their stored forms, those that differ first.

    Queries: 1 for each collection named.
    """
    left, right = stored[one.pk], stored[other.pk]
    labels = ReferenceLabels([left, right])
    members = [
        _compared_member(member, left.get(member), right.get(member), labels)
        for member, _ in sorted_members({**right, **left})
        if member not in _OMITTED_MEMBERS
        and (_has_content(left.get(member)) or _has_content(right.get(member)))
    ]
    return Comparison(
        [record_header(one), record_header(other)],
        sorted(members, key=lambda member: not member.differs),
        "Side by side; what differs is marked",
        marks_differences=True,
    )


def _has_content(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_content, value.values()))
    return value not in (None, "", [])


def _compared_member(member: str, left: Any, right: Any, labels: ReferenceLabels) -> ComparedMember:
    name = member.replace("_", " ").capitalize()
    if isinstance(left, list) and isinstance(right, list) and member != "bbox":
        ours, theirs = ([child_title(member, child, labels) for child in side] for side in (left, right))
        values = _list_html(ours, theirs), _list_html(theirs, ours)
        return ComparedMember(name, values, sorted(ours) != sorted(theirs))
    texts = [_member_text(value, labels) for value in (left, right)]
    if max(map(len, texts)) > _MAX_TEXT_LENGTH and texts[0] != texts[1]:
        excerpts = differing_excerpts(value_text(left, labels), value_text(right, labels))
        cells = [f"{part} ({len(text)} characters)" for part, text in zip(excerpts, texts, strict=True)]
    else:
        cells = [text if len(text) <= _MAX_TEXT_LENGTH else f"{text[:_MAX_TEXT_LENGTH]}…" for text in texts]
    return ComparedMember(name, [_whole(cell) for cell in cells], texts[0] != texts[1])


def _whole(text: Any) -> SafeString:
    return format_html('<span class="whole">{}</span>', text)


def _member_text(value: Any, labels: ReferenceLabels) -> str:
    if not _has_content(value):
        return "nothing"
    if isinstance(value, dict):
        value = {name: content for name, content in value.items() if name not in DERIVED_MEMBERS}
    return value if isinstance(value, str) and " " in value else value_text(value, labels)


def _list_html(entries: list[str], others: list[str]) -> SafeString:
    """The entries of one of two lists; those that the other lacks are marked."""
    if not entries:
        return format_html("{}", "nothing")
    first = sorted(entries, key=lambda entry: entry in others)[:_MAX_LISTED]
    marked = (entry if entry in others else format_html("<strong>{}</strong>", entry) for entry in first)
    items = format_html_join("", "<li>{}</li>", ((entry,) for entry in marked))
    more = len(entries) - len(first)
    end = format_html('<li class="quiet">and {} more</li>', more) if more else ""
    return format_html("<ul>{}{}</ul>", items, end)


def compared_values(
    model: type[Record], differences: Iterable[ValueDifference], chosen: Mapping[str, str]
) -> Comparison:
    """The values in which two records differ that are to be merged, each with one side ticked.

    Where nobody chose yet it is the target's, but the source's where the target says nothing.
    """
    members = [
        ComparedMember(
            column_label(model, value.name),
            [_columns_html(model, value, side) for side in (value.source, value.target)],
            field=f"value-{value.name}",
            choices=("source", "target"),
            chosen=chosen.get(value.name) or ("source" if value.only_in_source else "target"),
        )
        for value in differences
    ]
    columns = "Of the one that goes", "Of the one that stays"
    return Comparison(columns, members, "Where they differ: which value stays")


def column_label(model: type[models.Model], name: str) -> str:
    """What the forms call a value."""
    fields = {field.name: field for field in model._meta.get_fields()}
    return str(getattr(fields.get(name), "verbose_name", name.replace("_", " "))).capitalize()


def _columns_html(model: type[models.Model], value: ValueDifference, side: dict[str, Any]) -> SafeString:
    """The value of one side; of several columns those that say something on either side, by their names."""
    columns = [
        (column_label(model, name), _column_html(model, name, side[name]))
        for name in side
        if value.source[name] not in (None, "", []) or value.target[name] not in (None, "", [])
    ]
    if len(columns) == 1:
        return columns[0][1]
    return format_html_join("", '<span class="line"><span class="quiet">{}:</span> {}</span>', columns)


def _column_html(model: type[models.Model], name: str, value: Any) -> SafeString:
    """A value of a column in words."""
    if value in (None, "", []):
        return _NOTHING
    if isinstance(value, bool):
        return format_html("{}", "yes" if value else "no")
    if isinstance(value, list):
        return format_html("{}", ", ".join(str(entry).replace("_", " ") for entry in value))
    column: Any = next((column for column in model._meta.concrete_fields if column.name == name), None)
    if isinstance(column, EdtfField):
        return format_html("{}", edtf_with_tooltip(str(value)))
    if column is not None and column.choices:
        value = dict(column.flatchoices).get(value, value)
    return _whole(value)


def compared_conflicts(conflicts: Sequence[MergeConflict], decisions: Mapping[str, str]) -> Comparison:
    """The values that a merge changed and somebody after it, each to be decided.

    Queries: 1 for each collection named.
    """
    labels = ReferenceLabels([value.before, value.after, value.now] for value in conflicts)
    records = link_records([conflict.record for conflict in conflicts])
    members = [
        ComparedMember(
            format_html("{}: {}", record, ", ".join(step.replace("_", " ") for step in conflict.path)),
            [_whole(value_text(value, labels)) for value in (conflict.before, conflict.after, conflict.now)],
            field=f"decide-{number}",
            choices=("before", "", "now"),
            chosen=decisions.get(conflict.key, ""),
            key_field=(f"conflict-{number}", conflict.key),
        )
        for number, (conflict, record) in enumerate(zip(conflicts, records, strict=True))
    ]
    columns = "As before the merge", "The merge made it", "As it is now"
    return Comparison(columns, members, "To be decided: what the merge changed, and somebody after it")


def compared_changes(messages: Iterable[ChangeMessage], column: str) -> Comparison:
    """What bringing a revision back changes; long texts unfold."""
    members = [
        ComparedMember(
            message.label,
            [_foldable(message.old, message.was), _foldable(message.new, message.now)]
            if message.old or message.new
            else ["", ""],
        )
        for message in messages
    ]
    return Comparison(["As it is now", column], members, "What that changes")


def _foldable(excerpt: str, full: str) -> SafeString:
    if not excerpt:
        return _NOTHING
    if not full:
        return _whole(excerpt)
    return format_html('<details><summary>{}</summary><span class="whole">{}</span></details>', excerpt, full)
