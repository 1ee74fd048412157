"""The shapes of events."""

from events.api.serializers.base import Described, column, number, text, word, words
from events.api.serializers.claim import Claim
from events.api.serializers.common import (
    ActorRef,
    ArticleCard,
    Attribution,
    Contradicted,
    EventRef,
    External,
    PlacePoint,
    Quote,
    SourcedDate,
    Standing,
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

    country = column(Actor, "country")


class EventDate(SourcedDate):
    """When an event was."""

    last_reported = column(EventModel, "last_reported")


class PlaceRow(Described):
    """A place and its role in an event."""

    key = column(EventPlace, "key", allow_null=False)
    role = column(EventPlace, "role")
    position = column(EventPlace, "position")
    primary = column(EventPlace, "primary")
    location = PlacePoint(read_only=True, help_text="The place.")
    radius_m = number("How far the place may be from its point, in metres.", null=True)
    attribution = Attribution(read_only=True, help_text="Who vouches for it.")


class Place(PlaceRow):
    """A place and its role in an event, with the quotations."""

    evidence = Quote(many=True, read_only=True, help_text="The quotations it rests on.")


class ParticipantRow(Described):
    """An actor's part in an event."""

    key = column(Participation, "key", allow_null=False)
    role = column(Participation, "role")
    side = column(Participation, "side")
    actor = ActorInEvent(read_only=True, help_text="Who.")
    acts_for = ActorRef(read_only=True, allow_null=True, help_text="On whose behalf they did it.")
    described_as = column(Participation, "described_as")
    count = column(Participation, "count")
    status = column(Participation, "status")
    attribution = Attribution(read_only=True, help_text="Who vouches for it.")


class Participant(ParticipantRow):
    """An actor's part in an event, with the quotations."""

    evidence = Quote(many=True, read_only=True, help_text="The quotations it rests on.")


class FigureRow(Described):
    """One number as one source prints it."""

    key = column(Figure, "key", allow_null=False)
    measure = column(Figure, "measure")
    unit = column(Figure, "unit")
    value = column(Figure, "value")
    low = column(Figure, "low")
    high = column(Figure, "high")
    qualifier = column(Figure, "qualifier")
    wording = column(Figure, "wording")
    of = ActorRef(many=True, read_only=True, help_text="The actors that are counted.")
    of_wording = column(Figure, "of_wording")
    subset_of = text("The key of the figure of this event that it is a part of.", null=True)
    derived = column(Figure, "derived")
    preferred = column(Figure, "preferred")
    attribution = Attribution(read_only=True, help_text="Who vouches for it.")


class EventFigure(FigureRow):
    """One number as one source prints it, with the quotations."""

    evidence = Quote(many=True, read_only=True, help_text="The quotations it rests on.")


class Source(Described):
    """An article that reports an event."""

    article = ArticleCard(read_only=True, help_text="The article.")
    mention = column(EventSource, "mention")


class Relation(Described):
    """How an event stands to another."""

    key = column(EventRelation, "key", allow_null=False)
    type = column(EventRelation, "type")
    direction = word(
        DIRECTIONS,
        "outgoing: this event stands so to the other; incoming: the other stands so to this one.",
    )
    event = EventRef(read_only=True, help_text="The other event.")
    polarity = column(EventRelation, "polarity")
    attribution = Attribution(read_only=True, help_text="Who vouches for it.")
    evidence = Quote(many=True, read_only=True, help_text="The quotations it rests on.")


class EventCoding(Described):
    """The code of an event in another ontology."""

    scheme = column(Coding, "scheme")
    code = column(Coding, "code")
    match = column(Coding, "match")
    status = column(Coding, "status")
    note = column(Coding, "note")


class EventDateReport(Described):
    """One wording about the time of an event, in one article."""

    key = column(DateReport, "key", allow_null=False)
    article = ArticleCard(read_only=True, help_text="The article; relative words count from its date.")
    aspect = column(DateReport, "aspect")
    wording = column(DateReport, "wording")
    edtf = column(DateReport, "edtf")
    weekday = column(DateReport, "weekday")
    time_of_day = column(DateReport, "time_of_day")
    duration = column(DateReport, "duration")
    attribution = Attribution(read_only=True, help_text="Who vouches for it.")
    evidence = Quote(many=True, read_only=True, help_text="The quotations it rests on.")


class EventBase(Standing):
    """What a row and a whole record have in common."""

    id = column(EventModel, "slug")
    title = column(EventModel, "title")
    summary = column(EventModel, "summary")
    form = column(EventModel, "form")
    event_type = column(EventModel, "event_type")
    modes = words(MODE_CHOICES, "How it was done; modes of its type.")
    contexts = words(Context.choices, "What it was about.")
    quad_class = column(EventModel, "quad_class")
    intensity = column(EventModel, "intensity")
    plover_folded = word(
        EventType.choices, "The type as PLOVER itself would code it: futurity folded in.", null=True
    )
    factuality = column(EventModel, "factuality")
    factuality_by = ActorRef(many=True, read_only=True, help_text="Who vouches for that; empty: the article.")
    confidence = column(EventModel, "confidence")
    language = column(EventModel, "language")
    date = EventDate(read_only=True, help_text="When it was.")
    sources = Source(many=True, read_only=True, help_text="The articles that report it.")
    source_count = number("How many articles report it.")
    evidence_count = number("How many quotations it rests on, those of its parts included.")
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
