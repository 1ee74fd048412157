"""The members of the declarations as data: all of them for a frozen form, and those that are derived."""

from functools import cache
from typing import Any, cast

from rest_framework.serializers import ChoiceField, ListSerializer

from events.choices import Collection
from events.records import RECORDS
from events.records.declaration import (
    ChildSerializer,
    Column,
    DeclaredSerializer,
    Derived,
    EitherReferenceSerializer,
    GroupSerializer,
    ReferenceSerializer,
    Words,
)
from events.records.representation import Representation
from events.records.schema_fields import column_at
from events.records.stored_paths import schema_of


def form_members() -> dict[str, Any]:
    """The members of every collection: of the stored form and of both public representations."""
    return {
        collection.value: {
            "stored": _members(record, Representation.SNAPSHOT),
            "summary": _members(record, Representation.SUMMARY),
            "detail": _members(record, Representation.DETAIL),
        }
        for collection, record in sorted(RECORDS.items())
    }


def _members(declared: type[DeclaredSerializer], representation: Representation) -> dict[str, Any]:
    return {name: _member(member, representation) for name, member in declared.shown(representation)}


def _member(member: Any, representation: Representation) -> Any:
    """Null, an object of members, or a list of one or none of either."""
    schema = schema_of(member)
    if isinstance(member, Words) or isinstance(getattr(schema, "child", None), ChoiceField):
        return []
    if isinstance(schema, ListSerializer):
        if not representation.public and not isinstance(schema.child, ChildSerializer):
            return []  # references and other ids
        return [_members(cast("type[DeclaredSerializer]", type(schema.child)), representation)]
    if isinstance(schema, EitherReferenceSerializer | ReferenceSerializer) and not representation.public:
        return None
    is_object = isinstance(schema, GroupSerializer | ReferenceSerializer)
    return _members(type(schema), representation) if is_object else None


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
        schema = schema_of(member)
        inner = schema.child if isinstance(schema, ListSerializer) else schema
        if _is_derived(declared, member):
            derived[name] = None
        elif isinstance(inner, ChildSerializer | GroupSerializer) and (members := _derived(type(inner))):
            derived[name] = members
    return derived


def _is_derived(declared: type[DeclaredSerializer], member: Any) -> bool:
    if isinstance(member, Column) and "__" not in member.path:
        return not column_at(declared.option("model"), member.path).editable
    return isinstance(member, Derived)
