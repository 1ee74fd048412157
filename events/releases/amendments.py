"""The records of a release that cannot be read any more as they were when it was cut."""

from typing import Any

from django.db.models import Count, DateTimeField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from events.choices import Access, IdState, PublicChange
from events.models import PublicId, Release, Revision
from events.records.representation import format_timestamp
from events.releases.readable_state import is_still_public, newest_revisions, was_public

_COUNTS = ("withdrawn", "redacted", "restricted")


def amendment(release: Release) -> dict[str, Any] | None:
    """When records of a release were last restricted, and how many have been; None if none were. Queries: 3.

    The queries read only changes that restrict, merged ids and redacted revisions: there are few of each.
    """
    counts = [
        _count_unreadable(_last_restrictions(release.seq), release.seq),
        _count_unreadable(_merged_ids_restricted(release.seq), release.seq),
        _count_redacted(release),
    ]
    at = max((count["at"] for count in counts if count["at"]), default=None)
    if at is None:
        return None
    totals = {name: sum(count.get(name, 0) for count in counts) for name in _COUNTS}
    return {"at": format_timestamp(at)} | totals


def _restricting_revisions(seq: int) -> QuerySet[Revision]:
    """The later revisions of the outer row's collection that restrict, the newest first."""
    revisions = Revision.objects.filter(collection=OuterRef("collection"), restricts=True, public_seq__gt=seq)
    return revisions.order_by("-public_seq")


def _last_restrictions(seq: int) -> QuerySet[Any]:
    """The last restricting revision of each record that is not merged."""
    later = _restricting_revisions(seq).filter(slug=OuterRef("slug"), public_seq__gt=OuterRef("public_seq"))
    own_id = PublicId.objects.filter(collection=OuterRef("collection"), slug=OuterRef("slug"))
    unmerged = ~Exists(own_id.filter(state=IdState.MERGED))
    return Revision.objects.filter(~Exists(later), unmerged, restricts=True, public_seq__gt=seq).annotate(
        since=F("at")
    )


def _merged_ids_restricted(seq: int) -> QuerySet[Any]:
    """The merged ids that were restricted, or whose successor was."""
    restricting = _restricting_revisions(seq).filter(slug__in=[OuterRef("slug"), OuterRef("successor")])
    since = Subquery(restricting.values("at")[:1])
    return PublicId.objects.filter(state=IdState.MERGED).annotate(since=since).filter(since__isnull=False)


def _count_unreadable(rows: QuerySet[Any], seq: int) -> dict[str, Any]:
    """How many records of the state, out of these rows with an id and a time, are withdrawn or restricted."""
    access = {"access_then": _access(newest_revisions(seq)), "access_now": _access(newest_revisions())}
    restricted = Q(access_then=Access.OPEN, access_now__in=[Access.QUOTES, Access.CLOSED])
    restricted |= Q(access_then=Access.QUOTES, access_now=Access.CLOSED)
    contained = rows.alias(contained=was_public(seq)).filter(contained=True)
    contained = contained.alias(readable=is_still_public(), **access)
    return contained.filter(Q(readable=False) | restricted).aggregate(
        at=Max("since"),
        withdrawn=Count("pk", filter=Q(readable=False)),
        restricted=Count("pk", filter=Q(readable=True) & restricted),
    )


def _count_redacted(release: Release) -> dict[str, Any]:
    """How many revisions of a release were redacted.

    Redacting old revisions alone makes no public change: the time is then that of the release.
    """
    same_record = Q(collection=OuterRef("collection"), slug=OuterRef("slug"))
    later = Revision.objects.filter(
        same_record, public_seq__gt=OuterRef("public_seq"), public_seq__lte=release.seq
    )
    redacted = Revision.objects.filter(redacted_in_public=True, public=True, public_seq__lte=release.seq)
    contained = redacted.filter(~Exists(later))
    redactions = _restricting_revisions(release.seq).filter(change=PublicChange.REDACTED)
    redacted_at = Subquery(redactions.filter(slug=OuterRef("slug")).values("at")[:1])
    since = Coalesce(redacted_at, Value(release.at, DateTimeField()))
    readable = contained.alias(readable=is_still_public()).filter(readable=True)
    return readable.annotate(since=since).aggregate(at=Max("since"), redacted=Count("pk"))


def _access(revisions: Any) -> Subquery:
    """The access to the text of the record, if it is an article."""
    return Subquery(revisions.values(access=KT("record__access"))[:1])
