"""The query languages of the collections other than events."""

from typing import Any, ClassVar

from django.db.models import Q

from events.choices import (
    Access,
    ActorKind,
    Collection,
    DatasetKind,
    Directness,
    LocationKind,
    OutletKind,
    ReviewStatus,
    Sector,
    Stance,
)
from events.choices.countries import COUNTRIES
from events.filtersets import common, full_text
from events.filtersets.base import BLANK, NO_ROW, PublicFilter, StrictFilterSet, has
from events.filtersets.values import Flag, Ids, Names, Values, Words
from events.models import (
    Actor,
    Article,
    Claim,
    ClaimSubject,
    Contradiction,
    Dataset,
    Event,
    Evidence,
    Location,
    LocationAncestor,
    Outlet,
)
from events.rules.text import name_key


def _country(label: str) -> PublicFilter:
    return PublicFilter(
        Words, f"{label}: ISO 3166-1 alpha-2.", words=COUNTRIES, column="country", none=BLANK, example="IQ"
    )


class ActorFilterSet(StrictFilterSet):
    """The query language of actors."""

    owner = "actor"

    q = full_text.q(Collection.ACTORS, "its names in any spelling and its description", "sudani")
    name = common.name()
    kind = PublicFilter(Words, "What it is.", words=ActorKind.values, column="kind", example="armed_group")
    country = _country("The country it belongs to")
    sector = PublicFilter(
        Words,
        "The part of society it belongs to.",
        words=Sector.values,
        rows="sectors",
        column="sector",
        none=NO_ROW,
        example="gov",
    )
    external_id = common.external_id("actor")
    dataset = common.dataset()
    updated_since = common.updated_since()

    class Meta:
        model = Actor
        fields: ClassVar[list[str]] = []


def _inside(places: list[int]) -> Q:
    return has(LocationAncestor.objects.filter(ancestor__in=places), "location")


class LocationFilterSet(StrictFilterSet):
    """The query language of places."""

    owner = "location"

    q = full_text.q(Collection.LOCATIONS, "its names in any spelling", "baghd*")
    name = common.name()
    kind = PublicFilter(Words, "What it is.", words=LocationKind.values, column="kind", example="country")
    country = _country("The country it is or lies in")
    iso_code = PublicFilter(Values, "Its ISO 3166 code.", column="iso_code", none=BLANK, example="IQ-BG")
    parent = common.within("parent", Location, "The unit that it lies in directly.", "iraq")
    within = PublicFilter(
        Ids, "It is this place or lies anywhere inside.", model=Location, condition=_inside, example="iraq"
    )
    external_id = common.external_id("location")
    dataset = common.dataset()
    updated_since = common.updated_since()

    class Meta:
        model = Location
        fields: ClassVar[list[str]] = []


class ArticleFilterSet(StrictFilterSet):
    """The query language of articles."""

    owner = "article"

    q = full_text.q(
        Collection.ARTICLES, "its title, and its text where that is public", 'coalition AND "formal talks"'
    )
    outlet = common.within("outlet", Outlet, "Who published it.", "asharq-al-awsat")
    publication_date = common.published_in()
    language = PublicFilter(Values, "Its language: BCP 47.", column="language", example="en")
    translated_from = PublicFilter(
        Values, "The language it was translated from.", column="translated_from", none=BLANK, example="es"
    )
    access = PublicFilter(
        Words, "How much of it the public may read.", words=Access.values, column="access", example="open"
    )
    external_id = common.external_id("article")
    dataset = common.dataset()
    updated_since = common.updated_since()

    class Meta:
        model = Article
        fields: ClassVar[list[str]] = []


def _named(keys: list[str]) -> Q:
    """Outlets have one spelling; few enough to be compared here."""
    public = Outlet.objects.published().values_list("pk", "name")
    return Q(pk__in=[pk for pk, text in public if name_key(text) in keys])


class OutletFilterSet(StrictFilterSet):
    """The query language of outlets."""

    q = full_text.q(Collection.OUTLETS, "its name", "asharq")
    name = PublicFilter(
        Names,
        "Its name, whatever its case, accents, hyphens and articles; the whole name.",
        condition=_named,
        example="Asharq Al Awsat",
    )
    kind = PublicFilter(Words, "What sort it is.", words=OutletKind.values, column="kind", example="agency")
    country = _country("Where it has its seat")
    language = PublicFilter(
        Values, "The language it publishes in: BCP 47.", column="language", none=BLANK, example="en"
    )
    dataset = common.dataset()
    updated_since = common.updated_since()

    class Meta:
        model = Outlet
        fields: ClassVar[list[str]] = []


def _about(events: list[int]) -> Q:
    any_of = Q(pk__in=[])
    for path in ("event", "figure__event", "relation__event", "participation__event"):
        any_of |= Q(**{f"{path}__in": events})
    return has(ClaimSubject.objects.filter(any_of), "claim")


def _about_actor(actors: list[int]) -> Q:
    return has(ClaimSubject.objects.filter(affiliation__actor__in=actors), "claim")


def _quoted(articles: list[int]) -> Q:
    return has(Evidence.objects.filter(article__in=articles), "claim")


def _contradicted(flags: list[bool]) -> Q:
    condition = Q()
    for side in ("left", "right"):
        other = "right" if side == "left" else "left"
        public = Q()
        for path in ("claim", "figure__event", "date_report__event", "affiliation__actor"):
            public |= Q(**{f"{other}_{path}__review_status": ReviewStatus.PUBLISHED})
        condition |= has(Contradiction.objects.filter(public), f"{side}_claim")
    return condition if flags[0] else ~condition


def _said_by(actors: list[Any]) -> Q:
    return has(Claim.by.through._base_manager.filter(actor__in=actors), "claim")


def _said_by_nobody() -> Q:
    return ~has(Claim.by.through._base_manager.all(), "claim")


class ClaimFilterSet(StrictFilterSet):
    """The query language of claims."""

    owner = "claim"

    q = full_text.q(Collection.CLAIMS, "its proposition and quotations", "troops NOT withdrawal")
    speaker = PublicFilter(
        Ids,
        "Who says so.",
        model=Actor,
        condition=_said_by,
        empty=_said_by_nobody,
        none=NO_ROW,
        example="united-states",
    )
    stance = PublicFilter(
        Words, "What the speaker does with it.", words=Stance.values, column="stance", example="denies"
    )
    directness = PublicFilter(
        Words,
        "Whether the speaker's own words are quoted.",
        words=Directness.values,
        column="directness",
        example="direct",
    )
    relayed_by = common.within("relayed_by", Actor, "Who passed it on.", "reuters")
    about = PublicFilter(
        Ids,
        "The event that it, or what it is about, belongs to.",
        model=Event,
        condition=_about,
        example="war-between-israel-and-hamas",
    )
    about_actor = PublicFilter(
        Ids,
        "The actor whose affiliation it is about.",
        model=Actor,
        condition=_about_actor,
        example="popular-mobilization-forces",
    )
    article = PublicFilter(
        Ids,
        "An article that it is quoted from.",
        model=Article,
        condition=_quoted,
        example="iraq-us-begin-formal-talks-to-end-coalition-mission",
    )
    has_contradiction = PublicFilter(
        Flag,
        "Whether it contradicts something public.",
        single=True,
        condition=_contradicted,
        example="true",
    )
    dataset = common.dataset()
    updated_since = common.updated_since()

    class Meta:
        model = Claim
        fields: ClassVar[list[str]] = []


class DatasetFilterSet(StrictFilterSet):
    """The query language of datasets."""

    q = full_text.q(Collection.DATASETS, "its name and description", "curated")
    kind = PublicFilter(
        Words, "How its records came about.", words=DatasetKind.values, column="kind", example="curated"
    )
    updated_since = common.updated_since()

    class Meta:
        model = Dataset
        fields: ClassVar[list[str]] = []
