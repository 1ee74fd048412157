"""The shapes of events."""

from events.api.serializers.base import (
    Described,
    choice_field,
    choice_list_field,
    integer_field,
    model_field,
    text_field,
)
from events.api.serializers.claim import Claim
from events.api.serializers.common import (
    ActorRef,
    ArticleCard,
    Attribution,
    Contradicted,
    DatasetRecordMetadata,
    EventRef,
    External,
    PlacePoint,
    Quote,
    SourcedDate,
    SupportingQuote,
)
from events.choices import Context, EventType
from events.choices.plover import MODE_CHOICES
from events.models import (
    Actor,
    Coding,
    DateReport,
    EventPlace,
    EventRelation,
    EventSource,
    Figure,
    Participation,
)
from events.models import Event as EventModel

DIRECTIONS = [("outgoing", "Outgoing"), ("incoming", "Incoming")]


class ActorInEvent(ActorRef):
    """An actor with the country it belongs to."""

    country = model_field(Actor, "country")


class EventDate(SourcedDate):
    """When an event was."""

    last_reported = model_field(EventModel, "last_reported")


class PlaceRow(Described):
    """A place and its role in an event."""

    key = model_field(EventPlace, "key", allow_null=False)
    role = model_field(EventPlace, "role")
    position = model_field(EventPlace, "position")
    primary = model_field(EventPlace, "primary")
    location = PlacePoint(read_only=True, help_text="The place.")
    radius_m = integer_field("How far the place may be from its point, in metres.", null=True)
    attribution = Attribution(read_only=True, help_text="Who vouches for it.")


class Place(PlaceRow):
    """A place and its role in an event, with the quotations."""

    evidence = Quote(many=True, read_only=True, help_text="The quotations it rests on.")


class ParticipantRow(Described):
    """An actor's part in an event."""

    key = model_field(Participation, "key", allow_null=False)
    role = model_field(Participation, "role")
    side = model_field(Participation, "side")
    actor = ActorInEvent(read_only=True, help_text="Who.")
    acts_for = ActorRef(read_only=True, allow_null=True, help_text="On whose behalf they did it.")
    described_as = model_field(Participation, "described_as")
    count = model_field(Participation, "count")
    status = model_field(Participation, "status")
    attribution = Attribution(read_only=True, help_text="Who vouches for it.")


class Participant(ParticipantRow):
    """An actor's part in an event, with the quotations."""

    evidence = Quote(many=True, read_only=True, help_text="The quotations it rests on.")


class FigureRow(Described):
    """One number as one source prints it."""

    key = model_field(Figure, "key", allow_null=False)
    measure = model_field(Figure, "measure")
    unit = model_field(Figure, "unit")
    value = model_field(Figure, "value")
    low = model_field(Figure, "low")
    high = model_field(Figure, "high")
    qualifier = model_field(Figure, "qualifier")
    wording = model_field(Figure, "wording")
    of = ActorRef(many=True, read_only=True, help_text="The actors that are counted.")
    of_wording = model_field(Figure, "of_wording")
    subset_of = text_field("The key of the figure of this event that it is a part of.", null=True)
    derived = model_field(Figure, "derived")
    preferred = model_field(Figure, "preferred")
    attribution = Attribution(read_only=True, help_text="Who vouches for it.")


class EventFigure(FigureRow):
    """One number as one source prints it, with the quotations."""

    evidence = Quote(many=True, read_only=True, help_text="The quotations it rests on.")


class Source(Described):
    """An article that reports an event."""

    article = ArticleCard(read_only=True, help_text="The article.")
    mention = model_field(EventSource, "mention")


class Relation(Described):
    """How an event stands to another."""

    key = model_field(EventRelation, "key", allow_null=False)
    type = model_field(EventRelation, "type")
    direction = choice_field(
        DIRECTIONS,
        "outgoing: this event stands so to the other; incoming: the other stands so to this one.",
    )
    event = EventRef(read_only=True, help_text="The other event.")
    polarity = model_field(EventRelation, "polarity")
    attribution = Attribution(read_only=True, help_text="Who vouches for it.")
    evidence = Quote(many=True, read_only=True, help_text="The quotations it rests on.")


class EventCoding(Described):
    """The code of an event in another ontology."""

    scheme = model_field(Coding, "scheme")
    code = model_field(Coding, "code")
    match = model_field(Coding, "match")
    status = model_field(Coding, "status")
    note = model_field(Coding, "note")


class EventDateReport(Described):
    """One wording about the time of an event, in one article."""

    key = model_field(DateReport, "key", allow_null=False)
    article = ArticleCard(read_only=True, help_text="The article; relative words count from its date.")
    aspect = model_field(DateReport, "aspect")
    wording = model_field(DateReport, "wording")
    edtf = model_field(DateReport, "edtf")
    weekday = model_field(DateReport, "weekday")
    time_of_day = model_field(DateReport, "time_of_day")
    duration = model_field(DateReport, "duration")
    attribution = Attribution(read_only=True, help_text="Who vouches for it.")
    evidence = Quote(many=True, read_only=True, help_text="The quotations it rests on.")


class EventBase(DatasetRecordMetadata):
    """What a row and a whole record have in common."""

    id = model_field(EventModel, "slug")
    title = model_field(EventModel, "title")
    summary = model_field(EventModel, "summary")
    form = model_field(EventModel, "form")
    event_type = model_field(EventModel, "event_type")
    modes = choice_list_field(MODE_CHOICES, "How it was done; modes of its type.")
    contexts = choice_list_field(Context.choices, "What it was about.")
    quad_class = model_field(EventModel, "quad_class")
    intensity = model_field(EventModel, "intensity")
    plover_folded = choice_field(
        EventType.choices, "The type as PLOVER itself would code it: futurity folded in.", null=True
    )
    factuality = model_field(EventModel, "factuality")
    factuality_by = ActorRef(many=True, read_only=True, help_text="Who vouches for that; empty: the article.")
    confidence = model_field(EventModel, "confidence")
    language = model_field(EventModel, "language")
    date = EventDate(read_only=True, help_text="When it was.")
    sources = Source(many=True, read_only=True, help_text="The articles that report it.")
    source_count = integer_field("How many articles report it.")
    evidence_count = integer_field("How many quotations it rests on, those of its parts included.")
    external_ids = External(many=True, read_only=True, help_text="Its ids in other databases.")


class EventRow(EventBase):
    """An event in a list."""

    places = PlaceRow(many=True, read_only=True, help_text="Where it was, and what else places were to it.")
    participants = ParticipantRow(many=True, read_only=True, help_text="Who took part, and as what.")
    figures = FigureRow(many=True, read_only=True, help_text="The numbers that are reported.")


class Event(EventBase):
    """An event, whole."""

    places = Place(many=True, read_only=True, help_text="Where it was, and what else places were to it.")
    participants = Participant(many=True, read_only=True, help_text="Who took part, and as what.")
    figures = EventFigure(many=True, read_only=True, help_text="The numbers that are reported.")
    evidence = SupportingQuote(
        many=True, read_only=True, help_text="The quotations the event itself rests on."
    )
    claims = Claim(many=True, read_only=True, help_text="What is claimed about it or a part of it.")
    relations = Relation(many=True, read_only=True, help_text="How it stands to other events.")
    codings = EventCoding(many=True, read_only=True, help_text="What other ontologies call it.")
    date_reports = EventDateReport(many=True, read_only=True, help_text="What is said of its time.")
    contradictions = Contradicted(
        many=True, read_only=True, help_text="Where reports of its figures and dates contradict each other."
    )
