"""The ids and records that were public after a change, and whose past is still public."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When

from events.choices import Collection, IdState
from events.exports import BATCH_SIZE, RecordDict
from events.models import PublicId, Revision, Sequence
from events.records import Representation, as_of
from events.snapshots import extend_deadline


def latest_seq() -> int:
    """The number of the last public change. Queries: 1."""
    return Sequence.objects.filter(pk=1).values_list("public_value", flat=True).first() or 0


def newest_revisions(seq: int | None = None, slug: str = "slug") -> QuerySet[Revision]:
    """The revisions of the outer row's record, the newest first; those up to a change if one is named."""
    revisions = Revision.objects.in_feed().filter(collection=OuterRef("collection"), slug=OuterRef(slug))
    revisions = revisions.order_by("-public_seq")
    return revisions if seq is None else revisions.filter(public_seq__lte=seq)


def was_public(seq: int) -> Subquery:
    """Whether the outer row's record was public after this change."""
    return Subquery(newest_revisions(seq).values("public")[:1])


def is_still_public() -> Subquery:
    """Whether the past of the outer row's record is public: it is if the record, or its successor, is."""
    current_slug = Case(When(state=IdState.MERGED, then=F("successor")), default=F("slug"))
    public = Subquery(newest_revisions(slug="current_slug").values("public")[:1])
    own_id = PublicId.objects.filter(collection=OuterRef("collection"), slug=OuterRef("slug"))
    return Subquery(own_id.annotate(current_slug=current_slug).annotate(public=public).values("public"))


def ids_at(collection: Collection, seq: int) -> QuerySet[PublicId]:
    """The ids that were public after a change and whose past is still public.

    The query reads the public ids, not the revisions: a page costs the same however many revisions exist.
    """
    ids = PublicId.objects.filter(collection=collection)
    ids = ids.alias(was_public=was_public(seq), readable=is_still_public())
    return ids.filter(was_public=True, readable=True)


def slugs_of(pks: list[int]) -> list[str]:
    """The slugs of the public ids with these primary keys, in this order. Queries: 1."""
    slugs = dict(PublicId.objects.filter(pk__in=pks).values_list("pk", "slug"))
    return [slugs[pk] for pk in pks]


def batches_at(
    collection: Collection, seq: int, representation: Representation
) -> Iterator[list[RecordDict]]:
    """All records of a state, by id. Queries: 1 for each batch, and those of its records."""
    ids, last = ids_at(collection, seq).order_by("slug").values_list("slug", flat=True), ""
    while slugs := list(ids.filter(slug__gt=last)[:BATCH_SIZE]):
        extend_deadline()
        yield records_at(collection, slugs, seq, representation)
        last = slugs[-1]
        extend_deadline()


def records_at(
    collection: Collection, slugs: list[str], seq: int, representation: Representation
) -> list[dict[str, Any]]:
    """The records of these ids as they were after a change, in this order."""
    by_slug = as_of.load_as_of(collection, slugs, seq, representation)
    return [by_slug[slug] for slug in slugs if slug in by_slug]
