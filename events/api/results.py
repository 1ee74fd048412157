"""The records of a collection that match a query, in its order: as a page, or all as a download."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase, QueryDict, StreamingHttpResponse
from rest_framework.request import Request

from events import records, search
from events.api.pagination import Cursor, Ordering, Page, QuerySets, iter_pages, read_page
from events.api.parameters import PageRequest, ParameterErrors, common_errors, page_url, read_values
from events.choices import Collection, SuggestionMatch
from events.exports import BATCH_SIZE, Batches, Export, formats_of
from events.filtersets import StrictFilterSet, full_text
from events.filtersets.base import ParsedQuery
from events.filtersets.defaults import NO_FACT, Defaults, count_by_factuality
from events.filtersets.record_ids import asked_ids_members
from events.filtersets.values import SUGGESTED_KINDS, ChoiceValues
from events.models.record import record_models
from events.records import Representation
from events.rules.full_text_query import QueryNode, plain_words
from events.snapshots import extend_deadline

PAGE_ONLY_PARAMETERS = ("limit", "cursor", "count", "snippets", "fields", "omit")
MAX_LEFT_OUT = 1_000
"""So many events that a default leaves out are counted unasked."""
MAX_NEAR_NAMES = 3
known_formats = cache(formats_of)


class Download(StreamingHttpResponse):
    """A stream from a snapshot, which stays open until the stream ends, or the connection breaks."""

    def __init__(self, pieces: Iterator[bytes], **options: Any) -> None:
        # The first piece is read here, so that an immediate failure is still a problem response.
        super().__init__(chain([next(pieces, b"")], pieces), **options)
        self._resources = ExitStack()

    def keep_open(self, resources: ExitStack) -> None:
        """Sets the resources to close at the end."""
        self._resources = resources

    def close(self) -> None:
        """Closes the snapshot, too."""
        try:
            self._resources.close()
        finally:
            super().close()


def download_response(
    export: Export, batches: Batches, headers: dict[str, str], *, body: bool = True
) -> HttpResponseBase:
    """Returns the response that streams an export; for HEAD only its headers."""
    headers = headers | {"Content-Disposition": f'attachment; filename="{export.file_name}"'}
    if not body:
        return StreamingHttpResponse((), content_type=export.media_type, headers=headers)
    return Download(export.write(batches), content_type=export.media_type, headers=headers)


def export_options(collection: Collection) -> dict[str, tuple[list[str], tuple[str, ...]]]:
    """Returns the parameters of single formats of a collection, each with its formats and its values."""
    options: dict[str, tuple[list[str], tuple[str, ...]]] = {}
    for name, export in known_formats(collection).items():
        for option, declared in export.options.items():
            if collection in declared.collections:
                options.setdefault(option, ([], declared.words))[0].append(name)
    return options


def read_format_option(
    query: QueryDict, name: str, formats: Sequence[str], words: tuple[str, ...], errors: ParameterErrors
) -> str:
    """Returns the word of a parameter that only some formats have; empty without one, or with an error."""
    if name not in query:
        return ""
    errors |= common_errors(query, (name,))
    if query.get("format", "json") not in formats:
        detail = f"“{name}” says what {' or '.join(f'format={one}' for one in formats)} holds; add that."
        errors[name] = ("missing_key", detail)
    values = read_values(query, name, ChoiceValues(choices=words), errors)
    return str(values[0]) if values else ""


def read_export(collection: Collection, query: QueryDict) -> tuple[Export | None, ParameterErrors]:
    """Returns the export that a query asks for, if any, and the errors of its parameters."""
    format_ = query.get("format", "json")
    errors: ParameterErrors = {}
    options = {}
    for option, (owners, words) in export_options(collection).items():
        if value := read_format_option(query, option, owners, words, errors):
            options[option] = value
    export = known_formats(collection).get(format_)
    if export is not None:
        detail = "“{}” shapes a page of JSON; another format is the whole result."
        page_only = [name for name in PAGE_ONLY_PARAMETERS if name in query]
        errors |= {name: ("whole_result", detail.format(name)) for name in page_only}
        if missing := export.missing_dependency():
            errors["format"] = ("not_installed", missing)
    return (None, errors) if export is None or errors else (export(collection, **options), {})


def defaults_members(
    collection: Collection, defaults: Defaults | None = None, left_out: dict[str, int] | None = None
) -> dict[str, Any]:
    """Returns the members of a list that say which defaults hold, if any, and what they leave out."""
    applied = {"applied": dict(defaults.applied) if defaults else {}}
    return applied | {"left_out": left_out} if collection == Collection.EVENTS else applied


@dataclass(frozen=True, slots=True)
class Results:
    """The matching records, in an order."""

    collection: Collection
    matching: QuerySet[Any]
    """All of them, before facts come first."""
    ordering: Ordering
    text_query: QueryNode | None = None
    """The full text query, if there is one."""
    bands: QuerySets | None = None
    """The matching records by relevance: one queryset after another."""
    defaults: Defaults = field(default_factory=Defaults)
    asked: tuple[ParsedQuery, ...] = ()
    """The filters of the query, or of each leaf of a tree."""

    @classmethod
    def of_query(
        cls,
        filterset: type[StrictFilterSet],
        public: QuerySet[Any],
        asked: tuple[ParsedQuery, ...],
        ordering: Ordering,
        export: Export | None = None,
        text_query: QueryNode | None = None,
        others: Q = Q(),  # noqa: B008 - never changed
    ) -> "Results":
        """The public records that match a full text query, if there is one, and other conditions.

        The defaults hold, but for exports, which have none. Queries: at most 1.
        """
        collection, bands = public.model.COLLECTION, None
        defaulted = export is None or export.defaulted
        defaults = Defaults.of_list(filterset, asked) if defaulted else Defaults()
        matching = filtered = public.filter(defaults.datasets).filter(others)
        if text_query is not None:
            matching = filtered.filter(full_text.matches_q(collection, text_query))
            if ordering.relevance:
                bands = [filtered.filter(band) for band in full_text.relevance_tiers(collection, text_query)]
                bands = bands[::-1] if ordering.worst_first else bands
        return cls(collection, matching, ordering, text_query, bands, defaults, asked)

    @property
    def _shown(self) -> QuerySet[Any]:
        return self.matching.filter(self.defaults.facts)

    @property
    def _lists(self) -> QuerySets:
        return self._shown if self.bands is None else self.bands

    def read_page(self, cursor: Cursor | None, limit: int) -> Page:
        """Returns the primary keys of a page."""
        return read_page(self._lists, self.ordering, cursor, limit)

    def defaults_members(self, *, first: bool, exact: bool = False) -> dict[str, Any]:
        """Returns the members of a list that say which defaults hold, and what they leave out. Queries: 1."""
        left_out = None
        if first:
            left_out = self.left_out() if exact else self._few_left_out()
        return defaults_members(self.collection, self.defaults, left_out)

    def count(self) -> int:
        """Returns how many records there are. Queries: 1."""
        return self._shown.count()

    def left_out(self) -> dict[str, int]:
        """Returns how many events are left out, by factuality. Queries: 1, or none."""
        return count_by_factuality(self.matching.filter(NO_FACT)) if self.defaults.facts else {}

    def _few_left_out(self) -> dict[str, int] | None:
        """The same; None for more than are counted unasked, so that a page costs no more for them."""
        if not self.defaults.facts:
            return {}
        others = self.matching.filter(NO_FACT).order_by()
        words = others.values_list("factuality", flat=True)[: MAX_LEFT_OUT + 1]
        counts = Counter(words)
        return None if counts.total() > MAX_LEFT_OUT else dict(sorted(counts.items()))

    def near_queries(self) -> list[str]:
        """Returns near names, where nothing is called as was asked, or matches the full text query at all.

        Queries: those of `suggest`; or 1, and 2 for each word. None where neither was asked.
        """
        names = [name for filters in self.asked for name in filters.get("name", [])]
        if names and (kind := SUGGESTED_KINDS.get(self.collection)):
            found = search.suggest(names[0], [kind], MAX_NEAR_NAMES)
            is_called_so = any(row["match"] == SuggestionMatch.EXACT for row in found)
            return [] if is_called_so else [row["matched"] for row in found]
        words = [] if self.text_query is None else plain_words(self.text_query)
        if not words or self.text_query is None:
            return []
        public = record_models()[self.collection].objects.published()
        if public.filter(full_text.matches_q(self.collection, self.text_query)).exists():
            return []
        return search.near_queries(words)

    def page(self, request: Request | None, page_request: PageRequest) -> dict[str, Any]:
        """Returns the body of a page.

        Queries: 2 (8 by relevance), 1 to count, 1 for what is left out, those of the rows and of snippets.
        """
        page = self.read_page(page_request.cursor, page_request.limit)
        rows = records.load(self.collection, page.pks, Representation.SUMMARY)
        rows = [select_members(row, page_request.members) for row in rows]
        if page_request.snippets and self.text_query is not None:
            snippets = search.snippets(self.collection, page.pks, self.text_query)
            rows = [row | {"snippets": snippets[pk]} for row, pk in zip(rows, page.pks, strict=True)]
        count = self.count() if page_request.count else None
        body = page_body(request, page, page_request.identity, rows, count)
        if not page.pks and page_request.cursor is None and (near := self.near_queries()):
            body["did_you_mean"] = near
        said = self.defaults_members(first=page_request.cursor is None, exact=page_request.count)
        return body | said | asked_ids_members(self.asked)

    def download(self, export: Export, headers: dict[str, str], *, body: bool = True) -> HttpResponseBase:
        """Returns all records as a download. Queries: 2 for each batch, and those of its records."""

        def batches() -> Iterator[list[dict[str, Any]]]:
            for pks in iter_pages(self._lists, self.ordering, BATCH_SIZE):
                yield records.load(self.collection, pks, export.shape)
                extend_deadline()

        if export.defaulted:
            export.members = self.defaults_members(first=True, exact=True)
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
