"""A release as the source of an exported package."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from events.choices import Collection
from events.exports import Export, RecordDict
from events.exports.package import RecordSource
from events.models import Release
from events.releases.amendments import amendment
from events.releases.readable_state import batches_at


@dataclass(frozen=True, slots=True)
class ReleaseSource(RecordSource):
    """The records of a release, by id: an export has the same bytes at any time."""

    release: Release

    def count(self, collection: Collection) -> int:
        """How many records of a collection the release contained when it was cut."""
        return int(self.release.counts[collection.value])

    def batches(self, export: Export) -> Iterator[list[RecordDict]]:
        """The records of an export's collection, in its representation."""
        export.seq = self.release.seq
        return batches_at(export.collection, self.release.seq, export.shape)

    def metadata(self) -> dict[str, Any]:
        """The name of the release, when it was cut, its checksum and its amendment. Queries: 3."""
        return {
            "name": self.release.name,
            "title": f"News events, release {self.release.name}",
            "description": self.release.note or None,
            "version": self.release.name,
            "created": self.release.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "checksum": f"sha256:{self.release.checksum}",
            "amended": amendment(self.release),
        }
