"""Where the columns of a record stand in its stored form, as its declaration tells."""

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
"""Member by member; a number in a list of several columns."""


@cache
def column_paths(declared: type[DeclaredSerializer]) -> dict[str, StoredPath]:
    """The columns of a row and its foreign keys, with where each stands in a stored item."""
    return dict(_columns(declared, ()))


@cache
def many_paths(declared: type[DeclaredSerializer]) -> dict[str, StoredPath]:
    """The many-to-many columns of a row, with where the references of each stand."""
    return dict(_many(declared, ()))


def schema_of(member: Any) -> Any:
    """What stands for a member in the document: itself, if it is an object or a list of these."""
    return getattr(member, "schema", None) or member


def list_members(declared: type[DeclaredSerializer]) -> dict[str, Any]:
    """The lists of a record that are tables of their own, by member."""
    found = {name: schema_of(member) for name, member in declared.members.items()}
    return {
        name: one.child
        for name, one in found.items()
        if isinstance(one, ListSerializer) and isinstance(one.child, ChildSerializer) and one.child.owner
    }


def item_of(member: Any) -> type[DeclaredSerializer] | None:
    """How the items of a list are declared; None for what is no list of objects."""
    one = schema_of(member)
    child = one.child if isinstance(one, ListSerializer) else None
    return type(child) if isinstance(child, DeclaredSerializer) else None


def stored_members(declared: type[DeclaredSerializer]) -> Iterator[tuple[type[DeclaredSerializer], str, Any]]:
    """Every member of a stored record and of the objects inside it, with what declares it and its name."""
    for name, member in declared.shown(Representation.SNAPSHOT):
        yield declared, name, member
        inner = item_of(member) or (type(member) if isinstance(member, DeclaredSerializer) else None)
        if inner is not None and not issubclass(inner, ReferenceSerializer):
            yield from stored_members(inner)


def dig(item: Any, path: StoredPath) -> Any:
    """What stands at a path; None where it ends before, as in what an older revision did not know."""
    for step in path:
        if item is None:
            return None
        item = item[step] if isinstance(step, int) else item.get(step)
    return item


def _columns(declared: type[DeclaredSerializer], before: StoredPath) -> Iterator[tuple[str, StoredPath]]:
    stored = dict(declared.shown(Representation.SNAPSHOT))
    for name, member in declared.members.items():
        path = (*before, name)
        match member:
            case Column() if name in stored or "__" not in member.path:
                yield member.path, path
            case Columns():
                yield from ((column, (*path, place)) for place, column in enumerate(member.paths))
            case Id():
                yield name, path
            case EitherReferenceSerializer():
                yield from ((column, path) for column in member.option("columns").values())
            case GroupSerializer():
                yield from _columns(type(member), path)
            case ReferenceSerializer():
                yield member.source or name, path


def _many(declared: type[DeclaredSerializer], before: StoredPath) -> Iterator[tuple[str, StoredPath]]:
    for name, member in declared.members.items():
        if isinstance(member, ListSerializer) and isinstance(member.child, ReferenceSerializer):
            yield member.source or name, (*before, name)
        elif isinstance(member, GroupSerializer):
            yield from _many(type(member), (*before, name))
