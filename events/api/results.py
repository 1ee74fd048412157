"""What a query finds in a collection, in its order: a page of it, or all of it as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase

from events import records, search
from events.api.downloads import download
from events.api.pagination import Lists, Ordering, read_page, walk
from events.api.parameters import PageRequest
from events.choices import Collection
from events.exports import BATCH, Export
from events.filtersets import full_text
from events.reading import renew
from events.records import Shape
from events.rules.queries import Node


@dataclass(frozen=True, slots=True)
class Results:
    """The records that match, in an order."""

    collection: Collection
    matching: QuerySet[Any]
    ordering: Ordering
    words: Node | None = None
    """What was searched for in full text."""
    bands: Lists | None = None
    """The same by relevance, one list after another."""

    @classmethod
    def by_relevance(
        cls, collection: Collection, public: QuerySet[Any], words: Node, others: Q, ordering: Ordering
    ) -> "Results":
        """What the words find of all that meets the rest."""
        rest = public.filter(others)
        bands = [rest.filter(band) for band in full_text.bands(collection, words)]
        matching = rest.filter(full_text.matching(collection, words))
        return cls(collection, matching, ordering, words, bands[::-1] if ordering.worst_first else bands)

    @property
    def _lists(self) -> Lists:
        return self.matching if self.bands is None else self.bands

    def page(self, wanted: PageRequest) -> dict[str, Any]:
        """A page with the cursors of those beside it.

        Queries: 2 (8 by relevance), 1 to count, and those of the rows and of their snippets.
        """
        page = read_page(self._lists, self.ordering, wanted.cursor, wanted.limit)
        rows = records.load(self.collection, page.pks, Shape.ROW)
        if wanted.members is not None:
            rows = [only(row, wanted.members) for row in rows]
        if wanted.snippets and self.words is not None:
            snippets = search.snippets(self.collection, page.pks, self.words)
            rows = [row | {"snippets": snippets[pk]} for row, pk in zip(rows, page.pks, strict=True)]
        return {
            "next_cursor": page.next.encode(wanted.identity) if page.next else None,
            "previous_cursor": page.previous.encode(wanted.identity) if page.previous else None,
            "count": self.matching.count() if wanted.count else None,
            "results": rows,
        }

    def download(self, export: Export, headers: dict[str, str], *, body: bool = True) -> HttpResponseBase:
        """All of it, a batch at a time. Queries: 2 of each batch, and those of its records."""

        def batches() -> Iterator[list[dict[str, Any]]]:
            for pks in walk(self._lists, self.ordering, BATCH):
                yield records.load(self.collection, pks, export.shape)
                renew()

        return download(export, batches(), headers, body=body)


def only(record: dict[str, Any], members: frozenset[str]) -> dict[str, Any]:
    """The members of a record that are wanted."""
    return {name: value for name, value in record.items() if name in members}
