"""The kind of a public change: published or changed, withdrawn, merged, unmerged, redacted."""

from typing import Any

from events.changes.change import Change
from events.choices import Access, Collection, PublicChange, ReviewStatus
from events.models import Revision
from events.records.projection import is_visible_change

_RESTRICTING = (PublicChange.REDACTED, PublicChange.WITHDRAWN)


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
    return "", ""  # it was never public, or has been withdrawn before


def _is_visible(collection: Collection, old: Revision | None, new: dict[str, Any] | None) -> bool:
    return is_visible_change(collection, (old and old.record) or {}, new or {})


def restricts(change: str, old: Revision | None, new: dict[str, Any] | None) -> bool:
    """Whether the public can read less after a change of this kind."""
    return change in _RESTRICTING or (old is not None and _restricts_access(old, new))


def _restricts_access(old: Revision, new: dict[str, Any] | None) -> bool:
    """Whether the change closes the access to an article."""
    was, now = (old.record or {}).get("access"), (new or {}).get("access")
    words = list(Access)
    return old.public and was is not None and now is not None and words.index(now) > words.index(was)
