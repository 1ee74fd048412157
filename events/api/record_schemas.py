"""The serializers of a record for the OpenAPI document, one for each representation."""

from functools import cache
from typing import Any

from rest_framework import serializers

from events.records.declaration import ChildSerializer, DeclaredSerializer
from events.records.representation import Representation


@cache
def record_schema(
    declared: type[DeclaredSerializer], representation: Representation
) -> type[DeclaredSerializer]:
    """Returns the declaration without the members that the representation leaves out."""
    left_out = declared.left_out(representation)
    changed: dict[str, Any] = {name: None for name in declared.members if name in left_out}
    for name, field in declared._declared_fields.items():
        if name not in left_out and (fitting := _fitting(field, representation)) is not field:
            changed[name] = fitting
    name, about = _named(declared, representation)
    if not changed and about == declared.__doc__:
        return declared
    return type(f"{name}Serializer", (declared,), {"__doc__": about} | changed)


def _fitting(field: serializers.Field, representation: Representation) -> serializers.Field:
    """The field with the serializer of its child in the representation."""
    inner = field.child if isinstance(field, serializers.ListSerializer) else field
    if not isinstance(inner, DeclaredSerializer):
        return field
    schema = record_schema(type(inner), representation)
    return field if schema is type(inner) else schema(many=inner is not field, help_text=field.help_text)


def _named(declared: type[DeclaredSerializer], representation: Representation) -> tuple[str, str]:
    """The name and the docstring of the serializer in a representation."""
    name, about = declared.__name__.removesuffix("Serializer"), (declared.__doc__ or "").strip()
    if not declared.option("detail"):
        return name, about
    if not representation.detailed:
        called = declared.option("summary_name") or f"{name}Row"
        return called, about if issubclass(declared, ChildSerializer) else f"{about[:-1]} in a list."
    more = ", with the quotations" if issubclass(declared, ChildSerializer) else ", whole"
    return name, f"{about[:-1]}{more}."
