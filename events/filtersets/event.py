"""The query language of events."""

from collections.abc import Callable
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from events import choices, models
from events.choices.mappings import ACLED_EVENT_TYPES
from events.choices.plover import ALL_MODES
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
from events.filtersets.bbox import in_bbox
from events.filtersets.buckets import BucketValues
from events.filtersets.code_values import SCHEMES, CodingValues, LanguageValues
from events.filtersets.radius import in_radius
from events.filtersets.record_ids import id_filter
from events.filtersets.values import (
    BboxValues,
    BooleanValues,
    DateSpanValues,
    DecimalValues,
    DistanceValues,
    IntegerChoiceValues,
    PointValues,
)
from events.rules.dates import EARLIEST, DateSpan
from events.search.suggestion_index import MAX_CHAR

AFFILIATED_THEN = Q(
    actor__body_rows__earliest__lte=F("event__seen_until"),
    actor__body_rows__latest__gte=F("event__start_earliest"),
)
"""Participations of those who belonged to a body on a day on which the event may have happened."""
MISSING_RELATIONS = {"date": "date", "place": "places", "participant": "participants", "evidence": "evidence"}


def occurring(spans: list[DateSpan], match: str | None) -> Q:
    """The events whose date matches the span; undated ones never do. Source: codebook 3."""
    (span,) = spans
    dated = ~Q(date_edtf="")
    if match == choices.DateMatch.CERTAIN:
        certain = Q(start_latest__lte=span.last, end_earliest__gte=span.first)
        certain &= ~Q(pk__in=models.EventDatePiece.events_in_a_gap(span, surely=True))
        return dated & certain & Q(start_earliest__lte=span.last)  # which follows, and has an index
    if match == choices.DateMatch.WITHIN:
        return dated & Q(start_earliest__range=(span.first, span.last), end_latest__lte=span.last)
    possible = Q(start_earliest__lte=span.last, seen_until__gte=span.first)
    return dated & possible & ~Q(pk__in=models.EventDatePiece.events_in_a_gap(span))


def at_location(locations_q: Callable[..., Q]) -> Callable[..., Q]:
    """The rows whose location meets a condition; locations are few beside such rows, so they go first."""
    return lambda *values: Q(location__in=models.Location.objects.filter(locations_q(*values)))


def located_in(places: list[int], match: str | None) -> Q:
    """The rows that are coded to these places or inside; if possible, to wider ones around them, too."""
    if match != "possible":
        return Q(location__ancestor_rows__ancestor__in=places)
    inside = models.LocationAncestor.objects.filter(ancestor__in=places).values("location")
    around = models.LocationAncestor.objects.filter(location__in=places).values("ancestor")
    return Q(location__in=inside) | Q(location__in=around)


def coded_as(pairs: list[tuple[str, str]]) -> Q:
    """The events with one of these codes; a final `*`, or an event type of ACLED, takes the branch."""
    any_of = Q(pk__in=[])
    for scheme, code in pairs:
        branch = code.removesuffix("*")
        # A range and no prefix: LIKE of SQLite takes capital and small letters for the same.
        of_branch = Q(code=code) if branch == code else Q(code__gte=branch, code__lt=branch + MAX_CHAR)
        if scheme == choices.CodingScheme.ACLED:
            of_branch |= Q(
                code__in=[sub_type for sub_type, kind in ACLED_EVENT_TYPES.items() if kind == code]
            )
        any_of |= Q(scheme=scheme) & of_branch
    return exists_q(models.Coding.objects.filter(any_of, models.Coding.IN_SCOPE), "event")


def related_to_any(others: list[int], relation_type: str | None) -> Q:
    """The events that stand so to one of these events; without a type, in either direction."""
    outgoing = models.EventRelation.objects.filter(other__in=others).order_by().values("event")
    if relation_type:
        return Q(pk__in=outgoing.filter(type=relation_type, polarity=choices.Polarity.AFFIRMED))
    incoming = models.EventRelation.objects.filter(event__in=others).order_by().values("other")
    return Q(pk__in=outgoing.union(incoming))


def unrelated() -> Q:
    """The events that no relation ties to another; relations of events that are not public do not count."""
    public = models.EventRelation.objects.filter(event__review_status=choices.ReviewStatus.PUBLISHED)
    return ~exists_q(models.EventRelation.objects.all(), "event") & ~exists_q(public, "other")


def contradicted(flags: list[bool]) -> Q:
    """The events of which a figure, a date report or a claim about them contradicts something public."""
    condition = Q(pk__in=[])
    # Read from the contradictions, of which there are few: joined to each event they cost too much to plan.
    for side, other in (("left", "right"), ("right", "left")):
        contradictions = common.publicly_contradicting(other)
        own = contradictions.exclude(**{f"{side}_figure": None, f"{side}_date_report": None})
        own_event = Coalesce(f"{side}_figure__event", f"{side}_date_report__event")
        claims = contradictions.filter(**{f"{side}_claim__review_status": choices.ReviewStatus.PUBLISHED})
        subjects = models.ClaimSubject.objects.filter(
            claim__in=claims.values(f"{side}_claim"), affiliation=None
        )
        subject_event = Coalesce("event", "figure__event", "relation__event", "participation__event")
        condition |= Q(pk__in=own.values_list(own_event)) | Q(pk__in=subjects.values_list(subject_event))
    return condition if flags[0] else ~condition


def reported_within(spans: list[DateSpan]) -> Q:
    """The events that an article reports which may have been published in the span."""
    articles = models.Article.objects.filter(common.date_overlaps(spans))
    return exists_q(models.EventSource.objects.filter(article__in=articles), "event")


def missing_any(names: list[str]) -> Q:
    """The events that lack any of these."""
    condition = Q(pk__in=[])
    for name in names:
        if name == "date":
            condition |= Q(date_edtf="", start_earliest=EARLIEST)  # which follows, and has an index
        else:
            model: Any = models.Event._meta.get_field(MISSING_RELATIONS[name]).related_model
            condition |= ~exists_q(model.objects.all(), "event")
    return condition


class EventFilterSet(StrictFilterSet):
    """The query language of events."""

    topics = {
        "participant": "who",
        "target": "whom",
        "event_type": "what",
        "location": "where",
        "date": "when",
        "factuality": "how sure",
        "measure": "figures",
        "article": "sources",
        "q": "full text",
        "id": "records",
    }

    participant = PublicIdFilter(
        "Somebody who took part.",
        models.Actor,
        relation="participants:who.actor",
        null_value=NO_ROW,
        example="iraq",
    )
    participant_role = ChoiceFilter(
        "The role of a participant; holds of the same participation as the other keys of its group.",
        choices.ParticipantRole.values,
        relation="participants:who.role",
        example="initiator",
    )
    participant_side = ChoiceFilter(
        "The side of a participant, in the same group.",
        choices.Side.values,
        relation="participants:who.side",
        null_value=BLANK,
        example="a",
    )
    actor_kind = ChoiceFilter(
        "What a participant is, in the same group.",
        choices.ActorKind.values,
        relation="participants:who.actor__kind",
        example="armed_group",
    )
    actor_country = common.country_filter(
        "The country of a participant, in the same group", relation="participants:who.actor__country"
    )
    affiliated_with = PublicIdFilter(
        "A body that a participant belonged to, in the same group: as its member, part, leader or holder of "
        "office, directly or through others. All ties on the way may have held on one day on which the event "
        "may have happened; one without a date, and an event without one, leave any day open. The body does "
        "not belong to itself.",
        models.Actor,
        relation="participants:who",
        condition=lambda bodies: AFFILIATED_THEN & Q(actor__body_rows__body__in=bodies),
        null_condition=lambda: ~exists_q(models.Participation.objects.filter(AFFILIATED_THEN), "id"),
        null_value=NULL,
        example="iraq",
    )
    initiator = PublicIdFilter(
        "Who did it.",
        models.Actor,
        relation="participants.actor",
        row_lookups={"role": choices.ParticipantRole.INITIATOR},
        null_value=NO_ROW,
        example="islamic-resistance-in-iraq",
    )
    target = PublicIdFilter(
        "To whom it was done.",
        models.Actor,
        relation="participants.actor",
        row_lookups={"role": choices.ParticipantRole.TARGET},
        null_value=NO_ROW,
        example="us-armed-forces",
    )
    event_type = ChoiceFilter("The act.", choices.EventType.values, null_value=BLANK, example="consult")
    mode = ChoiceFilter("How it was done.", ALL_MODES, relation="modes", null_value=NO_ROW, example="demo")
    context = ChoiceFilter(
        "What it was about.",
        choices.Context.values,
        relation="contexts",
        null_value=NO_ROW,
        example="diplomatic",
    )
    form = ChoiceFilter("What sort of thing it is.", choices.Form.values, example="series")
    quad_class = PublicFilter(
        IntegerChoiceValues,
        "Words or deeds, cooperation or conflict: 1 to 4.",
        choices=[str(value) for value in choices.QuadClass.values],
        null_value=NULL,
        example="4",
    )
    coding = PublicFilter(
        CodingValues,
        f"Its code in another ontology ({', '.join(SCHEMES)}); a final * takes the branch, as "
        "does an event type of ACLED. Codes that its coder judged out of scope (`match` is none) are none.",
        condition=coded_as,
        null_condition=lambda: ~exists_q(models.Coding.objects.filter(models.Coding.IN_SCOPE), "event"),
        null_value=NO_ROW,
        example="cameo:19*",
    )
    part_of = PublicIdFilter(
        "An event that it is part of, directly or not.",
        models.Event,
        condition=lambda wholes: exists_q(models.EventClosure.objects.filter(whole__in=wholes), "event"),
        null_condition=lambda: ~exists_q(models.EventClosure.objects.all(), "event"),
        null_value=NO_ROW,
        example="war-between-israel-and-hamas",
    )
    related_to = PublicIdFilter(
        "An event that a relation ties it to, in either direction.",
        models.Event,
        condition=related_to_any,
        modifiers="relation_type",
        null_condition=unrelated,
        null_value=NO_ROW,
        example="attacks-on-us-forces-in-iraq-and-syria-2023-2024",
    )
    relation_type = ChoiceFilter(
        "How it stands to `related_to`, as the relation reads from the event that is found: response_to "
        "finds what answered the other event. Without it any relation counts, in either direction.",
        choices.RelationType.values,
        modifier_of="related_to",
        example="response_to",
    )
    location = PublicIdFilter(
        "Happened there or anywhere inside. Places that it was only spoken from, or is about, count only "
        "where place_role names them.",
        models.Location,
        relation="places:where",
        condition=located_in,
        modifiers="place_match",
        null_value=NO_ROW,
        example="baghdad",
    )
    country = common.country_filter(
        "The country of its place, in the same group", relation="places:where.location__country"
    )
    place_role = ChoiceFilter(
        "What the place was to it, in the same group.",
        choices.PlaceRole.values,
        relation="places:where.role",
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
    place_match = ChoiceFilter(
        "How an uncertain place is held against location, bbox and near: certain (lies inside with its whole "
        "radius; the default) or possible (touches it, or is known only as a wider place around it: what is "
        "coded to the province may have been in the town).",
        ("certain", "possible"),
        relation="places:where",
        modifier_of="location bbox near",
        default="certain",
        example="possible",
    )
    date = PublicFilter(
        DateSpanValues,
        "When: 2024-01-27, 2024-01, 2024, 2023-10/2024-01, 2023-10/.. or ../2024.",
        single=True,
        condition=occurring,
        modifiers="date_match",
        example="2023-10",
    )
    date_match = ChoiceFilter(
        "How an uncertain date is held against `date`: possible (may have happened then; the default), "
        "certain (was surely under way on some day of it), within (lies inside it from start to end).",
        choices.DateMatch.values,
        modifier_of="date",
        default=choices.DateMatch.POSSIBLE,
        example="certain",
    )
    date_basis = ChoiceFilter("What its date rests on.", choices.Basis.values, example="text")
    factuality = ChoiceFilter(
        "Whether it was done. Without it, lists, maps and sums are of what occurred or is ongoing; `any` "
        "lifts that, and so do `id`, `q` and `updated_since` in a list.",
        choices.Factuality.values,
        takes_any=True,
        example="planned",
    )
    confidence = ChoiceFilter("How sure the coder is.", choices.Confidence.values, example="high")
    depth = ChoiceFilter("How far it was worked through here.", choices.Depth.values, example="coded")
    has_contradiction = PublicFilter(
        BooleanValues,
        "Whether a figure, a date report or a claim about it contradicts another.",
        single=True,
        condition=contradicted,
        example="true",
    )
    missing = ChoiceFilter("What it lacks.", MISSING_RELATIONS, condition=missing_any, example="place")
    measure = ChoiceFilter(
        "A figure that is reported.",
        choices.Measure.values,
        relation="figures:count",
        null_value=NO_ROW,
        example="injured",
    )
    figure_min = PublicFilter(
        DecimalValues,
        "The least number of a figure, in the same group: its value, else its low, else its high.",
        relation="figures:count",
        single=True,
        requires="measure",
        condition=lambda values: Q(best__gte=values[0]),
        example="100",
    )
    figure_max = PublicFilter(
        DecimalValues,
        "The greatest number of a figure, in the same group.",
        relation="figures:count",
        single=True,
        requires="measure",
        at_least="figure_min",
        condition=lambda values: Q(best__lte=values[0]),
        example="500",
    )
    attributed_to = PublicIdFilter(
        "Who gives a figure, in the same group.",
        models.Actor,
        relation="figures:count.by",
        null_value=NULL,
        example="reuters",
    )
    article = PublicIdFilter(
        "An article that reports it.",
        models.Article,
        relation="sources",
        null_value=NO_ROW,
        example="iraq-us-begin-formal-talks-to-end-coalition-mission",
    )
    outlet = PublicIdFilter(
        "The outlet of an article that reports it.",
        models.Outlet,
        relation="sources.article__outlet",
        null_value=NULL,
        example="asharq-al-awsat",
    )
    mention = ChoiceFilter(
        "How an article reports it.", choices.Mention.values, relation="sources", example="main"
    )
    reported = PublicFilter(
        DateSpanValues,
        "When an article that reports it was published.",
        single=True,
        condition=reported_within,
        example="2024-01",
    )
    q = full_text.full_text_filter(
        choices.Collection.EVENTS,
        "its title, summary and quotations, the words of articles for its participants, figures and times, "
        "and the names of participants and places in any spelling; for whole articles ask `articles/?q=`",
        'sudani AND (talks OR "joint committee")',
    )
    language = PublicFilter(LanguageValues, "The language of its title and summary: BCP 47.", example="en")
    id = id_filter(models.Event, "first-session-of-us-iraq-talks-2024-01-27")
    dataset = common.dataset_filter()
    external_id = common.external_id_filter("event")
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

    class Meta(StrictFilterSet.Meta):
        model = models.Event

    @classmethod
    def row_restriction(cls, relation: str, members: ParsedQuery) -> Q:
        """Places that an event was only spoken from, or is about, do not place it unless named."""
        if relation == "places" and "place_role" not in members:
            return ~Q(role__in=choices.NON_LOCATING_ROLES)
        return Q()

    @classmethod
    def related_rows(cls, relation: str) -> QuerySet[Any]:
        """Figures come with their best number."""
        rows = super().related_rows(relation)
        return rows.annotate(best=Coalesce("value", "low", "high")) if relation == "figures" else rows
