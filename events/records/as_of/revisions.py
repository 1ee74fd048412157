"""Reads for each record its newest public revision up to some change, and for events what named them then."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Func, JSONField, Max, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from events import stored_forms
from events.choices import Collection, IdState
from events.models import Backlink, PublicId, Revision
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


@dataclass(slots=True)
class EventReferrers:
    """The public claims and events that named some events after one change: no revision of these has them."""

    claims: list[PublicRevision] = field(default_factory=list)
    """Claims about the events or their child rows, by id."""
    events: list[PublicRevision] = field(default_factory=list)
    """Events with a relation to them, by id: only titles and relations."""
    by: dict[str, set[tuple[Collection, int]]] = field(default_factory=lambda: defaultdict(set))
    """By the id of an event, the collection and key of each record that named it."""

    def claims_about(self, slug: str) -> list[PublicRevision]:
        """The claims about one event."""
        return [claim for claim in self.claims if (claim.collection, claim.pk) in self.by[slug]]

    def events_naming(self, slug: str) -> list[PublicRevision]:
        """The events that name one event."""
        return [event for event in self.events if (event.collection, event.pk) in self.by[slug]]


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


def referrers_at(revisions: Iterable[PublicRevision], seq: int) -> EventReferrers:
    """The records that named these events after `seq` and are still public. Queries: 5."""
    rows = Backlink.objects.filter(named__in=[revision.slug for revision in revisions], since__lte=seq)
    rows = rows.filter(Q(until=None) | Q(until__gt=seq))
    referrers = EventReferrers()
    pks: dict[str, set[int]] = defaultdict(set)
    for named, collection, pk in rows.values_list("named", "collection", "object_pk"):
        pks[collection].add(pk)
        referrers.by[named].add((Collection(collection), pk))
    for collection, found, members in (
        (Collection.CLAIMS, referrers.claims, ()),
        (Collection.EVENTS, referrers.events, ("title", "relations")),
    ):
        named_by = Revision.objects.filter(object_pk__in=pks[collection])
        newest = _newest(collection, named_by, "object_pk", seq, members)
        found += sorted((item for item in newest if item.public_now), key=lambda item: item.slug)
    return referrers


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
    found = []
    for pk, slug, number, at, public_form, form, stored, now in public.values_list(*columns):
        if members:
            stored = dict(zip(members, stored, strict=False))  # SQLite returns a single member twice
        stored = stored_forms.upgrade(collection.value, stored, form)
        found.append(PublicRevision(collection, pk, slug, number, at, public_form, stored, now))
    return found


def _now(collection: Collection) -> Subquery:
    """The value of `PublicRevision.now`, which decides whether the public may read the past of a record."""
    merged = PublicId.objects.filter(
        collection=collection, slug=OuterRef(OuterRef("slug")), state=IdState.MERGED
    )
    slug = Coalesce(Subquery(merged.values("successor")[:1]), OuterRef("slug"))
    current = record_models()[collection].objects.published().filter(slug=slug)
    return Subquery(current.values("access" if collection is Collection.ARTICLES else "slug")[:1])
