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
from events.filtersets.base import BLANK, NO_ROW, PublicFilter, StrictFilterSet, exists_q
from events.filtersets.values import (
    BooleanValues,
    ChoiceValues,
    NameValues,
    PublicIdValues,
    RepeatedValueField,
)
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


def _country_filter(label: str) -> PublicFilter:
    return PublicFilter(
        ChoiceValues,
        f"{label}: ISO 3166-1 alpha-2.",
        choices=COUNTRIES,
        column="country",
        null_value=BLANK,
        example="IQ",
    )


class ActorFilterSet(StrictFilterSet):
    """The query language of actors."""

    parent_field = "actor"

    q = full_text.full_text_filter(
        Collection.ACTORS, "its names in any spelling and its description", "sudani"
    )
    name = common.name_filter()
    kind = PublicFilter(
        ChoiceValues, "What it is.", choices=ActorKind.values, column="kind", example="armed_group"
    )
    country = _country_filter("The country it belongs to")
    sector = PublicFilter(
        ChoiceValues,
        "The part of society it belongs to.",
        choices=Sector.values,
        relation="sectors",
        column="sector",
        null_value=NO_ROW,
        example="gov",
    )
    external_id = common.external_id_filter("actor")
    dataset = common.dataset_filter()
    updated_since = common.updated_since_filter()

    class Meta:
        model = Actor
        fields: ClassVar[list[str]] = []


def _within_any(places: list[int]) -> Q:
    return exists_q(LocationAncestor.objects.filter(ancestor__in=places), "location")


class LocationFilterSet(StrictFilterSet):
    """The query language of places."""

    parent_field = "location"

    q = full_text.full_text_filter(Collection.LOCATIONS, "its names in any spelling", "baghd*")
    name = common.name_filter()
    kind = PublicFilter(
        ChoiceValues, "What it is.", choices=LocationKind.values, column="kind", example="country"
    )
    country = _country_filter("The country it is or lies in")
    iso_code = PublicFilter(
        RepeatedValueField, "Its ISO 3166 code.", column="iso_code", null_value=BLANK, example="IQ-BG"
    )
    parent = common.nullable_reference_filter(
        "parent", Location, "The unit that it lies in directly.", "iraq"
    )
    within = PublicFilter(
        PublicIdValues,
        "It is this place or lies anywhere inside.",
        model=Location,
        condition=_within_any,
        example="iraq",
    )
    external_id = common.external_id_filter("location")
    dataset = common.dataset_filter()
    updated_since = common.updated_since_filter()

    class Meta:
        model = Location
        fields: ClassVar[list[str]] = []


class ArticleFilterSet(StrictFilterSet):
    """The query language of articles."""

    parent_field = "article"

    q = full_text.full_text_filter(
        Collection.ARTICLES, "its title, and its text where that is public", 'coalition AND "formal talks"'
    )
    outlet = common.nullable_reference_filter("outlet", Outlet, "Who published it.", "asharq-al-awsat")
    publication_date = common.publication_date_filter()
    language = PublicFilter(RepeatedValueField, "Its language: BCP 47.", column="language", example="en")
    translated_from = PublicFilter(
        RepeatedValueField,
        "The language it was translated from.",
        column="translated_from",
        null_value=BLANK,
        example="es",
    )
    access = PublicFilter(
        ChoiceValues,
        "How much of it the public may read.",
        choices=Access.values,
        column="access",
        example="open",
    )
    external_id = common.external_id_filter("article")
    dataset = common.dataset_filter()
    updated_since = common.updated_since_filter()

    class Meta:
        model = Article
        fields: ClassVar[list[str]] = []


def _named_any(keys: list[str]) -> Q:
    """Outlets have one spelling; few enough to be compared here."""
    public = Outlet.objects.published().values_list("pk", "name")
    return Q(pk__in=[pk for pk, text in public if name_key(text) in keys])


class OutletFilterSet(StrictFilterSet):
    """The query language of outlets."""

    q = full_text.full_text_filter(Collection.OUTLETS, "its name", "asharq")
    name = PublicFilter(
        NameValues,
        "Its name, whatever its case, accents, hyphens and articles; the whole name.",
        condition=_named_any,
        example="Asharq Al Awsat",
    )
    kind = PublicFilter(
        ChoiceValues, "What sort it is.", choices=OutletKind.values, column="kind", example="agency"
    )
    country = _country_filter("Where it has its seat")
    language = PublicFilter(
        RepeatedValueField,
        "The language it publishes in: BCP 47.",
        column="language",
        null_value=BLANK,
        example="en",
    )
    dataset = common.dataset_filter()
    updated_since = common.updated_since_filter()

    class Meta:
        model = Outlet
        fields: ClassVar[list[str]] = []


def _about_events(events: list[int]) -> Q:
    any_of = Q(pk__in=[])
    for path in ("event", "figure__event", "relation__event", "participation__event"):
        any_of |= Q(**{f"{path}__in": events})
    return exists_q(ClaimSubject.objects.filter(any_of), "claim")


def _about_actor(actors: list[int]) -> Q:
    return exists_q(ClaimSubject.objects.filter(affiliation__actor__in=actors), "claim")


def _quoted_from(articles: list[int]) -> Q:
    return exists_q(Evidence.objects.filter(article__in=articles), "claim")


def _contradicted(flags: list[bool]) -> Q:
    condition = Q()
    for side in ("left", "right"):
        other = "right" if side == "left" else "left"
        public = Q()
        for path in ("claim", "figure__event", "date_report__event", "affiliation__actor"):
            public |= Q(**{f"{other}_{path}__review_status": ReviewStatus.PUBLISHED})
        condition |= exists_q(Contradiction.objects.filter(public), f"{side}_claim")
    return condition if flags[0] else ~condition


def _spoken_by(actors: list[Any]) -> Q:
    return exists_q(Claim.by.through._base_manager.filter(actor__in=actors), "claim")


def _without_speaker() -> Q:
    return ~exists_q(Claim.by.through._base_manager.all(), "claim")


class ClaimFilterSet(StrictFilterSet):
    """The query language of claims."""

    parent_field = "claim"

    q = full_text.full_text_filter(
        Collection.CLAIMS, "its proposition and quotations", "troops NOT withdrawal"
    )
    speaker = PublicFilter(
        PublicIdValues,
        "Who says so.",
        model=Actor,
        condition=_spoken_by,
        null_condition=_without_speaker,
        null_value=NO_ROW,
        example="united-states",
    )
    stance = PublicFilter(
        ChoiceValues,
        "What the speaker does with it.",
        choices=Stance.values,
        column="stance",
        example="denies",
    )
    directness = PublicFilter(
        ChoiceValues,
        "Whether the speaker's own words are quoted.",
        choices=Directness.values,
        column="directness",
        example="direct",
    )
    relayed_by = common.nullable_reference_filter("relayed_by", Actor, "Who passed it on.", "reuters")
    about = PublicFilter(
        PublicIdValues,
        "The event that it, or what it is about, belongs to.",
        model=Event,
        condition=_about_events,
        example="war-between-israel-and-hamas",
    )
    about_actor = PublicFilter(
        PublicIdValues,
        "The actor whose affiliation it is about.",
        model=Actor,
        condition=_about_actor,
        example="popular-mobilization-forces",
    )
    article = PublicFilter(
        PublicIdValues,
        "An article that it is quoted from.",
        model=Article,
        condition=_quoted_from,
        example="iraq-us-begin-formal-talks-to-end-coalition-mission",
    )
    has_contradiction = PublicFilter(
        BooleanValues,
        "Whether it contradicts something public.",
        single=True,
        condition=_contradicted,
        example="true",
    )
    dataset = common.dataset_filter()
    updated_since = common.updated_since_filter()

    class Meta:
        model = Claim
        fields: ClassVar[list[str]] = []


class DatasetFilterSet(StrictFilterSet):
    """The query language of datasets."""

    q = full_text.full_text_filter(Collection.DATASETS, "its name and description", "curated")
    kind = PublicFilter(
        ChoiceValues,
        "How its records came about.",
        choices=DatasetKind.values,
        column="kind",
        example="curated",
    )
    updated_since = common.updated_since_filter()

    class Meta:
        model = Dataset
        fields: ClassVar[list[str]] = []
