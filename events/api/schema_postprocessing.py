"""Postprocessing of the OpenAPI document, for generators of clients: names, enumerations, examples."""

import json
import re
from inspect import cleandoc
from pathlib import Path
from typing import Any

from events import choices
from events.api.schema import ANYWHERE
from events.api.search_schema import search_components
from events.api.views.viewsets import EventViewSet
from events.exports.geojson import GeoJsonExport

EXAMPLES: dict[str, Any] = json.loads(Path(__file__).with_name("examples.json").read_text(encoding="utf-8"))
"""The examples by name, the same on every installation. A test requests them and says how to renew them."""
EXAMPLE_MEDIA_TYPES = ("application/json", "application/problem+json")
"""The media types that have examples; exports have the same content."""
_VOCABULARY_MEANINGS = {
    **{words.__name__: cleandoc(words.__doc__ or "").partition("\n\n")[0] for words in choices.VOCABULARIES},
    "Country": "ISO 3166-1 alpha-2.",
    "Mode": "How an act was done. Source: PLOVER 2.0.",
}
_RELEASE_OPERATION = re.compile(r"^(get|list)_release_(?!changes$)")


def example_names(operation: str, status: str) -> dict[str, str]:
    """Returns the names of the examples of a response by their labels; the default response has several."""
    if status == "default":
        return {f"problem_{one}": f"problem_{one}" for one in ANYWHERE}
    return {"example": example_name(operation, status)}


def example_name(operation: str, status: str) -> str:
    """Returns the name of the example of a response; problems, and records of releases, share theirs."""
    if status != "200":
        return f"problem_{status}"
    if operation.endswith("_revisions"):  # one for all collections
        return f"{operation.partition('_')[0]}_revisions"
    return _RELEASE_OPERATION.sub(r"\1_", operation)


def add_examples(document: dict[str, Any]) -> None:
    """Adds the examples to every response of every operation."""
    for item in document["paths"].values():
        for operation in item.values():
            for status, response in operation["responses"].items():
                names = example_names(operation["operationId"], status)
                for media_type, content in response["content"].items():
                    if media_type in EXAMPLE_MEDIA_TYPES:
                        content["examples"] = {
                            label: {"$ref": f"#/components/examples/{name}"} for label, name in names.items()
                        }
    document["components"]["examples"] = EXAMPLES


Document = dict[str, Any]
EnumNames = dict[tuple[str, ...], str]
NULL = {"type": "null"}
NULL_ENUM = "NullEnum"
SCHEMA_REF_PREFIX = "#/components/schemas/"
MEMBER_PARAMETERS = ("fields", "omit")
VARNAMES = "x-enum-varnames"


def postprocess_schema(result: Document, **_: Any) -> Document:
    """Removes final slashes and what generators misread, names every enumeration once, adds examples."""
    schemas: dict[str, Any] = result["components"]["schemas"]
    result["paths"] = {path.rstrip("/"): item for path, item in result["paths"].items()}
    schemas.pop(NULL_ENUM, None)
    for schema in schemas.values():
        for name, member in schema.get("properties", {}).items():
            schema["properties"][name] = _clean_member(member)
    schemas["QuadClass"][VARNAMES] = [_constant_name(text) for text in _labels(schemas["QuadClass"])]
    for name, schema in schemas.items():
        if "enum" in schema:
            schema["description"] = _word_descriptions(name, schema)
    schemas["Dimension"][VARNAMES] = [_constant_name(word) for word in schemas["Dimension"]["enum"]]
    names = {_enum_key(schema["enum"]): name for name, schema in schemas.items() if "enum" in schema}
    for item in result["paths"].values():
        for operation in item.values():
            operation.pop("security")  # the public API knows no user
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
            for response in operation["responses"].values():
                _unwrap_geojson(response)
            for parameter in operation.get("parameters", ()):
                _name_enumeration(parameter, _response_record_name(operation, schemas), names, schemas)
    listing = result["paths"]["/api/v1/events"]["get"]
    schemas |= search_components(EventViewSet, listing["parameters"])
    result["components"]["schemas"] = dict(sorted(schemas.items()))
    add_examples(result)
    _share_parameters_and_responses(result)
    return result


def _unwrap_geojson(response: Document) -> None:
    """Describes a list as GeoJSON as one FeatureCollection: spectacular makes an array of any list."""
    content = response["content"].get(GeoJsonExport.media_type, {})
    if content.get("schema", {}).get("type") == "array":
        content["schema"] = content["schema"]["items"]


def _share_parameters_and_responses(document: Document) -> None:
    """Names what several operations have alike once, and lets them refer to it."""
    operations = [operation for item in document["paths"].values() for operation in item.values()]
    parameters = [
        (operation["operationId"], parameter["name"], parameter)
        for operation in operations
        for parameter in operation.get("parameters", ())
    ]
    responses = [
        (
            operation["operationId"],
            operation["operationId"] if status == "200" else status,
            response,
        )
        for operation in operations
        for status, response in operation["responses"].items()
    ]
    for section, items in {"parameters": parameters, "responses": responses}.items():
        # orval calls the parameter `format` FormatParameter, which is the name of a schema.
        names = {name for name in document["components"]["schemas"] if name.endswith("Parameter")}
        taken = {name for _, name, _ in items if f"{name.title().replace('_', '')}Parameter" in names}
        document["components"][section] = _shared(items, f"#/components/{section}/", taken)


def _shared(items: list[tuple[str, str, Document]], prefix: str, taken: set[str]) -> Document:
    """Replaces what occurs more than once by references to what is returned.

    Each item is an operation, a name and what it stands for. Where a name stands for several things, what
    occurs most often is called so, and the others tell their first operation, too.
    """
    uses: dict[str, list[tuple[str, str, Document]]] = {}
    for item in items:
        uses.setdefault(json.dumps(item[2]), []).append(item)
    components: Document = {}
    for same in sorted(uses.values(), key=len, reverse=True):
        operation, name, value = same[0]
        if len(same) > 1:
            component = f"{operation}_{name}" if name in components.keys() | taken else name
            components[component] = dict(value)
            for _, _, each in same:
                each.clear()
                each["$ref"] = prefix + component
    return dict(sorted(components.items()))


def _clean_member(schema: Document) -> Document:
    """Returns a member of a response without what confuses generators.

    All members are read only, and clients that drop `readOnly` members lose them when they write a record
    as JSON. The description of an enumeration lists its words already. Null is a type, no enumeration.
    """
    schema = {key: value for key, value in schema.items() if key != "readOnly"}
    null = {"$ref": f"{SCHEMA_REF_PREFIX}{NULL_ENUM}"}
    if "oneOf" in schema:
        schema["oneOf"] = [NULL if choice == null else choice for choice in schema["oneOf"]]
    if "oneOf" in schema or "allOf" in schema:
        schema["description"] = schema["description"].partition("\n\n* `")[0]
    return schema


def _response_record_name(operation: Document, schemas: dict[str, Any]) -> str:
    """The name of the record that an operation returns, or of the rows of a page; empty for others."""
    content = operation["responses"]["200"]["content"].get("application/json")
    if content is None:
        return ""
    schema = content["schema"]
    page: Document = schemas[_component_name(schema)]["properties"].get("results")
    return _component_name(page["items"] if page else schema)


def _name_enumeration(parameter: Document, record: str, names: EnumNames, schemas: dict[str, Any]) -> None:
    """Lets a parameter refer to the enumeration of its words by name; adds the enumeration if missing."""
    schema = parameter["schema"]
    is_array = "items" in schema
    items = schema["items"] if is_array else schema
    if "enum" not in items:
        return
    words = _enum_key(items["enum"])
    name, enumeration = _build_enumeration(parameter, words, record, names, schemas)
    if _enum_key(schemas.setdefault(name, enumeration)["enum"]) != words:
        raise ValueError(f"Two enumerations would be called {name}: {schemas[name]['enum']}, {words}.")
    reference: Document = {"$ref": f"{SCHEMA_REF_PREFIX}{name}"}
    if "default" in items:
        reference = {"allOf": [reference], "default": items["default"]}
    parameter["schema"] = schema | {"items": reference} if is_array else reference


def _build_enumeration(
    parameter: Document, words: tuple[str, ...], record: str, names: EnumNames, schemas: dict[str, Any]
) -> tuple[str, Document]:
    """The name of the enumeration of these words, and its schema."""
    enumeration: Document = {"type": "string", "enum": list(words), "description": parameter["description"]}
    if parameter["name"] in MEMBER_PARAMETERS:
        return f"{record}Member", enumeration | {"description": f"A member of {record}."}
    if parameter["name"] == "ordering":
        suffixes = [(word.lstrip("-"), "_DESCENDING" if word.startswith("-") else "") for word in words]
        enumeration[VARNAMES] = [_constant_name(word) + suffix for word, suffix in suffixes]
        enumeration["description"] = f"What a list of {record} is ordered by; `-` turns it round."
        return f"{record.removesuffix('Row')}Ordering", enumeration
    if parameter["name"] == "format" and len(words) > 1:
        enumeration["description"] = "A format: json a page at a time, the others the whole result."
        return f"{record.removesuffix('Row')}Format", enumeration
    if words in names:
        return names[words], enumeration
    if words[-1] == "any" and words[:-1] in names:
        base = names[words[:-1]]
        return f"{base}OrAny", enumeration | {"description": f"A word of {base}, or any of them."}
    if words[-1] == "none" and words[:-1] in names:
        base = names[words[:-1]]
        if VARNAMES in schemas[base]:
            enumeration[VARNAMES] = [*schemas[base][VARNAMES], "NONE"]
        return f"{base}OrNone", enumeration | {"description": f"A word of {base}, or none: null or empty."}
    name = "".join(map(str.capitalize, parameter["name"].removeprefix("exclude_").split("_")))
    return name, enumeration


def _component_name(reference: Document) -> str:
    return str(reference["$ref"]).removeprefix(SCHEMA_REF_PREFIX)


def _enum_key(values: list[Any]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


def _word_descriptions(name: str, schema: Document) -> str:
    """The meaning of a vocabulary, and the labels that say more than their words."""
    if name not in _VOCABULARY_MEANINGS:
        return str(schema["description"])
    lines = [line for line in schema["description"].splitlines() if line.startswith("* ")]
    labels = [line.removeprefix("* `").split("` - ") for line in lines]
    label_lines = [
        f"* `{word}` - {label}" for word, label in labels if _constant_name(word) != _constant_name(label)
    ]
    return "\n".join([_VOCABULARY_MEANINGS[name], *label_lines])


def _labels(schema: Document) -> list[str]:
    """The labels that the description of an enumeration lists."""
    lines = schema["description"].splitlines()
    return [line.partition(" - ")[2] for line in lines if line.startswith("* ")]


def _constant_name(text: str) -> str:
    return text.upper().replace(" ", "_").replace("-", "_").replace(":", "_")
