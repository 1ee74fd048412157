"""What the OpenAPI document says of every collection."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers

from events.api.errors import MEDIA_TYPE
from events.api.serializers.base import Described, number, text
from events.api.serializers.common import Problem
from events.filtersets import IdsField, StrictFilterSet, WordFilter, WordsField

_PAGING = [
    OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
        description="How many records a page holds.",
    ),
    OpenApiParameter("cursor", OpenApiTypes.STR, description="Where the page begins: from another page."),
    OpenApiParameter(
        "count", {"type": "string", "enum": ["exact"]}, description="Count all records that match."
    ),
]


def _problem(what: str) -> OpenApiResponse:
    return OpenApiResponse(Problem, what)


def _parameters(filterset: type[StrictFilterSet]) -> list[OpenApiParameter]:
    found = []
    for name, one in filterset.base_filters.items():
        schema: dict[str, Any] = {"type": "string"}
        if issubclass(one.field_class, WordsField):
            schema["enum"] = one.extra["vocabulary"].values
        many = issubclass(one.field_class, WordsField | IdsField) and not isinstance(one, WordFilter)
        if many:
            schema = {"type": "array", "items": schema}
        label = str(one.label)
        description = f"{label} Repeat the key for any of several." if many else label
        found.append(OpenApiParameter(name, schema, description=description, explode=many or None))
    return found


def _page_of(row: type[serializers.Serializer], name: str) -> type[serializers.Serializer]:
    members = {
        "__doc__": f"A page of {name}.",
        "next": serializers.URLField(read_only=True, allow_null=True, help_text="The next page."),
        "previous": serializers.URLField(read_only=True, allow_null=True, help_text="The page before."),
        "next_cursor": text("The cursor of the next page.", null=True),
        "previous_cursor": text("The cursor of the page before.", null=True),
        "count": number("How many records match; null unless count=exact.", null=True),
        "results": row(many=True, read_only=True, help_text="The records."),
    }
    singular = row.__name__.removesuffix("Row")
    return type(f"{singular}Page", (Described,), members)


def describe(
    name: str,
    row: type[serializers.Serializer],
    whole: type[serializers.Serializer],
    filterset: type[StrictFilterSet] = StrictFilterSet,
) -> Callable[[Any], Any]:
    """Declare the two operations of a collection."""
    article = "an" if name[0] in "aeiou" else "a"
    one = name.removesuffix("s")
    return extend_schema_view(
        list=extend_schema(
            operation_id=f"list_{name}",
            summary=f"List {name}",
            description=f"Published {name}, a page at a time.",
            tags=[name],
            parameters=[*_parameters(filterset), *_PAGING],
            responses={
                200: forced_singular_serializer(_page_of(row, name)),  # type: ignore[no-untyped-call]
                (400, MEDIA_TYPE): _problem("A parameter is unknown or wrong; `errors` names it."),
            },
        ),
        retrieve=extend_schema(
            operation_id=f"get_{one}",
            summary=f"Get {article} {one}",
            description=f"One published {one}, whole.",
            tags=[name],
            parameters=[OpenApiParameter("id", str, OpenApiParameter.PATH, description="Its public id.")],
            responses={
                200: whole,
                (400, MEDIA_TYPE): _problem("A parameter is unknown; `errors` names it."),
                (404, MEDIA_TYPE): _problem(f"There is no such {one}, or it is not public."),
                (410, MEDIA_TYPE): _problem(f"The {one} was withdrawn; `detail` says why."),
            },
        ),
    )
