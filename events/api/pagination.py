"""Keyset pagination: page 20,000 costs as much as page 1, and writes neither skip nor repeat a row."""

import base64
import datetime
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Value

QuerySets = QuerySet[Any] | Sequence[QuerySet[Any]]
"""Records, or several disjoint querysets, one after another."""
KeysetRow = tuple[Any, str, int]
"""The sort key of a row, the public id that breaks ties, and its primary key, which no cursor has."""
_MAX_BANDS = 100
_ID = re.compile(r"[a-z0-9.-]{0,80}")
INVALID_CURSOR = "This is no cursor that a page gave out."


def _parse_integer(text: str) -> int:
    """Reads an integer of at most 64 bits."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError
    return int(text)


_VALUE_PARSERS: dict[str, Callable[[str], Any]] = {
    "date": datetime.date.fromisoformat,
    "datetime": datetime.datetime.fromisoformat,
    "int": _parse_integer,
    "str": str,
}


class CursorError(ValueError):
    """A cursor that is invalid, or that belongs to another query."""


@dataclass(frozen=True, slots=True)
class Ordering:
    """A sort key, never null, and its direction."""

    column: str
    descending: bool
    tie: str = "slug"
    """The column of the public id that breaks ties; empty where no two rows share a sort key."""
    relevance: bool = False
    """Whether records are ordered by bands of relevance, and by the sort key in each band."""
    worst_first: bool = False
    expression: Any = None
    """What the sort key is computed by, where it is no column."""

    def __str__(self) -> str:
        bands = ("worst " if self.worst_first else "best ") if self.relevance else ""
        return f"{bands}-{self.column}" if self.descending else f"{bands}{self.column}"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A position next to a row, and a direction."""

    value: Any
    id: str
    backwards: bool
    band: int = 0
    """Which of several querysets, one after another, has the row."""

    def encode(self, query: str) -> str:
        """Returns the opaque text of the cursor, bound to its query."""
        value = self.value
        plain = str(value) if isinstance(value, str | int) else value.isoformat()
        return encode_cursor(
            digest(query), type(value).__name__, plain, self.id, int(self.backwards), self.band
        )

    @classmethod
    def decode(cls, text: str, query: str) -> "Cursor":
        """Reads a cursor. Raises: CursorError."""
        query_digest, kind, plain, id_, backwards, band = decode_cursor(text, 6)
        try:
            value = _VALUE_PARSERS[kind](plain)
        except (ValueError, KeyError, TypeError) as error:
            raise CursorError(INVALID_CURSOR) from error
        if query_digest != digest(query):
            raise CursorError("This cursor belongs to another query; start again without it.")
        are_typed = isinstance(id_, str) and type(backwards) is type(band) is int
        if not (are_typed and _ID.fullmatch(id_) and 0 <= backwards <= 1 and 0 <= band < _MAX_BANDS):
            raise CursorError(INVALID_CURSOR)
        return cls(value, id_, bool(backwards), band)


@dataclass(frozen=True, slots=True)
class Page:
    """The primary keys of one page and the cursors of its neighbours."""

    pks: list[int]
    next: Cursor | None = None
    previous: Cursor | None = None


def digest(text: str) -> str:
    """Returns a short digest of a query."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def encode_cursor(*values: Any) -> str:
    """Returns the opaque text of a cursor."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def decode_cursor(text: str, count: int) -> list[Any]:
    """Returns the `count` values of a cursor. Raises: CursorError."""
    try:
        values = [*json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))]
    except (ValueError, TypeError, RecursionError) as error:
        raise CursorError(INVALID_CURSOR) from error
    if len(values) != count:
        raise CursorError(INVALID_CURSOR)
    return values


def read_page(querysets: QuerySets, ordering: Ordering, cursor: Cursor | None, limit: int) -> Page:
    """Returns one page of the records in this order. Queries: at most 2 for each queryset."""
    lists = [querysets] if isinstance(querysets, QuerySet) else querysets
    backwards = cursor is not None and cursor.backwards
    rows = _read_rows(lists, ordering, cursor, backwards, limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    if not rows:
        return Page([])
    if backwards:
        rows.reverse()
    has_next, has_previous = (cursor is not None, more) if backwards else (more, cursor is not None)
    (first_band, (first, first_id, _)), (last_band, (last, last_id, _)) = rows[0], rows[-1]
    return Page(
        [pk for _, (_, _, pk) in rows],
        Cursor(last, last_id, backwards=False, band=last_band) if has_next else None,
        Cursor(first, first_id, backwards=True, band=first_band) if has_previous else None,
    )


def iter_pages(querysets: QuerySets, ordering: Ordering, limit: int) -> Iterator[list[int]]:
    """Yields the primary keys of each page. Queries: at most 2 for each queryset, for each page."""
    cursor = None
    while (page := read_page(querysets, ordering, cursor, limit)).pks:
        yield page.pks
        if (cursor := page.next) is None:
            return


def _read_rows(
    lists: Sequence[QuerySet[Any]], ordering: Ordering, cursor: Cursor | None, backwards: bool, count: int
) -> list[tuple[int, KeysetRow]]:
    """The next rows in one direction, each with its band."""
    first = cursor.band if cursor else 0
    bands = range(min(first, len(lists) - 1), -1, -1) if backwards else range(first, len(lists))
    rows: list[tuple[int, KeysetRow]] = []
    for band in bands:
        start = cursor if cursor and band == cursor.band else None
        band_rows = _read_band_rows(lists[band], ordering, start, backwards, count - len(rows))
        rows += [(band, row) for row in band_rows]
        if len(rows) == count:
            break
    return rows


def _read_band_rows(
    queryset: QuerySet[Any], ordering: Ordering, start: Cursor | None, backwards: bool, count: int
) -> list[KeysetRow]:
    """The next rows of one queryset: first the others with the cursor's sort key, then those beyond."""
    descending = ordering.descending != backwards
    sign, beyond = ("-", "lt") if descending else ("", "gt")
    column, tie = ordering.column, ordering.tie
    if ordering.expression is not None:
        queryset = queryset.annotate(**{column: ordering.expression})
    ties = [] if tie in ("", column) else [tie]
    ordered = queryset.order_by(*(f"{sign}{name}" for name in (column, *ties)))
    ordered = ordered.values_list(column, ties[0] if ties else Value(""), "pk")
    if start is None:
        return list(ordered[:count])
    rows: list[KeysetRow] = []
    if ties:
        rows += ordered.filter(**{column: start.value, f"{tie}__{beyond}": start.id})[:count]
    if len(rows) < count:
        rows += ordered.filter(**{f"{column}__{beyond}": start.value})[: count - len(rows)]
    return rows
