"""The answer as plain data: buckets with their labels, what is in none, and the whole."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from events.aggregates import statement
from events.aggregates.reading import Question
from events.aggregates.statement import ACTS, Counted
from events.aggregates.tallies import MOST_BUCKETS, Keys, Tallies, Tally, TooManyBucketsError
from events.filtersets.buckets import piece, piece_beside
from events.filtersets.dimensions import Beside, Dimension, Key
from events.models import Article

Plain = dict[str, Any]
Named = dict[Key, tuple[str | None, str]]
"""The public id and the label of each value."""
CHUNK = 10_000


def answer(question: Question) -> Plain:
    """Everything that was counted.

    Raises: TooManyBucketsError.
    Queries: 1 (2 of actors and figures), and 1 of each dimension.
    """
    found = _tallies(question)
    counted = sum(one.records for one in (*found.buckets.values(), *found.beside.values()))
    if question.top is None:
        found.fill_gaps()
        if len(found.buckets) > MOST_BUCKETS:
            raise TooManyBucketsError(len(found.buckets))
    names = [_named(one, {keys[at] for keys in found.buckets}) for at, one in enumerate(question.dimensions)]
    buckets = sorted(found.buckets.items(), key=lambda bucket: _order(bucket[0], names))
    kept, others = _ranked(question, buckets)
    return {
        "applied": dict(question.applied),
        "group_by": list(question.group_by),
        "metric": question.metric,
        "buckets": [
            {"key": _key(question, keys, names)}
            | _plain(question, tally, _pieces(question.dimensions, keys, names))
            for keys, tally in kept
            if keys  # without dimensions there is the total alone
        ],
        "rest": _rest(question, others),
        "imprecise": _beside(question, found, Beside.IMPRECISE),
        "unknown": _beside(question, found, Beside.UNKNOWN),
        "overlapping": counted > found.total.records,
        "total": _plain(question, found.total, []),
        "total_distinct": found.total.records,
    }


def _tallies(question: Question) -> Tallies:
    found, counted = Tallies(question.dimensions), Counted(question.events, question.dimensions)
    if question.metric in ("records", "actors"):
        found.count(statement.counts(counted))
    else:
        found.count(statement.numbers(counted, question.metric, question.unit))
    if question.metric == "actors":
        found.count_actors(statement.actors(counted))
    return found


def _named(dimension: Dimension, keys: Iterable[Key]) -> Named:
    """Ids and labels. Queries: 1 for ten thousand values that are records."""
    model = dimension.model
    if model is None:
        return {key: (None if key is None else str(key), _label(dimension, key)) for key in keys}
    names: Named = {None: (None, "None")}
    column = "title" if model is Article else "name"
    pks = sorted(key for key in keys if key is not None)
    for start in range(0, len(pks), CHUNK):
        rows = model.objects.filter(pk__in=pks[start : start + CHUNK])
        for pk, slug, name in rows.order_by().values_list("pk", "slug", column):
            names[pk] = (slug, name or slug)
    return names


def _label(dimension: Dimension, key: Key) -> str:
    if key is None:
        return "None"
    return str(dimension.labels.get(str(key), key))


def _order(keys: Keys, names: Sequence[Named]) -> list[tuple[bool, str]]:
    """By the ids of the dimensions in turn; what has none comes last."""
    ids = [names[place][key][0] for place, key in enumerate(keys)]
    return [(one is None, one or "") for one in ids]


def _ranked(
    question: Question, buckets: list[tuple[Keys, Tally]]
) -> tuple[list[tuple[Keys, Tally]], list[tuple[Keys, Tally]]]:
    """The largest and the others, if so many are asked for."""
    if question.top is None:
        return buckets, []
    ranked = sorted(buckets, key=lambda bucket: -bucket[1].rank(question.metric))
    return ranked[: question.top], ranked[question.top :]


def _key(question: Question, keys: Keys, names: Sequence[Named]) -> list[Plain]:
    found = []
    for place, key in enumerate(keys):
        slug, label = names[place][key]
        found.append({"dimension": question.group_by[place], "id": slug, "label": label})
    return found


def _pieces(dimensions: Sequence[Dimension], keys: Keys, names: Sequence[Named]) -> list[str]:
    return [piece(one, names[place][keys[place]][0]) for place, one in enumerate(dimensions)]


def _rest(question: Question, others: list[tuple[Keys, Tally]]) -> Plain | None:
    if question.top is None:
        return None
    rest = Tally()
    for _, tally in others:
        rest.add(tally)
    return {"buckets": len(others)} | _plain(question, rest, None)


def _beside(question: Question, found: Tallies, why: Beside) -> Plain:
    pieces = [piece_beside(why, question.dimensions)] if question.dimensions else None
    return _plain(question, found.beside[why], pieces)


def _plain(question: Question, tally: Tally, pieces: list[str] | None) -> Plain:
    """A tally, and the query that opens its events, if one does."""
    measured = question.metric not in ("records", "actors")
    return {
        "records": tally.records,
        "actors": len(tally.actors) if question.metric == "actors" else None,
        "acts": _acts(tally) if question.metric == ACTS else None,
        "figures": _figures(tally) if measured and question.metric != ACTS else None,
        "query": None if pieces is None else _query(question, pieces),
    }


def _numbers(tally: Tally) -> Plain:
    return {name: tally.number(name) for name in ("low", "value", "high")} | {
        "events": tally.states["counted"],
        "events_with_low": tally.known["low"],
        "events_with_value": tally.known["value"],
        "events_with_high": tally.known["high"],
    }


def _figures(tally: Tally) -> Plain:
    return _numbers(tally) | {
        "events_unknown": tally.states["unknown"],
        "events_disputed": tally.states["disputed"],
        "events_in_wholes": tally.states["in_whole"],
        "events_without": tally.states["without"],
    }


def _acts(tally: Tally) -> Plain:
    numbers = _numbers(tally)
    if tally.no_acts:
        numbers |= {"low": 0, "value": 0, "high": 0}
    return numbers | {
        "series_without_count": tally.states["without"] + tally.states["unknown"],
        "events_disputed": tally.states["disputed"],
        "events_in_wholes": tally.states["in_whole"],
        "events_no_act": tally.states["no_act"],
    }


def _query(question: Question, pieces: list[str]) -> str:
    asked = dict.fromkeys(question.query)
    own = [value for name, value in asked if name == "bucket"]
    others = [(name, value) for name, value in asked if name != "bucket"]
    pieces = own + pieces
    return urlencode([*others, ("bucket", "|".join(pieces))] if pieces else others, safe=":,")
