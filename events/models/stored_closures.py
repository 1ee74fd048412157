"""The stored closures: what holds a place, who belongs to what, which event is part of which; derived."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from events.choices import AffiliationType, LocationKind, Polarity, RelationType
from events.models.actor import Actor
from events.models.affiliation import BELONGING_TYPES, Affiliation
from events.models.derived_rows import store_derived_rows
from events.models.event import Event
from events.models.location import Location
from events.models.record import Record
from events.models.relation import EventRelation
from events.rules.dates import EARLIEST, LATEST
from events.rules.graphs import ancestors, find_cycle, reachable_with_dates


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
        pks = pks | set(cls._base_manager.filter(body__in=pks).values_list("actor_id", flat=True))
        affirmed = Affiliation._base_manager.filter(type__in=BELONGING_TYPES, polarity=Polarity.AFFIRMED)
        columns = ("actor_id", "object_actor_id", "type", "start_earliest", "end_latest", "date_edtf")
        structure: dict[int, list[int]] = defaultdict(list)
        edges: dict[int, list[tuple[int, date, date]]] = defaultdict(list)
        for actor, body, kind, earliest, latest, dated in _edges_upwards(affirmed, pks, columns):
            edges[actor].append((body, earliest, latest) if dated else (body, EARLIEST, LATEST))
            if kind in (AffiliationType.MEMBER_OF, AffiliationType.PART_OF):
                structure[actor].append(body)
        _refuse_cycles(Actor, structure, pks, "An actor cannot be part of itself", " in ")
        computed = {
            (pk, body.node, body.depth, body.earliest, body.latest)
            for pk in pks
            for body in reachable_with_dates(pk, edges)
            if body.node != pk
        }
        store_derived_rows(cls, ("actor_id", "body_id", "depth", "earliest", "latest"), pks, computed)


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
        pks = pks | set(cls._base_manager.filter(whole__in=pks).values_list("event_id", flat=True))
        affirmed = EventRelation._base_manager.filter(type=RelationType.PART_OF, polarity=Polarity.AFFIRMED)
        edges: dict[int, list[int]] = defaultdict(list)
        for event, whole in _edges_upwards(affirmed, pks, ("event_id", "other_id")):
            edges[event].append(whole)
        _refuse_cycles(Event, edges, pks, "An event cannot be part of itself", " part of ")
        computed = {(pk, *whole) for pk in pks for whole in ancestors(pk, edges).items()}
        store_derived_rows(cls, ("event_id", "whole_id", "depth"), pks, computed)


class LocationAncestor(models.Model):
    """One line of the stored containment: a place and what holds it, itself included; derived."""

    location = models.ForeignKey(
        Location, models.CASCADE, related_name="ancestor_rows", help_text="The place."
    )
    ancestor = models.ForeignKey(
        Location, models.CASCADE, related_name="held_rows", help_text="What holds it."
    )
    depth = models.PositiveSmallIntegerField(help_text="Steps between the two; 0 is the place itself.")

    def __str__(self) -> str:
        return f"{self.location_id} in {self.ancestor_id}"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["location", "ancestor"], name="location_ancestor_once")
        ]

    @classmethod
    def rebuild(cls, pks: set[int]) -> None:
        """Recompute the rows and the countries of these places and of all places inside them.

        Raises: ValidationError where a place would lie inside itself. Queries: 6, more where places moved.
        """
        pks = pks | set(cls._base_manager.filter(ancestor__in=pks).values_list("location_id", flat=True))
        places, edges = _load_ancestry(pks)
        pks &= places.keys()
        _refuse_cycles(Location, edges, pks, "A place cannot lie inside itself", " in ")
        computed = {(pk, *step) for pk in pks for step in {pk: 0, **ancestors(pk, edges)}.items()}
        store_derived_rows(cls, ("location_id", "ancestor_id", "depth"), pks, computed)
        for pk in sorted(pks):
            country = _country(pk, places)
            if country != places[pk][3]:
                Location.objects.filter(pk=pk).update(country=country)


_PlaceRow = tuple[int | None, str, str, str]


def _load_ancestry(pks: set[int]) -> tuple[dict[int, _PlaceRow], dict[int, list[int]]]:
    """These places and all that contain them, with the edges between. Queries: 2 for each level."""
    places: dict[int, _PlaceRow] = {}
    edges: dict[int, list[int]] = {}
    level = set(pks)
    while level:
        rows = Location._base_manager.filter(pk__in=level)
        for pk, parent, *words in rows.values_list("pk", "parent_id", "kind", "iso_code", "country"):
            kind, iso_code, country = map(str, words)
            places[pk] = (parent, kind, iso_code, country)
            edges[pk] = [parent] if parent else []
        through = Location.also_in.through._base_manager.filter(from_location__in=level)
        for inner, outer in through.values_list("from_location_id", "to_location_id"):
            edges[inner].append(outer)
        level = {outer for pk in level & edges.keys() for outer in edges[pk]} - places.keys()
    return places, edges


def _country(pk: int | None, places: dict[int, _PlaceRow]) -> str:
    while pk is not None:
        parent, kind, iso_code, _ = places[pk]
        if kind in (LocationKind.COUNTRY, LocationKind.TERRITORY) and len(iso_code) == 2:
            return iso_code
        pk = parent
    return ""


def _edges_upwards(rows: models.QuerySet[Any], pks: set[int], columns: tuple[str, ...]) -> list[Any]:
    """The edges from these nodes to all above them: the first column leads to the second.

    Queries: 1 for each level.
    """
    edges: list[Any] = []
    visited: set[int] = set()
    level = pks
    while level:
        visited |= level
        found = rows.filter(**{f"{columns[0]}__in": level}).values_list(*columns)
        edges += found
        level = {above for _, above, *_ in found if above is not None} - visited
    return edges


def _refuse_cycles(
    model: type[Record], edges: Mapping[int, Iterable[int]], pks: set[int], refusal: str, verb: str
) -> None:
    for pk in sorted(pks & edges.keys()):
        if cycle := find_cycle(edges, pk):
            slugs = dict(model.objects.filter(pk__in=cycle).values_list("pk", "slug"))
            raise ValidationError(f"{refusal}: {verb.join(slugs[node] for node in cycle)}.")
