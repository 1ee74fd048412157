"""The shapes of actors."""

from events.api.serializers.base import Described, choice_field, choice_list_field, model_field, text_field
from events.api.serializers.common import (
    Attribution,
    Contradicted,
    DatasetRecordMetadata,
    DateBounds,
    External,
    NameSpelling,
    Quote,
)
from events.choices import Sector
from events.models import Actor as ActorModel
from events.models import Affiliation as AffiliationModel

OBJECT_KINDS = [("actor", "Actor"), ("location", "Location")]


class AffiliationObject(Described):
    """The other actor, or the place."""

    id = text_field("Its id.")
    name = text_field("Its name.")
    kind = choice_field(OBJECT_KINDS, "Whether it is an actor or a place.")


class Affiliation(Described):
    """How an actor stands to another actor or to a place."""

    key = model_field(AffiliationModel, "key", allow_null=False)
    type = model_field(AffiliationModel, "type")
    object = AffiliationObject(read_only=True, help_text="The other actor, or the place.")
    title = model_field(AffiliationModel, "title")
    status = model_field(AffiliationModel, "status")
    valid = DateBounds(read_only=True, help_text="When it held.")
    polarity = model_field(AffiliationModel, "polarity")
    attribution = Attribution(read_only=True, help_text="Who vouches for it.")
    evidence = Quote(many=True, read_only=True, help_text="The quotations it rests on.")


class ActorRow(DatasetRecordMetadata):
    """An actor in a list."""

    id = model_field(ActorModel, "slug")
    name = model_field(ActorModel, "name")
    kind = model_field(ActorModel, "kind")
    description = model_field(ActorModel, "description")
    country = model_field(ActorModel, "country")
    sectors = choice_list_field(Sector.choices, "The parts of society it belongs to.")
    size = model_field(ActorModel, "size")
    external_ids = External(many=True, read_only=True, help_text="Its ids in other databases.")


class Actor(ActorRow):
    """An actor, whole."""

    names = NameSpelling(many=True, read_only=True, help_text="Every spelling of its name.")
    affiliations = Affiliation(many=True, read_only=True, help_text="How it stands to others.")
    contradictions = Contradicted(
        many=True, read_only=True, help_text="Where statements about its affiliations contradict each other."
    )
