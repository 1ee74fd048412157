"""Those who act: persons, bodies, groups, populations."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models

from events.choices import ActorKind, Collection, Sector
from events.choices.countries import COUNTRY_CHOICES
from events.models.fields import NameField, VocabularyField
from events.models.record import Child, DatasetRecord


class Actor(DatasetRecord):
    """Somebody who acts or is acted upon. Source: codebook 5."""

    COLLECTION = Collection.ACTORS

    name = NameField(max_length=300, help_text="What they are usually called.")
    kind = VocabularyField(ActorKind, max_length=20, help_text="What they are.")
    description = models.TextField(blank=True, help_text="Who they are, in a sentence.")
    country = VocabularyField(
        max_length=2,
        blank=True,
        choices=COUNTRY_CHOICES,
        db_index=True,
        help_text="The country they belong to: ISO 3166-1 alpha-2.",
    )
    size = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many they are, where the text says so: three activists."
    )

    class Meta(DatasetRecord.Meta):
        indexes: ClassVar = [models.Index(fields=["kind"], name="actor_by_kind")]

    @classmethod
    def recompute_derived(cls, pks: Iterable[int]) -> None:
        """Recompute the bodies that these actors, and all that belong to them, belong to.

        Raises: ValidationError where an actor would be part of itself. Queries: see `ActorClosure.rebuild`.
        """
        cls.related_model("body_rows").rebuild(set(pks))


class ActorSector(Child):
    """A part of society that an actor belongs to."""

    OWNER_PATHS = ("actor",)

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="sectors", help_text="The actor.")
    sector = VocabularyField(Sector, max_length=8, help_text="The sector.")

    class Meta(Child.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor", "sector"], name="actor_sector_once")
        ]

    def __str__(self) -> str:
        return self.sector
