"""GeoJSON: a feature for each event or place, with the columns of its CSV. Source: RFC 7946."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from events.choices import Collection, LocationKind
from events.exports.base import Batches, Export, Record
from events.exports.ndjson import json_line
from events.exports.tables import TABLES

PRECISE = (LocationKind.SITE, LocationKind.POPULATED_PLACE, LocationKind.ADMIN3)
"""The kinds whose point is where something is; that of a country would be a lie on a map."""
CENTROID = "centroid"
_KINDS = {Collection.EVENTS: "place_kind", Collection.LOCATIONS: "kind"}


class GeoJsonExport(Export):
    """One FeatureCollection; what is known too coarsely has no geometry unless centroids are asked for."""

    media_type: ClassVar = "application/geo+json"
    extension: ClassVar = "geojson"
    collections: ClassVar = (Collection.EVENTS, Collection.LOCATIONS)
    options: ClassVar = {"geometry": (CENTROID,)}
    about: ClassVar = {
        "geometry": "With format=geojson: a point for coarse places too, such as that of a country. Without "
        "it only sites, populated places and third-level divisions have one."
    }

    def __init__(self, collection: Collection, geometry: str = "") -> None:
        super().__init__(collection)
        self.table = TABLES[collection]
        self.shape = self.table.shape
        self.coarse = geometry == CENTROID

    def look_back(self, seq: int) -> None:
        """Make the rows of that time."""
        self.table = self.table.at(seq)

    def write(self, batches: Batches) -> Iterator[bytes]:
        """The features, a line each."""
        head = '{"type":"FeatureCollection","features":[\n'
        for batch in batches:
            yield (head + ",\n".join(map(json_line, self.features(batch)))).encode()
            head = ",\n"
        yield b"\n]}\n" if head == ",\n" else f"{head}]}}\n".encode()

    def features(self, batch: Iterable[Record]) -> Iterator[dict[str, Any]]:
        """A feature for each record."""
        names = [column.name for column in self.table.columns]
        for values in self.table.rows(batch):
            yield self._feature(dict(zip(names, values, strict=True)))

    def _feature(self, properties: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "type": "Feature",
            "id": properties["id"],
            "geometry": self._geometry(properties),
            "properties": properties,
        }

    def _geometry(self, properties: Mapping[str, Any]) -> dict[str, Any] | None:
        longitude, latitude = properties["longitude"], properties["latitude"]
        told = self.coarse or properties[_KINDS[self.collection]] in PRECISE
        if longitude is None or latitude is None or not told:
            return None
        return {"type": "Point", "coordinates": [longitude, latitude]}
