"""GeoJSON: a feature for each event or place, with the columns of its CSV. Source: RFC 7946."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from events.choices import Collection, LocationKind
from events.exports.base import Batches, Export, ExportOption, RecordDict
from events.exports.ndjson import json_line
from events.exports.table_export import COLLECTION_TABLES

PRECISE_KINDS = (LocationKind.SITE, LocationKind.POPULATED_PLACE, LocationKind.ADMIN3)
"""The kinds whose point is precise enough for a map; that of a country would mislead."""
CENTROID = "centroid"
_KIND_COLUMNS = {Collection.EVENTS: "place_kind", Collection.LOCATIONS: "kind"}


class GeoJsonExport(Export):
    """One FeatureCollection; a coarse place has no geometry, unless centroids are requested."""

    media_type: ClassVar = "application/geo+json"
    extension: ClassVar = "geojson"
    collections: ClassVar = (Collection.EVENTS, Collection.LOCATIONS)
    defaulted: ClassVar = True
    options: ClassVar = {
        "geometry": ExportOption(
            (CENTROID,),
            "With format=geojson: a point for coarse places too, such as that of a country. Without it only "
            "sites, populated places and third-level divisions have one.",
        )
    }

    def __init__(self, collection: Collection, geometry: str = "") -> None:
        super().__init__(collection)
        self.table = COLLECTION_TABLES[collection]
        self.shape = self.table.shape
        self.coarse = geometry == CENTROID

    def write(self, batches: Batches) -> Iterator[bytes]:
        """The features, a line each, after what is said of them all."""
        said = "".join(f'"{name}":{json_line(value)},' for name, value in self.members.items())
        prefix = f'{{"type":"FeatureCollection",{said}"features":[\n'
        for batch in batches:
            yield (prefix + ",\n".join(map(json_line, self.features(batch)))).encode()
            prefix = ",\n"
        yield b"\n]}\n" if prefix == ",\n" else f"{prefix}]}}\n".encode()

    def features(self, batch: list[RecordDict]) -> Iterator[dict[str, Any]]:
        """A feature for each record."""
        for values in self.table.rows(batch, self.seq):
            cells = {column.name: value for column, value in zip(self.table.columns, values, strict=True)}
            yield {
                "type": "Feature",
                "id": cells["id"],
                "geometry": self._geometry(cells),
                "properties": cells,
            }

    def _geometry(self, properties: Mapping[str, Any]) -> dict[str, Any] | None:
        longitude, latitude = properties["longitude"], properties["latitude"]
        exact = self.coarse or properties[_KIND_COLUMNS[self.collection]] in PRECISE_KINDS
        if longitude is None or latitude is None or not exact:
            return None
        return {"type": "Point", "coordinates": [longitude, latitude]}
