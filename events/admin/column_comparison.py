"""The values of two records side by side, in words."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from events.actions.value_choices import ValueDifference
from events.admin.admin_urls import change_url
from events.admin.forms import revision_token
from events.admin.record_list import edtf_with_tooltip
from events.admin.review_steps import status_badge
from events.models.fields import EdtfField
from events.models.record import Record


@dataclass(frozen=True, slots=True)
class RecordHeader:
    """One of two records."""

    record: Record

    @property
    def status(self) -> SafeString:
        """Where it stands, as a coloured word."""
        return status_badge(self.record.review_status)

    @property
    def url(self) -> str:
        """Its form."""
        return change_url(self.record)

    @property
    def id(self) -> str:
        """Its public id with its collection."""
        return f"{self.record.COLLECTION.value}/{self.record.slug}"

    @property
    def token(self) -> str:
        """The record at the revision that is shown."""
        return revision_token(self.record)


@dataclass(frozen=True, slots=True)
class ValueChoice:
    """A value in which the two differ, with the side that is chosen."""

    name: str
    label: str
    source: SafeString
    target: SafeString
    chosen: str


def value_choices(
    model: type[Record], values: list[ValueDifference], chosen: dict[str, str]
) -> list[ValueChoice]:
    """The values that differ, each with one side ticked.

    Where nobody chose yet it is the target's, but the source's where the target says nothing.
    """
    return [
        ValueChoice(
            one.name,
            column_label(model, one.name),
            _side_html(model, one, one.source),
            _side_html(model, one, one.target),
            chosen.get(one.name) or ("source" if one.only_in_source else "target"),
        )
        for one in values
    ]


def column_label(model: type[models.Model], name: str) -> str:
    """What the forms call a value."""
    fields = {one.name: one for one in model._meta.get_fields()}
    return str(getattr(fields.get(name), "verbose_name", name.replace("_", " "))).capitalize()


def _side_html(model: type[models.Model], value: ValueDifference, side: dict[str, Any]) -> SafeString:
    """What one side says; of several columns those that say something in either, by their names."""
    told = [
        (column_label(model, name), column_value_html(model, name, side[name]))
        for name in side
        if value.source[name] not in (None, "", []) or value.target[name] not in (None, "", [])
    ]
    if len(told) == 1:
        return told[0][1]
    lines = ((name, words) for name, words in told)
    return format_html_join("", '<span class="line"><span class="quiet">{}:</span> {}</span>', lines)


def column_value_html(model: type[models.Model], name: str, value: Any) -> SafeString:
    """A value of a column in words."""
    if value in (None, "", []):
        return format_html('<span class="quiet">{}</span>', "nothing")
    if isinstance(value, bool):
        return format_html("{}", "yes" if value else "no")
    if isinstance(value, list):
        return format_html("{}", ", ".join(str(one).replace("_", " ") for one in value))
    field: Any = next((one for one in model._meta.concrete_fields if one.name == name), None)
    if isinstance(field, EdtfField):
        return format_html("{}", edtf_with_tooltip(str(value)))
    if field is not None and field.choices:
        value = dict(field.flatchoices).get(value, value)
    return format_html('<span class="whole">{}</span>', str(value))
