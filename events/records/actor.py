"""Actors, member by member."""

from events import models
from events.records import common
from events.records.contradiction import contradictions_of
from events.records.declaration import ChildSerializer, Column, EitherReferenceSerializer, Loaded, Words
from events.records.schema_fields import choice_field, text_field

OBJECT_KINDS = [("actor", "Actor"), ("location", "Location")]


class AffiliationObjectSerializer(EitherReferenceSerializer):
    """The other actor, or the place."""

    id = text_field("Its id.")
    name = text_field("Its name.")
    kind = choice_field(OBJECT_KINDS, "Whether it is an actor or a place.")

    class Meta(EitherReferenceSerializer.Meta):
        model = models.Affiliation
        columns = {"actor": "object_actor", "location": "object_location"}


class AffiliationSerializer(ChildSerializer):
    """How an actor stands to another actor or to a place."""

    key = Column(allow_null=False)
    type = Column()
    object = AffiliationObjectSerializer(help_text="The other actor, or the place.")
    title = Column()
    status = Column()
    valid = common.DateBoundsSerializer(help_text="When it held.")
    polarity = Column()
    attribution = common.AttributionSerializer(help_text="Who vouches for it.")
    evidence = common.QuoteSerializer(many=True, help_text="The quotations it rests on.")

    class Meta(ChildSerializer.Meta):
        model = models.Affiliation
        owner = "actor"
        identity = ("key",)
        evidence = "affiliation"


class ActorSerializer(common.MetadataSerializer):
    """An actor."""

    id = Column("slug")
    name = Column()
    kind = Column()
    description = Column()
    country = Column()
    sectors = Words(models.ActorSector, "actor", "The parts of society it belongs to.")
    size = Column()
    external_ids = common.external_ids("actor")
    names = common.NameSpellingSerializer(many=True, owner="actor", help_text="Every spelling of its name.")
    affiliations = AffiliationSerializer(many=True, help_text="How it stands to others.")
    contradictions = Loaded(
        contradictions_of("actor"),
        common.ContradictedSerializer(
            many=True, help_text="Where statements about its affiliations contradict each other."
        ),
    )

    class Meta(common.MetadataSerializer.Meta):
        model = models.Actor
        detail = ("names", "affiliations", "contradictions")
        evidence_owner = "affiliation__actor"
