"""What other ontologies call an event."""

from typing import ClassVar

from django.db import models

from events.choices import CodingMatch, CodingScheme, CodingStatus
from events.models.fields import SortedCharField, VocabularyField
from events.models.record import Child


class Coding(Child):
    """The code of an event in another ontology. Source: codebook 2."""

    OWNER_PATHS = ("event",)

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="codings", help_text="The event.")
    scheme = VocabularyField(CodingScheme, help_text="The ontology.")
    code = SortedCharField(
        max_length=80, help_text="The code there, leading zeros kept; of ACLED the sub-event type."
    )
    match = VocabularyField(default=CodingMatch.EXACT, help_text="How well it fits.")
    status = VocabularyField(default=CodingStatus.CHOSEN, help_text="Whether we stand by it.")
    note = models.TextField(blank=True, help_text="Why.")

    IN_SCOPE = ~models.Q(match=CodingMatch.NONE)
    """The codes that the event has: those of others say what its ontology leaves out."""

    class Meta(Child.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "scheme", "code"], name="coding_once")
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"
