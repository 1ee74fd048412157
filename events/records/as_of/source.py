"""Revisions as a source of rows: what the tables held after one change, for the builder of records."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from rest_framework.serializers import ListSerializer

from events.choices import Access, Collection, ReviewStatus
from events.models.record import Record
from events.records import RECORDS
from events.records.as_of.event_referrers import EventReferrers
from events.records.as_of.revisions import CreationTimes, PublicRevision, revisions_at
from events.records.declaration import (
    Column,
    DeclaredSerializer,
    Derived,
    ReferenceSerializer,
)
from events.records.differences import references
from events.records.representation import format_timestamp
from events.records.schema_fields import column_at
from events.records.stored_paths import column_paths, dig, list_members, many_paths
from events.records.table import Handle, Many, Row, Table

WITHDRAWN_NAME = "[withdrawn]"
"""What stands for the name of a record that was withdrawn since."""
_OWNERS = {"affiliation": Collection.ACTORS, "claim": Collection.CLAIMS}
"""The collection that a child of each kind belongs to, where it is not that of events."""
Item = dict[str, Any]
Getter = Callable[["RevisionSource", Item], Any]


class RevisionSource:
    """What records and those that they name were after one change, as far as the public may see it now."""

    def __init__(
        self, revisions: Iterable[PublicRevision], referrers: EventReferrers, made: CreationTimes
    ) -> None:
        self._referrers = referrers
        self._named: dict[tuple[Collection, str], PublicRevision] = {}
        self._items: dict[Handle, Item] = {}
        for one in (*revisions, *referrers.claims):
            self._items[one.collection.value, one.slug] = _item(one, made)
        for one in referrers.events:
            self._named.setdefault((Collection.EVENTS, one.slug), one)

    def load(self, items: Iterable[Item], seq: int) -> None:
        """Read what these stored records name, as it was after `seq`. Queries: at most 12."""
        wanted: dict[Collection, set[str]] = defaultdict(set)
        for item in items:
            for collection, slug in _named_in(item):
                wanted[collection].add(slug)
        shown = shown_members()
        for collection in shown.keys() - {Collection.OUTLETS}:
            self._load(collection, wanted[collection], seq)
        # Articles are shown with their outlets.
        cards = [
            one.record["outlet"] for one in self._named.values() if one.collection == Collection.ARTICLES
        ]
        outlets = {_parsed(outlet["ref"])[1] for outlet in cards if outlet}
        self._load(Collection.OUTLETS, wanted[Collection.OUTLETS] | outlets, seq)

    def _load(self, collection: Collection, slugs: set[str], seq: int) -> None:
        if slugs:
            for one in revisions_at(collection, slugs, seq, shown_members()[collection]):
                self._named[collection, one.slug] = one

    # What the builder asks for

    def rows(self, table: Table, owners: list[Handle]) -> list[Row]:
        """The rows of a table that belong to these records."""
        getters = _getters(table.declared, table.columns)
        return [
            (handle, owner, *(get(self, item) for get in getters))
            for owner in owners
            for handle, item in self._children(table, owner)
        ]

    def references(self, table: Table, many: Many, owners: list[Handle]) -> Iterator[Row]:
        """What the rows of a table refer to by a many-to-many column."""
        path = many_paths(table.declared)[many.name]
        for owner in owners:
            for handle, item in self._children(table, owner):
                for reference in dig(item, path) or ():
                    yield (handle, *(self.follow(reference, column) for column in many.columns))

    def quotations(self, table: Table, owners: list[Handle], path: str = "") -> Iterator[Row]:
        """The quotations of these records, or of what is related to them; by the dates of their articles."""
        getters = _getters(table.declared, table.columns)
        found = [
            one for owner in owners for one in (self._incoming_quoted(owner) if path else self._quoted(owner))
        ]
        found.sort(key=lambda one: (*self._date_of(one[2]), one[2]["start"]))
        for kind, handle, item in found:
            yield (kind, handle, *(get(self, item) for get in getters))

    def derived(self, handle: Handle, name: str, member: Derived, item: Item) -> Any:
        """A member that followed from the others of an item, as it was kept."""
        stored = self._items.get(handle, {})
        return stored[name] if name in stored else member.function(item)

    def evidence_counts(self, owners: list[Handle]) -> dict[Handle, int]:
        """How many quotations each event has, those of its children included."""
        return {owner: sum(1 for _ in self._quoted(owner)) for owner in owners}

    def subjects(self, owners: list[Handle]) -> Iterator[tuple[Handle, str, str, str | None, bool]]:
        """What claims are about: claim, kind, id and key of it, and whether it is public."""
        for owner in owners:
            for one in self._items[owner].get("about") or ():
                _, slug = _parsed(one["of"]["ref"])
                yield owner, one["kind"], slug, one["key"], self._is_public(one["kind"], slug)

    def contradictions(self, owner: str, owners: list[Handle]) -> Iterator[tuple[Handle, str, Item, bool]]:
        """The contradictions that touch records: which, on which side, its item, whether both are public."""
        for handle in owners:
            item = self._items[handle]
            here = {"kind": "claim", "id": item["id"]}
            for one in item.get("contradictions") or ():
                yield (
                    handle,
                    "left",
                    _ends(one, one["left"], one["right"]),
                    self.are_public(one["left"], one["right"]),
                )
            for one in item.get("contradicts") or ():
                yield handle, "left", _ends(one, here, one), self.are_public(one)

    def claims_about(self, owners: list[Handle]) -> dict[Handle, list[Handle]]:
        """The claims about events or their children."""
        return {
            owner: [(Collection.CLAIMS.value, one.slug) for one in self._referrers.claims_about(owner[1])]
            for owner in owners
        }

    # How it is found

    def follow(self, reference: dict[str, str] | None, path: str) -> Any:
        """A column of a record that is referred to; of one that is not public any more, only what it is."""
        if reference is None:
            return None
        collection, slug = _parsed(reference["ref"])
        if path == "slug":
            return slug
        found = self._named.get((collection, slug))
        if found is not None and found.public_now:
            if path == "access":  # closed now is closed for what is past as well
                return Access.CLOSED if found.now == Access.CLOSED else found.record["access"]
            if path == "review_status":
                return ReviewStatus.PUBLISHED
            return _getter(RECORDS[collection], path)(self, found.record)
        if path == "kind":  # a vocabulary's word for what it is gives nothing away, and readers rely on one
            return found.record.get("kind") if found else None
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

    def _incoming(self, owner: Handle) -> Iterator[tuple[Handle, Item]]:
        """The relations of other events to this one, each naming the event that has it."""
        here = {"ref": f"{Collection.EVENTS.value}/{owner[1]}"}
        for other in self._referrers.events_naming(owner[1]):
            there = {"ref": f"{Collection.EVENTS.value}/{other.slug}"}
            for place, relation in enumerate(other.record["relations"]):
                if relation["event"] == here:
                    yield (other.slug, "incoming", place), relation | {"event": there}

    def _incoming_quoted(self, owner: Handle) -> Iterator[tuple[str, Handle, Item]]:
        return (
            ("relation", handle, one) for handle, item in self._incoming(owner) for one in item["evidence"]
        )

    def _quoted(self, owner: Handle) -> Iterator[tuple[str, Handle, Item]]:
        """The quotations of a record: the column of `Evidence`, the handle of what each supports, itself."""
        item, record = self._items[owner], RECORDS[Collection(owner[0])]
        for one in item.get("evidence") or ():
            yield record.Meta.evidence or "", owner, one
        for name, child in list_members(record).items():
            if kind := child.option("evidence"):
                for place, part in enumerate(item.get(name) or ()):
                    yield from ((kind, (owner, name, place), one) for one in part["evidence"])

    def _date_of(self, item: Item) -> tuple[str, str]:
        """What quotations and sources are ordered by: the day and the id of the article."""
        collection, slug = _parsed(item["article"]["ref"])
        article = self._named.get((collection, slug))
        return (article.record["publication_date"]["start_earliest"] if article else None) or "", slug

    def _is_public(self, kind: str, slug: str) -> bool:
        found = self._named.get((_OWNERS.get(kind, Collection.EVENTS), slug))
        return found is not None and found.public_now

    def are_public(self, *ends: Item) -> bool:
        """Whether the records of these ends of contradictions are public."""
        return all(self._is_public(end["kind"], end["id"].partition("/")[0]) for end in ends)


def _item(one: PublicRevision, made: CreationTimes) -> Item:
    item = one.record | {
        "revision": one.number,
        "created_at": format_timestamp(made.get((one.collection, one.pk))),
        "updated_at": format_timestamp(one.at),
    }
    if one.collection is Collection.ARTICLES and one.now != Access.OPEN:
        item |= {"text": None, "sha256": None}
    return item


def _ends(one: Item, left: Item, right: Item) -> Item:
    named = {side: {"kind": end["kind"], "id": end["id"]} for side, end in (("left", left), ("right", right))}
    return {"how": one["how"], "note": one["note"], **named}


def _parsed(reference: str) -> tuple[Collection, str]:
    collection, _, slug = reference.partition("/")
    return Collection(collection), slug


def _named_in(item: Item) -> Iterator[tuple[Collection, str]]:
    """What a stored record names: references, and the ends of its contradictions."""
    yield from map(_parsed, references(item))
    ends = [one[side] for one in item.get("contradictions") or () for side in ("left", "right")]
    for end in (*ends, *(item.get("contradicts") or ())):
        yield _OWNERS.get(end["kind"], Collection.EVENTS), end["id"].partition("/")[0]


@cache
def _getters(declared: Any, columns: tuple[str, ...]) -> list[Getter]:
    if not isinstance(declared, type):  # words stand for themselves
        return [lambda _source, word: word]
    return [_getter(declared, column) for column in columns]


@cache
def _getter(declared: type[DeclaredSerializer], path: str) -> Getter:
    """What reads a column, or one of a record that a foreign key leads to, of a stored item."""
    paths = column_paths(declared)
    if path in paths:
        at = paths[path]
        return lambda _source, item: dig(item, at)
    relation, _, column = path.partition("__")
    at, start = (
        paths[relation],
        f"{column_at(declared.option('model'), relation).related_model.COLLECTION.value}/",
    )

    def get(source: RevisionSource, item: Item) -> Any:
        reference = dig(item, at)
        # Of several foreign keys with one member, this is the one that leads into its collection.
        return source.follow(reference, column) if reference and reference["ref"].startswith(start) else None

    return get


@cache
def shown_members() -> dict[Collection, tuple[str, ...]]:
    """The members of the records of each collection that are shown where others name them."""
    shown: dict[Collection, set[str]] = defaultdict(set, {Collection.CLAIMS: {"id"}})
    for record in RECORDS.values():
        for collection, column in _shown_columns(record):
            member = column_paths(RECORDS[collection]).get(column.partition("__")[0])
            if member is not None:
                shown[collection].add(str(member[0]))
    shown[Collection.ARTICLES] |= {"publication_date", "access"}
    return {collection: tuple(sorted(members)) for collection, members in sorted(shown.items())}


def _shown_columns(declared: type[DeclaredSerializer]) -> Iterator[tuple[Collection, str]]:
    """The columns of other records that a declaration shows."""
    for member in declared.members.values():
        inner = getattr(member, "schema", None) or member
        inner = inner.child if isinstance(inner, ListSerializer) else inner
        if isinstance(inner, ReferenceSerializer):
            collection = inner.option("model").COLLECTION
            for name, one in inner.members.items():
                yield collection, one.path if isinstance(one, Column) else one.source or name
        if isinstance(member, Column) and "__" in member.path:
            relation, _, column = member.path.partition("__")
            other = column_at(declared.option("model"), relation).related_model
            if issubclass(other, Record):
                yield other.COLLECTION, column
        elif isinstance(inner, DeclaredSerializer):
            yield from _shown_columns(type(inner))
