"""The records of a collection that match a query, in its order: as a page, or all as a download."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from rest_framework.request import Request

from events import records, search
from events.api.downloads import download_response
from events.api.pagination import Ordering, Page, QuerySets, iter_pages, read_page
from events.api.parameters import PageRequest, page_url
from events.choices import Collection
from events.exports import BATCH_SIZE, Export
from events.filtersets import full_text
from events.records import Representation
from events.rules.full_text_query import QueryNode
from events.snapshots import extend_deadline


@dataclass(frozen=True, slots=True)
class Results:
    """The matching records, in an order."""

    collection: Collection
    matching: QuerySet[Any]
    ordering: Ordering
    text_query: QueryNode | None = None
    """The full text query, if there is one."""
    bands: QuerySets | None = None
    """The matching records by relevance: one queryset after another."""

    @classmethod
    def by_relevance(
        cls,
        collection: Collection,
        published: QuerySet[Any],
        text_query: QueryNode,
        others: Q,
        ordering: Ordering,
    ) -> "Results":
        """The records that match a full text query and other conditions, by relevance."""
        filtered = published.filter(others)
        bands = [filtered.filter(band) for band in full_text.relevance_tiers(collection, text_query)]
        matching = filtered.filter(full_text.matches_q(collection, text_query))
        return cls(collection, matching, ordering, text_query, bands[::-1] if ordering.worst_first else bands)

    @property
    def _lists(self) -> QuerySets:
        return self.matching if self.bands is None else self.bands

    def page(self, request: Request | None, page_request: PageRequest) -> dict[str, Any]:
        """Returns the body of a page.

        Queries: 2 (8 by relevance), 1 to count, and those of the rows and of their snippets.
        """
        page = read_page(self._lists, self.ordering, page_request.cursor, page_request.limit)
        rows = records.load(self.collection, page.pks, Representation.SUMMARY)
        rows = [select_members(row, page_request.members) for row in rows]
        if page_request.snippets and self.text_query is not None:
            snippets = search.snippets(self.collection, page.pks, self.text_query)
            rows = [row | {"snippets": snippets[pk]} for row, pk in zip(rows, page.pks, strict=True)]
        count = self.matching.count() if page_request.count else None
        return page_body(request, page, page_request.identity, rows, count)

    def download(self, export: Export, headers: dict[str, str], *, body: bool = True) -> HttpResponseBase:
        """Returns all records as a download. Queries: 2 for each batch, and those of its records."""

        def batches() -> Iterator[list[dict[str, Any]]]:
            for pks in iter_pages(self._lists, self.ordering, BATCH_SIZE):
                yield records.load(self.collection, pks, export.shape)
                extend_deadline()

        return download_response(export, batches(), headers, body=body)


def page_body(
    request: Request | None, page: Page, identity: str, results: list[Any], count: int | None = None
) -> dict[str, Any]:
    """Returns the body of a page: results, cursors and, with a request, links to the neighbouring pages."""
    next_cursor, previous_cursor = (
        cursor.encode(identity) if cursor else None for cursor in (page.next, page.previous)
    )
    return {
        "next": page_url(request, next_cursor) if request else None,
        "previous": page_url(request, previous_cursor) if request else None,
        "next_cursor": next_cursor,
        "previous_cursor": previous_cursor,
        "count": count,
        "results": results,
    }


def select_members(record: dict[str, Any], members: frozenset[str] | None) -> dict[str, Any]:
    """Returns a record with these members; None means all."""
    if members is None:
        return record
    return {name: value for name, value in record.items() if name in members}
