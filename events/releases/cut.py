"""Cutting a release: the state that stands, under a name."""

import hashlib
from collections import Counter
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from events import changes
from events.choices import Collection
from events.exports import FORMATS, RecordDict
from events.exports.progress_callback import ProgressCallback, report_progress
from events.models import PublicId, Release
from events.records import Representation
from events.releases.readable_state import batches_at, latest_seq
from events.snapshots import read_snapshot

CHECKSUM_EXPORT = FORMATS["ndjson"]
"""What the checksum is taken of: whoever downloads it can take it again."""


def cut_release(name: str, note: str = "", progress: ProgressCallback | None = None) -> Release:
    """Give the state that stands a name.

    The checksum is taken from a snapshot, so that nobody waits for it; what changes meanwhile comes
    after the release. Memory does not grow with the number of records.

    Raises: ValidationError where the name is none or taken.
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
    """The checksum of a state, and how many records of each collection it holds."""
    digest, counts = hashlib.sha256(), Counter[str]()

    def batches(collection: Collection, shape: Representation) -> Iterator[list[RecordDict]]:
        counts[collection.value] = 0
        for batch in batches_at(collection, seq, shape):
            counts[collection.value] += len(batch)
            yield batch

    for collection in sorted(Collection):
        export = CHECKSUM_EXPORT(collection)
        used = PublicId.objects.filter(collection=collection).count()  # no fewer than there are
        found = report_progress(batches(collection, export.shape), collection.value, used, progress)
        for piece in export.write(found):
            digest.update(piece)
    return digest.hexdigest(), dict(counts)
