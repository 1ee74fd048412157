"""A difference between two revisions in words: the members by their labels, the old and the new value."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext
from rest_framework.serializers import ListSerializer

from events.choices import Collection
from events.pages.answers import Json
from events.pages.members import member_label
from events.pages.words import number
from events.records import RECORDS
from events.records.declaration import DeclaredSerializer
from events.records.stored_paths import schema_of

SHORT = 160
"""Values of up to so many characters stand in line, longer ones are opened."""
_NAMING = ("quote", "wording", "name", "title", "proposition", "described_as", "note", "text")
"""The members of which the first names a part that came or went."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value or part that differs, in words."""

    where: list[str]
    """The labels of the members on the way to it, and the names of parts."""
    was: str
    now: str
    came: bool
    """Whether there was nothing before."""
    went: bool

    @property
    def long(self) -> bool:
        """Whether its values are too long to stand in line."""
        return len(self.was) + len(self.now) > SHORT


def in_words(collection: str, difference: Json) -> Change:
    """Returns a difference of the API in words. Queries: none."""
    field: Any = None
    declared: Any = RECORDS[Collection(collection)]
    where, inside_list = [], False
    for name in difference["path"]:
        if inside_list:
            where.append(f"“{_item_label(name, field)}”")
            inside_list = False
            continue
        where.append(member_label(name))
        field = schema_of(declared.members.get(name)) if declared else None
        inside_list = isinstance(field, ListSerializer) or hasattr(field, "child")
        item = field.child if inside_list else field
        declared = type(item) if isinstance(item, DeclaredSerializer) else None
    was, now = difference["was"], difference["now"]
    return Change(where, _value(was, field), _value(now, field), came=was is None, went=now is None)


def _item_label(name: str, field: Any) -> str:
    choices = getattr(field.child, "choices", {})
    return gettext(str(choices[name])) if name in choices else name.rpartition("/")[2]


def _value(value: Any, field: Any) -> str:
    """A value as people read it; of a part what names it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return pgettext("value of a member", "yes") if value else pgettext("value of a member", "no")
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, dict):
        return next((str(value[name]) for name in _NAMING if value.get(name)), "")
    if isinstance(value, list):
        return ", ".join(_value(item, getattr(field, "child", None)) for item in value)
    choices = getattr(field, "choices", None) or {}
    return gettext(str(choices[value])) if value in choices else str(value)
