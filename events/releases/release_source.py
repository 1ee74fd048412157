"""A release as the source of a package."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from events.choices import Collection
from events.exports import Export, RecordDict
from events.exports.record_source import RecordSource
from events.models import Release
from events.records.representation import format_timestamp
from events.releases.amendments import amendment
from events.releases.readable_state import batches_at


@dataclass(frozen=True, slots=True)
class ReleaseSource(RecordSource):
    """The records of a release, in the order of their ids: the same bytes at every time."""

    release: Release

    def count(self, collection: Collection) -> int:
        """How many there were when it was cut."""
        held: int = self.release.counts[collection.value]
        return held

    def batches(self, export: Export) -> Iterator[list[RecordDict]]:
        """Those of an export's collection, in its shape, as they were."""
        export.set_as_of(self.release.seq)
        return batches_at(export.collection, self.release.seq, export.shape)

    def metadata(self) -> dict[str, Any]:
        """Its name, when it was cut, its checksum, and whether it was amended. Queries: 1."""
        amended = amendment(self.release)
        return {
            "name": self.release.name,
            "title": f"News events, release {self.release.name}",
            "description": self.release.note or None,
            "version": self.release.name,
            "created": self.release.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "checksum": f"sha256:{self.release.checksum}",
            "amended": asdict(amended) | {"at": format_timestamp(amended.at)} if amended else None,
        }
