"""The query languages of the collections other than events."""

from django.db.models import Q

from events import choices, models
from events.filtersets import common, full_text
from events.filtersets.base import (
    BLANK,
    NO_ROW,
    NULL,
    ChoiceFilter,
    ParsedQuery,
    PublicFilter,
    PublicIdFilter,
    StrictFilterSet,
    exists_q,
)
from events.filtersets.code_values import IsoCodeValues, LanguageValues
from events.filtersets.record_ids import id_filter
from events.filtersets.values import BooleanValues, DateSpanValues
from events.rules.dates import DateSpan

_DISTANCES = (choices.AffiliationType.INDEPENDENT_OF, choices.AffiliationType.OPPOSED_TO)
SPEAKERS = models.Claim.by.through._base_manager


def _tied_to(others: list[int], span: DateSpan | None) -> Q:
    """The affiliations to these actors, or to what belongs to them on a day of the span."""
    belonging = models.ActorClosure.objects.filter(body__in=others)
    if span is not None:
        belonging = belonging.filter(earliest__lte=span.last, latest__gte=span.first)
    return Q(object_actor__in=others) | Q(object_actor__in=belonging.values("actor"))


def _held_within(spans: list[DateSpan]) -> Q:
    """The affiliations that may have held on a day of the span; one without a date leaves any day open."""
    (span,) = spans
    return Q(date_edtf="") | Q(start_earliest__lte=span.last, end_latest__gte=span.first)


class ActorFilterSet(StrictFilterSet):
    """The query language of actors."""

    id = id_filter(models.Actor, "hamas")
    q = full_text.full_text_filter(
        choices.Collection.ACTORS,
        "its names in any spelling, descriptions of it and its former names",
        "sudani",
    )
    name = common.name_filter(choices.Collection.ACTORS)
    kind = ChoiceFilter("What it is.", choices.ActorKind.values, example="armed_group")
    country = common.country_filter("The country it belongs to")
    sector = ChoiceFilter(
        "The part of society it belongs to.",
        choices.Sector.values,
        relation="sectors",
        null_value=NO_ROW,
        example="gov",
    )
    affiliated_with = PublicIdFilter(
        "Another actor that it is tied to by an affiliation, or to what belongs to that one (a member, part, "
        "leader or holder of office, directly or through others). Denied ties do not count, and without "
        "`affiliation_type` neither do those that speak of distance: independent_of and opposed_to.",
        models.Actor,
        relation="affiliations:tie",
        condition=_tied_to,
        modifiers="affiliated_on",
        null_value=NO_ROW,
        example="iran",
    )
    affiliation_type = ChoiceFilter(
        "The kind of the tie, in the same group.",
        choices.AffiliationType.values,
        relation="affiliations:tie.type",
        example="backed_by",
    )
    affiliated_on = PublicFilter(
        DateSpanValues,
        "When the tie may have held, in the same group: 2024-01-27, 2024-01, 2024 or a span of them.",
        relation="affiliations:tie",
        single=True,
        condition=_held_within,
        example="2024-01-27",
    )
    external_id = common.external_id_filter("actor")
    dataset = common.dataset_filter()
    updated_since = common.updated_since_filter()

    class Meta(StrictFilterSet.Meta):
        model = models.Actor

    @classmethod
    def row_restriction(cls, relation: str, members: ParsedQuery) -> Q:
        """Ties that are denied, or of actors that keep their distance, do not affiliate unless named."""
        if relation != "affiliations":
            return Q()
        condition = Q(polarity=choices.Polarity.AFFIRMED)
        if "affiliated_with" in members:
            condition &= Q(object_actor__isnull=False)
        return condition if "affiliation_type" in members else condition & ~Q(type__in=_DISTANCES)


class LocationFilterSet(StrictFilterSet):
    """The query language of places."""

    id = id_filter(models.Location, "baghdad")
    q = full_text.full_text_filter(
        choices.Collection.LOCATIONS, "its names in any spelling, and its former names", "baghd*"
    )
    name = common.name_filter(choices.Collection.LOCATIONS, "Baghdad")
    kind = ChoiceFilter("What it is.", choices.LocationKind.values, example="country")
    country = common.country_filter("The country it is or lies in")
    iso_code = PublicFilter(IsoCodeValues, "Its ISO 3166 code.", null_value=BLANK, example="IQ-BG")
    parent = PublicIdFilter(
        "The unit that it lies in directly.", models.Location, null_value=NULL, example="iraq"
    )
    within = PublicIdFilter(
        "It is this place or lies anywhere inside.",
        models.Location,
        condition=lambda wider: exists_q(
            models.LocationAncestor.objects.filter(ancestor__in=wider), "location"
        ),
        example="iraq",
    )
    external_id = common.external_id_filter("location", "wikidata:Q1530")
    dataset = common.dataset_filter()
    updated_since = common.updated_since_filter()

    class Meta(StrictFilterSet.Meta):
        model = models.Location


class ArticleFilterSet(StrictFilterSet):
    """The query language of articles."""

    id = id_filter(models.Article, "iraq-us-begin-formal-talks-to-end-coalition-mission")
    q = full_text.full_text_filter(
        choices.Collection.ARTICLES,
        "its title, and its text where that is public",
        'coalition AND "formal talks"',
    )
    outlet = PublicIdFilter("Who published it.", models.Outlet, null_value=NULL, example="asharq-al-awsat")
    publication_date = common.publication_date_filter()
    language = PublicFilter(LanguageValues, "Its language: BCP 47.", example="en")
    translated_from = PublicFilter(
        LanguageValues, "The language it was translated from.", null_value=BLANK, example="es"
    )
    access = ChoiceFilter("How much of it the public may read.", choices.Access.values, example="open")
    external_id = common.external_id_filter("article")
    dataset = common.dataset_filter()
    updated_since = common.updated_since_filter()

    class Meta(StrictFilterSet.Meta):
        model = models.Article


class OutletFilterSet(StrictFilterSet):
    """The query language of outlets."""

    id = id_filter(models.Outlet, "asharq-al-awsat")
    q = full_text.full_text_filter(choices.Collection.OUTLETS, "its name", "asharq")
    name = common.name_filter(choices.Collection.OUTLETS, "Asharq Al Awsat")
    kind = ChoiceFilter("What sort it is.", choices.OutletKind.values, example="newspaper")
    country = common.country_filter("Where it has its seat", "GB")
    language = PublicFilter(
        LanguageValues, "The language it publishes in: BCP 47.", null_value=BLANK, example="ar"
    )
    dataset = common.dataset_filter()
    updated_since = common.updated_since_filter()

    class Meta(StrictFilterSet.Meta):
        model = models.Outlet


def _about_events(events: list[int]) -> Q:
    own, relations = Q(event__in=events), Q(relation__event__in=events)
    any_of = own | Q(figure__event__in=events) | relations | Q(participation__event__in=events)
    return exists_q(models.ClaimSubject.objects.filter(any_of), "claim")


def _with_contradiction(flags: list[bool]) -> Q:
    condition = Q()
    for side, other in (("left", "right"), ("right", "left")):
        condition |= exists_q(common.publicly_contradicting(other), f"{side}_claim")
    return condition if flags[0] else ~condition


class ClaimFilterSet(StrictFilterSet):
    """The query language of claims."""

    id = id_filter(models.Claim, "islamic-resistance-attacks-are-retaliation")
    q = full_text.full_text_filter(
        choices.Collection.CLAIMS, "its proposition and quotations", "troops NOT withdrawal"
    )
    speaker = PublicIdFilter(
        "Who says so.",
        models.Actor,
        condition=lambda actors: exists_q(SPEAKERS.filter(actor__in=actors), "claim"),
        null_condition=lambda: ~exists_q(SPEAKERS.all(), "claim"),
        null_value=NO_ROW,
        example="united-states",
    )
    affiliated_with = PublicIdFilter(
        "A body that a speaker belonged to at some time: as its member, part, leader or holder of office, "
        "directly or through others. The body does not belong to itself: `speaker` asks what it says.",
        models.Actor,
        condition=lambda bodies: exists_q(
            SPEAKERS.filter(actor__in=models.ActorClosure.objects.filter(body__in=bodies).values("actor")),
            "claim",
        ),
        example="united-states",
    )
    stance = ChoiceFilter("What the speaker does with it.", choices.Stance.values, example="denies")
    directness = ChoiceFilter(
        "Whether the speaker's own words are quoted.", choices.Directness.values, example="indirect"
    )
    relayed_by = PublicIdFilter("Who passed it on.", models.Actor, null_value=NULL, example="reuters")
    about = PublicIdFilter(
        "The event that it, or what it is about, belongs to.",
        models.Event,
        condition=_about_events,
        example="war-between-israel-and-hamas",
    )
    about_actor = PublicIdFilter(
        "The actor whose affiliation it is about.",
        models.Actor,
        condition=lambda actors: exists_q(
            models.ClaimSubject.objects.filter(affiliation__actor__in=actors), "claim"
        ),
        example="tishreen-movement",
    )
    article = PublicIdFilter(
        "An article that it is quoted from.",
        models.Article,
        condition=lambda articles: exists_q(models.Evidence.objects.filter(article__in=articles), "claim"),
        example="iraq-us-begin-formal-talks-to-end-coalition-mission",
    )
    has_contradiction = PublicFilter(
        BooleanValues,
        "Whether it contradicts something public.",
        single=True,
        condition=_with_contradiction,
        example="true",
    )
    dataset = common.dataset_filter()
    updated_since = common.updated_since_filter()

    class Meta(StrictFilterSet.Meta):
        model = models.Claim


class DatasetFilterSet(StrictFilterSet):
    """The query language of datasets."""

    id = id_filter(models.Dataset, "curated")
    q = full_text.full_text_filter(choices.Collection.DATASETS, "its name and description", "curated")
    kind = ChoiceFilter("How its records came about.", choices.DatasetKind.values, example="curated")
    updated_since = common.updated_since_filter()

    class Meta(StrictFilterSet.Meta):
        model = models.Dataset
