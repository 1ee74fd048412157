"""What full text looks through: one line for each member, those that tell most first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from events.choices import Collection, NameKind, TextKind
from events.models import SearchTier
from events.records import RECORDS
from events.records.declaration import ReferenceSerializer

FieldText = tuple[int, str, int | None]
"""The primary key of a record, one of its texts, and the primary key of the article that it quotes."""


@dataclass(frozen=True)
class IndexedField:
    """A searched column of rows that the public may read wherever their record is public."""

    tier: SearchTier
    kind: TextKind
    rows: QuerySet[Any]
    column: str
    parent_field: str = "pk"
    article: str = ""

    def iter_texts(self, pks: Iterable[int]) -> Iterator[FieldText]:
        """The texts of these records. Queries: 1."""
        columns = (self.parent_field, self.column, *([self.article] if self.article else ()))
        rows = self.rows.filter(**{f"{self.parent_field}__in": pks}).exclude(**{self.column: ""})
        for parent, text, *article in rows.order_by("pk").values_list(*columns):
            yield parent, text, article[0] if article else None


@dataclass(frozen=True)
class IndexedRelation:
    """References by which records match the texts of others, too: texts of this tier and those before it."""

    tier: SearchTier
    rows: QuerySet[Any]
    parent_field: str
    column: str
    collection: Collection


_MEMBERS: dict[Collection, dict[SearchTier, tuple[str, ...]]] = {
    Collection.EVENTS: {
        SearchTier.TITLE: ("title",),
        SearchTier.NAMES: (
            *("participants.described_as", "participants.actor", "participants.acts_for"),
            "places.location",
        ),
        SearchTier.QUOTATIONS: ("summary", "evidence.quote"),
        SearchTier.TEXT: ("sources.article",),
    },
    Collection.CLAIMS: {
        SearchTier.TITLE: ("proposition",),
        SearchTier.QUOTATIONS: ("evidence.quote",),
    },
    Collection.ACTORS: {
        SearchTier.TITLE: ("name",),
        SearchTier.NAMES: ("names.name",),
        SearchTier.TEXT: ("description",),
    },
    Collection.LOCATIONS: {SearchTier.TITLE: ("name",), SearchTier.NAMES: ("names.name",)},
    Collection.ARTICLES: {SearchTier.TITLE: ("title",), SearchTier.TEXT: ("text",)},
    Collection.OUTLETS: {SearchTier.TITLE: ("name",)},
    Collection.DATASETS: {SearchTier.TITLE: ("name",), SearchTier.TEXT: ("description",)},
}
"""The texts of records, and the records that they name, by what they tell."""


def _indexed(collection: Collection) -> Iterator[IndexedField | IndexedRelation]:
    record = RECORDS[collection]
    for tier, paths in _MEMBERS[collection].items():
        for path in paths:
            within, _, name = path.rpartition(".")
            child = record.members[within].child if within else None
            rows = (child.model if child else record.option("model")).objects.all()
            owner = (child.owner or record.Meta.evidence_owner) if child else "pk"
            member = (child or record).members[name]
            if isinstance(member, ReferenceSerializer):
                yield IndexedRelation(tier, rows, owner, name, member.option("model").COLLECTION)
                continue
            access, allowed = member.guard or ("", ())
            if access:
                rows = rows.filter(**{f"{access}__in": allowed})
            if within == "names":
                rows = rows.exclude(kind=NameKind.DESCRIPTION)
            kind = TextKind.QUOTATION if name == "quote" else TextKind(name)
            yield IndexedField(tier, kind, rows, member.path, owner, access.rpartition("__")[0])


def _of_type(wanted: type[Any]) -> dict[Collection, tuple[Any, ...]]:
    return {
        collection: tuple(one for one in _indexed(collection) if isinstance(one, wanted))
        for collection in _MEMBERS
    }


INDEXED_FIELDS: dict[Collection, tuple[IndexedField, ...]] = _of_type(IndexedField)
INDEXED_RELATIONS: dict[Collection, tuple[IndexedRelation, ...]] = _of_type(IndexedRelation)
