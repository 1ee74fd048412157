"""Reads for each record its newest public revision up to some change."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Func, JSONField, Max, Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from events import stored_forms
from events.choices import Collection, IdState
from events.models import PublicId, Revision
from events.models.record import record_models

CreationTimes = dict[tuple[Collection, int], datetime.datetime]


@dataclass(frozen=True, slots=True)
class PublicRevision:
    """A public revision of a record, with all members of the record or some of them."""

    collection: Collection
    pk: int
    slug: str
    number: int
    at: datetime.datetime
    """When it was made; in a mirror, when it was made in the installation that is followed."""
    public_form: int
    """The version of the stored form that it was written in."""
    record: dict[str, Any]
    """The stored record, or the selected members of it."""
    now: str | None
    """The present access of an article, the present id of any other record; None if it is not public now.

    Of a merged record it is that of its successor.
    """

    @property
    def reference(self) -> str:
        """The reference by which other records name it: `events/first-session`."""
        return f"{self.collection.value}/{self.slug}"

    @property
    def public_now(self) -> bool:
        """Whether the record, or what it was merged into, is public now."""
        return self.now is not None


class JsonMembers(Func):
    """Some members of a JSON column, as an array: the text of an article stays in the database."""

    output_field = JSONField()

    def __init__(self, column: str, names: Iterable[str], **extra: Any) -> None:
        super().__init__(column, *map(Value, names), **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Extract all paths in one call: JSON_EXTRACT returns an array only for two paths or more."""
        column, *names = self.get_source_expressions()
        paths = [Value(f"$.{name.value}") for name in (names * 2 if len(names) == 1 else names)]
        return Func(column, *paths, function="JSON_EXTRACT").as_sql(compiler, connection, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Build an array of the members."""
        column, *names = self.get_source_expressions()
        sql, column_parameters = compiler.compile(column)
        members = ", ".join(f"{sql} -> %s" for _ in names)
        parameters = [parameter for name in names for parameter in (*column_parameters, name.value)]
        return f"JSONB_BUILD_ARRAY({members})", parameters


def last_seq_of_change(seq: int) -> int:
    """The last public number of the change that `seq` belongs to: a change is read whole. Queries: 1."""
    up_to = Revision.objects.filter(public_seq__lte=seq).order_by("-public_seq").values("first_seq")[:1]
    same = Revision.objects.filter(first_seq=Subquery(up_to))
    last: int | None = same.aggregate(last=Max("public_seq"))["last"]
    return max(seq, last or seq)


def revisions_at(
    collection: Collection, slugs: Iterable[str], seq: int, members: tuple[str, ...] = ()
) -> list[PublicRevision]:
    """The records of these ids that were public after `seq`, with these members or all. Queries: 2."""
    return _newest(collection, Revision.objects.filter(slug__in=set(slugs)), "slug", seq, members)


def revisions_by_pk(
    collection: Collection, pks: Iterable[int], seq: int, members: tuple[str, ...] = ()
) -> list[PublicRevision]:
    """The records of these keys that were public after `seq`, with these members or all. Queries: 2."""
    return _newest(collection, Revision.objects.filter(object_pk__in=set(pks)), "object_pk", seq, members)


def creation_times(revisions: Iterable[PublicRevision]) -> CreationTimes:
    """When each of these records first became public. Queries: 1 for each collection of them."""
    pks_by_collection: dict[Collection, list[int]] = defaultdict(list)
    for revision in revisions:
        pks_by_collection[revision.collection].append(revision.pk)
    times: CreationTimes = {}
    for collection, pks in pks_by_collection.items():
        public = Revision.objects.in_feed().filter(collection=collection, object_pk__in=pks)
        first_at = Min(Coalesce("upstream_created_at", "at"))
        first = public.order_by().values_list("object_pk").annotate(first_at=first_at)
        times |= {(collection, pk): at for pk, at in first}
    return times


def _newest(
    collection: Collection, revisions: QuerySet[Revision], key: str, seq: int, members: tuple[str, ...]
) -> list[PublicRevision]:
    before = revisions.filter(collection=collection, public_seq__lte=seq).order_by().values(key)
    newest = list(before.annotate(newest=Max("public_seq")).values_list("newest", flat=True))
    record = JsonMembers("record", members) if members else "record"
    made_at = Coalesce("upstream_at", "at")
    columns = ("object_pk", "slug", "revision", made_at, "public_form", "form", record, _now(collection))
    public = Revision.objects.filter(public_seq__in=newest, public=True).order_by("public_seq")
    return [
        PublicRevision(
            *(collection, pk, slug, number, at, public_form),
            stored_forms.upgrade(collection.value, _by_name(members, values) if members else values, form),
            now,
        )
        for pk, slug, number, at, public_form, form, values, now in public.values_list(*columns)
    ]


def _by_name(members: tuple[str, ...], values: list[Any]) -> dict[str, Any]:
    return dict(zip(members, values, strict=False))  # SQLite returns a single member twice


def _now(collection: Collection) -> Subquery:
    """The value of `PublicRevision.now`, which decides whether the public may read the past of a record."""
    merged = PublicId.objects.filter(
        collection=collection, slug=OuterRef(OuterRef("slug")), state=IdState.MERGED
    )
    current = (
        record_models()[collection]
        .objects.published()
        .filter(slug=Coalesce(Subquery(merged.values("successor")[:1]), OuterRef("slug")))
    )
    return Subquery(current.values("access" if collection is Collection.ARTICLES else "slug")[:1])
