"""Tables of records: their columns, derived from the declarations of records, and their rows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import models

from events.choices.countries import COUNTRIES
from events.exports.base import RecordDict
from events.records import Representation, declaration
from events.records.common import QuoteSerializer
from events.records.schema_fields import column_at
from events.records.stored_paths import item_of

Row = list[Any]


_COUNTRY_MEMBERS = ("country", "countries", "iso_code")


def country_alpha3(value: Any) -> Any:
    """Returns ISO 3166-1 alpha-3 for each alpha-2; other codes and null stay."""
    if isinstance(value, list):
        return [country_alpha3(item) for item in value]
    return COUNTRIES[value]["alpha3"] if value in COUNTRIES else value


class Column(NamedTuple):
    """A column and its path in a record: `outlet.id`, `also_in.id` of a list, `credits.kind:name`."""

    name: str
    path: str = ""
    type: str = "string"
    """The type of the value, or of each item of a list, in a Frictionless Table Schema."""
    many: bool = False
    """Whether it holds a list; text formats join it."""

    def read(self, record: RecordDict) -> Any:
        """The value; a list if the path leads through one. Countries are alpha-3: NA reads as missing."""
        path = (self.path or self.name).split(".")
        value = _read(record, path)
        return country_alpha3(value) if path[-1] in _COUNTRY_MEMBERS else value


def _read(value: Any, path: list[str]) -> Any:
    if value is None or not path:
        return value
    if isinstance(value, list):
        return [_read(item, path) for item in value]
    first, *rest = path
    if ":" in first:
        return ":".join(str(value[name]) for name in first.split(":"))
    return _read(value[first], rest)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, the representation of the records that they are read from, and what of these is a row."""

    columns: tuple[Column, ...]
    shape: Representation = Representation.SUMMARY
    items: Callable[[list[RecordDict], int | None], Iterable[RecordDict]] = lambda batch, _: batch
    """The objects of a batch that are rows; takes also the change as of which the records are."""

    def rows(self, batch: list[RecordDict], seq: int | None = None) -> Iterator[Row]:
        """The rows of a batch of records; `seq` is the change as of which they are, None for today."""
        for item in self.items(batch, seq):
            yield [column.read(item) for column in self.columns]


_TYPES: dict[type, str] = {
    models.BooleanField: "boolean",
    models.IntegerField: "integer",
    models.FloatField: "number",
    models.DecimalField: "number",
    models.DateField: "date",
    models.DateTimeField: "datetime",
}
_OWN_NAMES: dict[str, dict[str, str]] = {
    "about": {"about": "kind:id"},
    "article": {"article_id": "id"},
    "by": {"attributed_to": "id"},
    "contradicts": {"contradicts": "how:kind:id"},
    "evidence": {"quotes": "quote", "quote_article_ids": "article.id"},
    "event": {"other_id": "id", "other_title": "title"},
    "location": {
        **{f"location_{name}": name for name in ("id", "name", "kind", "country")},
        **{name: name for name in ("latitude", "longitude")},
    },
    "of": {"of_ids": "id", "of_names": "name"},
    "relayed_by": {"relayed_by": "id"},
    "speakers": {"speaker_ids": "id", "speaker_names": "name"},
}
"""The columns of some objects and lists, each with its members; the others follow one rule."""


def member_columns(declared: type[declaration.DeclaredSerializer], group: str = "") -> Iterator[Column]:
    """The columns of the summaries of such objects, in the order of their members.

    Of quotations, those of whole records alone have columns.
    A group becomes the columns of its members, a reference one column for each of its members, such as
    `outlet_name`. A list becomes one column of ids, or of the members of its items, joined by colons.
    """
    for name, member in declared.shown(Representation.SUMMARY):
        path, item = f"{group}{name}", item_of(member)
        if isinstance(member, declaration.GroupSerializer):
            yield from member_columns(type(member), f"{path}.")
        elif isinstance(member, declaration.ReferenceSerializer):
            names = _OWN_NAMES.get(name) or {f"{name}_{inner}": inner for inner in member.members}
            for column, inner in names.items():
                yield Column(column, f"{path}.{inner}", _type(type(member), member.members[inner]))
        elif item is None:
            column_name = member.path if group and isinstance(member, declaration.Column) else name
            many = isinstance(member, declaration.Words | declaration.Columns)
            yield Column(column_name, path, _type(declared, member), many)
        elif not issubclass(item, QuoteSerializer) or not issubclass(declared, declaration.ChildSerializer):
            whole = "id" if issubclass(item, declaration.ReferenceSerializer) else ":".join(item.members)
            for column, inner in (_OWN_NAMES.get(name) or {name: whole}).items():
                yield Column(column, f"{path}.{inner}", many=True)


def _type(declared: type[declaration.DeclaredSerializer], member: Any) -> str:
    """The type of a member's values in a Frictionless Table Schema."""
    if isinstance(member, declaration.Columns):
        path = member.paths[0]
    elif isinstance(member, declaration.Column):
        path = member.path
    else:
        return "string"
    column = column_at(declared.option("model"), path)
    return next((_TYPES[class_] for class_ in type(column).__mro__ if class_ in _TYPES), "string")
