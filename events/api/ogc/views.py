"""The views of OGC API - Features, from the landing page to one feature."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Max, Min, QuerySet
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from events import records
from events.api.errors import not_found
from events.api.ogc.layers import CRS84, GREGORIAN, LAYERS, Layer, check_format_alone, read_items_request
from events.api.ogc.openapi import GEOJSON, OPENAPI, build_document, feature_schema
from events.api.parameters import page_url
from events.api.record_lookup import get_published_pk
from events.api.results import Results
from events.api.snapshot_view import JSON_SCHEMA, SnapshotView, list_etag, renderer_for
from events.exports import BATCH_SIZE
from events.exports.geojson import PRECISE_KINDS, GeoJsonExport
from events.filtersets import did_you_mean
from events.filtersets.values import quote_value
from events.models import Location

JSON = "application/json"
CONFORMS_TO = [
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" for name in ("core", "geojson", "oas30")
]


class OgcView(SnapshotView):
    """A resource of the standard, which has its own OpenAPI document."""

    schema = None
    renderer_classes: tuple[type[JSONRenderer], ...] = (JSONRenderer,)


class FeaturesView(OgcView):
    """A resource in GeoJSON."""

    renderer_classes = (renderer_for(GEOJSON), JSONRenderer)


class LandingView(OgcView):
    """The landing page."""

    def get(self, request: Request) -> Response:
        check_format_alone(request.query_params)
        links = [
            _link(request, "/ogc/", "self", JSON, "This page"),
            _link(request, "/ogc/api", "service-desc", OPENAPI, "The OpenAPI document of it"),
            _link(request, "/ogc/conformance", "conformance", JSON, "What it conforms to"),
            _link(request, "/ogc/collections", "data", JSON, "The collections"),
        ]
        description = "Who did what to whom, where and when: events and places for maps."
        return Response({"title": "News-event database", "description": description, "links": links})


class OpenApiView(OgcView):
    """The OpenAPI document of the features."""

    # With its parameter `version`, the media type would not match `*/*`.
    renderer_classes = (renderer_for(OPENAPI.partition(";")[0]), JSONRenderer)

    def get(self, request: Request) -> Response:
        check_format_alone(request.query_params)
        return Response(build_document(), content_type=OPENAPI)


class ConformanceView(OgcView):
    """The conformance classes that the site implements."""

    def get(self, request: Request) -> Response:
        check_format_alone(request.query_params)
        return Response({"conformsTo": CONFORMS_TO})


class CollectionsView(OgcView):
    """The collections of features."""

    def get(self, request: Request) -> Response:
        """Returns all collections. Queries: 3."""
        check_format_alone(request.query_params)
        links = [_link(request, "/ogc/collections", "self", JSON, "The collections")]
        spatial = _spatial_extent()
        collections = [_collection_metadata(request, layer, spatial) for layer in LAYERS.values()]
        return Response({"links": links, "collections": collections})


class CollectionView(OgcView):
    """One collection of features."""

    def get(self, request: Request, collection: str) -> Response:
        """Returns the metadata of a collection. Queries: at most 3."""
        check_format_alone(request.query_params)
        return Response(_collection_metadata(request, _get_layer(collection), _spatial_extent()))


class FeatureSchemaView(OgcView):
    """The JSON Schema of the features of a collection."""

    renderer_classes = (renderer_for(JSON_SCHEMA), JSONRenderer)

    def get(self, request: Request, collection: str) -> Response:
        check_format_alone(request.query_params)
        return Response(feature_schema(_get_layer(collection)))


class ItemsView(FeaturesView):
    """The features of a collection, a page at a time."""

    def get(self, request: Request, collection: str) -> Response:
        """Returns a page. Queries: the sequence, 2 for the page, and those of the records of each batch."""
        layer, query = _get_layer(collection), request.query_params
        items = read_items_request(layer, query)
        etag = list_etag(request)
        public: QuerySet[Any] = layer.model.objects.published().filter(items.condition)
        results = Results.of_query(layer.filterset, public, (items.parsed,), layer.ordering)
        page = results.read_page(items.cursor, items.limit)
        path = f"/ogc/collections/{collection}"
        links = [
            _link(request, request.get_full_path(), "self", GEOJSON, "This page"),
            _link(request, path, "collection", JSON, "The collection"),
        ]
        if next_url := page_url(request, page.next.encode(items.identity) if page.next else None):
            links.append(_link(request, next_url, "next", GEOJSON, "The next page"))
        body = {
            "type": "FeatureCollection",
            "timeStamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "numberReturned": len(page.pks),
            "links": links,
            **results.defaults_members(first=items.cursor is None),
            "features": _features(layer, page.pks),
        }
        return Response(body, headers={"ETag": etag})


class FeatureView(FeaturesView):
    """One feature."""

    def get(self, request: Request, collection: str, feature: str) -> Response:
        """Returns the feature of a published record. Queries: 1 and those of the record."""
        check_format_alone(request.query_params)
        layer = _get_layer(collection)
        path = f"/ogc/collections/{collection}"
        pk = get_published_pk(
            layer.model, feature, lambda slug: request.build_absolute_uri(f"{path}/items/{slug}")
        )
        (body,) = _features(layer, [pk])
        links = [
            _link(request, f"{path}/items/{feature}", "self", GEOJSON, "This feature"),
            _link(request, f"/api/v1/{collection}/{feature}/", "alternate", JSON, "The whole record"),
            _link(request, path, "collection", JSON, "The collection"),
        ]
        return Response(body | {"links": links})


def _get_layer(name: str) -> Layer:
    if name in LAYERS:
        return LAYERS[name]
    listing = f"{quote_value(name)}; there are: {', '.join(LAYERS)}."
    raise not_found(f"There is no collection {listing}{did_you_mean(name, LAYERS)}")


def _link(request: Request, path: str, rel: str, media_type: str, title: str) -> dict[str, str]:
    return {"href": request.build_absolute_uri(path), "rel": rel, "type": media_type, "title": title}


def _features(layer: Layer, pks: list[int]) -> list[dict[str, Any]]:
    """The features of these records, read in batches."""
    export = GeoJsonExport(layer.collection)
    batches = (pks[start : start + BATCH_SIZE] for start in range(0, len(pks), BATCH_SIZE))
    loaded = (records.load(layer.collection, batch, export.shape) for batch in batches)
    return [feature for batch in loaded for feature in export.features(batch)]


def _collection_metadata(request: Request, layer: Layer, spatial: dict[str, Any]) -> dict[str, Any]:
    """The metadata of a collection, as the standard defines it."""
    name = layer.collection.value
    path = f"/ogc/collections/{name}"
    extent = {"spatial": spatial}
    if interval := layer.interval():
        extent["temporal"] = {"interval": [interval], "trs": GREGORIAN}
    return {
        "id": name,
        "title": layer.collection.label,
        "description": layer.description,
        "itemType": "feature",
        "crs": [CRS84],
        "extent": extent,
        "links": [
            _link(request, path, "self", JSON, "This collection"),
            _link(request, f"{path}/items", "items", GEOJSON, "Its features"),
            # GDAL requires this case, which names of relations ignore (RFC 8288).
            _link(request, f"{path}/schema", "describedBy", JSON_SCHEMA, "What its features hold"),
        ],
    }


def _spatial_extent() -> dict[str, Any]:
    """The box of all points of features; the whole world if there are none. Queries: 1."""
    points: Any = Location.objects.published().filter(kind__in=PRECISE_KINDS, latitude__isnull=False)
    edges = points.aggregate(Min("longitude"), Min("latitude"), Max("longitude"), Max("latitude"))
    box = [-180, -90, 180, 90] if None in edges.values() else list(edges.values())
    return {"bbox": [box], "crs": CRS84}
