"""The shapes of actors."""

from events.api.serializers.base import Described, column, text, word, words
from events.api.serializers.common import (
    Attribution,
    Contradicted,
    DateBounds,
    External,
    NameSpelling,
    Quote,
    Standing,
)
from events.choices import Sector
from events.models import Actor as ActorModel
from events.models import Affiliation as AffiliationModel

OBJECT_KINDS = [("actor", "Actor"), ("location", "Location")]


class AffiliationObject(Described):
    """The other actor, or the place."""

    id = text("Its id.")
    name = text("Its name.")
    kind = word(OBJECT_KINDS, "Whether it is an actor or a place.")


class Affiliation(Described):
    """How an actor stands to another actor or to a place."""

    key = column(AffiliationModel, "key", allow_null=False)
    type = column(AffiliationModel, "type")
    object = AffiliationObject(read_only=True, help_text="The other actor, or the place.")
    title = column(AffiliationModel, "title")
    status = column(AffiliationModel, "status")
    valid = DateBounds(read_only=True, help_text="When it held.")
    polarity = column(AffiliationModel, "polarity")
    attribution = Attribution(read_only=True, help_text="Who vouches for it.")
    evidence = Quote(many=True, read_only=True, help_text="The quotations it rests on.")


class ActorRow(Standing):
    """An actor in a list."""

    id = column(ActorModel, "slug")
    name = column(ActorModel, "name")
    kind = column(ActorModel, "kind")
    description = column(ActorModel, "description")
    country = column(ActorModel, "country")
    sectors = words(Sector.choices, "The parts of society it belongs to.")
    size = column(ActorModel, "size")
    external_ids = External(many=True, read_only=True, help_text="Its ids in other databases.")


class Actor(ActorRow):
    """An actor, whole."""

    names = NameSpelling(many=True, read_only=True, help_text="Every spelling of its name.")
    affiliations = Affiliation(many=True, read_only=True, help_text="How it stands to others.")
    contradictions = Contradicted(
        many=True, read_only=True, help_text="Where statements about its affiliations contradict each other."
    )
