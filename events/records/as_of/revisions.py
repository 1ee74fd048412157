"""Revisions as they are read for the past: of each record the newest up to some change."""

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
    """A revision that was public, as far as it was read."""

    collection: Collection
    pk: int
    slug: str
    number: int
    at: datetime.datetime
    public_form: int
    """The version of the stored form that it was written in."""
    record: dict[str, Any]
    """The record as it is stored, or the members of it that were asked for."""
    now: str | None
    """The access of an article, the id of any other record, as it is now; none of what is public no longer.

    Of a merged record it is that of its successor.
    """

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
        """Extract several paths at once, which gives an array of more than one."""
        column, *names = self.get_source_expressions()
        paths = [Value(f"$.{name.value}") for name in (names * 2 if len(names) == 1 else names)]
        return Func(column, *paths, function="JSON_EXTRACT").as_sql(compiler, connection, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Build an array of the members."""
        column, *names = self.get_source_expressions()
        sql, given = compiler.compile(column)
        members = ", ".join(f"{sql} -> %s" for _ in names)
        parameters = [one for name in names for one in (*given, name.value)]
        return f"JSONB_BUILD_ARRAY({members})", parameters


def last_seq_of_change(seq: int) -> int:
    """The last number of the change that `seq` belongs to: nobody read a half of it. Queries: 1."""
    up_to = Revision.objects.filter(public_seq__lte=seq).order_by("-public_seq").values("first_seq")[:1]
    same = Revision.objects.filter(first_seq=Subquery(up_to))
    last: int | None = same.aggregate(last=Max("public_seq"))["last"]
    return max(seq, last or seq)


def revisions_at(
    collection: Collection, slugs: Iterable[str], seq: int, members: tuple[str, ...] = ()
) -> list[PublicRevision]:
    """The records of these ids that were public after `seq`, whole or in part. Queries: 2."""
    return _newest(collection, Revision.objects.filter(slug__in=set(slugs)), "slug", seq, members)


def revisions_by_pk(
    collection: Collection, pks: Iterable[int], seq: int, members: tuple[str, ...] = ()
) -> list[PublicRevision]:
    """The same by their internal keys. Queries: 2."""
    return _newest(collection, Revision.objects.filter(object_pk__in=set(pks)), "object_pk", seq, members)


def creation_times(revisions: Iterable[PublicRevision]) -> CreationTimes:
    """When each of these records first became public. Queries: 1 for each collection of them."""
    wanted: dict[Collection, list[int]] = defaultdict(list)
    for revision in revisions:
        wanted[revision.collection].append(revision.pk)
    made: CreationTimes = {}
    for collection, pks in wanted.items():
        public = Revision.objects.in_feed().filter(collection=collection, object_pk__in=pks)
        first = public.order_by().values_list("object_pk").annotate(Min("at"))
        made |= {(collection, pk): at for pk, at in first}
    return made


def _newest(
    collection: Collection, revisions: QuerySet[Revision], key: str, seq: int, members: tuple[str, ...]
) -> list[PublicRevision]:
    before = revisions.filter(collection=collection, public_seq__lte=seq).order_by().values(key)
    newest = list(before.annotate(newest=Max("public_seq")).values_list("newest", flat=True))
    record = JsonMembers("record", members) if members else "record"
    columns = ("object_pk", "slug", "revision", "at", "public_form", "form", record, _now(collection))
    public = Revision.objects.filter(public_seq__in=newest, public=True).order_by("public_seq")
    return [
        PublicRevision(
            *(collection, pk, slug, number, at, public_form),
            stored_forms.upgrade(collection.value, _by_name(members, held) if members else held, form),
            now,
        )
        for pk, slug, number, at, public_form, form, held, now in public.values_list(*columns)
    ]


def _by_name(members: tuple[str, ...], held: list[Any]) -> dict[str, Any]:
    return dict(zip(members, held, strict=False))  # a single one is asked for twice


def _now(collection: Collection) -> Subquery:
    """What decides whether the public may see the past of a record: what stands under its id now."""
    merged = PublicId.objects.filter(
        collection=collection, slug=OuterRef(OuterRef("slug")), state=IdState.MERGED
    )
    stands = (
        record_models()[collection]
        .objects.published()
        .filter(slug=Coalesce(Subquery(merged.values("successor")[:1]), OuterRef("slug")))
    )
    return Subquery(stands.values("access" if collection is Collection.ARTICLES else "slug")[:1])
