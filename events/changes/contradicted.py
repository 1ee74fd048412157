"""A contradiction is public while both its ends are: publishing one end changes the record at the other."""

from events import write_guard
from events.changes.change import Change
from events.choices import Collection, ReviewStatus
from events.models import Revision
from events.models.record import record_models
from events.records.contradiction import OWNER_COLLECTIONS, contradiction_rows, end_columns, end_of

_BATCH_SIZE = 200


def announce_contradicted(writes: write_guard.TrackedWrites, change: Change) -> None:
    """Announce the public records that contradict a record which was published or withdrawn.

    Queries: 3 for every 200 records that can be contradicted.
    """
    for owner, collection in OWNER_COLLECTIONS.items():
        pks = sorted(writes.written_pks.get(record_models()[collection], ()))
        for start in range(0, len(pks), _BATCH_SIZE):
            if toggled := _toggled(collection, pks[start : start + _BATCH_SIZE]):
                _announce_other_ends(owner, toggled, writes, change)


def _toggled(collection: Collection, pks: list[int]) -> set[int]:
    """The records that the change published, or that are no longer public."""
    revisions = Revision.objects.filter(collection=collection, object_pk__in=pks)
    before = set(revisions.newest().filter(public=True).values_list("object_pk", flat=True))
    rows = record_models()[collection]._base_manager.filter(pk__in=pks, review_status=ReviewStatus.PUBLISHED)
    return before ^ set(rows.values_list("pk", flat=True))


def _announce_other_ends(
    owner: str, toggled: set[int], writes: write_guard.TrackedWrites, change: Change
) -> None:
    half = len(end_columns("left"))
    rows = contradiction_rows(owner, toggled).values_list(*end_columns("left"), *end_columns("right"))
    for row in rows:
        for _, kind, pk, status in (end_of(list(row[:half])), end_of(list(row[half:]))):
            if status == ReviewStatus.PUBLISHED and not (kind == owner and pk in toggled):
                collection = OWNER_COLLECTIONS[kind]
                change.announced.add((collection, pk))
                writes.written_pks.setdefault(record_models()[collection], set()).add(pk)
