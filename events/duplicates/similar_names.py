"""Actors, places and outlets that may be one, by their names."""

from collections import defaultdict
from collections.abc import Collection as Container
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from events.choices import ActorKind, Collection, NameKind
from events.duplicates.candidate import Candidate, ProgressCallback, make_candidate
from events.models import Actor, ActorName, Location, LocationName, Outlet
from events.rules.duplicate_keys import url_key
from events.rules.geo import distance_km
from events.rules.name_similarity import name_distance, name_keys, name_words
from events.rules.pronunciation import script_of
from events.rules.spelling import near_pieces, nearest_words, pieces
from events.rules.words import name_key

MIN_SCORE = 0.6
UNNAMED_KINDS = (ActorKind.ANONYMOUS_SOURCE, ActorKind.POPULATION)
"""Actors that a name does not tell from others."""
_CROWDED = 60
"""Where more share a name or a piece of one, each is compared with few of them."""
_FEW = 5
_NEAR_KM, _FAR_KM = 10, 100
SAME_NAME, SAME_WORDS, SPELT_ALIKE, SOUNDS_ALIKE = 0.85, 0.75, 0.7, 0.65
"""The score of a likeness of names, before other members are compared."""


@dataclass(frozen=True, slots=True)
class ComparedRecord:
    """The compared members of a record."""

    pk: int
    name: str
    kind: str
    country: str
    point: tuple[float, float] | None = None
    site: str = ""


def find_similar_names(collection: Collection, progress: ProgressCallback) -> Iterator[Candidate]:
    """Pairs of records with similar names.

    Names are in memory, a few hundred bytes each. Names are compared that share all letters, all words,
    how they sound, or a piece (Pass-Join); descriptions and unnamed actors are not. Queries: 3.
    """
    records = {record.pk: record for record in _records(collection)}
    owners: dict[str, set[int]] = defaultdict(set)
    spellings: dict[str, str] = {}
    for pk, name in _names(collection, records.values()):
        if pk in records and (key := name_key(name)):
            owners[key].add(pk)
            spellings.setdefault(key, name)
    compared: set[tuple[int, int]] = set()
    for score, why, one_key, other_key in _similar_names(spellings, owners, progress):
        for one, other in _pairs(owners[one_key], owners[other_key]):
            if (one, other) not in compared:
                compared.add((one, other))
                candidate = score_pair(collection, records[one], records[other], score, why)
                if candidate.score >= MIN_SCORE:
                    yield candidate


def _similar_names(
    spellings: dict[str, str], owners: dict[str, set[int]], progress: ProgressCallback
) -> Iterator[tuple[float, str, str, str]]:
    """The score of a likeness, its explanation and the keys of two similar names, the surest first."""
    for key, spelling in spellings.items():
        if len(owners[key]) > 1:
            yield SAME_NAME, f"both are called “{spelling}”", key, key
    by_words: dict[tuple[str, ...], list[str]] = defaultdict(list)
    by_sound: dict[str, list[str]] = defaultdict(list)
    for number, key in enumerate(spellings, start=1):
        progress(number, 2 * len(spellings))
        by_words[tuple(sorted(name_words(key)))].append(key)
        for sound in name_keys(key):
            by_sound[sound].append(key)
    for group in by_words.values():
        for one, other in _limited_pairs(group):
            how = f"“{spellings[one]}” and “{spellings[other]}” have the same words"
            yield SAME_WORDS, how, one, other
    pairs = chain.from_iterable(_limited_pairs(group) for group in by_sound.values())
    for one, other in chain(pairs, _pairs_by_piece(spellings, progress)):
        if name_distance(one, other) is not None:
            alike = script_of(one) == script_of(other)
            score, how = (SPELT_ALIKE, "are spelt nearly alike") if alike else (SOUNDS_ALIKE, "sound alike")
            yield score, f"“{spellings[one]}” and “{spellings[other]}” {how}", one, other


def _pairs_by_piece(keys: Container[str], progress: ProgressCallback) -> Iterator[tuple[str, str]]:
    """Names whose letters differ by slips, with few of those of a piece that many share."""
    by_piece: dict[str, list[str]] = defaultdict(list)
    for number, key in enumerate(keys, start=1):
        progress(len(keys) + number, 2 * len(keys))
        letters = key.replace(" ", "")
        by_letters = {
            other.replace(" ", ""): other
            for piece in near_pieces(letters)
            for other in by_piece.get(piece, ())[-_CROWDED:]
        }
        for other in sorted(nearest_words(letters, by_letters, len(by_letters))):
            yield by_letters[other], key
        for piece in pieces(letters):
            by_piece[piece].append(key)


def _limited_pairs(group: list[str]) -> Iterator[tuple[str, str]]:
    """Each pair of a small group; in a large one each name with the few that follow."""
    reach = len(group) if len(group) <= _CROWDED else _FEW
    for i, one in enumerate(group):
        for other in group[i + 1 : i + 1 + reach]:
            yield one, other


def _pairs(left: set[int], right: set[int]) -> Iterator[tuple[int, int]]:
    """Each pair of owners of two names once, the smaller key first; among many, each owner with few."""
    others = sorted(right)
    reach = len(others) if len(left) * len(right) <= _CROWDED**2 else _FEW
    for i, one in enumerate(sorted(left)):
        for other in others if reach == len(others) else others[i + 1 : i + 1 + reach]:
            if one < other or (one != other and left is not right):
                yield min(one, other), max(one, other)


def score_pair(
    collection: Collection, one: ComparedRecord, other: ComparedRecord, score: float, why: str
) -> Candidate:
    """The score of a pair whose names are alike, by its other members."""
    reasons = [why]
    if collection != Collection.OUTLETS:
        if one.kind == other.kind:
            score += 0.05
        else:
            score -= 0.15
            reasons.append(f"one is a {_word(one.kind)}, the other a {_word(other.kind)}")
    if one.country and other.country:
        same = one.country == other.country
        score += 0.05 if same else -0.2
        reasons.append(
            f"both in {one.country}" if same else f"one in {one.country}, the other in {other.country}"
        )
    if one.point and other.point:
        far = distance_km(*one.point, *other.point)
        score += 0.05 if far <= _NEAR_KM else -0.4 if far >= _FAR_KM else -0.1
        reasons.append(f"{far:.0f} km apart")
    if one.site and one.site == other.site:
        score += 0.1
        reasons.append(f"both at {one.site}")
    return make_candidate(collection, one.pk, other.pk, score, *reasons)


def _word(kind: str) -> str:
    return kind.replace("_", " ") or "thing without a kind"


def _records(collection: Collection) -> Iterator[ComparedRecord]:
    columns = ("pk", "name", "kind", "country")
    if collection == Collection.ACTORS:
        actors = Actor.objects.exclude(kind__in=UNNAMED_KINDS).order_by("pk")
        for row in actors.values_list(*columns).iterator(2000):
            yield ComparedRecord(*row)
    elif collection == Collection.LOCATIONS:
        places = Location.objects.order_by("pk").values_list(*columns, "latitude", "longitude")
        for pk, name, kind, country, latitude, longitude in places.iterator(2000):
            point = None if latitude is None or longitude is None else (latitude, longitude)
            yield ComparedRecord(pk, name, kind, country, point)
    else:
        outlets = Outlet.objects.order_by("pk").values_list(*columns, "url")
        for pk, name, kind, country, url in outlets.iterator(2000):
            yield ComparedRecord(pk, name, kind, country, site=url_key(url).partition("/")[0])


def _names(collection: Collection, records: Iterable[ComparedRecord]) -> Iterator[tuple[int, str]]:
    models: dict[Collection, tuple[Any, str]] = {
        Collection.ACTORS: (ActorName, "actor_id"),
        Collection.LOCATIONS: (LocationName, "location_id"),
    }
    model, parent = models.get(collection, (None, ""))
    described: set[tuple[int, str]] = set()
    if model:
        names = model.objects.order_by("pk").values_list(parent, "name")
        described.update(names.filter(kind=NameKind.DESCRIPTION))
        yield from names.exclude(kind=NameKind.DESCRIPTION).iterator(chunk_size=2000)
    yield from ((one.pk, one.name) for one in records if (one.pk, one.name) not in described)
