"""Derived members of stored records: another version of the program may derive them differently."""

from functools import cache
from typing import Any

from rest_framework.serializers import ListSerializer

from events.choices import Collection
from events.records import RECORDS
from events.records.declaration import (
    ChildSerializer,
    Column,
    DeclaredSerializer,
    Derived,
    GroupSerializer,
    Member,
)
from events.records.representation import Representation
from events.records.schema_fields import column_at


def without_derived(collection: Collection, snapshot: dict[str, Any]) -> dict[str, Any]:
    """A stored record without the members that are derived from others."""
    rest: dict[str, Any] = _without(snapshot, _derived(RECORDS[collection]))
    return rest


def _without(value: Any, derived: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_without(item, derived) for item in value]
    if not derived or not isinstance(value, dict):
        return value
    return {
        name: _without(member, derived[name]) if name in derived else member
        for name, member in value.items()
        if derived.get(name, {}) is not None
    }


@cache
def _derived(declared: type[DeclaredSerializer]) -> dict[str, Any]:
    """The derived members, each mapped to None, and the objects and lists with derived members of theirs."""
    derived: dict[str, Any] = {}
    for name, member in declared.shown(Representation.SNAPSHOT):
        if isinstance(member, Derived) or (isinstance(member, Column) and _is_derived(declared, member)):
            derived[name] = None
            continue
        schema = member.schema if isinstance(member, Member) else member
        inner = schema.child if isinstance(schema, ListSerializer) else schema
        if isinstance(inner, ChildSerializer | GroupSerializer) and (members := _derived(type(inner))):
            derived[name] = members
    return derived


def _is_derived(declared: type[DeclaredSerializer], member: Column) -> bool:
    return "__" not in member.path and not column_at(declared.option("model"), member.path).editable
