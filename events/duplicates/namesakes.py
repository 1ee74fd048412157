"""Namesakes of an actor or a place: others of the same name or a near one, told while it is entered."""

from typing import NamedTuple

from django.db.models import Count

from events import search
from events.choices import Collection, NameKind
from events.duplicates.decisions import valid_decisions
from events.duplicates.similar_names import (
    MIN_SCORE,
    SAME_NAME,
    SPELT_ALIKE,
    UNNAMED_KINDS,
    ComparedRecord,
    score_pair,
)
from events.models import Actor, Location
from events.rules.words import name_key

MAX_NAMESAKES = 3
_MAX_NAMES = 5
"""So many names of a record are looked up, its own first."""
_EVENTS = {Collection.ACTORS: "participations__event", Collection.LOCATIONS: "event_places__event"}


class Namesake(NamedTuple):
    """Another record of a near name."""

    record: Actor | Location
    events: int
    """How many events it is in."""
    why: tuple[str, ...]


def find_namesakes(record: Actor | Location) -> list[Namesake]:
    """At most three others of a near name, the likeliest first, but for those that somebody told from it.

    Unnamed sources, crowds and descriptions are never compared. Queries: 3, those of the records with a
    decision, and for each of its names, at most five, 6 and 2 for each word.
    """
    if record.kind in UNNAMED_KINDS:
        return []
    distances: dict[int, float] = {}
    for name in _compared_names(record):
        for pk, distance in search.find_namesakes(record.COLLECTION, name).items():
            distances[pk] = min(distance, distances.get(pk, distance))
    others = type(record)._base_manager.filter(pk__in=distances).exclude(pk=record.pk)
    others = others.exclude(kind__in=UNNAMED_KINDS).annotate(
        events=Count(_EVENTS[record.COLLECTION], distinct=True)
    )
    pairs = {(min(pk, record.pk), max(pk, record.pk)): pk for pk in distances}
    decided = {pairs[one.one, one.other] for one in valid_decisions(record.COLLECTION, pairs)}
    scored = []
    for other in others.exclude(pk__in=decided):
        same = name_key(other.name) == name_key(record.name)
        why = "called the same" if same else "called nearly the same"
        pair = _compared(record), _compared(other)
        candidate = score_pair(record.COLLECTION, *pair, SAME_NAME if same else SPELT_ALIKE, why)
        if candidate.score >= MIN_SCORE:
            scored.append((-candidate.score, distances[other.pk], other.pk, other, candidate.why))
    return [Namesake(other, other.events, why) for *_, other, why in sorted(scored)[:MAX_NAMESAKES]]


def _compared_names(record: Actor | Location) -> list[str]:
    """The names of a record that are not descriptions, its own first. Queries: 1."""
    kinds = dict(record.names.order_by("pk").values_list("name", "kind"))
    names = {record.name: "", **kinds}
    return [name for name in names if kinds.get(name) != NameKind.DESCRIPTION][:_MAX_NAMES]


def _compared(record: Actor | Location) -> ComparedRecord:
    point = None
    if isinstance(record, Location) and record.latitude is not None and record.longitude is not None:
        point = (record.latitude, record.longitude)
    return ComparedRecord(record.pk, record.name, record.kind, record.country, point)
