"""Exports of whole results: records in, bytes out. A new format is one file and its line in `FORMATS`."""

from events.choices import Collection
from events.exports.base import BATCH_SIZE, Batches, Export, ExportOption, RecordDict
from events.exports.csv import CsvExport
from events.exports.geojson import GeoJsonExport
from events.exports.ndjson import NdjsonExport
from events.exports.parquet import ParquetExport

FORMATS: dict[str, type[Export]] = {
    "csv": CsvExport,
    "ndjson": NdjsonExport,
    "geojson": GeoJsonExport,
    "parquet": ParquetExport,
}
"""The formats of whole results, by the word that `format` takes."""


def formats_of(collection: Collection) -> dict[str, type[Export]]:
    """The formats in which a collection can be exported."""
    return {name: export for name, export in FORMATS.items() if collection in export.collections}
