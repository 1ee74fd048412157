"""Actors, places and outlets that may be one, by what they are called."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

from events.choices import Collection, NameKind
from events.duplicates.candidate import Candidate, make_candidate
from events.duplicates.progress_callback import ProgressCallback
from events.models import Actor, ActorName, Location, LocationName, Outlet
from events.rules.duplicate_keys import url_key
from events.rules.geo import EARTH_RADIUS_M
from events.rules.phonetic import consonant_key, script_of
from events.rules.spelling import edit_distance, max_typos, near_pieces, pieces
from events.rules.text import name_key

MIN_SCORE = 0.6
_CROWDED = 60
"""Where so many share a name or a piece of one, each is compared with few of them."""
_FEW = 5
_NEAR_KM, _FAR_KM = 10, 100
_SAME, _SPELLING, _TURNED, _CLOSE, _SCRIPT = 0.85, 0.8, 0.75, 0.7, 0.65
"""What a likeness of names is worth before anything else is looked at."""


@dataclass(frozen=True, slots=True)
class ComparedRecord:
    """What is compared of a record."""

    pk: int
    name: str
    kind: str
    country: str
    point: tuple[float, float] | None = None
    site: str = ""


def find_similar_names(collection: Collection, progress: ProgressCallback) -> Iterator[Candidate]:
    """Pairs of records that have a name alike.

    Names are held in memory, a few hundred bytes each; what is compared is what shares a whole name, its
    words, its bones in another script, or a piece of it (Pass-Join). Queries: 2.
    """
    records = {one.pk: one for one in _records(collection)}
    keys: dict[str, set[int]] = defaultdict(set)
    original: dict[str, str] = {}
    for pk, name in _names(collection, records.values()):
        if key := name_key(name):
            keys[key].add(pk)
            original.setdefault(key, name)
    seen: set[tuple[int, int]] = set()
    for worth, why, left, right in _similar_names(keys, original, progress):
        for one, other in _pairs(left, right):
            if (one, other) not in seen:
                seen.add((one, other))
                found = _score(collection, records[one], records[other], worth, why)
                if found.score >= MIN_SCORE:
                    yield found


def _similar_names(
    keys: dict[str, set[int]], original: dict[str, str], progress: ProgressCallback
) -> Iterator[tuple[float, str, set[int], set[int]]]:
    """The owners of names that are alike, the surest first."""
    for key, owners in keys.items():
        if len(owners) > 1:
            yield _SAME, f"both are called “{original[key]}”", owners, owners
    turned: dict[str, list[str]] = defaultdict(list)
    heard: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        turned[" ".join(sorted(key.split()))].append(key)
        if bare := consonant_key(key):
            heard[bare].append(key)
    for group in turned.values():
        for one, other in _limited_pairs(group):
            yield _TURNED, _explain(original, one, other, "have the same words"), keys[one], keys[other]
    for group in heard.values():
        for one, other in _limited_pairs(group):
            if script_of(one) != script_of(other):
                yield _SCRIPT, _explain(original, one, other, "sound alike"), keys[one], keys[other]
    for one, other in _typo_pairs(keys, progress):
        yield _CLOSE, _explain(original, one, other, "are spelt nearly alike"), keys[one], keys[other]


def _explain(original: dict[str, str], one: str, other: str, how: str) -> str:
    return f"“{original[one]}” and “{original[other]}” {how}"


def _typo_pairs(keys: Iterable[str], progress: ProgressCallback) -> Iterator[tuple[str, str]]:
    """Names that differ in a letter or two, each pair once."""
    whole = {key: key.replace(" ", "") for key in keys}
    by_piece: dict[str, list[str]] = defaultdict(list)
    for number, (key, squeezed) in enumerate(whole.items(), start=1):
        progress(number, len(whole))
        mine = max_typos(squeezed)
        if not mine:
            continue
        nearby = {other for piece in near_pieces(squeezed) for other in by_piece.get(piece, ())[-_CROWDED:]}
        for other in sorted(nearby):
            allowed = min(mine, max_typos(whole[other]))
            if 0 < edit_distance(squeezed, whole[other], allowed) <= allowed:
                yield other, key
        for piece in pieces(squeezed):
            by_piece[piece].append(key)


def _limited_pairs(group: list[str]) -> Iterator[tuple[str, str]]:
    """Each pair of a small group; of a crowd each with those that come next."""
    reach = len(group) if len(group) <= _CROWDED else _FEW
    for place, one in enumerate(group):
        for other in group[place + 1 : place + 1 + reach]:
            yield one, other


def _pairs(left: set[int], right: set[int]) -> Iterator[tuple[int, int]]:
    """Each pair of owners of two names once, the smaller key first; of crowds each with few."""
    others = sorted(right)
    reach = len(others) if len(left) * len(right) <= _CROWDED**2 else _FEW
    for place, one in enumerate(sorted(left)):
        near = others if reach == len(others) else others[place + 1 : place + 1 + reach]
        for other in near:
            if one < other or (one != other and left is not right):
                yield min(one, other), max(one, other)


def _score(
    collection: Collection, one: ComparedRecord, other: ComparedRecord, worth: float, why: str
) -> Candidate:
    score, told = worth, [why]
    if collection != Collection.OUTLETS:
        if one.kind == other.kind:
            score += 0.05
        else:
            score -= 0.15
            told.append(f"one is a {_word(one.kind)}, the other a {_word(other.kind)}")
    if one.country and other.country:
        same = one.country == other.country
        score += 0.05 if same else -0.2
        told.append(
            f"both in {one.country}" if same else f"one in {one.country}, the other in {other.country}"
        )
    if one.point and other.point:
        far = _kilometres(one.point, other.point)
        score += 0.05 if far <= _NEAR_KM else -0.4 if far >= _FAR_KM else -0.1
        told.append(f"{far:.0f} km apart")
    if one.site and one.site == other.site:
        score += 0.1
        told.append(f"both at {one.site}")
    return make_candidate(collection, one.pk, other.pk, score, *told)


def _word(kind: str) -> str:
    return kind.replace("_", " ") or "thing without a kind"


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    north, east = radians(other[0] - one[0]) / 2, radians(other[1] - one[1]) / 2
    part = sin(north) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(east) ** 2
    return 2 * EARTH_RADIUS_M / 1000 * asin(sqrt(min(1.0, part)))


def _records(collection: Collection) -> Iterator[ComparedRecord]:
    if collection == Collection.ACTORS:
        for row in Actor.objects.order_by("pk").values_list("pk", "name", "kind", "country").iterator(2000):
            yield ComparedRecord(*row)
    elif collection == Collection.LOCATIONS:
        places = Location.objects.order_by("pk").values_list(
            "pk", "name", "kind", "country", "latitude", "longitude"
        )
        for pk, name, kind, country, latitude, longitude in places.iterator(2000):
            point = None if latitude is None or longitude is None else (latitude, longitude)
            yield ComparedRecord(pk, name, kind, country, point)
    else:
        outlets = Outlet.objects.order_by("pk").values_list("pk", "name", "kind", "country", "url")
        for pk, name, kind, country, url in outlets.iterator(2000):
            yield ComparedRecord(pk, name, kind, country, site=url_key(url).partition("/")[0])


def _names(collection: Collection, records: Iterable[ComparedRecord]) -> Iterator[tuple[int, str]]:
    for one in records:
        yield one.pk, one.name
    models: dict[Collection, tuple[Any, str]] = {
        Collection.ACTORS: (ActorName, "actor_id"),
        Collection.LOCATIONS: (LocationName, "location_id"),
    }
    if collection in models:
        model, owner = models[collection]
        rows = model.objects.exclude(kind=NameKind.DESCRIPTION).order_by("pk")
        yield from rows.values_list(owner, "name").iterator(chunk_size=2000)
