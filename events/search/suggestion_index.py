"""The index of suggestions: the names of public records and of event types, and its upkeep."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db.models import CharField, Count, F, Q, Value
from django.db.models.functions import Concat

from events.choices import Collection, EventType, NameKind, ReviewStatus, SuggestionKind
from events.models import (
    Actor,
    ActorName,
    Article,
    Event,
    EventPlace,
    Location,
    LocationName,
    Outlet,
    Participation,
    Revision,
    SuggestedName,
    SuggestedWord,
)
from events.models.suggestion import MAX_KEY_LENGTH
from events.rules.name_similarity import divisions, telling_words, word_keys
from events.rules.words import name_key
from events.search.indexed_fields import iter_other_names

MODELS: dict[Collection, type[Actor] | type[Location] | type[Outlet]] = {
    Collection.ACTORS: Actor,
    Collection.LOCATIONS: Location,
    Collection.OUTLETS: Outlet,
}
SPELLINGS: dict[Collection, tuple[Any, str]] = {
    Collection.ACTORS: (ActorName, "actor"),
    Collection.LOCATIONS: (LocationName, "location"),
}
_USES: dict[Collection, tuple[Any, str, str]] = {
    Collection.ACTORS: (Participation, "actor", "event"),
    Collection.LOCATIONS: (EventPlace, "location", "event"),
    Collection.OUTLETS: (Article, "outlet", "pk"),
}
"""The rows that refer to a record: their model, the column of the reference, and that of their parent."""

MAX_CHAR = "\U0010ffff"
"""Sorts after all characters of names."""


def reindex(collection: Collection, pks: list[int]) -> None:
    """Index the names of these records anew; records that are not public have none.

    Queries: at most 10, and one for each 100 rows.
    """
    if collection not in MODELS:
        return
    slugs = dict(MODELS[collection]._base_manager.filter(pk__in=pks).values_list("pk", "slug"))
    if deleted := [pk for pk in pks if pk not in slugs]:
        deletions = Revision.objects.filter(collection=collection, object_pk__in=deleted, record__isnull=True)
        slugs |= dict(deletions.values_list("object_pk", "slug"))
    old = SuggestedName.objects.filter(record__in=[f"{collection.value}/{slug}" for slug in slugs.values()])
    old_words = set(old.values_list("word", flat=True))
    old.delete()
    new = SuggestedName.objects.bulk_create(name_rows(collection, pks), batch_size=100)
    words = {name.word for name in new}
    SuggestedWord.objects.bulk_create(word_rows(words - old_words), batch_size=100, ignore_conflicts=True)
    _delete_orphan_words(old_words - words)


def rebuild() -> None:
    """Empty the index but for the event types; `reindex` adds the names of records."""
    SuggestedName.objects.all().delete()
    SuggestedWord.objects.all().delete()
    names = SuggestedName.objects.bulk_create(event_type_rows())
    SuggestedWord.objects.bulk_create(word_rows({name.word for name in names}))


def name_rows(collection: Collection, pks: Iterable[int]) -> Iterator[SuggestedName]:
    """The rows of the public ones of these records. Queries: 6."""
    if collection not in MODELS:
        return
    public = MODELS[collection].objects.published().filter(pk__in=pks)
    keys: dict[int, set[str]] = defaultdict(set)
    slugs: dict[int, str] = {}
    for pk, slug, name in public.values_list("pk", "slug", "name"):
        slugs[pk] = slug
        keys[pk].add(name_key(name))
    if collection in SPELLINGS:
        model, parent = SPELLINGS[collection]
        spellings = model.objects.exclude(kind=NameKind.DESCRIPTION).filter(**{f"{parent}__in": slugs})
        for pk, name in spellings.values_list(parent, "name"):
            keys[pk].add(name_key(name))
    others: dict[int, set[str]] = defaultdict(set)
    for pk, name in iter_other_names(collection, slugs):
        others[pk].add(name_key(name))
    model, column, parent = _USES[collection]
    status = "review_status" if parent == "pk" else f"{parent}__review_status"
    references = model.objects.filter(**{f"{column}__in": slugs, status: ReviewStatus.PUBLISHED})
    uses = dict(references.order_by().values_list(column).annotate(Count(parent, distinct=True)))
    for pk, slug in slugs.items():
        yield from _rows_of(f"{collection.value}/{slug}", keys[pk], uses.get(pk, 0), others[pk] - keys[pk])


def event_type_rows() -> Iterator[SuggestedName]:
    """The rows of the event types, with the number of events of each. Queries: 1."""
    events = Event.objects.published().order_by().values_list("event_type")
    uses = dict(events.annotate(Count("pk")))
    for kind in EventType:
        record = f"event_types/{kind.value}"
        yield from _rows_of(record, {name_key(kind.label), name_key(kind.value)}, uses.get(kind.value, 0))


def word_rows(words: Iterable[str]) -> Iterator[SuggestedWord]:
    """The rows by which near words are found."""
    for word in sorted(words):
        for key in sorted(word_keys(word)):
            yield SuggestedWord(key=key, word=word)


def used_records(collection: Collection, stored: Mapping[str, Any] | None) -> Iterator[str]:
    """The records, such as `actors/iraq`, that a stored snapshot uses if it is published, each once."""
    if stored is None or stored["review_status"] != ReviewStatus.PUBLISHED:
        return
    if collection == Collection.ARTICLES and stored["outlet"]:
        yield stored["outlet"]["ref"]
    if collection == Collection.EVENTS:
        yield from {row["actor"]["ref"] for row in stored["participants"]}
        yield from {row["location"]["ref"] for row in stored["places"]}
        if stored["event_type"]:
            yield f"event_types/{stored['event_type']}"


def adjust_use_counts(more: Mapping[str, int]) -> None:
    """Add to the use counts of records. Queries: 1 for each different number."""
    by_number: dict[int, list[str]] = defaultdict(list)
    for record, number in more.items():
        if number:
            by_number[number].append(record)
    for number, records in by_number.items():
        for start in range(0, len(records), 500):
            names = SuggestedName.objects.filter(record__in=records[start : start + 500])
            names.update(uses=F("uses") + number)


def kind_q(kind: SuggestionKind) -> Q:
    """The rows of one kind of record, by how the reference to one begins."""
    return Q(record__gte=f"{kind.value}s/", record__lt=f"{kind.value}s/{MAX_CHAR}")


def _rows_of(
    record: str, keys: Iterable[str], uses: int, other_keys: Iterable[str] = ()
) -> Iterator[SuggestedName]:
    """A row for each word of each name; `other_keys` are those of descriptions and former names."""
    starts = {
        (first + int(index > 0 or divided > 0), " ".join(words[index:])[:MAX_KEY_LENGTH].rstrip())
        for first, names in ((0, keys), (2, other_keys))
        for key in names
        for divided, words in enumerate(
            [key.split(), *(way for way in divisions(key) if way != telling_words(key.split()))]
        )
        for index in range(len(words))
    }
    for inner, key in sorted(starts):
        yield SuggestedName(record=record, inner=inner, key=key, word=key.split()[0], uses=uses)


def _delete_orphan_words(words: set[str]) -> None:
    """Delete the words that no name has any more. Queries: 2 for each 100."""
    ordered = sorted(words)
    for batch in (ordered[start : start + 100] for start in range(0, len(ordered), 100)):
        SuggestedWord.objects.filter(word__in=set(batch) - _words_in_use(batch)).delete()


def _words_in_use(words: Iterable[str]) -> set[str]:
    """The words, of these, that some name has. Queries: 1."""
    return set(SuggestedName.objects.filter(word__in=words).values_list("word", flat=True).distinct())


def find_drift(collection: Collection, names: Mapping[int, str]) -> Iterator[str]:
    """The records, of these, whose rows in the index differ from what their names say. Queries: 6."""
    if collection in MODELS:
        stored = SuggestedName.objects.filter(record__in=names.values())
        yield from _drifting_records(stored, name_rows(collection, names))


def find_other_drift() -> Iterator[str]:
    """The event types whose rows differ, the deleted records with rows, and the words that no name has.

    Queries: 6, and 1 for each 100 words.
    """
    for collection, model in MODELS.items():
        existing = Concat(Value(f"{collection.value}/"), "slug", output_field=CharField())
        names = SuggestedName.objects.filter(record__startswith=f"{collection.value}/")
        orphans = names.exclude(record__in=model._base_manager.values(at=existing))
        yield from orphans.order_by("record").values_list("record", flat=True).distinct()
    event_types = SuggestedName.objects.filter(kind_q(SuggestionKind.EVENT_TYPE))
    yield from _drifting_records(event_types, event_type_rows())
    words = SuggestedWord.objects.order_by("word").values_list("word", flat=True).distinct()
    iterator = words.iterator(chunk_size=2000)
    while batch := list(islice(iterator, 100)):
        yield from (f"words/{word}" for word in sorted(set(batch) - _words_in_use(batch)))


def _drifting_records(stored: Iterable[SuggestedName], expected: Iterable[SuggestedName]) -> Iterator[str]:
    """The records whose rows differ, or whose words cannot be found by their keys."""
    expected = list(expected)
    stored_rows, expected_rows = _comparable_rows(stored), _comparable_rows(expected)
    records: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in expected:
        for key in word_keys(row.word):
            records[key, row.word].add(row.record)
    stored_words = SuggestedWord.objects.filter(word__in={word for _, word in records})
    missing = records.keys() - set(stored_words.values_list("key", "word"))
    differing = {record for record, *_ in (stored_rows - expected_rows) + (expected_rows - stored_rows)}
    yield from sorted(differing.union(*(records[key_and_word] for key_and_word in missing)))


def _comparable_rows(names: Iterable[SuggestedName]) -> Counter[tuple[str, int, str, str, int]]:
    return Counter((name.record, name.inner, name.key, name.word, name.uses) for name in names)
