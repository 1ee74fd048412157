"""Events that may be one: of one type, begun possibly within three days, with an actor or a number in common.

Where both name a place, two of these are at most 25 km apart, or one lies in the other; and no relation ties
the two events. The search through all events and the forms ask the same. Source: docs/decisions.md.
"""

from collections import defaultdict, deque
from collections.abc import Collection as Pks
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain, groupby, islice, permutations, product
from math import inf
from typing import Any

from django.db.models import Q, QuerySet

from events.choices import NON_LOCATING_ROLES, Collection, DatasetKind, ReviewStatus
from events.duplicates.candidate import Candidate, ProgressCallback, make_candidate
from events.duplicates.decisions import undecided
from events.models import Event, EventPlace, EventRelation, Figure, LocationAncestor, Participation
from events.rules.geo import distance_km
from events.rules.words import name_key

_NEAR_DAYS, _NEAR_KM = timedelta(days=3), 25
_LONGEST = timedelta(days=62)
"""An event that may have begun within a longer time is near nearly every other."""
_CROWDED = 40
"""Of the events of one type that share an actor or a number, each is compared with so many before it."""
_BATCH = 500
_Pair = tuple[tuple[Any, ...], int, int]
"""An actor or a number, and two events that have it in common."""


def find_similar_events(progress: ProgressCallback) -> Iterator[Candidate]:
    """The pairs among all events. Memory does not grow with them. Queries: 4, and 7 for each 500 pairs."""
    participations, numbers = _rows(_PARTICIPATIONS, "actor_id"), _rows(_NUMBERS, "measure", "value")
    total = participations.count() + numbers.count()

    def counted() -> Iterator[Any]:
        for number, row in enumerate(chain(participations.iterator(2000), numbers.iterator(2000)), start=1):
            progress(number, total)
            yield row

    return _candidates(_pairs(counted()))


def find_events_like(pks: Pks[int]) -> Iterator[tuple[int, int]]:
    """Each of these events that was never public, with another of our own datasets that may be it.

    Pairs that somebody found to be two are left out. Queries: at most 10 for each 500 pairs, and those of
    the records with a decision.
    """
    entered = _datable(Event.objects, "").filter(pk__in=pks, created_at=None)
    new = {row.pk: row for row in entered if row.start_latest - row.start_earliest <= _LONGEST}
    if not new:
        return
    near = Q(
        event__event_type__in={event.event_type for event in new.values()},
        event__start_earliest__lte=max(event.start_latest for event in new.values()) + _NEAR_DAYS,
        event__start_latest__gte=min(event.start_earliest for event in new.values()) - _NEAR_DAYS,
        event__dataset__kind=DatasetKind.CURATED,
    )
    near &= Q(event__in=new) | ~Q(event__review_status__in=(ReviewStatus.REJECTED, ReviewStatus.WITHDRAWN))
    actors, numbers = _PARTICIPATIONS.filter(event__in=new), _NUMBERS.filter(event__in=new)
    alike = Q(measure__in=numbers.values("measure"), value__in=numbers.values("value"))
    rows = chain(
        _rows(_PARTICIPATIONS.filter(near, actor__in=actors.values("actor")), "actor_id"),
        _rows(_NUMBERS.filter(near, alike), "measure", "value"),
    )
    pairs = (pair for pair in _pairs(rows) if not new.keys().isdisjoint(pair[1:]))
    for candidate in undecided(Collection.EVENTS, _candidates(pairs)):
        yield from ((one, other) for one, other in permutations(candidate.pair) if one in new)


_PARTICIPATIONS: QuerySet[Any] = Participation.objects.order_by()
_NUMBERS: QuerySet[Any] = Figure.objects.order_by().exclude(value=None)


def _datable(rows: Any, event: str) -> QuerySet[Any]:
    """The rows of events with a type whose begin is known, and three days from the calendar's ends."""
    known = {
        f"{event}start_earliest__gte": date.min + _NEAR_DAYS,
        f"{event}start_latest__lte": date.max - _NEAR_DAYS,
    }
    return rows.filter(**known).exclude(**{f"{event}event_type": ""})


def _rows(rows: QuerySet[Any], *key: str) -> QuerySet[Any]:
    """The key, type, first day, event and last day on which it may have begun, in the order of these."""
    columns = (*key, "event__event_type", "event__start_earliest", "event_id")
    return _datable(rows, "event__").order_by(*columns).values_list(*columns, "event__start_latest")


def _pairs(rows: Iterable[Any]) -> Iterator[_Pair]:
    """The pairs of events in the rows of one key and type that began near each other."""
    for (*key, _), group in groupby(rows, key=lambda row: row[:-3]):
        window: deque[tuple[int, date]] = deque(maxlen=_CROWDED)
        for *_, first, event, last in group:
            if last - first > _LONGEST or (window and window[-1][0] == event):
                continue
            for other, other_last in window:
                if first - other_last <= _NEAR_DAYS:
                    yield tuple(key), other, event
            window.append((event, last))


def _candidates(pairs: Iterator[_Pair]) -> Iterator[Candidate]:
    while batch := list(islice(pairs, _BATCH)):
        yield from _batch_candidates(batch)


def _batch_candidates(batch: list[_Pair]) -> Iterator[Candidate]:
    pks = {pk for _, *pair in batch for pk in pair}
    actors, numbers = (
        _by_event(_PARTICIPATIONS, pks, "actor_id"),
        _by_event(_NUMBERS, pks, "measure", "value"),
    )
    located = EventPlace.objects.order_by().exclude(role__in=NON_LOCATING_ROLES)
    places = _by_event(located, pks, *("location_id", "location__latitude", "location__longitude"))
    named = {place for held in places.values() for place, *_ in held}
    containing = LocationAncestor.objects.filter(location__in=named, ancestor__in=named)
    inside = set(containing.values_list("location_id", "ancestor_id"))
    relations = EventRelation.objects.order_by().filter(event__in=pks, other__in=pks)
    related = set(relations.values_list("event_id", "other_id"))
    events = Event.objects.order_by().only("title", "date_edtf", "event_type").in_bulk(pks)
    for key, one, other in batch:
        shared, same_numbers = actors[one] & actors[other], numbers[one] & numbers[other]
        # A pair comes up once for each that both have in common: the first stands for all.
        if key != min(shared or same_numbers, default=()) or {(one, other), (other, one)} & related:
            continue
        apart = _km_apart(places[one], places[other], inside)
        if apart > _NEAR_KM:
            continue
        left, right = events[one], events[other]
        score, why = 0.4, [f"both of type {left.event_type}"]
        if shared:
            score += 0.25 * len(shared) / len(actors[one] | actors[other])
            why.append(f"{len(shared)} participant{'s' * (len(shared) > 1)} in common")
        for measure, value in sorted(same_numbers)[:1]:
            score += 0.1
            why.append(f"{measure} {value.normalize():f} in both")
        if places[one] & places[other]:
            score += 0.15
            why.append("in one place")
        elif places[one] and places[other]:
            score += 0.1
            why.append(f"{apart:.0f} km apart" if apart else "one place in the other")
        same_date = left.date_edtf == right.date_edtf
        score += 0.1 if same_date else 0
        why.append(f"both {left.date_edtf}" if same_date else f"{left.date_edtf} and {right.date_edtf}")
        if name_key(left.title) == name_key(right.title):
            score += 0.1
            why.append("with one title")
        yield make_candidate(Collection.EVENTS, one, other, score, *why)


def _by_event(rows: QuerySet[Any], pks: set[int], *columns: str) -> dict[int, set[Any]]:
    """The values of these columns by event."""
    values: dict[int, set[Any]] = defaultdict(set)
    for event, *row in rows.filter(event__in=pks).values_list("event_id", *columns):
        values[event].add(tuple(row))
    return values


def _km_apart(ours: set[Any], theirs: set[Any], inside: set[tuple[int, int]]) -> float:
    """How far the nearest places are apart; 0 where they are one, one lies in the other, or none is named."""
    return min(
        (
            0.0
            if one == other or {(one, other), (other, one)} & inside
            else inf
            if None in (*point, *there)
            else distance_km(*point, *there)
            for (one, *point), (other, *there) in product(ours, theirs)
        ),
        default=0.0,
    )
