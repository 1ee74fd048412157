"""What was public after a change, and still is: which ids, and the records as they were."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When

from events.choices import Collection, IdState
from events.exports import BATCH_SIZE, RecordDict
from events.models import PublicId, Revision, Sequence
from events.records import Representation, as_of
from events.snapshots import extend_deadline


def latest_seq() -> int:
    """The last change of all. Queries: 1."""
    return Sequence.objects.filter(pk=1).values_list("value", flat=True).first() or 0


def newest_revisions(seq: int | None = None) -> QuerySet[Revision]:
    """Of each row outside, the revisions of the record of its collection and id, the newest first."""
    mine = newest_revisions_of(collection=OuterRef("collection"), slug=OuterRef("slug"))
    return mine if seq is None else mine.filter(seq__lte=seq)


def newest_revisions_of(**record: Any) -> QuerySet[Revision]:
    """The revisions of a record, the newest first."""
    return Revision.objects.filter(**record).order_by("-seq")


def was_public(seq: int) -> Subquery:
    """Whether the record of the row outside was public after this change."""
    return Subquery(newest_revisions(seq).values("public")[:1])


def is_still_public() -> Subquery:
    """Whether the public may still read the past of the record of the row outside.

    It may of what is public, and of what went into something that is.
    """
    answers = Case(When(state=IdState.MERGED, then=F("successor")), default=F("slug"))
    now = newest_revisions_of(collection=OuterRef("collection"), slug=OuterRef("answers"))
    same = PublicId.objects.filter(collection=OuterRef("collection"), slug=OuterRef("slug"))
    return Subquery(
        same.annotate(answers=answers).annotate(public=Subquery(now.values("public")[:1])).values("public")
    )


def ids_at(collection: Collection, seq: int) -> QuerySet[PublicId]:
    """The ids that were public after a change and whose past may still be read.

    The registry is walked, not the revisions: a page costs the same however many of those there are.
    """
    used = PublicId.objects.filter(collection=collection)
    return used.alias(then=was_public(seq), stands=is_still_public()).filter(then=True, stands=True)


def slugs_of(pks: list[int]) -> list[str]:
    """The ids with these keys of the registry, in this order. Queries: 1."""
    slugs = dict(PublicId.objects.filter(pk__in=pks).values_list("pk", "slug"))
    return [slugs[pk] for pk in pks]


def batches_at(
    collection: Collection, seq: int, representation: Representation
) -> Iterator[list[RecordDict]]:
    """All records of a state, in the order of their ids. Queries: 1 a batch, and those of its records."""
    found, last = ids_at(collection, seq).order_by("slug").values_list("slug", flat=True), ""
    while slugs := list(found.filter(slug__gt=last)[:BATCH_SIZE]):
        extend_deadline()
        yield records_at(collection, slugs, seq, representation)
        last = slugs[-1]
        extend_deadline()


def records_at(
    collection: Collection, slugs: list[str], seq: int, representation: Representation
) -> list[dict[str, Any]]:
    """The records of these ids as they were after a change, in this order."""
    found = as_of.load_as_of(collection, slugs, seq, representation)
    return [found[slug] for slug in slugs if slug in found]
