"""Cutting a release: the state that stands, under a name."""

import hashlib
from collections import Counter
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from events import changes
from events.choices import Collection
from events.exports import FORMATS, Record
from events.exports.progress import Progress, counted
from events.models import PublicId, Release
from events.reading import snapshot
from events.records import Shape
from events.releases.state import batches_at, last_change

CHECKED = FORMATS["ndjson"]
"""What the checksum is taken of: whoever downloads it can take it again."""


def cut(name: str, note: str = "", progress: Progress | None = None) -> Release:
    """Give the state that stands a name.

    The checksum is taken from a snapshot, so that nobody waits for it; what changes meanwhile comes
    after the release. Memory does not grow with the number of records.

    Raises: ValidationError where the name is none or taken.
    """
    release = Release(name=name, note=note)
    release.full_clean(exclude=["seq", "at", "checksum", "counts"])
    with snapshot(limited=False):
        release.seq, release.at = last_change(), timezone.now()
        release.checksum, release.counts = _checked(release.seq, progress)
    try:
        with changes.turn():
            release.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError({"name": f"“{name}” was cut meanwhile by somebody else."}) from error
    return release


def _checked(seq: int, progress: Progress | None) -> tuple[str, dict[str, int]]:
    """The checksum of a state, and how many records of each collection it holds."""
    digest, counts = hashlib.sha256(), Counter[str]()

    def batches(collection: Collection, shape: Shape) -> Iterator[list[Record]]:
        counts[collection.value] = 0
        for batch in batches_at(collection, seq, shape):
            counts[collection.value] += len(batch)
            yield batch

    for collection in sorted(Collection):
        export = CHECKED(collection)
        used = PublicId.objects.filter(collection=collection).count()  # no fewer than there are
        found = counted(batches(collection, export.shape), collection.value, used, progress)
        for piece in export.write(found):
            digest.update(piece)
    return digest.hexdigest(), dict(counts)
