"""Events that may be one: of one type, at touching times, in a shared place, with shared participants."""

from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby, islice
from typing import Any

from django.db.models import F

from events.choices import Collection
from events.duplicates.candidate import Candidate, ProgressCallback, make_candidate
from events.models import Event, EventPlace, EventRelation, Participation
from events.rules.words import name_key

_MAX_DURATION = timedelta(days=62)
"""An event that may have taken place within a longer time touches nearly every other."""
_CROWDED = 40
"""Of the events of one actor and type at one time, each is compared with this many of those before it."""
_BATCH = 500


def find_similar_events(progress: ProgressCallback) -> Iterator[Candidate]:
    """Pairs of events that share type, time and participants, and the place where both name one.

    The events of each participant are read in the order of time, so memory does not grow with them.
    Queries: 2, and 4 for each 500 pairs.
    """
    pairs = _pairs(progress)
    while batch := list(islice(pairs, _BATCH)):
        yield from _candidates(batch)


def _pairs(progress: ProgressCallback) -> Iterator[tuple[int, int, int]]:
    """An actor, and two events of one type in which it took part at touching times."""
    total = Participation.objects.count()
    rows: Any = (
        Participation.objects.exclude(event__event_type="")
        .filter(event__end_latest__lte=F("event__start_earliest") + _MAX_DURATION)
        .order_by("actor_id", "event__event_type", "event__start_earliest", "event_id")
        .values_list(
            "actor_id", "event__event_type", "event__start_earliest", "event__end_latest", "event_id"
        )
    )
    read = 0
    for (actor, _), group in groupby(rows.iterator(chunk_size=2000), key=lambda row: row[:2]):
        window: deque[tuple[date, int]] = deque(maxlen=_CROWDED)
        for _, _, start, end, event in group:
            read += 1
            progress(read, total)
            for other_end, other in window:
                if other != event and other_end + timedelta(days=1) >= start:
                    yield actor, other, event
            window.append((end, event))
    progress(total, total)


def _candidates(batch: list[tuple[int, int, int]]) -> Iterator[Candidate]:
    pks = {pk for _, *pair in batch for pk in pair}
    actors = _values_by_event(Participation, "actor_id", pks)
    places = _values_by_event(EventPlace, "location_id", pks)
    related = set(
        EventRelation.objects.filter(event__in=pks, other__in=pks).values_list("event_id", "other_id")
    )
    rows = Event.objects.filter(pk__in=pks).values_list("pk", "title", "date_edtf", "event_type")
    events = {pk: (name_key(title), edtf, kind) for pk, title, edtf, kind in rows}
    done = set()
    for actor, one, other in batch:
        shared = actors[one] & actors[other]
        # A pair comes up once for each participant that both share: the first stands for all.
        if actor != min(shared, default=actor) or (one, other) in done:
            continue
        done.add((one, other))
        shared_places = places[one] & places[other]
        elsewhere = places[one] and places[other] and not shared_places
        if elsewhere or {(one, other), (other, one)} & related:
            continue
        score = 0.4 + 0.25 * len(shared) / len(actors[one] | actors[other])
        why = [f"both of type {events[one][2]}", f"{len(shared)} participants in common"]
        if shared_places:
            score += 0.15
            why.append("in one place")
        same_day = events[one][1] == events[other][1]
        score += 0.1 if same_day else 0
        why.append(f"both {events[one][1]}" if same_day else f"{events[one][1]} and {events[other][1]}")
        if events[one][0] == events[other][0]:
            score += 0.1
            why.append("with one title")
        yield make_candidate(Collection.EVENTS, one, other, score, *why)


def _values_by_event(model: Any, column: str, pks: set[int]) -> dict[int, set[int]]:
    values: dict[int, set[int]] = defaultdict(set)
    for event, value in model.objects.filter(event__in=pks).order_by().values_list("event_id", column):
        values[event].add(value)
    return values
