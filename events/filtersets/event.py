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
from events.filtersets.base import BLANK, NO_ROW, NULL, Asked, PublicFilter, StrictFilterSet, has
from events.filtersets.boxes import in_box
from events.filtersets.buckets import Buckets
from events.filtersets.circles import in_circle
from events.filtersets.values import (
    Amounts,
    Boxes,
    Days,
    Flag,
    Ids,
    Kilometres,
    Numbers,
    Pairs,
    Points,
    Values,
    Words,
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
from events.rules.dates import EARLIEST, Span

LAST = chr(sys.maxunicode)
"""What comes after every letter of a code."""
PLACES_NOTHING = dimensions.PLACES_NOTHING
MISSING = {"date": "date", "place": "places", "participant": "participants", "evidence": "evidence"}


def occurring(spans: list[Span], match: str | None) -> Q:
    """Those whose date meets the span; undated ones never do. Source: codebook 3."""
    (span,) = spans
    dated = ~Q(date_edtf="")
    if match == DateMatch.CERTAIN:
        certain = Q(start_latest__lte=span.last, end_earliest__gte=span.first)
        return dated & certain & Q(start_earliest__lte=span.last)  # which follows, and has an index
    if match == DateMatch.WITHIN:
        return dated & Q(start_earliest__range=(span.first, span.last), end_latest__lte=span.last)
    return dated & Q(start_earliest__lte=span.last, seen_until__gte=span.first)


def placed(places: Callable[..., Q]) -> Callable[..., Q]:
    """Rows whose place meets a condition; places are few beside the rows that name them, so they go first."""

    def condition(*asked: Any) -> Q:
        return Q(location__in=Location.objects.filter(places(*asked)))

    return condition


def belonging(bodies: list[int]) -> Q:
    """Participations of those who belonged to a body on a day on which the event may have happened."""
    return then_belonging() & Q(actor__body_rows__body__in=bodies)


def then_belonging() -> Q:
    """Participations of those who belonged to anything on such a day."""
    return Q(
        actor__body_rows__earliest__lte=F("event__seen_until"),
        actor__body_rows__latest__gte=F("event__start_earliest"),
    )


def belonging_nowhere() -> Q:
    """Participations of those who belonged to nothing on any such day."""
    return ~has(Participation.objects.filter(then_belonging()), "id")


def coded(pairs: list[tuple[str, str]]) -> Q:
    """Those with one of these codes; a final `*` takes the branch."""
    any_of = Q(pk__in=[])
    for scheme, code in pairs:
        lookup = {"code": code}
        if code.endswith("*"):
            # A range and no prefix: LIKE of SQLite takes capital and small letters for the same.
            lookup = {"code__gte": code[:-1], "code__lt": code[:-1] + LAST}
        any_of |= Q(scheme=scheme, **lookup)
    return has(Coding.objects.filter(any_of), "event")


def uncoded() -> Q:
    """Those without any code."""
    return ~has(Coding.objects.all(), "event")


def in_no_whole() -> Q:
    """Those that are part of nothing."""
    return ~has(EventClosure.objects.all(), "event")


def unrelated() -> Q:
    """Those that no relation ties to another; relations of what is not public do not count."""
    public = EventRelation.objects.filter(event__review_status=ReviewStatus.PUBLISHED)
    return ~has(EventRelation.objects.all(), "event") & ~has(public, "other")


def inside_wholes(wholes: list[int]) -> Q:
    """Those that are part of one of these events, directly or not."""
    return has(EventClosure.objects.filter(whole__in=wholes), "event")


def related(others: list[int]) -> Q:
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


def reported(spans: list[Span]) -> Q:
    """Those that an article may report that was published in the span."""
    articles = Article.objects.filter(common.overlapping(spans))
    return has(EventSource.objects.filter(article__in=articles), "event")


def missing(names: list[str]) -> Q:
    """Those that lack any of these."""
    condition = Q(pk__in=[])
    for name in names:
        if name == "date":
            condition |= Q(date_edtf="", start_earliest=EARLIEST)  # which follows, and has an index
        else:
            model: Any = Event._meta.get_field(MISSING[name]).related_model
            condition |= ~has(model.objects.all(), "event")
    return condition


class EventFilterSet(StrictFilterSet):
    """The query language of events."""

    owner = "event"

    q = full_text.q(
        Collection.EVENTS,
        "its title, summary and quotations, the names of participants and places in any spelling, and the "
        "public text of articles that report it",
        'sudani AND (talks OR "joint committee")',
    )
    event_type = PublicFilter(
        Words, "The act.", words=EventType.values, column="event_type", none=BLANK, example="consult"
    )
    mode = PublicFilter(
        Words, "How it was done.", words=ALL_MODES, rows="modes", column="mode", none=NO_ROW, example="visit"
    )
    context = PublicFilter(
        Words,
        "What it was about.",
        words=Context.values,
        rows="contexts",
        column="context",
        none=NO_ROW,
        example="diplomatic",
    )
    form = PublicFilter(
        Words, "What sort of thing it is.", words=Form.values, column="form", example="series"
    )
    factuality = PublicFilter(
        Words, "Whether it was done.", words=Factuality.values, column="factuality", example="planned"
    )
    quad_class = PublicFilter(
        Numbers,
        "Words or deeds, cooperation or conflict: 1 to 4.",
        words=[str(value) for value in QuadClass.values],
        column="quad_class",
        none=NULL,
        example="4",
    )
    confidence = PublicFilter(
        Words, "How sure the coder is.", words=Confidence.values, column="confidence", example="high"
    )
    dataset = common.dataset()
    language = PublicFilter(
        Values, "The language of its title and summary: BCP 47.", column="language", example="en"
    )
    date_basis = PublicFilter(
        Words, "What its date rests on.", words=Basis.values, column="date_basis", example="text"
    )
    date = PublicFilter(
        Days,
        "When: 2024-01-27, 2024-01, 2024, 2023-10/2024-01, 2023-10/.. or ../2024.",
        single=True,
        condition=occurring,
        modified_by="date_match",
        example="2023-10",
    )
    date_match = PublicFilter(
        Words,
        "How an uncertain date is held against `date`: possible (may have happened then; the default), "
        "certain (was surely under way on some day of it), within (lies inside it from start to end).",
        words=DateMatch.values,
        modifies="date",
        default=DateMatch.POSSIBLE,
        example="certain",
    )
    participant = PublicFilter(
        Ids,
        "Somebody who took part.",
        model=Actor,
        rows="participants:who",
        column="actor",
        none=NO_ROW,
        example="iraq",
    )
    participant_role = PublicFilter(
        Words,
        "The role of a participant; holds of the same participation as the other keys of its group.",
        words=ParticipantRole.values,
        rows="participants:who",
        column="role",
        example="initiator",
    )
    participant_side = PublicFilter(
        Words,
        "The side of a participant, in the same group.",
        words=Side.values,
        rows="participants:who",
        column="side",
        none=BLANK,
        example="a",
    )
    actor_kind = PublicFilter(
        Words,
        "What a participant is, in the same group.",
        words=ActorKind.values,
        rows="participants:who",
        column="actor__kind",
        example="armed_group",
    )
    actor_country = PublicFilter(
        Words,
        "The country of a participant, in the same group: ISO 3166-1 alpha-2.",
        words=COUNTRIES,
        rows="participants:who",
        column="actor__country",
        none=BLANK,
        example="IQ",
    )
    affiliated_with = PublicFilter(
        Ids,
        "A body that a participant belonged to, in the same group: as its member, part, leader or holder of "
        "office, directly or through others. All ties on the way may have held on one day on which the event "
        "may have happened; one without a date, and an event without one, leave any day open. The body does "
        "not belong to itself.",
        model=Actor,
        rows="participants:who",
        condition=belonging,
        empty=belonging_nowhere,
        none=NULL,
        example="iraq",
    )
    initiator = PublicFilter(
        Ids,
        "Who did it.",
        model=Actor,
        rows="participants",
        column="actor",
        fixed={"role": ParticipantRole.INITIATOR},
        none=NO_ROW,
        example="islamic-resistance-in-iraq",
    )
    target = PublicFilter(
        Ids,
        "To whom it was done.",
        model=Actor,
        rows="participants",
        column="actor",
        fixed={"role": ParticipantRole.TARGET},
        none=NO_ROW,
        example="us-armed-forces",
    )
    location = PublicFilter(
        Ids,
        "Happened there or anywhere inside. Places that it was only spoken from, or is about, count only "
        "where place_role names them.",
        model=Location,
        rows="places:where",
        column="location__ancestor_rows__ancestor",
        none=NO_ROW,
        example="baghdad",
    )
    country = PublicFilter(
        Words,
        "The country of its place, in the same group: ISO 3166-1 alpha-2.",
        words=COUNTRIES,
        rows="places:where",
        column="location__country",
        none=BLANK,
        example="IQ",
    )
    place_role = PublicFilter(
        Words,
        "What the place was to it, in the same group.",
        words=PlaceRole.values,
        rows="places:where",
        column="role",
        example="scene",
    )
    bbox = PublicFilter(
        Boxes,
        "Happened in a box, in the same group: west,south,east,north in degrees; west may be greater than "
        "east across the antimeridian.",
        rows="places:where",
        single=True,
        condition=placed(in_box),
        modified_by="place_match",
        example="43,29,49,38",
    )
    near = PublicFilter(
        Points,
        "Happened around a point, in the same group: latitude,longitude in degrees, with `radius_km`.",
        rows="places:where",
        single=True,
        condition=placed(in_circle),
        needs="radius_km",
        modified_by="radius_km place_match",
        example="33.315,44.366",
    )
    radius_km = PublicFilter(
        Kilometres,
        "How many kilometres around `near`, along the globe.",
        rows="places:where",
        modifies="near",
        example="50",
    )
    place_match = PublicFilter(
        Words,
        "How an uncertain place is held against bbox and near: certain (lies inside with its whole radius; "
        "the default) or possible (touches it).",
        words=("certain", "possible"),
        rows="places:where",
        modifies="bbox near",
        default="certain",
        example="possible",
    )
    measure = PublicFilter(
        Words,
        "A figure that is reported.",
        words=Measure.values,
        rows="figures:count",
        column="measure",
        none=NO_ROW,
        example="injured",
    )
    figure_min = PublicFilter(
        Amounts,
        "The least number of a figure, in the same group: its value, else its low, else its high.",
        rows="figures:count",
        single=True,
        condition=lambda values: Q(best__gte=values[0]),
        example="100",
    )
    figure_max = PublicFilter(
        Amounts,
        "The greatest number of a figure, in the same group.",
        rows="figures:count",
        single=True,
        condition=lambda values: Q(best__lte=values[0]),
        example="500",
    )
    attributed_to = PublicFilter(
        Ids,
        "Who gives a figure, in the same group.",
        model=Actor,
        rows="figures:count",
        column="by",
        none=NULL,
        example="reuters",
    )
    article = PublicFilter(
        Ids,
        "An article that reports it.",
        model=Article,
        rows="sources",
        column="article",
        none=NO_ROW,
        example="iraq-us-begin-formal-talks-to-end-coalition-mission",
    )
    outlet = PublicFilter(
        Ids,
        "The outlet of an article that reports it.",
        model=Outlet,
        rows="sources",
        column="article__outlet",
        none=NULL,
        example="asharq-al-awsat",
    )
    mention = PublicFilter(
        Words,
        "How an article reports it.",
        words=Mention.values,
        rows="sources",
        column="mention",
        example="main",
    )
    coding = PublicFilter(
        Pairs,
        f"Its code in another ontology ({', '.join(CodingScheme.values)}); a final * takes the branch.",
        condition=coded,
        empty=uncoded,
        none=NO_ROW,
        example="cameo:19*",
    )
    external_id = common.external_id("event")
    part_of = PublicFilter(
        Ids,
        "An event that it is part of, directly or not.",
        model=Event,
        condition=inside_wholes,
        empty=in_no_whole,
        none=NO_ROW,
        example="war-between-israel-and-hamas",
    )
    related_to = PublicFilter(
        Ids,
        "An event that a relation ties it to, in either direction.",
        model=Event,
        condition=related,
        empty=unrelated,
        none=NO_ROW,
        example="war-between-israel-and-hamas",
    )
    has_contradiction = PublicFilter(
        Flag,
        "Whether a figure, a date report or a claim about it contradicts another.",
        single=True,
        condition=contradicted,
        example="true",
    )
    missing = PublicFilter(Words, "What it lacks.", words=MISSING, condition=missing, example="place")
    reported = PublicFilter(
        Days,
        "When an article that reports it was published.",
        single=True,
        condition=reported,
        example="2024-01",
    )
    updated_since = common.updated_since()
    bucket = PublicFilter(
        Buckets,
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
    def row_limits(cls, rows: str, members: Asked) -> Q:
        """Places that an event was only spoken from, or is about, do not place it unless named."""
        if rows == "places" and "place_role" not in members:
            return ~Q(role__in=PLACES_NOTHING)
        return Q()

    @classmethod
    def rows_of(cls, rows: str) -> QuerySet[Any]:
        """Figures come with their best number."""
        found = super().rows_of(rows)
        return found.annotate(best=Coalesce("value", "low", "high")) if rows == "figures" else found
