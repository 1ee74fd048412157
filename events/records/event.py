"""Events, member by member."""

from typing import Any

from events import models
from events.choices import EventType, ReviewStatus
from events.choices.plover import plover_folded
from events.records import common
from events.records.claim import ClaimSerializer, claims_about
from events.records.contradiction import contradictions_of
from events.records.declaration import ChildSerializer, Column, Derived, GroupSerializer, Loaded, Words
from events.records.schema_fields import choice_field, integer_field, text_field
from events.records.table import Build, Handle

DIRECTIONS = [("outgoing", "Outgoing"), ("incoming", "Incoming")]


class EventDateSerializer(common.SourcedDateSerializer):
    """When an event was."""

    last_reported = Column()


class NarrowedSerializer(GroupSerializer):
    """The bounds of the date that a curator set, and why."""

    start_earliest = Column("narrowed_start_earliest")
    start_latest = Column("narrowed_start_latest")
    end_earliest = Column("narrowed_end_earliest")
    end_latest = Column("narrowed_end_latest")
    reason = Column("narrowing_reason")

    class Meta(GroupSerializer.Meta):
        model = models.Event


class EventChildSerializer(ChildSerializer):
    """A keyed child of an event that somebody vouches for."""

    attribution = common.AttributionSerializer(help_text="Who vouches for it.")
    evidence = common.QuoteSerializer(many=True, help_text="The quotations it rests on.")

    class Meta(ChildSerializer.Meta):
        model: Any = models.Participation
        owner = "event"
        identity = ("key",)
        detail: tuple[str, ...] = ("evidence",)
        follows = True


class PlaceSerializer(EventChildSerializer):
    """A place and its role in an event."""

    key = Column(allow_null=False)
    role = Column()
    position = Column()
    primary = Column()
    location = common.PlacePointSerializer(help_text="The place.")
    radius_m = Column("location__radius_m", help_text="How far the place may be from its point, in metres.")

    class Meta(EventChildSerializer.Meta):
        model = models.EventPlace
        order = stored_order = ("event_id", "-primary", "pk")
        evidence = "place"
        cleared = {"primary": False}
        public = ("radius_m",)


class ParticipantSerializer(EventChildSerializer):
    """An actor's part in an event."""

    key = Column(allow_null=False)
    role = Column()
    side = Column()
    actor = common.ActorInEventSerializer(help_text="Who.")
    acts_for = common.ActorRefSerializer(help_text="On whose behalf they did it.")
    described_as = Column()
    count = Column()
    status = Column()

    class Meta(EventChildSerializer.Meta):
        model = models.Participation
        evidence = "participation"


class EventFigureSerializer(EventChildSerializer):
    """One number as one source prints it."""

    key = Column(allow_null=False)
    measure = Column()
    unit = Column()
    value = Column()
    low = Column()
    high = Column()
    qualifier = Column()
    wording = Column()
    of = common.ActorRefSerializer(many=True, help_text="The actors that are counted.")
    of_wording = Column()
    subset_of = Column(
        "subset_of__key", text_field("The key of the figure of this event that it is a part of.", null=True)
    )
    derived = Column()
    preferred = Column()
    complete = Column()
    stock = Column()

    class Meta(EventChildSerializer.Meta):
        model = models.Figure
        summary_name = "FigureRow"
        cleared = {"preferred": False, "counted_group": "", "subset_of": None}
        evidence = "figure"


class SourceSerializer(ChildSerializer):
    """An article that reports an event."""

    article = common.ArticleCardSerializer(help_text="The article.")
    mention = Column()

    class Meta(ChildSerializer.Meta):
        model = models.EventSource
        owner = "event"
        order = ("event_id", "article__start_earliest", "article__slug")
        stored_order = ("event_id", "article__start_earliest", "pk")
        identity = ("article",)


class RelationSerializer(EventChildSerializer):
    """How an event stands to another."""

    key = Column(allow_null=False)
    type = Column()
    direction = Derived(
        lambda _: "outgoing",
        choice_field(
            DIRECTIONS,
            "outgoing: this event stands so to the other; incoming: the other stands so to this one.",
        ),
    )
    event = common.EventRefSerializer(source="other", help_text="The other event.")
    polarity = Column()

    class Meta(EventChildSerializer.Meta):
        model = models.EventRelation
        detail = ()
        evidence = "relation"


class EventCodingSerializer(ChildSerializer):
    """The code of an event in another ontology."""

    scheme = Column()
    code = Column()
    match = Column()
    status = Column()
    note = Column()

    class Meta(ChildSerializer.Meta):
        model = models.Coding
        owner = "event"
        identity = ("scheme", "code")


class EventDateReportSerializer(EventChildSerializer):
    """One wording about the time of an event, in one article."""

    key = Column(allow_null=False)
    article = common.ArticleCardSerializer(help_text="The article; relative words count from its date.")
    aspect = Column()
    wording = Column()
    edtf = Column()
    weekday = Column()
    time_of_day = Column()
    duration = Column()

    class Meta(EventChildSerializer.Meta):
        model = models.DateReport
        detail = ()
        evidence = "date_report"


class IncomingRelationSerializer(RelationSerializer):
    """How another event stands to this one."""

    direction = Derived(lambda _: "incoming", choice_field(DIRECTIONS, ""))
    event = common.EventRefSerializer(source="event", help_text="The other event.")
    other_status = Column("event__review_status")

    class Meta(RelationSerializer.Meta):
        owner = "other"
        order = ("event__slug", "pk")
        public = ("other_status",)


_OUTGOING, _INCOMING = RelationSerializer(many=True), IncomingRelationSerializer(many=True)


def relations_of(build: Build) -> dict[Handle, list[Any]]:
    """The relations of each event; for the public also the incoming relations of other public events."""
    relations = build.children("relations", _OUTGOING)
    if build.representation.public:
        build.add_quotations("relation__other")
        for event, items in build.children("incoming", _INCOMING).items():
            # The status is filtered in Python: in SQL, SQLite would begin with all public events.
            relations[event] += [item for item in items if item.pop("other_status") == ReviewStatus.PUBLISHED]
    return relations


class EventSerializer(common.MetadataSerializer):
    """An event."""

    id = Column("slug")
    title = Column()
    summary = Column()
    form = Column()
    event_type = Column()
    modes = Words(models.EventMode, "event", "How it was done; modes of its type.")
    contexts = Words(models.EventContext, "event", "What it was about.")
    quad_class = Column()
    intensity = Column()
    plover_folded = Derived(
        lambda event: plover_folded(event["event_type"] or "", event["factuality"]),
        choice_field(
            EventType.choices, "The type as PLOVER itself would code it: futurity folded in.", null=True
        ),
    )
    factuality = Column()
    factuality_by = common.ActorRefSerializer(
        many=True, help_text="Who vouches for that; empty: the article."
    )
    confidence = Column()
    depth = Column()
    not_stated = Column()
    language = Column()
    date = EventDateSerializer(help_text="When it was.")
    places = PlaceSerializer(many=True, help_text="Where it was, and what else places were to it.")
    participants = ParticipantSerializer(many=True, help_text="Who took part, and as what.")
    figures = EventFigureSerializer(many=True, help_text="The numbers that are reported.")
    sources = SourceSerializer(many=True, help_text="The articles that report it.")
    external_ids = common.external_ids("event")
    source_count = Derived(lambda event: len(event["sources"]), integer_field("How many articles report it."))
    evidence_count = Loaded(
        lambda build: build.source.evidence_counts(build.owners),
        integer_field("How many quotations it rests on, those of its parts included."),
    )
    evidence = common.SupportingQuoteSerializer(
        many=True, help_text="The quotations the event itself rests on."
    )
    relations = Loaded(
        relations_of, RelationSerializer(many=True, help_text="How it stands to other events.")
    )
    codings = EventCodingSerializer(many=True, help_text="What other ontologies call it.")
    date_reports = EventDateReportSerializer(many=True, help_text="What is said of its time.")
    contradictions = Loaded(
        contradictions_of("event"),
        common.ContradictedSerializer(
            many=True, help_text="Where reports of its figures and dates contradict each other."
        ),
    )
    claims = Loaded(
        claims_about, ClaimSerializer(many=True, help_text="What is claimed about it or a part of it.")
    )
    narrowed = NarrowedSerializer()

    class Meta(common.MetadataSerializer.Meta):
        model = models.Event
        detail = ("evidence", "relations", "codings", "date_reports", "contradictions", "claims")
        private = (*common.MetadataSerializer.Meta.private, "narrowed")
        public = (*common.MetadataSerializer.Meta.public, "source_count", "evidence_count", "claims")
        evidence = ""
        evidence_owner = "event"
