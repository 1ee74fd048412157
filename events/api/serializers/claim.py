"""The shapes of claims."""

from events.api.serializers.base import choice_field, model_field, text_field
from events.api.serializers.common import ActorRef, DatasetRecordMetadata, PartRef, Quote
from events.choices import ContradictionHow
from events.models import Claim as ClaimModel
from events.models import Contradiction


class ContradictedPart(PartRef):
    """What a claim contradicts, and how."""

    how = choice_field(ContradictionHow.choices, "In what way they cannot both stand.")
    note = model_field(Contradiction, "note")


class ClaimRow(DatasetRecordMetadata):
    """A claim in a list."""

    id = model_field(ClaimModel, "slug")
    speakers = ActorRef(many=True, read_only=True, help_text="Who says so.")
    voice = model_field(ClaimModel, "voice")
    stance = model_field(ClaimModel, "stance")
    proposition = model_field(ClaimModel, "proposition")
    directness = model_field(ClaimModel, "directness")
    relayed_by = ActorRef(read_only=True, allow_null=True, help_text="Who passed it on: a news agency.")
    basis = model_field(ClaimModel, "basis")
    source = model_field(ClaimModel, "source")  # type: ignore[assignment]
    said_on = text_field("When it was said, as an EDTF string.", null=True)
    about = PartRef(many=True, read_only=True, help_text="What it is about.")
    contradicts = ContradictedPart(many=True, read_only=True, help_text="What it contradicts.")


class Claim(ClaimRow):
    """A claim, whole."""

    evidence = Quote(many=True, read_only=True, help_text="The quotations it rests on.")
