"""A Frictionless Data Package: tables, whole records and maps, with the metadata to read and cite them.

Source: Data Package v1, https://specs.frictionlessdata.io/data-package/.
"""

import hashlib
import json
import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from events import records
from events.choices import Collection
from events.exports.base import BATCH_SIZE, Export, ProgressCallback, RecordDict, report_progress
from events.exports.csv import CsvExport
from events.exports.event_part_tables import PART_TABLES
from events.exports.geojson import GeoJsonExport
from events.exports.ndjson import NdjsonExport
from events.models.record import record_models
from events.snapshots import extend_deadline


class RecordSource(ABC):
    """Records of every collection."""

    @abstractmethod
    def count(self, collection: Collection) -> int:
        """The number of records."""

    @abstractmethod
    def batches(self, export: Export) -> Iterator[list[RecordDict]]:
        """The records of an export's collection, in its representation."""

    @abstractmethod
    def metadata(self) -> dict[str, Any]:
        """The properties of the whole package in datapackage.json."""

    def datasets(self) -> list[RecordDict]:
        """The datasets of the records."""
        export = NdjsonExport(Collection.DATASETS)
        return [record for batch in self.batches(export) for record in batch]


@dataclass(frozen=True, slots=True)
class CurrentRecords(RecordSource):
    """The present events that meet a condition, and all present records of the other collections."""

    condition: Q
    query: str = ""

    def _public(self, collection: Collection) -> QuerySet[Any]:
        published: QuerySet[Any] = record_models()[collection].objects.published()
        return published.filter(self.condition) if collection is Collection.EVENTS else published

    def count(self, collection: Collection) -> int:
        """The number of records. Queries: 1."""
        return self._public(collection).count()

    def batches(self, export: Export) -> Iterator[list[RecordDict]]:
        """The records of an export's collection, in the order of their keys."""
        matching, last = self._public(export.collection).order_by("pk").values_list("pk", flat=True), 0
        while pks := list(matching.filter(pk__gt=last)[:BATCH_SIZE]):
            yield records.load(export.collection, pks, export.shape)
            last = pks[-1]
            extend_deadline()

    def metadata(self) -> dict[str, Any]:
        """The title, the time of writing and the query of the events."""
        created = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        return {"title": "News events", "created": created, "query": self.query or None}


def write_package(folder: Path, source: RecordSource, progress: ProgressCallback | None = None) -> None:
    """Write the records of a source into a new folder.

    It is written beside the final folder and renamed when it is complete. Queries: those of the records
    for each file and batch, which are read from the snapshot that the caller opened.
    """
    exports: list[Export] = [
        *map(CsvExport, Collection),
        *(CsvExport(Collection.EVENTS, part) for part in PART_TABLES),
        NdjsonExport(Collection.EVENTS),
        *map(GeoJsonExport, GeoJsonExport.collections),
    ]
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        resources = [_write(draft, export, source, progress) for export in exports]
        descriptor = _descriptor(folder.name, source, resources)
        text = json.dumps(descriptor, ensure_ascii=False, indent=2)
        (draft / "datapackage.json").write_text(f"{text}\n", encoding="utf-8")
        draft.chmod(0o755)
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft)
        raise


def _write(
    folder: Path, export: Export, source: RecordSource, progress: ProgressCallback | None
) -> dict[str, Any]:
    """Write one file; returns how datapackage.json describes it."""
    digest, size, path = hashlib.sha256(), 0, export.file_name
    total = source.count(export.collection) if progress else 0
    batches = report_progress(source.batches(export), path, total, progress)
    with (folder / path).open("wb") as file:
        for chunk in export.write(batches):
            digest.update(chunk)
            size += file.write(chunk)
    resource = {
        "name": path.replace(".", "-").replace("_", "-"),
        "path": path,
        "format": export.extension,
        "mediatype": export.media_type,
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{digest.hexdigest()}",
    }
    if not isinstance(export, CsvExport):
        return resource
    name = path.removesuffix(".csv").replace("_", "-")
    return resource | {"name": name, "profile": "tabular-data-resource", "schema": _schema(export)}


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


def _descriptor(name: str, source: RecordSource, resources: list[dict[str, Any]]) -> dict[str, Any]:
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
        "resources": resources,
    }
    return {key: value for key, value in descriptor.items() if value is not None and value != []}
