"""Relations between events."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from events.choices import Polarity, RelationType
from events.models.attribution import Attributed
from events.models.event import Event
from events.models.fields import VocabularyField
from events.models.record import KeyedChild, key_once


class EventRelation(Attributed, KeyedChild):
    """How one event stands to another, as somebody asserts or denies. Source: codebook 8."""

    OWNER_PATHS = ("event",)
    KEY_PATHS = ("type", "other__slug")

    event = models.ForeignKey(Event, models.CASCADE, related_name="relations", help_text="The event.")
    type = VocabularyField(RelationType, max_length=32, help_text="How it stands to the other.")
    other = models.ForeignKey(
        Event, models.PROTECT, related_name="incoming_relations", help_text="The other event."
    )
    polarity = VocabularyField(default=Polarity.AFFIRMED, help_text="Whether that is affirmed or denied.")

    class Meta(KeyedChild.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                name="event_relation_to_another",
                condition=~Q(event=F("other")),
                violation_error_message="An event cannot be related to itself.",
            ),
            key_once("event_relation", "event"),
        ]

    def __str__(self) -> str:
        return f"{self.type}: {self.other}"
