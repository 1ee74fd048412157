"""Relations between events, and the stored closure of which event is part of which."""

from collections import defaultdict
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from events.choices import Polarity, RelationType
from events.models.attribution import Attributed
from events.models.event import Event
from events.models.fields import VocabularyField
from events.models.record import KeyedChild
from events.rules.graphs import ancestors, find_cycle


class EventRelation(Attributed, KeyedChild):
    """How one event stands to another, as somebody asserts or denies. Source: codebook 8."""

    OWNER_PATHS = ("event",)

    event = models.ForeignKey(Event, models.CASCADE, related_name="relations", help_text="The event.")
    type = VocabularyField(RelationType, max_length=32, help_text="How it stands to the other.")
    other = models.ForeignKey(
        Event, models.PROTECT, related_name="incoming_relations", help_text="The other event."
    )
    polarity = VocabularyField(
        Polarity, default=Polarity.AFFIRMED, help_text="Whether that is affirmed or denied."
    )

    class Meta(KeyedChild.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                name="event_relation_to_another",
                condition=~Q(event=F("other")),
                violation_error_message="An event cannot be related to itself.",
            ),
            models.UniqueConstraint(
                fields=["event", "key"], condition=~Q(key=""), name="event_relation_key_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type}: {self.other}"

    def default_key_words(self) -> tuple[str, ...]:
        """The type and the other event."""
        return (self.type, self.other.slug)

    def natural_key(self) -> tuple[str, str]:
        """The event's id and the key."""
        return (self.event.slug, self.key)


class EventClosure(models.Model):
    """One line of the stored closure: an event is part of another, directly or not; derived."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="whole_rows", help_text="The piece.")
    whole = models.ForeignKey(Event, models.CASCADE, related_name="piece_rows", help_text="The whole.")
    depth = models.PositiveSmallIntegerField(help_text="Relations between the two.")

    def __str__(self) -> str:
        return f"{self.event_id} in {self.whole_id}"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "whole"], name="event_closure_once")
        ]

    @classmethod
    def rebuild(cls, pks: set[int]) -> None:
        """Recompute the rows of these events and of all their pieces.

        Raises: ValidationError where an event is part of itself. Queries: 3 and one for each level upwards.
        """
        pieces = cls._base_manager.filter(whole__in=pks).values_list("event_id", flat=True)
        pks = pks | set(pieces)
        edges = _affirmed_edges(pks)
        for pk in sorted(pks & edges.keys()):
            if cycle := find_cycle(edges, pk):
                slugs = dict(Event.objects.filter(pk__in=cycle).values_list("pk", "slug"))
                path = " part of ".join(slugs[event] for event in cycle)
                raise ValidationError(f"An event cannot be part of itself: {path}.")
        computed = {(pk, w, d) for pk in pks & edges.keys() for w, d in ancestors(pk, edges).items()}
        stored = cls._base_manager.filter(event__in=pks)
        if set(stored.values_list("event_id", "whole_id", "depth")) != computed:
            stored.delete()
            cls._base_manager.bulk_create(
                [cls(event_id=e, whole_id=w, depth=d) for e, w, d in sorted(computed)], batch_size=1000
            )


def _affirmed_edges(pks: set[int]) -> dict[int, list[int]]:
    edges: dict[int, list[int]] = defaultdict(list)
    visited: set[int] = set()
    level = set(pks)
    while level:
        visited |= level
        rows = EventRelation._base_manager.filter(
            event__in=level, type=RelationType.PART_OF, polarity=Polarity.AFFIRMED
        ).values_list("event_id", "other_id")
        for event, whole in rows:
            edges[event].append(whole)
        level = {whole for _, whole in rows} - visited
    return edges
