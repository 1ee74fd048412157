"""Events that may be the same as one that is being made, found by index. Source: docs/data-model.md.

The search for duplicates compares all events that there are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from functools import reduce
from itertools import product
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet

from events.choices import DatasetKind, ReviewStatus
from events.choices.location import NON_LOCATING_ROLES
from events.models import (
    Event,
    EventPlace,
    EventRelation,
    Figure,
    LocationAncestor,
    NotDuplicate,
    Participation,
)
from events.rules.geo import distance_km

_NEAR = timedelta(days=3)
_NEAR_KM = 25
_LONGEST = timedelta(days=62)
"""An event that may have begun within a longer time touches nearly every other."""
_MAX_CANDIDATES = 500
Point = tuple[int, float | None, float | None]
"""The key of a place, its latitude and longitude."""


def possibly_the_same(pks: Collection[int]) -> Iterator[tuple[int, str]]:
    """The key of each event that was never public, with the id of another that may be it.

    They are of one type, may have begun within three days, share an actor or a number, and lie near each
    other where both name a place; nobody related them or told them apart.
    Queries: at most 10, of any number of events.
    """
    events = {event.pk: event for event in _comparable().filter(pk__in=pks, created_at=None)}
    if not events:
        return
    actors, numbers = _actors(events), _numbers(events)
    wanted = [_may_be(event, actors[pk], numbers[pk]) for pk, event in events.items()]
    rows = _comparable().exclude(review_status__in=(ReviewStatus.REJECTED, ReviewStatus.WITHDRAWN))
    others = {event.pk: event for event in rows.filter(reduce(or_, wanted)).order_by("-pk")[:_MAX_CANDIDATES]}
    pairs = [
        (event, other)
        for event, other in product(events.values(), others.values())
        if event != other and event.event_type == other.event_type and _starts_near(event, other)
    ]
    if not pairs:
        return
    their_actors, their_numbers = _actors(others), _numbers(others)
    places = _grouped(
        EventPlace.objects.filter(event__in={*events, *others}).exclude(role__in=NON_LOCATING_ROLES),
        *("location_id", "location__latitude", "location__longitude"),
    )
    held = _ancestors({place for points in places.values() for place, *_ in points})
    told_apart = _told_apart({*events, *others})
    for event, other in pairs:
        alike = actors[event.pk] & their_actors[other.pk] or numbers[event.pk] & their_numbers[other.pk]
        known = {(event.pk, other.pk), (other.pk, event.pk)} & told_apart
        if alike and not known and _are_near(places[event.pk], places[other.pk], held):
            yield event.pk, other.slug


def _comparable() -> QuerySet[Event]:
    rows = Event.objects.filter(dataset__kind=DatasetKind.CURATED).exclude(event_type="")
    columns = ("slug", "event_type", "start_earliest", "start_latest")
    return rows.filter(start_latest__lte=F("start_earliest") + _LONGEST).only(*columns)


def _may_be(event: Event, actors: set[Any], numbers: set[Any]) -> Q:
    """The condition of those that may be this event, the places aside."""
    begun = Q(
        start_earliest__lte=_moved(event.start_latest, 1), start_latest__gte=_moved(event.start_earliest, -1)
    )
    alike = Q(pk__in=Participation.objects.filter(actor__in={actor for (actor,) in actors}).values("event"))
    for measure in {measure for measure, _ in numbers}:
        values = [value for other, value in numbers if other == measure]
        alike |= Q(pk__in=Figure.objects.filter(measure=measure, value__in=values).values("event"))
    return Q(event_type=event.event_type) & begun & alike


def _moved(day: date, sign: int) -> date:
    """A day three days on or back, within the calendar."""
    ordinal = min(max(day.toordinal() + sign * _NEAR.days, date.min.toordinal()), date.max.toordinal())
    return date.fromordinal(ordinal)


def _starts_near(one: Event, other: Event) -> bool:
    first, last = _moved(one.start_earliest, -1), _moved(one.start_latest, 1)
    return other.start_earliest <= last and other.start_latest >= first


def _actors(events: Collection[int]) -> dict[int, set[Any]]:
    return _grouped(Participation.objects.filter(event__in=events), "actor_id")


def _numbers(events: Collection[int]) -> dict[int, set[Any]]:
    return _grouped(Figure.objects.filter(event__in=events, value__isnull=False), "measure", "value")


def _grouped(rows: QuerySet[Any], *columns: str) -> dict[int, set[Any]]:
    """The values of these columns by event."""
    values: dict[int, set[Any]] = defaultdict(set)
    for event, *row in rows.order_by().values_list("event_id", *columns):
        values[event].add(tuple(row))
    return values


def _ancestors(places: set[int]) -> set[tuple[int, int]]:
    """A place and what holds it, of these places."""
    rows = LocationAncestor.objects.filter(location__in=places, ancestor__in=places)
    return set(rows.values_list("location_id", "ancestor_id"))


def _are_near(ours: set[Point], theirs: set[Point], held: set[tuple[int, int]]) -> bool:
    """Whether a place of the one lies in or near one of the other, if both name any."""
    for (one, latitude, longitude), (other, *there) in product(ours, theirs):
        if one == other or {(one, other), (other, one)} & held:
            return True
        if latitude is None or longitude is None or there[0] is None or there[1] is None:
            continue
        if distance_km(latitude, longitude, there[0], there[1]) <= _NEAR_KM:
            return True
    return not (ours and theirs)


def _told_apart(pks: set[int]) -> set[tuple[int, int]]:
    """The pairs that a relation ties, or of which somebody said that they are two. Queries: 2."""
    related = EventRelation.objects.filter(event__in=pks, other__in=pks).values_list("event_id", "other_id")
    two = NotDuplicate.objects.filter(collection=Event.COLLECTION, one__in=pks, other__in=pks)
    return {*related, *two.values_list("one", "other")}
