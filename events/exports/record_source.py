"""The sources of the records of a package: the present records; a release is another."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from events import records
from events.choices import Collection
from events.exports.base import BATCH_SIZE, Export, RecordDict
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
