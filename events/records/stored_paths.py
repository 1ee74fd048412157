"""The paths of the columns of a record in its stored form, read from its declaration."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from rest_framework.serializers import ListSerializer

from events.records.declaration import (
    ChildSerializer,
    Column,
    Columns,
    DeclaredSerializer,
    EitherReferenceSerializer,
    GroupSerializer,
    Id,
    ReferenceSerializer,
)
from events.records.representation import Representation

StoredPath = tuple[str | int, ...]
"""The names of members on the way; an index into a list of several columns."""


@cache
def column_paths(declared: type[DeclaredSerializer]) -> dict[str, StoredPath]:
    """The columns and foreign keys of a row, each with its path in a stored item."""
    stored = dict(declared.shown(Representation.SNAPSHOT))
    paths: dict[str, StoredPath] = {}
    for name, member in declared.members.items():
        match member:
            case Column() if name in stored or "__" not in member.path:
                paths[member.path] = (name,)
            case Columns():
                paths |= {column: (name, place) for place, column in enumerate(member.paths)}
            case EitherReferenceSerializer():
                paths |= dict.fromkeys(member.option("columns").values(), (name,))
            case GroupSerializer():
                paths |= {column: (name, *path) for column, path in column_paths(type(member)).items()}
            case Id() | ReferenceSerializer():
                paths[member.source or name] = (name,)
    return paths


@cache
def many_paths(declared: type[DeclaredSerializer]) -> dict[str, StoredPath]:
    """The many-to-many columns of a row, each with the path of its references in a stored item."""
    paths: dict[str, StoredPath] = {}
    for name, member in declared.members.items():
        if isinstance(member, ListSerializer) and isinstance(member.child, ReferenceSerializer):
            paths[member.source or name] = (name,)
        elif isinstance(member, GroupSerializer):
            paths |= {column: (name, *path) for column, path in many_paths(type(member)).items()}
    return paths


def schema_of(member: Any) -> Any:
    """The field that describes a member in the OpenAPI document; the member itself if it has no schema."""
    return getattr(member, "schema", None) or member


def list_members(declared: type[DeclaredSerializer]) -> dict[str, Any]:
    """The lists of a record whose items are rows of child tables, by member."""
    schemas = {name: schema_of(member) for name, member in declared.members.items()}
    return {
        name: schema.child
        for name, schema in schemas.items()
        if isinstance(schema, ListSerializer)
        and isinstance(schema.child, ChildSerializer)
        and schema.child.owner
    }


def item_of(member: Any) -> type[DeclaredSerializer] | None:
    """The declaration of the items of a list; None for anything but a list of objects."""
    schema = schema_of(member)
    child = schema.child if isinstance(schema, ListSerializer) else None
    return type(child) if isinstance(child, DeclaredSerializer) else None


def stored_members(declared: type[DeclaredSerializer]) -> Iterator[tuple[type[DeclaredSerializer], str, Any]]:
    """Every member of a stored record and of the objects inside it: its declaration, name and field."""
    for name, member in declared.shown(Representation.SNAPSHOT):
        yield declared, name, member
        inner = item_of(member) or (type(member) if isinstance(member, DeclaredSerializer) else None)
        if inner is not None and not issubclass(inner, ReferenceSerializer):
            yield from stored_members(inner)


def dig(item: Any, path: StoredPath, absent: Any = None) -> Any:
    """The value at a path: None inside a null, `absent` if a member is missing, as in older revisions."""
    for step in path:
        if item is None or item is absent:
            break
        item = item[step] if isinstance(step, int) else item.get(step, absent)
    return item
