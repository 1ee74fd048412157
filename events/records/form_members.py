"""The members of the declarations as data, from which a version of the stored form is frozen."""

from typing import Any, cast

from rest_framework.serializers import ListSerializer

from events.records import RECORDS
from events.records.declaration import (
    ChildSerializer,
    Columns,
    DeclaredSerializer,
    EitherReferenceSerializer,
    GroupSerializer,
    ReferenceSerializer,
    Words,
)
from events.records.representation import Representation
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
    stored = not representation.public
    if isinstance(member, Words):
        return []
    if isinstance(member, Columns):
        return None
    schema = schema_of(member)
    if isinstance(schema, ListSerializer):
        if stored and not isinstance(schema.child, ChildSerializer):
            return []  # references and other ids
        return [_members(cast("type[DeclaredSerializer]", type(schema.child)), representation)]
    if isinstance(schema, EitherReferenceSerializer | ReferenceSerializer):
        return None if stored else _members(type(schema), representation)
    return _members(type(schema), representation) if isinstance(schema, GroupSerializer) else None
