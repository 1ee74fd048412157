"""What a change is to the public: its kind, and the records at the other ends of contradictions."""

from typing import Any

from events import write_guard
from events.changes.change import Change
from events.choices import Access, Collection, PublicChange, ReviewStatus
from events.models import Revision
from events.models.record import record_models
from events.records.contradiction import OWNER_COLLECTIONS, contradiction_rows, end_columns, end_of
from events.records.projection import is_visible_change

_BATCH_SIZE = 200


def review_status(stored: dict[str, Any] | None) -> ReviewStatus | None:
    """The review status of a stored record; None for none."""
    return ReviewStatus(stored["review_status"]) if stored else None


def classify(
    change: Change,
    collection: Collection,
    pk: int,
    old: Revision | None,
    new: dict[str, Any] | None,
    successor: str,
) -> tuple[str, str]:
    """The kind of the public change of a record and its public reason; both empty if it is not public.

    Queries: see `is_visible_change`.
    """
    if successor:
        return (PublicChange.MERGED, change.public_reason) if old and old.revision else ("", "")
    before = (old and old.record) or {}
    was, now = review_status(before), review_status(new)
    if now == ReviewStatus.PUBLISHED:
        if (collection, pk) in change.unmerged:
            return PublicChange.UNMERGED, change.public_reason
        announced = (collection, pk) in change.announced
        if was == now and not announced and not is_visible_change(collection, before, new or {}):
            return "", ""
        if change.is_redaction:
            return PublicChange.REDACTED, change.public_reason
        return PublicChange.UPSERT, ""
    reason = (new or {}).get("withdrawn_reason") or ""
    if now == ReviewStatus.WITHDRAWN and (collection, pk) in change.unmerged and old and old.revision:
        return PublicChange.WITHDRAWN, reason  # its address led on, and says now that it is withdrawn
    reworded = now == was == ReviewStatus.WITHDRAWN and reason != before.get("withdrawn_reason")
    if was == ReviewStatus.PUBLISHED or reworded:
        return PublicChange.WITHDRAWN, reason
    return "", ""  # it was never public, or has been withdrawn before


def restricts(change: str, old: Revision | None, new: dict[str, Any] | None) -> bool:
    """Whether the public can read less after a change of this kind."""
    if change in (PublicChange.REDACTED, PublicChange.WITHDRAWN):
        return True
    was, now = ((old and old.record) or {}).get("access"), (new or {}).get("access")
    words = list(Access)  # of an article, from the most to the least that is read
    return bool(old and old.public and was and now and words.index(now) > words.index(was))


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
