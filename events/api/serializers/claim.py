"""The shapes of claims."""

from events.api.serializers.base import column, text, word
from events.api.serializers.common import ActorRef, PartRef, Quote, Standing
from events.choices import ContradictionHow
from events.models import Claim as ClaimModel
from events.models import Contradiction


class ContradictedPart(PartRef):
    """What a claim contradicts, and how."""

    how = word(ContradictionHow.choices, "In what way they cannot both stand.")
    note = column(Contradiction, "note")


class ClaimRow(Standing):
    """A claim in a list."""

    id = column(ClaimModel, "slug")
    speakers = ActorRef(many=True, read_only=True, help_text="Who says so.")
    voice = column(ClaimModel, "voice")
    stance = column(ClaimModel, "stance")
    proposition = column(ClaimModel, "proposition")
    directness = column(ClaimModel, "directness")
    relayed_by = ActorRef(read_only=True, allow_null=True, help_text="Who passed it on: a news agency.")
    basis = column(ClaimModel, "basis")
    source = column(ClaimModel, "source")  # type: ignore[assignment]
    said_on = text("When it was said, as an EDTF string.", null=True)
    about = PartRef(many=True, read_only=True, help_text="What it is about.")
    contradicts = ContradictedPart(many=True, read_only=True, help_text="What it contradicts.")


class Claim(ClaimRow):
    """A claim, whole."""

    evidence = Quote(many=True, read_only=True, help_text="The quotations it rests on.")
