"""A release as the source of a package."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from events.choices import Collection
from events.exports import Export, Record
from events.exports.source import Source
from events.models import Release
from events.records.shape import moment
from events.releases.amending import amendment
from events.releases.state import batches_at


@dataclass(frozen=True, slots=True)
class ReleaseSource(Source):
    """The records of a release, in the order of their ids: the same bytes at every time."""

    release: Release

    def count(self, collection: Collection) -> int:
        """How many there were when it was cut."""
        held: int = self.release.counts[collection.value]
        return held

    def batches(self, export: Export) -> Iterator[list[Record]]:
        """Those of an export's collection, in its shape, as they were."""
        export.look_back(self.release.seq)
        return batches_at(export.collection, self.release.seq, export.shape)

    def told(self) -> dict[str, Any]:
        """Its name, when it was cut, its checksum, and whether it was amended. Queries: 1."""
        amended = amendment(self.release)
        return {
            "name": self.release.name,
            "title": f"News events, release {self.release.name}",
            "description": self.release.note or None,
            "version": self.release.name,
            "created": self.release.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "checksum": f"sha256:{self.release.checksum}",
            "amended": asdict(amended) | {"at": moment(amended.at)} if amended else None,
        }
