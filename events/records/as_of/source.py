"""Revisions as a source of rows: the records as they were after one change."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Any

from rest_framework.serializers import ListSerializer

from events.choices import Access, Collection, ReviewStatus
from events.models.record import Record
from events.records import RECORDS
from events.records.as_of.revisions import CreationTimes, EventReferrers, PublicRevision, revisions_at
from events.records.declaration import Column, DeclaredSerializer, Derived, ReferenceSerializer
from events.records.representation import format_timestamp
from events.records.schema_fields import column_at
from events.records.stored_paths import column_paths, dig, list_members, many_paths, schema_of
from events.records.stored_values import (
    Stored,
    ends_of,
    record_of,
    references,
    slugs_by_collection,
    stored_contradictions,
)
from events.records.table import Handle, Many, Row, Table

WITHDRAWN_NAME = "[withdrawn]"
"""The name that is shown for a record that was withdrawn since."""

Getter = Callable[["RevisionSource", Stored], Any]


class RevisionSource:
    """Records, and the records that they name, after one change, as far as the public may read them now."""

    def __init__(
        self, revisions: Iterable[PublicRevision], referrers: EventReferrers, creation_times: CreationTimes
    ) -> None:
        self._referrers = referrers
        self._named: dict[str, PublicRevision] = {}
        self._items: dict[Handle, Stored] = {}
        for revision in (*revisions, *referrers.claims):
            self._items[revision.collection.value, revision.slug] = _item(revision, creation_times)
        for revision in referrers.events:
            self._named.setdefault(revision.reference, revision)

    def load(self, named: Iterable[str], seq: int) -> None:
        """Read the records that these references name, as they were after `seq`. Queries: at most 12."""
        slugs = slugs_by_collection(named)
        for collection in shown_members().keys() - {Collection.OUTLETS}:
            self._load(collection, slugs[collection], seq)
        # An article is shown with its outlet.
        articles = (one for one in self._named.values() if one.collection == Collection.ARTICLES)
        cited = references([article.record["outlet"] for article in articles])
        outlets = slugs[Collection.OUTLETS] | slugs_by_collection(cited)[Collection.OUTLETS]
        self._load(Collection.OUTLETS, outlets, seq)

    def _load(self, collection: Collection, slugs: set[str], seq: int) -> None:
        if slugs:
            for revision in revisions_at(collection, slugs, seq, shown_members()[collection]):
                self._named[revision.reference] = revision

    # The protocol `records.table.Source`

    def rows(self, table: Table, owners: list[Handle]) -> list[Row]:
        getters = _getters(table.declared, table.columns)
        return [
            (handle, owner, *(get(self, item) for get in getters))
            for owner in owners
            for handle, item in self._children(table, owner)
        ]

    def references(self, table: Table, many: Many, owners: list[Handle]) -> Iterator[Row]:
        path = many_paths(table.declared)[many.name]
        for owner in owners:
            for handle, item in self._children(table, owner):
                for reference in dig(item, path) or ():
                    yield (handle, *(self.follow(reference, column) for column in many.columns))

    def quotations(self, table: Table, owners: list[Handle], path: str = "") -> Iterator[Row]:
        """The quotations of these records, or of relations to them, in the order of their articles' dates."""
        getters = _getters(table.declared, table.columns)
        quoted = chain.from_iterable(map(self._incoming_quoted if path else self._quoted, owners))
        for kind, handle, item in sorted(quoted, key=lambda row: (*self._date_of(row[2]), row[2]["start"])):
            yield (kind, handle, *(get(self, item) for get in getters))

    def derived(self, handle: Handle, name: str, member: Derived, item: Stored) -> Any:
        """A derived member of an item, as its revision stored it, or derived from the other members."""
        stored = self._items.get(handle, {})
        return stored[name] if name in stored else member.function(item)

    def evidence_counts(self, owners: list[Handle]) -> dict[Handle, int]:
        return {owner: sum(1 for _ in self._quoted(owner)) for owner in owners}

    def subjects(self, owners: list[Handle]) -> Iterator[tuple[Handle, str, str, str | None, bool]]:
        for owner in owners:
            for subject in self._items[owner].get("about") or ():
                reference = subject["of"]["ref"]
                slug = reference.partition("/")[2]
                yield owner, subject["kind"], slug, subject["key"], self._is_public(reference)

    def contradictions(self, owner: str, owners: list[Handle]) -> Iterator[tuple[Handle, str, Stored, bool]]:
        for handle in owners:
            for stored, left, right in stored_contradictions(self._items[handle], handle[1]):
                built = {"how": stored["how"], "note": stored["note"], "left": left, "right": right}
                yield handle, "left", built, self.are_public(ends_of(stored))

    def claims_about(self, owners: list[Handle]) -> dict[Handle, list[Handle]]:
        return {
            owner: [(Collection.CLAIMS.value, claim.slug) for claim in self._referrers.claims_about(owner[1])]
            for owner in owners
        }

    # Helpers

    def follow(self, reference: dict[str, str] | None, path: str) -> Any:
        """A column of the record that a reference names; of one that is not public now, only its kind."""
        if reference is None:
            return None
        if path == "slug":
            return reference["ref"].partition("/")[2]
        revision = self._named.get(reference["ref"])
        if revision is not None and revision.public_now:
            if path == "access":  # an article that is closed now is closed in the past as well
                return Access.CLOSED if revision.now == Access.CLOSED else revision.record["access"]
            if path == "review_status":
                return ReviewStatus.PUBLISHED
            return _getter(RECORDS[revision.collection], path)(self, revision.record)
        if path == "kind":  # the kind discloses nothing, and clients rely on a value
            return revision.record.get("kind") if revision else None
        return WITHDRAWN_NAME if path in ("name", "title") else None

    def _children(self, table: Table, owner: Handle) -> Iterator[tuple[Handle, Any]]:
        item = self._items[owner]
        if not table.name:
            yield owner, item
            return
        if table.name == "incoming":
            yield from self._incoming(owner)
            return
        children = item.get(table.name) or []
        if "article__start_earliest" in table.order:
            children = sorted(children, key=self._date_of)
        for place, child in enumerate(children):
            yield (owner, table.name, place), child

    def _incoming(self, owner: Handle) -> Iterator[tuple[Handle, Stored]]:
        """The relations of other events to this one, each with a reference to the other event."""
        here = {"ref": f"{Collection.EVENTS.value}/{owner[1]}"}
        for other in self._referrers.events_naming(owner[1]):
            there = {"ref": f"{Collection.EVENTS.value}/{other.slug}"}
            for place, relation in enumerate(other.record["relations"]):
                if relation["event"] == here:
                    yield (other.slug, "incoming", place), relation | {"event": there}

    def _incoming_quoted(self, owner: Handle) -> Iterator[tuple[str, Handle, Stored]]:
        for handle, item in self._incoming(owner):
            yield from (("relation", handle, quotation) for quotation in item["evidence"])

    def _quoted(self, owner: Handle) -> Iterator[tuple[str, Handle, Stored]]:
        """The quotations of a record: column of `Evidence`, handle of the supported row, quotation."""
        item, record = self._items[owner], RECORDS[Collection(owner[0])]
        for quotation in item.get("evidence") or ():
            yield record.Meta.evidence or "", owner, quotation
        for name, child in list_members(record).items():
            if kind := child.option("evidence"):
                for place, part in enumerate(item.get(name) or ()):
                    yield from ((kind, (owner, name, place), quotation) for quotation in part["evidence"])

    def _date_of(self, item: Stored) -> tuple[str, str]:
        """The sort key of quotations and sources: the date and the id of the article."""
        reference = item["article"]["ref"]
        article = self._named.get(reference)
        return (article.record["publication_date"]["start_earliest"] if article else None) or "", reference

    def _is_public(self, reference: str) -> bool:
        revision = self._named.get(reference)
        return revision is not None and revision.public_now

    def are_public(self, ends: Iterable[Stored]) -> bool:
        """Whether the records of these ends of contradictions are public."""
        return all(self._is_public(record_of(end)) for end in ends)


def _item(revision: PublicRevision, creation_times: CreationTimes) -> Stored:
    item = revision.record | {
        "revision": revision.number,
        "created_at": format_timestamp(creation_times.get((revision.collection, revision.pk))),
        "updated_at": format_timestamp(revision.at),
    }
    if revision.collection is Collection.ARTICLES and revision.now != Access.OPEN:
        item |= RECORDS[revision.collection].guarded_values()
    return item


@cache
def _getters(declared: Any, columns: tuple[str, ...]) -> list[Getter]:
    if not isinstance(declared, type):  # an item of `Words` is the word itself
        return [lambda _source, word: word]
    return [_getter(declared, column) for column in columns]


@cache
def _getter(declared: type[DeclaredSerializer], path: str) -> Getter:
    """The function that reads a column of a stored item, or of the record that a reference of it names."""
    paths = column_paths(declared)
    if path in paths:
        at = paths[path]
        return lambda _source, item: dig(item, at)
    relation, _, column = path.partition("__")
    target = column_at(declared.option("model"), relation).related_model
    at, start = paths[relation], f"{target.COLLECTION.value}/"

    def get(source: RevisionSource, item: Stored) -> Any:
        reference = dig(item, at)
        # Several foreign keys can share one member; each reads only references to its own collection.
        return source.follow(reference, column) if reference and reference["ref"].startswith(start) else None

    return get


@cache
def shown_members() -> dict[Collection, tuple[str, ...]]:
    """The members of each collection that appear where other records name its records."""
    names: dict[Collection, set[str]] = defaultdict(set, {Collection.CLAIMS: {"id"}})
    for record in RECORDS.values():
        for collection, column in _shown_columns(record):
            member = column_paths(RECORDS[collection]).get(column.partition("__")[0])
            if member is not None:
                names[collection].add(str(member[0]))
    names[Collection.ARTICLES] |= {"publication_date", "access"}
    return {collection: tuple(sorted(members)) for collection, members in sorted(names.items())}


def _shown_columns(declared: type[DeclaredSerializer]) -> Iterator[tuple[Collection, str]]:
    """The columns of other records that a declaration includes."""
    for member in declared.members.values():
        schema = schema_of(member)
        inner = schema.child if isinstance(schema, ListSerializer) else schema
        if isinstance(inner, ReferenceSerializer):
            for name, shown in inner.members.items():
                path = shown.path if isinstance(shown, Column) else shown.source or name
                yield inner.option("model").COLLECTION, path
        if isinstance(member, Column) and "__" in member.path:
            relation, _, column = member.path.partition("__")
            other = column_at(declared.option("model"), relation).related_model
            if issubclass(other, Record):
                yield other.COLLECTION, column
        elif isinstance(inner, DeclaredSerializer):
            yield from _shown_columns(type(inner))
