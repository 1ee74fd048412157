"""What full text looks through: one line for each column, those that tell most first."""

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
    Tier,
)

Text = tuple[int, str, int | None]
"""The key of a record, one text of it, and the key of the article that it is quoted from."""


@dataclass(frozen=True)
class Searched:
    """A column that is searched, of rows that the public may read wherever their record is public."""

    tier: Tier
    kind: TextKind
    rows: QuerySet[Any]
    column: str
    owner: str = "pk"
    article: str = ""

    def read(self, pks: Iterable[int]) -> Iterator[Text]:
        """The texts of these records. Queries: 1."""
        columns = (self.owner, self.column, *([self.article] if self.article else ()))
        rows = self.rows.filter(**{f"{self.owner}__in": pks}).exclude(**{self.column: ""})
        for owner, text, *article in rows.order_by("pk").values_list(*columns):
            yield owner, text, article[0] if article else None


@dataclass(frozen=True)
class Named:
    """How records name others, by whose texts they are found, too: those of the tier and all above it."""

    tier: Tier
    rows: QuerySet[Any]
    owner: str
    column: str
    collection: Collection


def _name(model: Any, owner: str) -> Searched:
    rows = model.objects.exclude(kind=NameKind.DESCRIPTION)
    return Searched(Tier.NAMES, TextKind.NAME, rows, "name", owner)


def _quotation(owner: str) -> Searched:
    rows = Evidence.objects.exclude(article__access=Access.CLOSED)
    return Searched(Tier.QUOTATIONS, TextKind.QUOTATION, rows, "quote", owner, "article")


SEARCHED: dict[Collection, tuple[Searched, ...]] = {
    Collection.EVENTS: (
        Searched(Tier.TITLE, TextKind.TITLE, Event.objects.all(), "title"),
        Searched(
            Tier.NAMES, TextKind.DESCRIBED_AS, Participation.objects.all(), "described_as", owner="event"
        ),
        Searched(Tier.QUOTATIONS, TextKind.SUMMARY, Event.objects.all(), "summary"),
        _quotation("event"),
    ),
    Collection.CLAIMS: (
        Searched(Tier.TITLE, TextKind.PROPOSITION, Claim.objects.all(), "proposition"),
        _quotation("claim"),
    ),
    Collection.ACTORS: (
        Searched(Tier.TITLE, TextKind.NAME, Actor.objects.all(), "name"),
        _name(ActorName, "actor"),
        Searched(Tier.TEXT, TextKind.DESCRIPTION, Actor.objects.all(), "description"),
    ),
    Collection.LOCATIONS: (
        Searched(Tier.TITLE, TextKind.NAME, Location.objects.all(), "name"),
        _name(LocationName, "location"),
    ),
    Collection.ARTICLES: (
        Searched(Tier.TITLE, TextKind.TITLE, Article.objects.all(), "title"),
        Searched(Tier.TEXT, TextKind.TEXT, Article.objects.filter(access=Access.OPEN), "text"),
    ),
    Collection.OUTLETS: (Searched(Tier.TITLE, TextKind.NAME, Outlet.objects.all(), "name"),),
    Collection.DATASETS: (
        Searched(Tier.TITLE, TextKind.NAME, Dataset.objects.all(), "name"),
        Searched(Tier.TEXT, TextKind.DESCRIPTION, Dataset.objects.all(), "description"),
    ),
}
NAMED: dict[Collection, tuple[Named, ...]] = {
    Collection.EVENTS: (
        Named(Tier.NAMES, Participation.objects.all(), "event", "actor", Collection.ACTORS),
        Named(Tier.NAMES, Participation.objects.all(), "event", "acts_for", Collection.ACTORS),
        Named(Tier.NAMES, EventPlace.objects.all(), "event", "location", Collection.LOCATIONS),
        Named(Tier.TEXT, EventSource.objects.all(), "event", "article", Collection.ARTICLES),
    ),
}
