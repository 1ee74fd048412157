"""How what is searched is kept right: made anew with every change, or altogether, and compared."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db import connection

from events.choices import Collection
from events.models import Evidence, SearchText
from events.models.record import record_models
from events.search import suggestion_index
from events.search.index_rows import build_index_rows

BATCH = 100
T = TypeVar("T")


def reindex(collection: Collection, pks: Iterable[int]) -> None:
    """Make what is searched and suggested of these records anew; of those that are not public nothing is.

    Queries: at most 17 for each 100, and one for each 100 rows.
    """
    for batch in _batches(sorted(set(pks))):
        SearchText.objects.filter(collection=collection, object_pk__in=batch).delete()
        SearchText.objects.bulk_create(
            build_index_rows(collection, _published_pks(collection, batch)), batch_size=BATCH
        )
        suggestion_index.reindex(collection, batch)


def reindex_changed(collection: Collection, pks: Iterable[int]) -> None:
    """Make anew what is searched of these records, and of those whose quotations their rights decide on."""
    changed = set(pks)
    reindex(collection, changed)
    if collection == Collection.ARTICLES:
        quoting = Evidence.objects.filter(article__in=changed)
        for other, owner in ((Collection.EVENTS, "event"), (Collection.CLAIMS, "claim")):
            reindex(other, quoting.exclude(**{owner: None}).values_list(owner, flat=True))


def rebuild() -> Iterator[tuple[Collection, int]]:
    """Make everything that is searched anew; yields the collections with how many records each has."""
    SearchText.objects.all().delete()
    suggestion_index.rebuild()
    for collection, model in sorted(record_models().items()):
        pks = list(model.objects.published().values_list("pk", flat=True))
        reindex(collection, pks)
        yield collection, len(pks)


def purge_deleted() -> None:
    """Leave nothing in the index of what was taken out of it, which FTS5 only marks as gone. Queries: 1."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_words(search_words) VALUES ('optimize')")


def find_drift() -> Iterator[str]:
    """What is searched or suggested otherwise than the records say: each record, as `actors/iraq`.

    Queries: at most 12 for each 100 records.
    """
    for collection, model in sorted(record_models().items()):
        slugs = model._base_manager.order_by("pk").values_list("pk", "slug")
        for batch in _batches(slugs.iterator(chunk_size=2000)):
            names = {pk: f"{collection.value}/{slug}" for pk, slug in batch}
            held = _comparable_rows(SearchText.objects.filter(collection=collection, object_pk__in=names))
            meant = _comparable_rows(build_index_rows(collection, _published_pks(collection, names)))
            wrong = {name for pk, name in names.items() if held[pk] != meant[pk]}
            yield from sorted(wrong | set(suggestion_index.find_drift(collection, names)))
        known = model._base_manager.values("pk")
        gone = SearchText.objects.filter(collection=collection).exclude(object_pk__in=known)
        for pk in gone.order_by().values_list("object_pk", flat=True).distinct():
            yield f"{collection.value}/#{pk}"
    yield from suggestion_index.find_other_drift()


def _comparable_rows(rows: Iterable[SearchText]) -> dict[int, set[tuple[int, int, str]]]:
    found: dict[int, set[tuple[int, int, str]]] = defaultdict(set)
    for row in rows:
        found[row.object_pk].add((row.pk, row.tier, row.words))
    return found


def _published_pks(collection: Collection, pks: Iterable[int]) -> list[int]:
    published = record_models()[collection].objects.published()
    return list(published.filter(pk__in=pks).values_list("pk", flat=True))


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
