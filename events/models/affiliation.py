"""Affiliations of actors to other actors and to places, and the stored closure of who belongs to what."""

from collections import defaultdict
from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from events.choices import AffiliationStatus, AffiliationType, Polarity
from events.models.actor import Actor
from events.models.attribution import Attributed
from events.models.dated import Dated
from events.models.external_id import exactly_one
from events.models.fields import VocabularyField
from events.models.record import KeyedChild
from events.rules.dates import EARLIEST, LATEST
from events.rules.graphs import find_cycle, reachable_with_dates

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

    actor = models.ForeignKey(
        Actor, models.CASCADE, related_name="affiliations", help_text="Whose affiliation it is."
    )
    type = VocabularyField(AffiliationType, help_text="How they stand to the other.")
    object_actor = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="affiliates", help_text="The other actor."
    )
    object_location = models.ForeignKey(
        "events.Location",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="affiliates",
        help_text="The place, where they are based in or from one.",
    )
    title = models.CharField(max_length=200, blank=True, help_text="The office or rank.")
    status = VocabularyField(
        AffiliationStatus, default=AffiliationStatus.STATED, help_text="On what footing it stands."
    )
    polarity = VocabularyField(
        Polarity, default=Polarity.AFFIRMED, help_text="Whether it is said to hold or not to hold."
    )

    class Meta(KeyedChild.Meta):
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="affiliation_has_one_object",
                condition=exactly_one("object_actor", "object_location"),
                violation_error_message="Name the other actor or the place, one of the two.",
            ),
            models.UniqueConstraint(
                fields=["actor", "key"], condition=~Q(key=""), name="affiliation_key_once"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def default_key_words(self) -> tuple[str, ...]:
        """The type, and the id of the other actor or the place."""
        other = self.object_actor or self.object_location
        return (self.type, other.slug if other else "")

    def natural_key(self) -> tuple[str, str]:
        """The actor's id and the key."""
        return (self.actor.slug, self.key)

    def clean(self) -> None:
        """Refuse a place where an actor belongs, and the reverse. Raises: ValidationError."""
        super().clean()
        if self.type in PLACE_TYPES and not self.object_location_id:
            raise ValidationError({"object_location": "Name the place."})
        if self.type not in PLACE_TYPES and not self.object_actor_id:
            raise ValidationError({"object_actor": "Name the other actor."})


class ActorClosure(models.Model):
    """One line of the stored closure: an actor belongs to a body, directly or not, for a time; derived.

    An actor belongs to what it is a member or part of, leads or holds office in. The span is when all
    affiliations on the way may have held.
    """

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="body_rows", help_text="Who belongs.")
    body = models.ForeignKey(Actor, models.CASCADE, related_name="belonging_rows", help_text="To what.")
    depth = models.PositiveSmallIntegerField(help_text="Affiliations between the two.")
    earliest = models.DateField(help_text="The first day on which it may have held.")
    latest = models.DateField(help_text="The last day on which it may have held.")

    def __str__(self) -> str:
        return f"{self.actor_id} of {self.body_id}"

    class Meta:
        indexes: ClassVar = [models.Index(fields=["body", "earliest", "latest"])]

    @classmethod
    def rebuild(cls, pks: set[int]) -> None:
        """Recompute the rows of these actors and of all that belong to them.

        Raises: ValidationError where one is part or member of itself.
        Queries: 4 and one for each level upwards.
        """
        below = cls._base_manager.filter(body__in=pks).values_list("actor_id", flat=True)
        pks = pks | set(below)
        rows = _affirmed_edges(pks)
        structure: dict[int, list[int]] = defaultdict(list)
        edges: dict[int, list[tuple[int, date, date]]] = defaultdict(list)
        for actor, body, kind, earliest, latest, dated in rows:
            edges[actor].append((body, earliest, latest) if dated else (body, EARLIEST, LATEST))
            if kind in (AffiliationType.MEMBER_OF, AffiliationType.PART_OF):
                structure[actor].append(body)
        for pk in sorted(pks):
            if cycle := find_cycle(structure, pk):
                slugs = dict(Actor.objects.filter(pk__in=cycle).values_list("pk", "slug"))
                path = " in ".join(slugs[actor] for actor in cycle)
                raise ValidationError(f"An actor cannot be part of itself: {path}.")
        computed = [
            (pk, r.node, r.depth, r.earliest, r.latest)
            for pk in sorted(pks)
            for r in reachable_with_dates(pk, edges)
            if r.node != pk
        ]
        names = ("actor_id", "body_id", "depth", "earliest", "latest")
        stored = cls._base_manager.filter(actor__in=pks)
        if set(stored.values_list(*names)) != set(computed):
            stored.delete()
            lines = [cls(**dict(zip(names, line, strict=True))) for line in computed]
            cls._base_manager.bulk_create(lines, batch_size=1000)


def _affirmed_edges(pks: set[int]) -> list[tuple[int, int, str, date, date, str]]:
    rows: list[tuple[int, int, str, date, date, str]] = []
    visited: set[int] = set()
    level = set(pks)
    while level:
        visited |= level
        level_rows = Affiliation._base_manager.filter(
            actor__in=level, type__in=BELONGING_TYPES, polarity=Polarity.AFFIRMED
        ).values_list("actor_id", "object_actor_id", "type", "start_earliest", "end_latest", "date_edtf")
        rows += level_rows
        level = {row[1] for row in level_rows if row[1] is not None} - visited
    return rows
