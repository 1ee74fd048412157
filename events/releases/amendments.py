"""What of a release cannot be read any more as it was cut."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, DateTimeField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from events.choices import Access, IdState, PublicChange
from events.models import PublicId, Release, Revision
from events.releases.readable_state import is_still_public, newest_revisions, was_public

_AMENDMENT_COUNTS = ("withdrawn", "redacted", "restricted")


@dataclass(frozen=True, slots=True)
class Amendment:
    """When something of a release was last taken from the public, and of how many of its records."""

    at: datetime
    withdrawn: int
    """Records that were withdrawn, and are in it no longer."""
    redacted: int
    """Records that something was taken out of."""
    restricted: int
    """Articles whose text or quotations may not be read any more."""


def amendment(release: Release) -> Amendment | None:
    """What was taken from a release since; none where it is as it was cut. Queries: 3.

    Looks at changes that take something from the public, merged ids and redacted revisions alone: there
    are few of each.
    """
    tallies = [
        _count_unreadable(_last_restrictions(release.seq), release.seq),
        _count_unreadable(_merged_ids_restricted(release.seq), release.seq),
        _count_redacted(release),
    ]
    at = max((one["at"] for one in tallies if one["at"]), default=None)
    if at is None:
        return None
    return Amendment(at, *(sum(one.get(name, 0) for one in tallies) for name in _AMENDMENT_COUNTS))


def _restricting_revisions(seq: int) -> QuerySet[Revision]:
    """Of the collection of the row outside, what took something from the public since, the last first."""
    return Revision.objects.filter(collection=OuterRef("collection"), restricts=True, seq__gt=seq).order_by(
        "-seq"
    )


def _last_restrictions(seq: int) -> QuerySet[Any]:
    """Of each record that something was taken from, the last such change; without what was merged."""
    later = _restricting_revisions(seq).filter(slug=OuterRef("slug"), seq__gt=OuterRef("seq"))
    merged = PublicId.objects.filter(
        collection=OuterRef("collection"), slug=OuterRef("slug"), state=IdState.MERGED
    )
    last = Revision.objects.filter(~Exists(later), ~Exists(merged), restricts=True, seq__gt=seq)
    return last.annotate(since=F("at"))


def _merged_ids_restricted(seq: int) -> QuerySet[Any]:
    """The merged ids from which, or from whose successors, something was taken."""
    taken = _restricting_revisions(seq).filter(slug__in=[OuterRef("slug"), OuterRef("successor")])
    merged = PublicId.objects.filter(state=IdState.MERGED).annotate(since=Subquery(taken.values("at")[:1]))
    return merged.filter(since__isnull=False)


def _count_unreadable(rows: QuerySet[Any], seq: int) -> dict[str, Any]:
    """How many of these rows, which have an id and a time, the state held and not as it was."""
    access = {"access_then": _access(newest_revisions(seq)), "access_now": _access(newest_revisions())}
    narrower = Q(access_then=Access.OPEN, access_now__in=[Access.QUOTES, Access.CLOSED])
    narrower |= Q(access_then=Access.QUOTES, access_now=Access.CLOSED)
    held = rows.alias(held=was_public(seq)).filter(held=True).alias(stands=is_still_public(), **access)
    return held.filter(Q(stands=False) | narrower).aggregate(
        at=Max("since"),
        withdrawn=Count("pk", filter=Q(stands=False)),
        restricted=Count("pk", filter=Q(stands=True) & narrower),
    )


def _count_redacted(release: Release) -> dict[str, Any]:
    """How many of the revisions that a release holds something was taken out of.

    A word that stood in old revisions alone leaves no change of today: then it was some time since the cut.
    """
    same = Q(collection=OuterRef("collection"), slug=OuterRef("slug"))
    later = Revision.objects.filter(same, seq__gt=OuterRef("seq"), seq__lte=release.seq)
    held = Revision.objects.filter(~Exists(later), redacted=True, public=True, seq__lte=release.seq)
    redacted = _restricting_revisions(release.seq).filter(slug=OuterRef("slug"), change=PublicChange.REDACTED)
    since = Coalesce(Subquery(redacted.values("at")[:1]), Value(release.at, DateTimeField()))
    standing = held.alias(stands=is_still_public()).filter(stands=True)
    return standing.annotate(since=since).aggregate(at=Max("since"), redacted=Count("pk"))


def _access(revisions: Any) -> Subquery:
    """How much the public may read of the record, if it is an article."""
    return Subquery(revisions.values(access=KT("record__access"))[:1])
