"""What can be posted to a search, as schemas made from the declarations of the filters.

There are two: a strict one (JSON Schema) that says all that a schema can say, and the one of the OpenAPI
document, two plain objects, from which clients get types that are written without effort.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from events.api.downloads import PAGE_ONLY_PARAMETERS, export_options, known_formats
from events.api.schema import non_filter_parameters, value_schema
from events.api.search_request import DRY_RUN, WHERE
from events.filtersets import PublicFilter, StrictFilterSet
from events.filtersets.tree import ALL, ANY, MAX_DEPTH, MAX_LEAVES, NOT, OPERATORS
from events.filtersets.tree import MAX_TREE_VALUES as MOST_IN_TREE
from events.filtersets.values import MAX_VALUES, NULL_KEYWORD
from events.records import Representation

if TYPE_CHECKING:
    from events.api.views.collection_viewset import CollectionViewSet

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
DRY_RUN_DESCRIPTION = "Only say how the query is understood: `results` is empty."


def search_schema(viewset: type["CollectionViewSet"]) -> Schema:
    """The JSON Schema of a search, draft 2020-12."""
    collection = viewset.model.COLLECTION
    leaves = {names[0]: names for names in _groups(viewset.filterset_class)}
    node = {"$ref": "#/$defs/node"}
    joins = {word: _join_schema(word, node) for word in OPERATORS}
    filters = viewset.filterset_class.base_filters
    defs = joins | {
        name: _leaf_schema({one: filters[one] for one in names}) for name, names in leaves.items()
    }
    options = export_options(collection).items()
    return {
        "$schema": DIALECT,
        "$id": f"urn:eventapi:schema:{collection.value}-search",
        "title": f"A search for {collection.value}",
        "type": "object",
        "properties": {
            WHERE: node | {"description": WHERE_DESCRIPTION},
            DRY_RUN: {"type": "boolean", "default": False, "description": DRY_RUN_DESCRIPTION},
            **{
                one.name: _member_schema(one.type) | {"description": one.description}
                for one in non_filter_parameters(viewset)
            },
        },
        "additionalProperties": False,
        "dependentSchemas": {
            option: {"properties": {"format": {"const": owner}}, "required": ["format"]}
            for option, (owner, _) in options
        },
        "if": {"properties": {"format": {"enum": list(known_formats(collection))}}, "required": ["format"]},
        "then": {"not": {"anyOf": [{"required": [name]} for name in PAGE_ONLY_PARAMETERS]}},
        "$defs": {"node": {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in defs]}} | defs,
    }


def _groups(filterset: type[StrictFilterSet]) -> Iterable[list[str]]:
    """The filters that may stand in one object."""
    groups: dict[str, list[str]] = {}
    for name in filterset.base_filters:
        groups.setdefault(filterset.group_of(name), []).append(name)
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
    """One filter or one group; what says how another is meant needs that other."""
    leaf: Schema = {
        "type": "object",
        "properties": {
            name: _values_schema(one) | {"description": str(one.label)} for name, one in filters.items()
        },
        "minProperties": 1,
        "additionalProperties": False,
    }
    modifiers = {
        name: {"anyOf": [{"required": [key]} for key in one.modifier_of.split()]}
        for name, one in filters.items()
        if one.modifier_of
    }
    needing = {name: [one.requires] for name, one in filters.items() if one.requires}
    leaf |= {"dependentRequired": needing} if needing else {}
    return leaf | ({"dependentSchemas": modifiers} if modifiers else {})


def _values_schema(one: PublicFilter) -> Schema:
    item = value_schema(one)
    if one.null_value and "enum" in item:
        item = {"enum": [*item["enum"], NULL_KEYWORD]}
    most = MAX_VALUES if one.excludable else 1
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1, "maxItems": most}]}


def _member_schema(schema: Any) -> Schema:
    """A parameter as a member: one value may stand without its array."""
    if schema["type"] == "array":
        return {"anyOf": [schema["items"], schema | {"minItems": 1}]}
    one: Schema = {name: value for name, value in schema.items() if name != "default"}
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1, "maxItems": 1}]}


def search_components(viewset: type["CollectionViewSet"], parameters: Iterable[Schema]) -> dict[str, Schema]:
    """The two objects of the OpenAPI document, made of what it says of the list's parameters."""
    name = viewset.serializer_for(Representation.DETAIL).__name__.removesuffix("Serializer")
    where: Schema = {"$ref": f"{SCHEMA_REF_PREFIX}{name}Where"}
    filters: Schema = {
        word: {"type": "array", "items": where, "minItems": 1, "description": JOIN_DESCRIPTIONS[word]}
        for word in OPERATORS
    }
    beside: Schema = {WHERE: {"allOf": [where], "description": "What is to be found; all without it."}}
    for one in parameters:
        member = one["schema"] | {"description": _without_repeat_hint(one["description"])}
        if declared := viewset.filterset_class.base_filters.get(one["name"]):
            filters[one["name"]] = member | _integer_items(member, declared)
        elif not one["name"].startswith("exclude_"):
            # Without its default: openapi-typescript takes a member that has one for required.
            beside[one["name"]] = {key: value for key, value in member.items() if key != "default"}
    beside[DRY_RUN] = {"type": "boolean", "description": DRY_RUN_DESCRIPTION}
    told = f"{WHERE_DESCRIPTION} `/api/v1/events/search/schema` says it strictly."
    return {
        f"{name}Where": {"type": "object", "description": told, "properties": filters},
        f"{name}Search": {
            "type": "object",
            "description": "A query; what stands beside `where` means what it means in a URL.",
            "properties": beside,
        },
    }


def _integer_items(parameter: Schema, one: PublicFilter) -> Schema:
    """Numbers with `none` beside them are texts in a URL, and not in JSON."""
    if not one.null_value or value_schema(one)["type"] != "integer":
        return {}
    numbers = parameter["items"]["$ref"].removesuffix("OrNone")
    return {"items": {"oneOf": [{"$ref": numbers}, {"type": "string", "enum": [NULL_KEYWORD]}]}}


def _without_repeat_hint(description: str) -> str:
    """What is said of a parameter, without how a URL has several of it."""
    return description.replace(" Repeat the key for any of several.", "").replace(" Repeat the key.", "")
