"""The names that are suggested while somebody types, and how they are kept right."""

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
from events.rules.spelling import pieces
from events.rules.text import name_key

PREFIXES = {
    SuggestionKind.ACTOR: "actors/",
    SuggestionKind.LOCATION: "locations/",
    SuggestionKind.OUTLET: "outlets/",
    SuggestionKind.EVENT_TYPE: "event_types/",
}
"""What the reference to a record of the kind begins with."""
_MODELS: dict[Collection, type[Actor] | type[Location] | type[Outlet]] = {
    Collection.ACTORS: Actor,
    Collection.LOCATIONS: Location,
    Collection.OUTLETS: Outlet,
}
_SPELLINGS: dict[Collection, tuple[Any, str]] = {
    Collection.ACTORS: (ActorName, "actor"),
    Collection.LOCATIONS: (LocationName, "location"),
}
_USES: dict[Collection, tuple[Any, str, str]] = {
    Collection.ACTORS: (Participation, "actor", "event"),
    Collection.LOCATIONS: (EventPlace, "location", "event"),
    Collection.OUTLETS: (Article, "outlet", "pk"),
}
"""The rows that name a record, and the records that they belong to."""


MAX_CHAR = "\U0010ffff"
"""Comes after all that a name holds."""


def reindex(collection: Collection, pks: list[int]) -> None:
    """Make the names of these records anew; of those that are not public there are none.

    Queries: at most 10, and one for each 100 rows.
    """
    if collection not in _MODELS:
        return
    slugs = dict(_MODELS[collection]._base_manager.filter(pk__in=pks).values_list("pk", "slug"))
    if gone := [pk for pk in pks if pk not in slugs]:
        ends = Revision.objects.filter(collection=collection, object_pk__in=gone, record__isnull=True)
        slugs |= dict(ends.values_list("object_pk", "slug"))
    old = SuggestedName.objects.filter(record__in=[f"{collection.value}/{one}" for one in slugs.values()])
    before = set(old.values_list("word", flat=True))
    old.delete()
    fresh = list(name_rows(collection, pks))
    SuggestedName.objects.bulk_create(fresh, batch_size=100)
    words = {row.word for row in fresh}
    SuggestedWord.objects.bulk_create(word_rows(words - before), batch_size=100, ignore_conflicts=True)
    _delete_orphan_words(before - words)


def rebuild() -> None:
    """Forget all names, and keep those of the event types; others come with their records."""
    SuggestedName.objects.all().delete()
    SuggestedWord.objects.all().delete()
    names = list(event_type_rows())
    SuggestedName.objects.bulk_create(names)
    SuggestedWord.objects.bulk_create(word_rows({row.word for row in names}))


def name_rows(collection: Collection, pks: Iterable[int]) -> Iterator[SuggestedName]:
    """The rows of those of these records that are public. Queries: 3."""
    if collection not in _MODELS:
        return
    public = _MODELS[collection].objects.published().filter(pk__in=pks)
    keys: dict[int, set[str]] = defaultdict(set)
    named = {pk: (slug, name) for pk, slug, name in public.values_list("pk", "slug", "name")}
    for pk, (_, name) in named.items():
        keys[pk].add(name_key(name))
    if collection in _SPELLINGS:
        model, owner = _SPELLINGS[collection]
        spellings = model.objects.exclude(kind=NameKind.DESCRIPTION).filter(**{f"{owner}__in": named})
        for pk, name in spellings.values_list(owner, "name"):
            keys[pk].add(name_key(name))
    model, column, owner = _USES[collection]
    naming = model.objects.filter(**{f"{column}__in": named}, **_published_lookup(owner))
    uses = dict(naming.order_by().values_list(column).annotate(Count(owner, distinct=True)))
    for pk, (slug, _) in named.items():
        yield from _rows_of(f"{collection.value}/{slug}", keys[pk], uses.get(pk, 0))


def event_type_rows() -> Iterator[SuggestedName]:
    """The rows of the types of events, with how many events are of each. Queries: 1."""
    typed = Event.objects.published().order_by().values_list("event_type")
    uses = dict(typed.annotate(Count("pk")))
    for one in EventType:
        keys = {name_key(one.label), name_key(one.value)}
        yield from _rows_of(f"{PREFIXES[SuggestionKind.EVENT_TYPE]}{one.value}", keys, uses.get(one.value, 0))


def word_rows(words: Iterable[str]) -> Iterator[SuggestedWord]:
    """The rows by which words are found that are spelt nearly so."""
    for word in sorted(words):
        for piece in pieces(word):
            yield SuggestedWord(piece=piece, word=word)


def used_records(collection: Collection, stored: Mapping[str, Any] | None) -> Iterator[str]:
    """What a record, as a revision keeps it, uses once as long as it is public: `actors/iraq`."""
    if stored is None or stored["review_status"] != ReviewStatus.PUBLISHED:
        return
    if collection == Collection.ARTICLES and stored["outlet"]:
        yield stored["outlet"]["ref"]
    if collection == Collection.EVENTS:
        yield from {row["actor"]["ref"] for row in stored["participants"]}
        yield from {row["location"]["ref"] for row in stored["places"]}
        if stored["event_type"]:
            yield f"{PREFIXES[SuggestionKind.EVENT_TYPE]}{stored['event_type']}"


def adjust_use_counts(more: Mapping[str, int]) -> None:
    """Count so many more or fewer uses of each. Queries: one for each different number."""
    changed: dict[int, list[str]] = defaultdict(list)
    for record, number in more.items():
        if number:
            changed[number].append(record)
    for number, records in changed.items():
        for start in range(0, len(records), 500):
            named = SuggestedName.objects.filter(record__in=records[start : start + 500])
            named.update(uses=F("uses") + number)


def kind_q(kind: SuggestionKind) -> Q:
    """The rows of one kind of record."""
    return Q(record__gte=PREFIXES[kind], record__lt=PREFIXES[kind] + MAX_CHAR)


def _published_lookup(parent_field: str) -> dict[str, ReviewStatus]:
    path = "" if parent_field == "pk" else f"{parent_field}__"
    return {f"{path}review_status": ReviewStatus.PUBLISHED}


def _rows_of(record: str, keys: Iterable[str], uses: int) -> Iterator[SuggestedName]:
    """A row for each word of each name."""
    starts = {
        (int(place > 0), " ".join(words[place:])[:MAX_KEY_LENGTH].rstrip())
        for words in (key.split() for key in keys)
        for place in range(len(words))
    }
    for inner, key in sorted(starts):
        yield SuggestedName(record=record, inner=inner, key=key, word=key.split()[0], uses=uses)


def _delete_orphan_words(words: set[str]) -> None:
    """Forget the words that no name has any more. Queries: 2 for each 100."""
    some = sorted(words)
    for batch in (some[start : start + 100] for start in range(0, len(some), 100)):
        SuggestedWord.objects.filter(word__in=set(batch) - _words_in_use(batch)).delete()


def _words_in_use(words: Iterable[str]) -> set[str]:
    """Those of these words that some name has. Queries: 1."""
    return set(SuggestedName.objects.filter(word__in=words).values_list("word", flat=True).distinct())


def find_drift(collection: Collection, names: Mapping[int, str]) -> Iterator[str]:
    """Those of these records that are suggested otherwise than their names say. Queries: 6."""
    if collection in _MODELS:
        held = SuggestedName.objects.filter(record__in=names.values())
        yield from _drifting_records(held, name_rows(collection, names))


def find_other_drift() -> Iterator[str]:
    """The same of types of events, names of what is gone, and words that no name has.

    Queries: 6, and 1 for each 100 words.
    """
    for collection, model in _MODELS.items():
        known = Concat(Value(f"{collection.value}/"), "slug", output_field=CharField())
        named = SuggestedName.objects.filter(record__startswith=f"{collection.value}/")
        gone = named.exclude(record__in=model._base_manager.values(at=known))
        yield from gone.order_by("record").values_list("record", flat=True).distinct()
    typed = SuggestedName.objects.filter(kind_q(SuggestionKind.EVENT_TYPE))
    yield from _drifting_records(typed, event_type_rows())
    words = SuggestedWord.objects.order_by("word").values_list("word", flat=True).distinct()
    rest = words.iterator(chunk_size=2000)
    while batch := list(islice(rest, 100)):
        yield from (f"words/{word}" for word in sorted(set(batch) - _words_in_use(batch)))


def _drifting_records(held: Iterable[SuggestedName], meant: Iterable[SuggestedName]) -> Iterator[str]:
    """The records whose rows differ, or whose words cannot be found by their pieces."""
    held, meant = list(held), list(meant)
    before, after_ = _rows_by_record(held), _rows_by_record(meant)
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in meant:
        for piece in pieces(row.word):
            wanted[piece, row.word].add(row.record)
    kept = SuggestedWord.objects.filter(word__in={word for _, word in wanted})
    lacking = wanted.keys() - set(kept.values_list("piece", "word"))
    wrong = {record for record in before.keys() | after_.keys() if before[record] != after_[record]}
    yield from sorted(wrong.union(*(wanted[one] for one in lacking)))


def _rows_by_record(rows_: Iterable[SuggestedName]) -> dict[str, Counter[tuple[int, str, str, int]]]:
    """Rows by record, as they are held against others."""
    found: dict[str, Counter[tuple[int, str, str, int]]] = defaultdict(Counter)
    for row in rows_:
        found[row.record][row.inner, row.key, row.word, row.uses] += 1
    return found
