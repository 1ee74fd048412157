"""The index by which curators find records, public or not, of near names; its upkeep and its questions."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from django.db.models import Exists, OuterRef

from events.choices import Collection, NameKind
from events.models import NameKey
from events.models.suggestion import MAX_KEY_LENGTH
from events.rules.name_similarity import (
    divisions,
    name_distance,
    name_words,
    near_word_keys,
    word_distance,
    word_keys,
)
from events.rules.words import name_key
from events.search.suggestion_index import MODELS, SPELLINGS

MAX_CANDIDATES = 200
"""So many records, the newest, are compared name by name."""
_COUNT_CAP = 1000


def reindex(collection: Collection, pks: list[int]) -> None:
    """Index the names of these records anew. Queries: at most 4, and one for each 500 rows."""
    if collection in MODELS:
        NameKey.objects.filter(collection=collection, object_pk__in=pks).delete()
        NameKey.objects.bulk_create(key_rows(collection, pks), batch_size=500)


def key_rows(collection: Collection, pks: Iterable[int]) -> Iterator[NameKey]:
    """The rows of these records. Queries: 2."""
    keys: dict[int, set[str]] = defaultdict(set)
    for pk, name in _names(collection, pks):
        for word in set(chain.from_iterable(divisions(name_key(name)))):
            keys[pk] |= _keys(word, word_keys)
    for pk, of_record in keys.items():
        yield from (NameKey(collection=collection, object_pk=pk, key=key) for key in sorted(of_record))


def find_drift(collection: Collection, pks: Iterable[int]) -> set[int]:
    """Those of these records whose rows differ from what their names say. Queries: 3."""
    if collection not in MODELS:
        return set()
    stored = NameKey.objects.filter(collection=collection, object_pk__in=pks)
    expected = {(row.object_pk, row.key) for row in key_rows(collection, pks)}
    return {pk for pk, _ in expected.symmetric_difference(stored.values_list("object_pk", "key"))}


def find_by_words(collection: Collection | None, text: str) -> list[int]:
    """The records with a name that has a word near each word of a text; none of a collection without names.

    Queries: at most 6, and 2 for each word.
    """

    def has_words(name: str) -> bool:
        words = name_words(name)
        return all(any(word_distance(one, other) is not None for other in words) for one in name_words(text))

    if collection not in MODELS:
        return []
    return [pk for pk, name in _candidates(collection, text) if has_words(name)]


def find_namesakes(collection: Collection, name: str) -> dict[int, float]:
    """The records with a name near this one, and how far it is. Queries: at most 6, and 2 for each word."""
    near: dict[int, float] = {}
    for pk, other in _candidates(collection, name):
        distance = name_distance(name, other)
        if distance is not None:
            near[pk] = min(distance, near.get(pk, distance))
    return near


def _candidates(collection: Collection, text: str) -> list[tuple[int, str]]:
    """The records that share a key for each word, with their names."""
    pks = {pk for words in divisions(name_key(text)) for pk in _sharing_keys(collection, words)}
    return _names(collection, pks)


def _sharing_keys(collection: Collection, words: list[str]) -> list[int]:
    rows = NameKey.objects.filter(collection=collection)
    keys = [sorted(_keys(word, near_word_keys)) for word in dict.fromkeys(words)]
    if len(keys) > 1:  # the rarest word leads
        keys.sort(key=lambda of_word: rows.filter(key__in=of_word)[:_COUNT_CAP].count())
    if not keys:
        return []
    of_record = NameKey.objects.filter(collection=collection, object_pk=OuterRef("object_pk"))
    found = rows.filter(*(Exists(of_record.filter(key__in=others)) for others in keys[1:]), key__in=keys[0])
    return list(found.order_by("-object_pk").values_list("object_pk", flat=True).distinct()[:MAX_CANDIDATES])


def _keys(word: str, keys_of: Callable[[str], set[str]]) -> set[str]:
    """The keys of a word; of a number or a letter itself."""
    return {key[:MAX_KEY_LENGTH] for key in keys_of(word) or {f"={word}"}}


def _names(collection: Collection, pks: Iterable[int]) -> list[tuple[int, str]]:
    """The names of these records but descriptions. Queries: 2."""
    names = list(MODELS[collection]._base_manager.filter(pk__in=pks).values_list("pk", "name"))
    if names and collection in SPELLINGS:
        model, parent = SPELLINGS[collection]
        spellings = model.objects.exclude(kind=NameKind.DESCRIPTION).filter(**{f"{parent}__in": pks})
        names += spellings.values_list(f"{parent}_id", "name")
    return names
