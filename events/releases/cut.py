"""Cutting a release: giving the current state of the database a name."""

import hashlib
from collections import Counter
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from events import changes
from events.choices import Collection
from events.exports import FORMATS, RecordDict
from events.exports.base import ProgressCallback, report_progress
from events.models import PublicId, Release
from events.records import Representation
from events.releases.readable_state import batches_at, latest_seq
from events.snapshots import read_snapshot

CHECKSUM_EXPORT = FORMATS["ndjson"]
"""The format whose bytes the checksum is of, so that anybody can verify a download."""


def cut_release(name: str, note: str = "", progress: ProgressCallback | None = None) -> Release:
    """Cuts a release of the current state.

    The checksum is computed in a read snapshot, so that no writer waits for it; changes meanwhile come after
    the release. Memory does not grow with the number of records.

    Raises: ValidationError if the name is invalid or taken.
    """
    release = Release(name=name, note=note)
    release.full_clean(exclude=["seq", "at", "checksum", "counts"])
    with read_snapshot(limited=False):
        release.seq, release.at = latest_seq(), timezone.now()
        release.checksum, release.counts = _checksum_and_counts(release.seq, progress)
    try:
        with changes.maintenance_transaction():
            release.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError({"name": f"“{name}” was cut meanwhile by somebody else."}) from error
    return release


def _checksum_and_counts(seq: int, progress: ProgressCallback | None) -> tuple[str, dict[str, int]]:
    """The checksum of a state, and how many records of each collection it contains."""
    digest, counts = hashlib.sha256(), Counter[str]()

    def batches(collection: Collection, representation: Representation) -> Iterator[list[RecordDict]]:
        counts[collection.value] = 0
        for batch in batches_at(collection, seq, representation):
            counts[collection.value] += len(batch)
            yield batch

    for collection in sorted(Collection):
        export = CHECKSUM_EXPORT(collection)
        id_count = PublicId.objects.filter(collection=collection).count()  # an upper bound of the records
        reported = report_progress(batches(collection, export.shape), collection.value, id_count, progress)
        for piece in export.write(reported):
            digest.update(piece)
    return digest.hexdigest(), dict(counts)
