"""The schemas of a search, generated from the declarations of the filters.

There are two: a strict JSON Schema, and one in the OpenAPI document, of two simple objects, from which
generators of clients derive simple types.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from events.api.results import PAGE_ONLY_PARAMETERS, export_options, known_formats
from events.api.schema import non_filter_parameters, value_schema
from events.api.search_request import DRY_RUN, WHERE
from events.filtersets import PublicFilter, StrictFilterSet
from events.filtersets.tree import ALL, ANY, MAX_DEPTH, MAX_LEAVES, NOT, OPERATORS
from events.filtersets.tree import MAX_TREE_VALUES as MOST_IN_TREE
from events.filtersets.values import ANY_KEYWORD, MAX_VALUES, NULL_KEYWORD
from events.records import Representation

if TYPE_CHECKING:
    from events.api.views.viewsets import CollectionViewSet

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_REF_PREFIX = "#/components/schemas/"
JOIN_DESCRIPTIONS = {
    ALL: "What meets every one of these.",
    ANY: "What meets at least one of these.",
    NOT: "What meets none of these, whatever is unknown of it.",
}
WHERE_DESCRIPTION = (
    "One filter or one group, or `all`, `any` or `not` of several such objects, each alone in its object. A "
    "filter means what it means in the query of the list; its values are any of several. "
    f"At most {MAX_DEPTH} levels, {MAX_LEAVES} filters and groups, {MOST_IN_TREE:,} values."
)
_HINTS_OF_URLS = re.compile(r" Repeat the key\.| Such as `[^`]*`\.")
DRY_RUN_DESCRIPTION = "Only say how the query is understood: `results` is empty."


def search_schema(viewset: type["CollectionViewSet"]) -> Schema:
    """Returns the JSON Schema of a search, draft 2020-12."""
    collection = viewset.model.COLLECTION
    node = {"$ref": "#/$defs/node"}
    defs = {word: _join_schema(word, node) for word in OPERATORS}
    defs |= {next(iter(group)): _leaf_schema(group) for group in _groups(viewset.filterset_class)}
    return {
        "$schema": DIALECT,
        "$id": f"urn:eventapi:schema:{collection.value}-search",
        "title": f"A search for {collection.value}",
        "type": "object",
        "properties": {
            WHERE: node | {"description": WHERE_DESCRIPTION},
            DRY_RUN: {"type": "boolean", "default": False, "description": DRY_RUN_DESCRIPTION},
            **{
                item.name: _member_schema(item.type) | {"description": item.description}
                for item in non_filter_parameters(viewset)
            },
        },
        "additionalProperties": False,
        "dependentSchemas": {
            option: _format_schema(owners) for option, (owners, _) in export_options(collection).items()
        },
        "if": _format_schema(known_formats(collection)),
        "then": {"not": {"anyOf": [{"required": [name]} for name in PAGE_ONLY_PARAMETERS]}},
        "$defs": {"node": {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in defs]}} | defs,
    }


def _format_schema(formats: Iterable[str]) -> Schema:
    """The schema of a search that asks for one of these formats, alone or as the one item of an array."""
    one: Schema = {"enum": list(formats)}
    return {
        "properties": {"format": {"anyOf": [one, {"type": "array", "items": one}]}},
        "required": ["format"],
    }


def _groups(filterset: type[StrictFilterSet]) -> Iterable[dict[str, PublicFilter]]:
    """The groups of filters that one object may contain, by their names."""
    groups: dict[str, dict[str, PublicFilter]] = {}
    for name, filter_ in filterset.base_filters.items():
        groups.setdefault(filterset.group_of(name), {})[name] = filter_
    return groups.values()


def _join_schema(word: str, node: Schema) -> Schema:
    nodes: Schema = {"type": "array", "items": node, "minItems": 1}
    return {
        "type": "object",
        "description": JOIN_DESCRIPTIONS[word],
        "properties": {word: {"oneOf": [nodes, node]} if word == NOT else nodes},
        "required": [word],
        "additionalProperties": False,
    }


def _leaf_schema(filters: Mapping[str, PublicFilter]) -> Schema:
    """The schema of one filter or one group; a modifier requires the filter that it modifies."""
    leaf: Schema = {
        "type": "object",
        "properties": {
            name: _values_schema(item) | {"description": str(item.label)} for name, item in filters.items()
        },
        "minProperties": 1,
        "additionalProperties": False,
    }
    modifiers = {
        name: {"anyOf": [{"required": [key]} for key in filter_.modifier_of.split()]}
        for name, filter_ in filters.items()
        if filter_.modifier_of
    }
    requirements = {name: [filter_.requires] for name, filter_ in filters.items() if filter_.requires}
    leaf |= {"dependentRequired": requirements} if requirements else {}
    return leaf | ({"dependentSchemas": modifiers} if modifiers else {})


def _values_schema(filter_: PublicFilter) -> Schema:
    item = value_schema(filter_)
    if filter_.null_value and "enum" in item:
        item = {"enum": [*item["enum"], NULL_KEYWORD]}
    if filter_.takes_any:
        alone: Schema = {"const": ANY_KEYWORD}
        item = item | {"not": alone}
        return {"anyOf": [*_one_or_several(alone, 1), *_one_or_several(item, MAX_VALUES)]}
    return {"anyOf": _one_or_several(item, MAX_VALUES if filter_.excludable else 1)}


def _one_or_several(item: Schema, most: int) -> list[Schema]:
    """The schemas of a single value, which needs no array, and of an array of values."""
    return [item, {"type": "array", "items": item, "minItems": 1, "maxItems": most}]


def _member_schema(schema: Any) -> Schema:
    """The schema of a parameter as a member: a single value needs no array."""
    if schema["type"] == "array":
        return {"anyOf": [schema["items"], schema | {"minItems": 1}]}
    return {"anyOf": _one_or_several({name: value for name, value in schema.items() if name != "default"}, 1)}


def search_components(viewset: type["CollectionViewSet"], parameters: Iterable[Schema]) -> dict[str, Schema]:
    """Returns the two objects of the OpenAPI document, from its parameters of the list."""
    name = viewset.serializer_for(Representation.DETAIL).__name__.removesuffix("Serializer")
    where: Schema = {"$ref": f"{SCHEMA_REF_PREFIX}{name}Where"}
    filters: Schema = {
        word: {"type": "array", "items": where, "minItems": 1, "description": JOIN_DESCRIPTIONS[word]}
        for word in OPERATORS
    }
    others: Schema = {
        WHERE: {"allOf": [where], "description": "What the records must meet; without it, all records match."}
    }
    for parameter in parameters:
        member = parameter["schema"] | {"description": _HINTS_OF_URLS.sub("", parameter["description"])}
        if filter_ := viewset.filterset_class.base_filters.get(parameter["name"]):
            # The first sentence: the parameter of the same name says the rest.
            member["description"] = f"{member['description'].partition('. ')[0].rstrip('.')}."
            filters[parameter["name"]] = member | _integer_items(member, filter_)
        elif not parameter["name"].startswith("exclude_"):
            # Without a default: openapi-typescript makes a member with a default required.
            others[parameter["name"]] = {key: value for key, value in member.items() if key != "default"}
    others[DRY_RUN] = {"type": "boolean", "description": DRY_RUN_DESCRIPTION}
    description = f"{WHERE_DESCRIPTION} `/api/v1/events/search/schema` says it strictly."
    return {
        f"{name}Where": {"type": "object", "description": description, "properties": filters},
        f"{name}Search": {
            "type": "object",
            "description": "A query; what stands beside `where` means what it means in a URL.",
            "properties": others,
        },
    }


def _integer_items(parameter: Schema, filter_: PublicFilter) -> Schema:
    """The items of a filter of numbers that takes `none`: texts in a URL, numbers in JSON."""
    if not filter_.null_value or value_schema(filter_)["type"] != "integer":
        return {}
    numbers = parameter["items"]["$ref"].removesuffix("OrNone")
    # No enumeration: a union with one inside is an object of orval that it uses before it is there.
    return {"items": {"oneOf": [{"$ref": numbers}, {"type": "string", "const": NULL_KEYWORD}]}}
