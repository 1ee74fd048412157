"""Where an event happened, and what else a place was to it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from events.choices import PlacePosition, PlaceRole
from events.models.attribution import Attributed
from events.models.fields import VocabularyField
from events.models.record import KeyedChild


class EventPlace(Attributed, KeyedChild):
    """A place and its role in an event. Source: codebook 4."""

    OWNER_PATHS = ("event",)

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="places", help_text="The event.")
    location = models.ForeignKey(
        "events.Location", models.PROTECT, related_name="event_places", help_text="The place."
    )
    role = VocabularyField(PlaceRole, default=PlaceRole.SCENE, help_text="What the place was to the event.")
    position = VocabularyField(PlacePosition, blank=True, help_text="How it stood to the place.")
    primary = models.BooleanField(
        default=False, help_text="The one place that stands for the event on a map; at most one."
    )

    class Meta(KeyedChild.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(primary=True),
                name="event_place_one_primary",
                violation_error_message="Only one place of an event can be the primary one.",
            ),
            models.UniqueConstraint(
                fields=["event", "key"], condition=~Q(key=""), name="event_place_key_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["location", "role", "event"], name="event_place_by_place"),
            models.Index(fields=["role", "event"], name="event_place_by_role"),
            # Covers the places by event, for aggregates.
            models.Index(fields=["event", "role", "location"], name="event_place_by_event"),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.location}"

    def default_key_words(self) -> tuple[str, ...]:
        """The role and the place."""
        return (self.role, self.location.slug)

    def natural_key(self) -> tuple[str, str]:
        """The event's id and the key."""
        return (self.event.slug, self.key)
