"""A Frictionless Data Package: tables, whole records and maps, with the metadata to read and cite them.

Source: Data Package v1, https://specs.frictionlessdata.io/data-package/.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from events.choices import Collection
from events.exports.base import Export
from events.exports.csv import CsvExport
from events.exports.event_part_tables import PART_TABLES
from events.exports.geojson import GeoJsonExport
from events.exports.ndjson import NdjsonExport
from events.exports.progress_callback import ProgressCallback, report_progress
from events.exports.record_source import RecordSource


@dataclass(frozen=True, slots=True)
class _PackageFile:
    """One file of the package, as datapackage.json describes it."""

    export: Export
    size: int
    sha256: str

    def resource(self) -> dict[str, Any]:
        path = self.export.file_name
        descriptor: dict[str, Any] = {
            "name": path.replace(".", "-").replace("_", "-"),
            "path": path,
            "format": self.export.extension,
            "mediatype": self.export.media_type,
            "encoding": "utf-8",
            "bytes": self.size,
            "hash": f"sha256:{self.sha256}",
        }
        if isinstance(self.export, CsvExport):
            descriptor |= {
                "name": path.removesuffix(".csv").replace("_", "-"),
                "profile": "tabular-data-resource",
            }
            descriptor["schema"] = _schema(self.export)
        return descriptor


def _schema(export: CsvExport) -> dict[str, Any]:
    """The types of the columns; empty is unknown."""
    fields = [
        {"name": column.name, "type": "string" if column.many else column.type}
        | ({"format": "any"} if column.type == "datetime" else {})  # the default has no fractions of seconds
        for column in export.table.columns
    ]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if export.part:
        reference = {"resource": Collection.EVENTS.value, "fields": "id"}
        schema["foreignKeys"] = [{"fields": "event_id", "reference": reference}]
    else:
        schema["primaryKey"] = "id"
    return schema


def write_package(folder: Path, source: RecordSource, progress: ProgressCallback | None = None) -> None:
    """Write the records of a source into a new folder.

    It is written beside the final folder and renamed when it is complete. Queries: those of the records
    for each file and batch, which are read from the snapshot that the caller opened.
    """
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        files = [_write(draft, export, source, progress) for export in _exports()]
        descriptor = _descriptor(folder.name, source, files)
        text = json.dumps(descriptor, ensure_ascii=False, indent=2)
        (draft / "datapackage.json").write_text(f"{text}\n", encoding="utf-8")
        draft.chmod(0o755)
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft)
        raise


def _exports() -> list[Export]:
    tables = [CsvExport(collection) for collection in Collection]
    parts = [CsvExport(Collection.EVENTS, part) for part in PART_TABLES]
    maps = [GeoJsonExport(Collection.EVENTS), GeoJsonExport(Collection.LOCATIONS)]
    return [*tables, *parts, NdjsonExport(Collection.EVENTS), *maps]


def _write(
    folder: Path, export: Export, source: RecordSource, progress: ProgressCallback | None
) -> _PackageFile:
    digest, size = hashlib.sha256(), 0
    total = source.count(export.collection) if progress else 0
    batches = report_progress(source.batches(export), export.file_name, total, progress)
    with (folder / export.file_name).open("wb") as file:
        for chunk in export.write(batches):
            digest.update(chunk)
            size += file.write(chunk)
    return _PackageFile(export, size, digest.hexdigest())


def _descriptor(name: str, source: RecordSource, files: Iterable[_PackageFile]) -> dict[str, Any]:
    """datapackage.json: licences and attribution are those of the public datasets."""
    datasets = source.datasets()
    licences = dict.fromkeys(dataset["licence"] for dataset in datasets)
    slug = "".join(char if char.isascii() and char.isalnum() else "-" for char in name.lower()).strip("-")
    whole = {"profile": "data-package", "name": slug or "events"} | source.metadata()
    descriptor = whole | {
        "licenses": [{"name": licence, "title": licence} for licence in licences],
        "contributors": [{"title": dataset["attribution"], "role": "author"} for dataset in datasets],
        "sources": [
            {"title": dataset["name"]} | ({"path": dataset["url"]} if dataset["url"] else {})
            for dataset in datasets
        ],
        "resources": [file.resource() for file in files],
    }
    return {key: value for key, value in descriptor.items() if value is not None and value != []}
