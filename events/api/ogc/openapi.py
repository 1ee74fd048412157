"""The OpenAPI 3.0 document of the features, which the standard requires; GDAL and QGIS read it."""

from typing import Any

from events.api.errors import PROBLEM_MEDIA_TYPE
from events.api.ogc.layers import DEFAULT_LIMIT, FORMATS, ITEM_PARAMETERS, LAYERS, MAX_LIMIT, Layer
from events.api.schema import PROBLEM_DESCRIPTIONS
from events.api.snapshot_view import JSON_SCHEMA
from events.choices import Collection, Factuality
from events.exports.geojson import GeoJsonExport
from events.exports.table import Column
from events.filtersets.values import ANY_KEYWORD

GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
_FORMATS = {"date": "date", "datetime": "date-time"}


def _query_parameter(
    name: str, description: str, schema: dict[str, Any], *, explode: bool = False, **example: Any
) -> dict[str, Any]:
    style = {"style": "form", "explode": explode}
    return {"name": name, "in": "query", "description": description, **style, "schema": schema, **example}


_QUERY_PARAMETERS = (
    _query_parameter(
        "bbox",
        "Features whose point lies in the box: west,south,east,north in degrees of WGS84, west greater than "
        "east across the antimeridian; of 6 numbers the third and last are heights and do not count. "
        "Features without a geometry match every box, as the standard asks.",
        {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
        example=[43, 29, 49, 38],
    ),
    _query_parameter(
        "datetime",
        "Features that may have been under way then: a day or time, or two with a slash, one of which may be "
        "`..`. Dates here are days of UTC. Features without a date match every time, as the standard asks; "
        "places have none.",
        {"type": "string"},
        example="2023-10-01T00:00:00Z/..",
    ),
    _query_parameter(
        "factuality",
        "Whether it was done. Without it, features are of what occurred or is ongoing; `any` lifts that. "
        "Repeat the key for any of several.",
        {"type": "array", "items": {"type": "string", "enum": [*Factuality.values, ANY_KEYWORD]}},
        explode=True,
    ),
    _query_parameter(
        "dataset",
        "The dataset it belongs to. Without it, features are of our own datasets; `any` lifts that. "
        "Repeat the key for any of several.",
        {"type": "array", "items": {"type": "string"}},
        explode=True,
        example=["curated"],
    ),
    _query_parameter(
        "limit",
        "How many features a page holds; more than the most is the most.",
        {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        example=100,
    ),
    _query_parameter(
        "cursor",
        "Where the page begins, as the link `next` of another page has it.",
        {"type": "string", "minLength": 1},
    ),
    _query_parameter(
        "f",
        "The format, which is JSON either way; features are GeoJSON.",
        {"type": "string", "enum": list(FORMATS)},
    ),
)
_TEXT = {"type": "string"}
_FEATURE_ID = {
    "name": "featureId",
    "in": "path",
    "description": "The id of a feature, which is that of its record.",
    "required": True,
    "schema": _TEXT,
}
_PARAMETERS = {parameter["name"]: parameter for parameter in (*_QUERY_PARAMETERS, _FEATURE_ID)}
_LINK = {
    "type": "object",
    "required": ["href", "rel"],
    "properties": dict.fromkeys(("href", "rel", "type", "title"), _TEXT),
}


def _array(items: Any, **limits: int) -> dict[str, Any]:
    return {"type": "array", **limits, "items": items}


def _reference(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}


_LINKS = _array(_reference("link"))
_POINT = {
    "type": "object",
    "nullable": True,
    "required": ["type", "coordinates"],
    "properties": {
        "type": {"type": "string", "enum": ["Point"]},
        "coordinates": _array({"type": "number"}, minItems=2, maxItems=2),
    },
}


_APPLIED = {"applied": {"type": "object", "additionalProperties": _array(_TEXT)}}
_LEFT_OUT = {"left_out": {"type": "object", "nullable": True, "additionalProperties": {"type": "integer"}}}


def build_document() -> dict[str, Any]:
    """Returns the document, which is the same for every request."""
    paths = {
        "/": _operation("getLandingPage", "Where to go", "landingPage"),
        "/conformance": _operation("getConformanceDeclaration", "What is conformed to", "confClasses"),
        "/collections": _operation("getCollections", "All collections", "collections"),
    }
    schemas: dict[str, Any] = {
        "link": _LINK,
        "landingPage": _object(links=_LINKS, title=_TEXT, description=_TEXT),
        "confClasses": _object(conformsTo=_array(_TEXT)),
        "collection": _object(id=_TEXT, title=_TEXT, description=_TEXT, links=_LINKS),
        "collections": _object(links=_LINKS, collections=_array(_reference("collection"))),
        "jsonSchema": {"type": "object", "description": "A JSON Schema of a feature."},
        "problem": {"type": "object", "description": "Problem details (RFC 9457)."},
    }
    problems = (301, 400, 404, 410, 500, 503)
    for name, layer in LAYERS.items():
        title = name.capitalize()
        paths[f"/collections/{name}"] = _operation(f"describe{title}", f"What {name} are", "collection")
        paths[f"/collections/{name}/schema"] = _operation(
            f"get{title}Schema", f"What {name} hold", "jsonSchema", media_type=JSON_SCHEMA
        )
        paths[f"/collections/{name}/items"] = _operation(
            f"get{title}",
            f"A page of {name}",
            f"{name}Page",
            (*ITEM_PARAMETERS, *layer.property_filters),
            GEOJSON,
            (400, 500, 503),
        )
        paths[f"/collections/{name}/items/{{featureId}}"] = _operation(
            f"getOneOf{title}", f"One of the {name}", f"{name}Feature", ("featureId",), GEOJSON, problems
        )
        schemas |= _features(name, layer)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "News-event database: features",
            "description": "Events and places for maps, by OGC API - Features. More is asked under /api/v1/.",
            "version": "1.0.0",
        },
        "servers": [{"url": "/ogc", "description": "This installation."}],
        "paths": paths,
        "components": {"parameters": _PARAMETERS, "schemas": schemas},
    }


def feature_schema(layer: Layer) -> dict[str, Any]:
    """Returns the JSON Schema of a feature; GDAL takes the types of its fields from it.

    Without it, GDAL guesses the types from the first page, where a column may be null in every row. GDAL
    knows single types only, so that the description says what null is; it takes `id` from the feature itself.
    """
    feature = _feature(layer)
    del feature["properties"]["properties"]["properties"]["id"]
    description = f"{layer.description} Null is unknown."
    return feature | {"title": layer.collection.label, "description": description}


def _operation(
    name: str,
    summary: str,
    schema: str,
    parameters: tuple[str, ...] = (),
    media_type: str = "application/json",
    statuses: tuple[int, ...] = (400, 500),
) -> dict[str, Any]:
    def response(description: str, media_type: str, schema: str) -> Any:
        content = {media_type: {"schema": _reference(schema)}}
        return {"description": description, "content": content}

    problems = {
        str(status): response(PROBLEM_DESCRIPTIONS[status], PROBLEM_MEDIA_TYPE, "problem")
        for status in statuses
    }
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": [
                {"$ref": f"#/components/parameters/{parameter}"} for parameter in (*parameters, "f")
            ],
            "responses": {"200": response(f"{summary}.", media_type, schema)} | problems,
        }
    }


def _feature(layer: Layer) -> dict[str, Any]:
    columns = GeoJsonExport(layer.collection).table.columns
    return _object(
        type={"type": "string", "enum": ["Feature"]},
        id=_TEXT,
        geometry=_POINT,
        properties={"type": "object", "properties": {column.name: _property(column) for column in columns}},
    )


def _features(name: str, layer: Layer) -> dict[str, Any]:
    page = _object(
        type={"type": "string", "enum": ["FeatureCollection"]},
        features=_array(_reference(f"{name}Feature")),
        links=_LINKS,
        timeStamp={"type": "string", "format": "date-time"},
        numberReturned={"type": "integer", "minimum": 0},
        **_APPLIED,
        **(_LEFT_OUT if layer.collection == Collection.EVENTS else {}),
    )
    feature = _feature(layer)
    feature["properties"]["links"] = _LINKS  # only of a single feature
    return {f"{name}Feature": feature, f"{name}Page": page}


def _object(**members: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(members), "properties": members}


def _property(column: Column) -> dict[str, Any]:
    if column.many:
        kind = {"type": "array", "items": {"type": column.type, "nullable": True}}
    elif column.type in _FORMATS:
        kind = {"type": "string", "format": _FORMATS[column.type]}
    else:
        kind = {"type": column.type}
    return kind | {"nullable": True}
