"""Participations: who took part in an event, and in which role."""

from typing import ClassVar

from django.db import models

from events.choices import ParticipantRole, ParticipationStatus, Side
from events.models.attribution import Attributed
from events.models.fields import VocabularyField, optional_reference
from events.models.record import KeyedChild, key_once


class Participation(Attributed, KeyedChild):
    """An actor's part in an event. Source: codebook 5."""

    OWNER_PATHS = ("event",)
    KEY_PATHS = ("role", "actor__slug")

    event = models.ForeignKey(
        "events.Event", models.CASCADE, related_name="participants", help_text="The event."
    )
    actor = models.ForeignKey("events.Actor", models.PROTECT, related_name="participations", help_text="Who.")
    role = VocabularyField(ParticipantRole, help_text="What they did in it.")
    side = VocabularyField(Side, max_length=1, blank=True, help_text="Which side they were on, if any.")
    acts_for = optional_reference("Actor", "+", "On whose behalf they did it.")
    described_as = models.CharField(
        max_length=300, blank=True, help_text="The words that the article uses for them."
    )
    count = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many of them took part, where the text says so."
    )
    status = VocabularyField(default=ParticipationStatus.STATED, help_text="How sure it is that they did.")

    class Meta(KeyedChild.Meta):
        constraints: ClassVar = [key_once("participation", "event")]
        indexes: ClassVar = [
            models.Index(fields=["actor", "role", "event"], name="participation_by_actor"),
            # Most events have a participant in a role or on a side: the index lists them in order.
            models.Index(fields=["role", "event"], name="participation_by_role"),
            models.Index(fields=["side", "event"], name="participation_by_side"),
            # Covers the actors by event, for aggregates.
            models.Index(fields=["event", "role", "actor"], name="participation_by_event"),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.actor}"
