"""What a change of a record is to the public."""

from typing import Any

from events.changes.change import Change
from events.choices import Access, Collection, PublicChange, ReviewStatus
from events.models import Revision
from events.records.projection import is_visible_change

_RESTRICTING = (PublicChange.REDACTED, PublicChange.WITHDRAWN)


def review_status(stored: dict[str, Any] | None) -> ReviewStatus | None:
    """Where a record stands; None where there is none."""
    return ReviewStatus(stored["review_status"]) if stored else None


def classify(
    change: Change,
    collection: Collection,
    pk: int,
    old: Revision | None,
    new: dict[str, Any] | None,
    successor: str,
) -> tuple[str, str]:
    """What a change of one record is to the public, and the reason that it reads; nothing where it sees none.

    Queries: see `is_visible_change`.
    """
    if successor:
        return (PublicChange.MERGED, change.public_reason) if old and old.revision else ("", "")
    was, now = review_status(old.record if old else None), review_status(new)
    if now == ReviewStatus.PUBLISHED:
        if (collection, pk) in change.unmerged:
            return PublicChange.UNMERGED, change.public_reason
        if was == now and (collection, pk) not in change.announced and not _is_visible(collection, old, new):
            return "", ""
        if change.is_redaction:
            return PublicChange.REDACTED, change.public_reason
        return PublicChange.UPSERT, ""
    if was == ReviewStatus.PUBLISHED or now == was == ReviewStatus.WITHDRAWN:
        reason = (new or {}).get("withdrawn_reason") or ""
        if was == ReviewStatus.PUBLISHED or reason != ((old and old.record) or {}).get("withdrawn_reason"):
            return PublicChange.WITHDRAWN, reason
    return "", ""  # the public never saw it, or knows already


def _is_visible(collection: Collection, old: Revision | None, new: dict[str, Any] | None) -> bool:
    return is_visible_change(collection, (old and old.record) or {}, new or {})


def restricts(word: str, old: Revision | None, new: dict[str, Any] | None) -> bool:
    """Whether the public may read less than before, after a change that is this to it."""
    return word in _RESTRICTING or (old is not None and _restricts_access(old, new))


def _restricts_access(old: Revision, new: dict[str, Any] | None) -> bool:
    """Whether the public may read less of an article than before."""
    was, now = (old.record or {}).get("access"), (new or {}).get("access")
    words = list(Access)
    return old.public and was is not None and now is not None and words.index(now) > words.index(was)
