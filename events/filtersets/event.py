"""The query language of events."""

import sys
from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from events.choices import (
    ActorKind,
    Basis,
    CodingScheme,
    Collection,
    Confidence,
    Context,
    DateMatch,
    EventType,
    Factuality,
    Form,
    Measure,
    Mention,
    ParticipantRole,
    PlaceRole,
    QuadClass,
    ReviewStatus,
    Side,
)
from events.choices.countries import COUNTRIES
from events.choices.plover import ALL_MODES
from events.filtersets import common, dimensions, full_text
from events.filtersets.base import BLANK, NO_ROW, NULL, ParsedQuery, PublicFilter, StrictFilterSet, exists_q
from events.filtersets.bbox import in_bbox
from events.filtersets.buckets import BucketValues
from events.filtersets.radius import in_radius
from events.filtersets.values import (
    BboxValues,
    BooleanValues,
    ChoiceValues,
    DateSpanValues,
    DecimalValues,
    DistanceValues,
    IntegerChoiceValues,
    PointValues,
    PublicIdValues,
    RepeatedValueField,
    SchemeValuePairs,
)
from events.models import (
    Actor,
    Article,
    ClaimSubject,
    Coding,
    Contradiction,
    Event,
    EventClosure,
    EventRelation,
    EventSource,
    Location,
    Outlet,
    Participation,
)
from events.rules.dates import EARLIEST, DateSpan

MAX_CHAR = chr(sys.maxunicode)
"""What comes after every letter of a code."""
NON_LOCATING_ROLES = dimensions.NON_LOCATING_ROLES
MISSING_RELATIONS = {"date": "date", "place": "places", "participant": "participants", "evidence": "evidence"}


def occurring(spans: list[DateSpan], match: str | None) -> Q:
    """Those whose date meets the span; undated ones never do. Source: codebook 3."""
    (span,) = spans
    dated = ~Q(date_edtf="")
    if match == DateMatch.CERTAIN:
        certain = Q(start_latest__lte=span.last, end_earliest__gte=span.first)
        return dated & certain & Q(start_earliest__lte=span.last)  # which follows, and has an index
    if match == DateMatch.WITHIN:
        return dated & Q(start_earliest__range=(span.first, span.last), end_latest__lte=span.last)
    return dated & Q(start_earliest__lte=span.last, seen_until__gte=span.first)


def at_location(places: Callable[..., Q]) -> Callable[..., Q]:
    """Rows whose place meets a condition; places are few beside the rows that name them, so they go first."""

    def condition(*asked: Any) -> Q:
        return Q(location__in=Location.objects.filter(places(*asked)))

    return condition


def affiliated_with_any(bodies: list[int]) -> Q:
    """Participations of those who belonged to a body on a day on which the event may have happened."""
    return affiliated_at_event_date() & Q(actor__body_rows__body__in=bodies)


def affiliated_at_event_date() -> Q:
    """Participations of those who belonged to anything on such a day."""
    return Q(
        actor__body_rows__earliest__lte=F("event__seen_until"),
        actor__body_rows__latest__gte=F("event__start_earliest"),
    )


def unaffiliated() -> Q:
    """Participations of those who belonged to nothing on any such day."""
    return ~exists_q(Participation.objects.filter(affiliated_at_event_date()), "id")


def coded_as(pairs: list[tuple[str, str]]) -> Q:
    """Those with one of these codes; a final `*` takes the branch."""
    any_of = Q(pk__in=[])
    for scheme, code in pairs:
        lookup = {"code": code}
        if code.endswith("*"):
            # A range and no prefix: LIKE of SQLite takes capital and small letters for the same.
            lookup = {"code__gte": code[:-1], "code__lt": code[:-1] + MAX_CHAR}
        any_of |= Q(scheme=scheme, **lookup)
    return exists_q(Coding.objects.filter(any_of), "event")


def uncoded() -> Q:
    """Those without any code."""
    return ~exists_q(Coding.objects.all(), "event")


def part_of_none() -> Q:
    """Those that are part of nothing."""
    return ~exists_q(EventClosure.objects.all(), "event")


def unrelated() -> Q:
    """Those that no relation ties to another; relations of what is not public do not count."""
    public = EventRelation.objects.filter(event__review_status=ReviewStatus.PUBLISHED)
    return ~exists_q(EventRelation.objects.all(), "event") & ~exists_q(public, "other")


def part_of_any(wholes: list[int]) -> Q:
    """Those that are part of one of these events, directly or not."""
    return exists_q(EventClosure.objects.filter(whole__in=wholes), "event")


def related_to_any(others: list[int]) -> Q:
    """Those that a relation, in either direction, ties to one of these events."""
    outgoing = EventRelation.objects.filter(other__in=others).order_by().values("event")
    incoming = EventRelation.objects.filter(event__in=others).order_by().values("other")
    return Q(pk__in=outgoing.union(incoming))


def contradicted(flags: list[bool]) -> Q:
    """Those where a figure, a date report or a claim about them contradicts something public."""
    condition = Q(pk__in=[])
    # Read from the contradictions, of which there are few: joined to each event they cost too much to plan.
    for side, other in (("left", "right"), ("right", "left")):
        public = Q()
        for path in ("claim", "figure__event", "date_report__event", "affiliation__actor"):
            public |= Q(**{f"{other}_{path}__review_status": ReviewStatus.PUBLISHED})
        clashing = Contradiction.objects.filter(public)
        own = clashing.exclude(**{f"{side}_figure": None, f"{side}_date_report": None})
        claims = clashing.filter(**{f"{side}_claim__review_status": ReviewStatus.PUBLISHED})
        about = ClaimSubject.objects.filter(claim__in=claims.values(f"{side}_claim"), affiliation=None)
        condition |= Q(
            pk__in=own.values_list(Coalesce(f"{side}_figure__event", f"{side}_date_report__event"))
        )
        condition |= Q(
            pk__in=about.values_list(
                Coalesce("event", "figure__event", "relation__event", "participation__event")
            )
        )
    return condition if flags[0] else ~condition


def reported_within(spans: list[DateSpan]) -> Q:
    """Those that an article may report that was published in the span."""
    articles = Article.objects.filter(common.date_overlaps(spans))
    return exists_q(EventSource.objects.filter(article__in=articles), "event")


def missing_any(names: list[str]) -> Q:
    """Those that lack any of these."""
    condition = Q(pk__in=[])
    for name in names:
        if name == "date":
            condition |= Q(date_edtf="", start_earliest=EARLIEST)  # which follows, and has an index
        else:
            model: Any = Event._meta.get_field(MISSING_RELATIONS[name]).related_model
            condition |= ~exists_q(model.objects.all(), "event")
    return condition


class EventFilterSet(StrictFilterSet):
    """The query language of events."""

    parent_field = "event"

    q = full_text.full_text_filter(
        Collection.EVENTS,
        "its title, summary and quotations, the names of participants and places in any spelling, and the "
        "public text of articles that report it",
        'sudani AND (talks OR "joint committee")',
    )
    event_type = PublicFilter(
        ChoiceValues,
        "The act.",
        choices=EventType.values,
        column="event_type",
        null_value=BLANK,
        example="consult",
    )
    mode = PublicFilter(
        ChoiceValues,
        "How it was done.",
        choices=ALL_MODES,
        relation="modes",
        column="mode",
        null_value=NO_ROW,
        example="visit",
    )
    context = PublicFilter(
        ChoiceValues,
        "What it was about.",
        choices=Context.values,
        relation="contexts",
        column="context",
        null_value=NO_ROW,
        example="diplomatic",
    )
    form = PublicFilter(
        ChoiceValues, "What sort of thing it is.", choices=Form.values, column="form", example="series"
    )
    factuality = PublicFilter(
        ChoiceValues,
        "Whether it was done.",
        choices=Factuality.values,
        column="factuality",
        example="planned",
    )
    quad_class = PublicFilter(
        IntegerChoiceValues,
        "Words or deeds, cooperation or conflict: 1 to 4.",
        choices=[str(value) for value in QuadClass.values],
        column="quad_class",
        null_value=NULL,
        example="4",
    )
    confidence = PublicFilter(
        ChoiceValues, "How sure the coder is.", choices=Confidence.values, column="confidence", example="high"
    )
    dataset = common.dataset_filter()
    language = PublicFilter(
        RepeatedValueField, "The language of its title and summary: BCP 47.", column="language", example="en"
    )
    date_basis = PublicFilter(
        ChoiceValues, "What its date rests on.", choices=Basis.values, column="date_basis", example="text"
    )
    date = PublicFilter(
        DateSpanValues,
        "When: 2024-01-27, 2024-01, 2024, 2023-10/2024-01, 2023-10/.. or ../2024.",
        single=True,
        condition=occurring,
        modifiers="date_match",
        example="2023-10",
    )
    date_match = PublicFilter(
        ChoiceValues,
        "How an uncertain date is held against `date`: possible (may have happened then; the default), "
        "certain (was surely under way on some day of it), within (lies inside it from start to end).",
        choices=DateMatch.values,
        modifier_of="date",
        default=DateMatch.POSSIBLE,
        example="certain",
    )
    participant = PublicFilter(
        PublicIdValues,
        "Somebody who took part.",
        model=Actor,
        relation="participants:who",
        column="actor",
        null_value=NO_ROW,
        example="iraq",
    )
    participant_role = PublicFilter(
        ChoiceValues,
        "The role of a participant; holds of the same participation as the other keys of its group.",
        choices=ParticipantRole.values,
        relation="participants:who",
        column="role",
        example="initiator",
    )
    participant_side = PublicFilter(
        ChoiceValues,
        "The side of a participant, in the same group.",
        choices=Side.values,
        relation="participants:who",
        column="side",
        null_value=BLANK,
        example="a",
    )
    actor_kind = PublicFilter(
        ChoiceValues,
        "What a participant is, in the same group.",
        choices=ActorKind.values,
        relation="participants:who",
        column="actor__kind",
        example="armed_group",
    )
    actor_country = PublicFilter(
        ChoiceValues,
        "The country of a participant, in the same group: ISO 3166-1 alpha-2.",
        choices=COUNTRIES,
        relation="participants:who",
        column="actor__country",
        null_value=BLANK,
        example="IQ",
    )
    affiliated_with = PublicFilter(
        PublicIdValues,
        "A body that a participant belonged to, in the same group: as its member, part, leader or holder of "
        "office, directly or through others. All ties on the way may have held on one day on which the event "
        "may have happened; one without a date, and an event without one, leave any day open. The body does "
        "not belong to itself.",
        model=Actor,
        relation="participants:who",
        condition=affiliated_with_any,
        null_condition=unaffiliated,
        null_value=NULL,
        example="iraq",
    )
    initiator = PublicFilter(
        PublicIdValues,
        "Who did it.",
        model=Actor,
        relation="participants",
        column="actor",
        row_lookups={"role": ParticipantRole.INITIATOR},
        null_value=NO_ROW,
        example="islamic-resistance-in-iraq",
    )
    target = PublicFilter(
        PublicIdValues,
        "To whom it was done.",
        model=Actor,
        relation="participants",
        column="actor",
        row_lookups={"role": ParticipantRole.TARGET},
        null_value=NO_ROW,
        example="us-armed-forces",
    )
    location = PublicFilter(
        PublicIdValues,
        "Happened there or anywhere inside. Places that it was only spoken from, or is about, count only "
        "where place_role names them.",
        model=Location,
        relation="places:where",
        column="location__ancestor_rows__ancestor",
        null_value=NO_ROW,
        example="baghdad",
    )
    country = PublicFilter(
        ChoiceValues,
        "The country of its place, in the same group: ISO 3166-1 alpha-2.",
        choices=COUNTRIES,
        relation="places:where",
        column="location__country",
        null_value=BLANK,
        example="IQ",
    )
    place_role = PublicFilter(
        ChoiceValues,
        "What the place was to it, in the same group.",
        choices=PlaceRole.values,
        relation="places:where",
        column="role",
        example="scene",
    )
    bbox = PublicFilter(
        BboxValues,
        "Happened in a box, in the same group: west,south,east,north in degrees; west may be greater than "
        "east across the antimeridian.",
        relation="places:where",
        single=True,
        condition=at_location(in_bbox),
        modifiers="place_match",
        example="43,29,49,38",
    )
    near = PublicFilter(
        PointValues,
        "Happened around a point, in the same group: latitude,longitude in degrees, with `radius_km`.",
        relation="places:where",
        single=True,
        condition=at_location(in_radius),
        requires="radius_km",
        modifiers="radius_km place_match",
        example="33.315,44.366",
    )
    radius_km = PublicFilter(
        DistanceValues,
        "How many kilometres around `near`, along the globe.",
        relation="places:where",
        modifier_of="near",
        example="50",
    )
    place_match = PublicFilter(
        ChoiceValues,
        "How an uncertain place is held against bbox and near: certain (lies inside with its whole radius; "
        "the default) or possible (touches it).",
        choices=("certain", "possible"),
        relation="places:where",
        modifier_of="bbox near",
        default="certain",
        example="possible",
    )
    measure = PublicFilter(
        ChoiceValues,
        "A figure that is reported.",
        choices=Measure.values,
        relation="figures:count",
        column="measure",
        null_value=NO_ROW,
        example="injured",
    )
    figure_min = PublicFilter(
        DecimalValues,
        "The least number of a figure, in the same group: its value, else its low, else its high.",
        relation="figures:count",
        single=True,
        condition=lambda values: Q(best__gte=values[0]),
        example="100",
    )
    figure_max = PublicFilter(
        DecimalValues,
        "The greatest number of a figure, in the same group.",
        relation="figures:count",
        single=True,
        condition=lambda values: Q(best__lte=values[0]),
        example="500",
    )
    attributed_to = PublicFilter(
        PublicIdValues,
        "Who gives a figure, in the same group.",
        model=Actor,
        relation="figures:count",
        column="by",
        null_value=NULL,
        example="reuters",
    )
    article = PublicFilter(
        PublicIdValues,
        "An article that reports it.",
        model=Article,
        relation="sources",
        column="article",
        null_value=NO_ROW,
        example="iraq-us-begin-formal-talks-to-end-coalition-mission",
    )
    outlet = PublicFilter(
        PublicIdValues,
        "The outlet of an article that reports it.",
        model=Outlet,
        relation="sources",
        column="article__outlet",
        null_value=NULL,
        example="asharq-al-awsat",
    )
    mention = PublicFilter(
        ChoiceValues,
        "How an article reports it.",
        choices=Mention.values,
        relation="sources",
        column="mention",
        example="main",
    )
    coding = PublicFilter(
        SchemeValuePairs,
        f"Its code in another ontology ({', '.join(CodingScheme.values)}); a final * takes the branch.",
        condition=coded_as,
        null_condition=uncoded,
        null_value=NO_ROW,
        example="cameo:19*",
    )
    external_id = common.external_id_filter("event")
    part_of = PublicFilter(
        PublicIdValues,
        "An event that it is part of, directly or not.",
        model=Event,
        condition=part_of_any,
        null_condition=part_of_none,
        null_value=NO_ROW,
        example="war-between-israel-and-hamas",
    )
    related_to = PublicFilter(
        PublicIdValues,
        "An event that a relation ties it to, in either direction.",
        model=Event,
        condition=related_to_any,
        null_condition=unrelated,
        null_value=NO_ROW,
        example="war-between-israel-and-hamas",
    )
    has_contradiction = PublicFilter(
        BooleanValues,
        "Whether a figure, a date report or a claim about it contradicts another.",
        single=True,
        condition=contradicted,
        example="true",
    )
    missing = PublicFilter(
        ChoiceValues, "What it lacks.", choices=MISSING_RELATIONS, condition=missing_any, example="place"
    )
    reported = PublicFilter(
        DateSpanValues,
        "When an article that reports it was published.",
        single=True,
        condition=reported_within,
        example="2024-01",
    )
    updated_since = common.updated_since_filter()
    bucket = PublicFilter(
        BucketValues,
        "What events/aggregate/ counted in one bucket: dimension:value, several joined by |, all of which "
        "hold. `none` is no value; `month?` the month in which it may have begun; imprecise:month and "
        "unknown:month are what the buckets leave out.",
        single=True,
        condition=lambda conditions: conditions[0],
        example="event_type:assault|year:2023",
    )

    class Meta:
        model = Event
        fields: ClassVar[list[str]] = []

    @classmethod
    def row_restriction(cls, relation: str, members: ParsedQuery) -> Q:
        """Places that an event was only spoken from, or is about, do not place it unless named."""
        if relation == "places" and "place_role" not in members:
            return ~Q(role__in=NON_LOCATING_ROLES)
        return Q()

    @classmethod
    def related_rows(cls, relation: str) -> QuerySet[Any]:
        """Figures come with their best number."""
        found = super().related_rows(relation)
        return found.annotate(best=Coalesce("value", "low", "high")) if relation == "figures" else found
