"""What full text looks through: one line for each member, those that tell most first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KT  # as text: a name such as 1500 would be read as a number

from events.choices import Collection, NameKind, TextKind
from events.models import Revision, SearchTier
from events.records import RECORDS
from events.records.declaration import ReferenceSerializer

FieldText = tuple[int, str, int | None, str]
"""The primary key of a record, one of its texts, that of the article that it quotes, and its language."""


@dataclass(frozen=True)
class IndexedField:
    """A searched column of rows that the public may read wherever their record is public."""

    tier: SearchTier
    kind: TextKind
    rows: QuerySet[Any]
    column: str
    parent_field: str = "pk"
    article: str = ""
    language: str = ""
    """The column of the language of the text, where there is one."""

    def iter_texts(self, pks: Iterable[int]) -> Iterator[FieldText]:
        """The texts of these records. Queries: 1."""
        columns = [self.parent_field, self.column, self.article or "pk", self.language or "pk"]
        rows = self.rows.filter(**{f"{self.parent_field}__in": pks}).exclude(**{self.column: ""})
        for parent, text, article, language in rows.order_by("pk").values_list(*columns):
            yield parent, text, article if self.article else None, language if self.language else ""


class FormerNames(IndexedField):
    """The names that records of a collection had in public and have no more, by their revisions."""

    def iter_texts(self, pks: Iterable[int]) -> Iterator[FieldText]:
        """The names that these records had. Queries: 2."""
        today = dict(self.rows.filter(pk__in=pks).values_list("pk", "name"))
        revisions = Revision.objects.filter(
            collection=self.rows.model.COLLECTION, object_pk__in=today, public=True, record__isnull=False
        )
        names = revisions.order_by("seq").values_list("object_pk", KT("record__name"))
        for pk, name in dict.fromkeys(names):
            if name != today[pk]:
                yield pk, name, None, ""


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
        SearchTier.QUOTATIONS: (
            *("summary", "evidence.quote", "figures.wording", "figures.of_wording", "date_reports.wording"),
        ),
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


_KINDS = {"quote": TextKind.QUOTATION, "of_wording": TextKind.WORDING}
OTHER_NAMES = SearchTier.QUOTATIONS
"""The tier of descriptions and of former names: they tell less than the names of today."""


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
            article = access.rpartition("__")[0]
            kind = _KINDS.get(name) or TextKind(name)
            if within == "names":
                descriptions = rows.filter(kind=NameKind.DESCRIPTION)
                yield IndexedField(OTHER_NAMES, kind, descriptions, member.path, owner)
                rows = rows.exclude(kind=NameKind.DESCRIPTION)
            language = f"{article}__language" if article else "language"
            if not article and "language" not in {column.name for column in rows.model._meta.fields}:
                language = ""
            yield IndexedField(tier, kind, rows, member.path, owner, article, language)
    if "name" in record.members and collection != Collection.DATASETS:
        yield FormerNames(OTHER_NAMES, TextKind.NAME, record.option("model").objects.all(), "name")


def _of_type(wanted: type[Any]) -> dict[Collection, tuple[Any, ...]]:
    return {
        collection: tuple(one for one in _indexed(collection) if isinstance(one, wanted))
        for collection in _MEMBERS
    }


INDEXED_FIELDS: dict[Collection, tuple[IndexedField, ...]] = _of_type(IndexedField)
INDEXED_RELATIONS: dict[Collection, tuple[IndexedRelation, ...]] = _of_type(IndexedRelation)


def indexed_tiers(collection: Collection) -> list[SearchTier]:
    """The tiers in which a collection has texts."""
    parts: tuple[IndexedField | IndexedRelation, ...] = (
        *INDEXED_FIELDS[collection],
        *INDEXED_RELATIONS.get(collection, ()),
    )
    return sorted({part.tier for part in parts})


def iter_other_names(collection: Collection, pks: Iterable[int]) -> Iterator[tuple[int, str]]:
    """The descriptions of these actors, places or outlets, and the names that they had. Queries: 3."""
    for field in INDEXED_FIELDS[collection]:
        if field.kind == TextKind.NAME and field.tier == OTHER_NAMES:
            yield from ((pk, name) for pk, name, *_ in field.iter_texts(pks))
