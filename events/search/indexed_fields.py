"""The fields that full text search looks through, the most telling tier first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from events.choices import Access, Collection, NameKind, TextKind
from events.models import (
    Actor,
    ActorName,
    Article,
    Claim,
    Dataset,
    Event,
    EventPlace,
    EventSource,
    Evidence,
    Location,
    LocationName,
    Outlet,
    Participation,
    SearchTier,
)

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


def _name_field(model: Any, parent_field: str) -> IndexedField:
    rows = model.objects.exclude(kind=NameKind.DESCRIPTION)
    return IndexedField(SearchTier.NAMES, TextKind.NAME, rows, "name", parent_field)


def _quotation_field(parent_field: str) -> IndexedField:
    rows = Evidence.objects.exclude(article__access=Access.CLOSED)
    return IndexedField(SearchTier.QUOTATIONS, TextKind.QUOTATION, rows, "quote", parent_field, "article")


INDEXED_FIELDS: dict[Collection, tuple[IndexedField, ...]] = {
    Collection.EVENTS: (
        IndexedField(SearchTier.TITLE, TextKind.TITLE, Event.objects.all(), "title"),
        IndexedField(
            SearchTier.NAMES, TextKind.DESCRIBED_AS, Participation.objects.all(), "described_as", "event"
        ),
        IndexedField(SearchTier.QUOTATIONS, TextKind.SUMMARY, Event.objects.all(), "summary"),
        _quotation_field("event"),
    ),
    Collection.CLAIMS: (
        IndexedField(SearchTier.TITLE, TextKind.PROPOSITION, Claim.objects.all(), "proposition"),
        _quotation_field("claim"),
    ),
    Collection.ACTORS: (
        IndexedField(SearchTier.TITLE, TextKind.NAME, Actor.objects.all(), "name"),
        _name_field(ActorName, "actor"),
        IndexedField(SearchTier.TEXT, TextKind.DESCRIPTION, Actor.objects.all(), "description"),
    ),
    Collection.LOCATIONS: (
        IndexedField(SearchTier.TITLE, TextKind.NAME, Location.objects.all(), "name"),
        _name_field(LocationName, "location"),
    ),
    Collection.ARTICLES: (
        IndexedField(SearchTier.TITLE, TextKind.TITLE, Article.objects.all(), "title"),
        IndexedField(SearchTier.TEXT, TextKind.TEXT, Article.objects.filter(access=Access.OPEN), "text"),
    ),
    Collection.OUTLETS: (IndexedField(SearchTier.TITLE, TextKind.NAME, Outlet.objects.all(), "name"),),
    Collection.DATASETS: (
        IndexedField(SearchTier.TITLE, TextKind.NAME, Dataset.objects.all(), "name"),
        IndexedField(SearchTier.TEXT, TextKind.DESCRIPTION, Dataset.objects.all(), "description"),
    ),
}
INDEXED_RELATIONS: dict[Collection, tuple[IndexedRelation, ...]] = {
    Collection.EVENTS: (
        IndexedRelation(SearchTier.NAMES, Participation.objects.all(), "event", "actor", Collection.ACTORS),
        IndexedRelation(
            SearchTier.NAMES, Participation.objects.all(), "event", "acts_for", Collection.ACTORS
        ),
        IndexedRelation(
            SearchTier.NAMES, EventPlace.objects.all(), "event", "location", Collection.LOCATIONS
        ),
        IndexedRelation(SearchTier.TEXT, EventSource.objects.all(), "event", "article", Collection.ARTICLES),
    ),
}
