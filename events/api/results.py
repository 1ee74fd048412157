"""What a query finds in a collection, in its order: a page of it, or all of it as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase

from events import records, search
from events.api.downloads import download_response
from events.api.pagination import Ordering, QuerySets, iter_pages, read_page
from events.api.parameters import PageRequest
from events.choices import Collection
from events.exports import BATCH_SIZE, Export
from events.filtersets import full_text
from events.records import Representation
from events.rules.full_text_query import QueryNode
from events.snapshots import extend_deadline


@dataclass(frozen=True, slots=True)
class Results:
    """The records that match, in an order."""

    collection: Collection
    matching: QuerySet[Any]
    ordering: Ordering
    text_query: QueryNode | None = None
    """What was searched for in full text."""
    bands: QuerySets | None = None
    """The same by relevance, one list after another."""

    @classmethod
    def by_relevance(
        cls,
        collection: Collection,
        published: QuerySet[Any],
        text_query: QueryNode,
        others: Q,
        ordering: Ordering,
    ) -> "Results":
        """What the words find of all that meets the rest."""
        rest = published.filter(others)
        bands = [rest.filter(band) for band in full_text.relevance_tiers(collection, text_query)]
        matching = rest.filter(full_text.matches_q(collection, text_query))
        return cls(collection, matching, ordering, text_query, bands[::-1] if ordering.worst_first else bands)

    @property
    def _lists(self) -> QuerySets:
        return self.matching if self.bands is None else self.bands

    def page(self, page_request: PageRequest) -> dict[str, Any]:
        """A page with the cursors of those beside it.

        Queries: 2 (8 by relevance), 1 to count, and those of the rows and of their snippets.
        """
        page = read_page(self._lists, self.ordering, page_request.cursor, page_request.limit)
        rows = records.load(self.collection, page.pks, Representation.SUMMARY)
        if page_request.members is not None:
            rows = [select_members(row, page_request.members) for row in rows]
        if page_request.snippets and self.text_query is not None:
            snippets = search.snippets(self.collection, page.pks, self.text_query)
            rows = [row | {"snippets": snippets[pk]} for row, pk in zip(rows, page.pks, strict=True)]
        return {
            "next_cursor": page.next.encode(page_request.identity) if page.next else None,
            "previous_cursor": page.previous.encode(page_request.identity) if page.previous else None,
            "count": self.matching.count() if page_request.count else None,
            "results": rows,
        }

    def download(self, export: Export, headers: dict[str, str], *, body: bool = True) -> HttpResponseBase:
        """All of it, a batch at a time. Queries: 2 of each batch, and those of its records."""

        def batches() -> Iterator[list[dict[str, Any]]]:
            for pks in iter_pages(self._lists, self.ordering, BATCH_SIZE):
                yield records.load(self.collection, pks, export.shape)
                extend_deadline()

        return download_response(export, batches(), headers, body=body)


def select_members(record: dict[str, Any], members: frozenset[str]) -> dict[str, Any]:
    """The members of a record that are wanted."""
    return {name: value for name, value in record.items() if name in members}
