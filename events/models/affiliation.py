"""Affiliations of actors to other actors and to places."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from events.choices import AffiliationStatus, AffiliationType, Polarity
from events.models.actor import Actor
from events.models.attribution import Attributed
from events.models.dated import Dated
from events.models.external_id import exactly_one
from events.models.fields import VocabularyField, optional_reference
from events.models.record import KeyedChild, key_once

PLACE_TYPES = (AffiliationType.BASED_IN, AffiliationType.FROM)
BELONGING_TYPES = (
    AffiliationType.MEMBER_OF,
    AffiliationType.PART_OF,
    AffiliationType.LEADS,
    AffiliationType.HOLDS_OFFICE,
)


class Affiliation(Dated, Attributed, KeyedChild):
    """How an actor stands to another actor or to a place. Source: codebook 5."""

    OWNER_PATHS = ("actor",)
    KEY_PATHS = ("type", "object_actor__slug", "object_location__slug")

    actor = models.ForeignKey(
        Actor, models.CASCADE, related_name="affiliations", help_text="Whose affiliation it is."
    )
    type = VocabularyField(AffiliationType, help_text="How they stand to the other.")
    object_actor = optional_reference("Actor", "affiliates", "The other actor.")
    object_location = optional_reference(
        "Location", "affiliates", "The place that the actor is based in or comes from."
    )
    title = models.CharField(max_length=200, blank=True, help_text="The office or rank.")
    status = VocabularyField(default=AffiliationStatus.STATED, help_text="On what footing it stands.")
    polarity = VocabularyField(
        default=Polarity.AFFIRMED, help_text="Whether it is said to hold or not to hold."
    )

    class Meta(KeyedChild.Meta):
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="affiliation_has_one_object",
                condition=exactly_one("object_actor", "object_location"),
                violation_error_message="Name the other actor or the place, one of the two.",
            ),
            key_once("affiliation", "actor"),
        ]

    def __str__(self) -> str:
        return self.key

    def clean(self) -> None:
        """Refuse a place where an actor belongs, and the reverse. Raises: ValidationError."""
        super().clean()
        if self.type in PLACE_TYPES and not self.object_location_id:
            raise ValidationError({"object_location": "Name the place."})
        if self.type not in PLACE_TYPES and not self.object_actor_id:
            raise ValidationError({"object_actor": "Name the other actor."})
