"""The values of two records side by side, in words."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from events.actions.merge_values import Value
from events.admin.addresses import change_address
from events.admin.forms import read_at
from events.admin.listing import edtf_in_words
from events.admin.review import status_word
from events.models.fields import EdtfField
from events.models.record import Record


@dataclass(frozen=True, slots=True)
class Side:
    """One of two records."""

    record: Record

    @property
    def status(self) -> SafeString:
        """Where it stands, as a coloured word."""
        return status_word(self.record.review_status)

    @property
    def address(self) -> str:
        """Its form."""
        return change_address(self.record)

    @property
    def id(self) -> str:
        """Its public id with its collection."""
        return f"{self.record.COLLECTION.value}/{self.record.slug}"

    @property
    def token(self) -> str:
        """The record at the revision that is shown."""
        return read_at(self.record)


@dataclass(frozen=True, slots=True)
class Row:
    """A value in which the two differ, with the side that is chosen."""

    name: str
    label: str
    source: SafeString
    target: SafeString
    chosen: str


def rows(model: type[Record], values: list[Value], chosen: dict[str, str]) -> list[Row]:
    """The values that differ, each with one side ticked.

    Where nobody chose yet it is the target's, but the source's where the target says nothing.
    """
    return [
        Row(
            one.name,
            heading(model, one.name),
            _said(model, one, one.source),
            _said(model, one, one.target),
            chosen.get(one.name) or ("source" if one.only_in_source else "target"),
        )
        for one in values
    ]


def heading(model: type[models.Model], name: str) -> str:
    """What the forms call a value."""
    fields = {one.name: one for one in model._meta.get_fields()}
    return str(getattr(fields.get(name), "verbose_name", name.replace("_", " "))).capitalize()


def _said(model: type[models.Model], value: Value, side: dict[str, Any]) -> SafeString:
    """What one side says; of several columns those that say something in either, by their names."""
    told = [
        (heading(model, name), said(model, name, side[name]))
        for name in side
        if value.source[name] not in (None, "", []) or value.target[name] not in (None, "", [])
    ]
    if len(told) == 1:
        return told[0][1]
    lines = ((name, words) for name, words in told)
    return format_html_join("", '<span class="line"><span class="quiet">{}:</span> {}</span>', lines)


def said(model: type[models.Model], name: str, value: Any) -> SafeString:
    """A value of a column in words."""
    if value in (None, "", []):
        return format_html('<span class="quiet">{}</span>', "nothing")
    if isinstance(value, bool):
        return format_html("{}", "yes" if value else "no")
    if isinstance(value, list):
        return format_html("{}", ", ".join(str(one).replace("_", " ") for one in value))
    field: Any = next((one for one in model._meta.concrete_fields if one.name == name), None)
    if isinstance(field, EdtfField):
        return format_html("{}", edtf_in_words(str(value)))
    if field is not None and field.choices:
        value = dict(field.flatchoices).get(value, value)
    return format_html('<span class="whole">{}</span>', str(value))
