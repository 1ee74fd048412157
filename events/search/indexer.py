"""The upkeep of the search index: reindexed with every change, rebuilt, and compared with the records."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db import connection

from events.choices import Collection
from events.models import Evidence, NameKey, SearchText
from events.models.record import record_models
from events.search import name_index, suggestion_index
from events.search.index_rows import build_index_rows

BATCH = 100
T = TypeVar("T")


def reindex(collection: Collection, pks: Iterable[int]) -> None:
    """Index these records anew for search and suggestions; records that are not public leave the index.

    Queries: at most 21 for each 100, and one for each 100 rows.
    """
    for batch in _batches(sorted(set(pks))):
        SearchText.objects.filter(collection=collection, object_pk__in=batch).delete()
        SearchText.objects.bulk_create(
            build_index_rows(collection, _published_pks(collection, batch)), batch_size=BATCH
        )
        suggestion_index.reindex(collection, batch)
        name_index.reindex(collection, batch)


def reindex_changed(collection: Collection, pks: Iterable[int]) -> None:
    """Index these records anew, and those that quote them: the access of an article covers its quotations."""
    changed = set(pks)
    reindex(collection, changed)
    if collection == Collection.ARTICLES:
        quotations = Evidence.objects.filter(article__in=changed)
        for other, parent in ((Collection.EVENTS, "event"), (Collection.CLAIMS, "claim")):
            reindex(other, quotations.exclude(**{parent: None}).values_list(parent, flat=True))


def rebuild() -> Iterator[tuple[Collection, int]]:
    """Build the indexes anew; yields each collection with its number of public records."""
    SearchText.objects.all().delete()
    suggestion_index.rebuild()
    NameKey.objects.all().delete()
    for collection, model in sorted(record_models().items()):
        reindex(collection, model._base_manager.values_list("pk", flat=True))
        yield collection, model.objects.published().count()


def purge_deleted() -> None:
    """Erase from the index the words that FTS5 only marks as deleted. Queries: 1."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_words(search_words) VALUES ('optimize')")


def find_drift() -> Iterator[str]:
    """The records, such as `actors/iraq`, whose index rows differ from what the records say.

    Queries: at most 15 for each 100 records.
    """
    for collection, model in sorted(record_models().items()):
        slugs = model._base_manager.order_by("pk").values_list("pk", "slug")
        for batch in _batches(slugs.iterator(chunk_size=2000)):
            names = {pk: f"{collection.value}/{slug}" for pk, slug in batch}
            stored = _comparable_rows(SearchText.objects.filter(collection=collection, object_pk__in=names))
            expected = _comparable_rows(build_index_rows(collection, _published_pks(collection, names)))
            drifting = {name for pk, name in names.items() if stored[pk] != expected[pk]}
            drifting |= {names[pk] for pk in name_index.find_drift(collection, names)}
            yield from sorted(drifting | set(suggestion_index.find_drift(collection, names)))
        existing = model._base_manager.values("pk")
        rows: tuple[Any, ...] = (SearchText.objects, NameKey.objects)
        orphans = [of.filter(collection=collection).exclude(object_pk__in=existing) for of in rows]
        for pk in {pk for of in orphans for pk in of.order_by().values_list("object_pk", flat=True)}:
            yield f"{collection.value}/#{pk}"
    yield from suggestion_index.find_other_drift()


def _comparable_rows(rows: Iterable[SearchText]) -> dict[int, set[tuple[int, int, str]]]:
    by_record: dict[int, set[tuple[int, int, str]]] = defaultdict(set)
    for row in rows:
        by_record[row.object_pk].add((row.pk, row.tier, row.words))
    return by_record


def _published_pks(collection: Collection, pks: Iterable[int]) -> list[int]:
    published = record_models()[collection].objects.published()
    return list(published.filter(pk__in=pks).values_list("pk", flat=True))


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch
