"""Pages by keyset: page 20,000 costs what page 1 does, and writers neither hide nor repeat a row."""

import base64
import binascii
import datetime
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

QuerySets = QuerySet[Any] | Sequence[QuerySet[Any]]
"""Records, or several lists that share none, one after another."""
KeysetRow = tuple[Any, int]
"""The sort key of a record and its primary key, which breaks ties."""
_MAX_BANDS = 100


def _parse_integer(text: str) -> int:
    """A number that a column can hold."""
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
    """A cursor that is not one of ours, or that belongs to another query."""


@dataclass(frozen=True, slots=True)
class Ordering:
    """A sort key, never null, and its direction."""

    column: str
    descending: bool
    relevance: bool = False
    """Whether bands of relevance come first, and the sort key within each."""
    worst_first: bool = False

    def __str__(self) -> str:
        bands = ("worst " if self.worst_first else "best ") if self.relevance else ""
        return f"{bands}-{self.column}" if self.descending else f"{bands}{self.column}"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows, and the way to go from it."""

    row: KeysetRow
    backwards: bool
    band: int = 0
    """Which of several lists, one after another, the row is in."""

    def encode(self, query: str) -> str:
        """The opaque text of the cursor, bound to its query."""
        value, pk = self.row
        plain = str(value) if isinstance(value, str | int) else value.isoformat()
        parts = [_digest(query), type(value).__name__, plain, pk, int(self.backwards), self.band]
        return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, query: str) -> "Cursor":
        """Read a cursor. Raises: CursorError."""
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            digest, kind, plain, pk, backwards, band = json.loads(raw)
            row = (_VALUE_PARSERS[kind](plain), pk)
        except (ValueError, KeyError, TypeError, binascii.Error, RecursionError) as error:
            raise CursorError("This is no cursor that a page gave out.") from error
        if digest != _digest(query):
            raise CursorError("This cursor belongs to another query; start again without it.")
        whole = all(type(number) is int for number in (pk, backwards, band))
        if not (whole and 0 < pk < 2**63 and 0 <= backwards <= 1 and 0 <= band < _MAX_BANDS):
            raise CursorError("This is no cursor that a page gave out.")
        return cls(row, bool(backwards), band)


@dataclass(frozen=True, slots=True)
class Page:
    """The keys of one page and the cursors to its neighbours."""

    pks: list[int]
    next: Cursor | None
    previous: Cursor | None


def _digest(query: str) -> str:
    return hashlib.sha256(query.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def read_page(found: QuerySets, ordering: Ordering, cursor: Cursor | None, limit: int) -> Page:
    """One page of the records in this order.

    Queries: at most 2 for each list, whichever page it is.
    """
    lists = [found] if isinstance(found, QuerySet) else found
    backwards = cursor is not None and cursor.backwards
    rows = _read_rows(lists, ordering, cursor, backwards, limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    if backwards:
        rows.reverse()
    ahead, behind = (cursor is not None, more) if backwards else (more, cursor is not None)

    def beside(place: int, *, backwards: bool) -> Cursor:
        band, row = rows[place]
        return Cursor(row, backwards, band)

    return Page(
        [pk for _, (_, pk) in rows],
        beside(-1, backwards=False) if rows and ahead else None,
        beside(0, backwards=True) if rows and behind else None,
    )


def iter_pages(found: QuerySets, ordering: Ordering, limit: int) -> Iterator[list[int]]:
    """The keys of all pages, one page at a time. Queries: at most 2 of each list for each."""
    cursor = None
    while True:
        page = read_page(found, ordering, cursor, limit)
        if page.pks:
            yield page.pks
        cursor = page.next
        if cursor is None:
            return


def _read_rows(
    lists: Sequence[QuerySet[Any]], ordering: Ordering, cursor: Cursor | None, backwards: bool, count: int
) -> list[tuple[int, KeysetRow]]:
    """The next rows in one direction, each with the band that it is in."""
    first = cursor.band if cursor else 0
    numbers = range(min(first, len(lists) - 1), -1, -1) if backwards else range(first, len(lists))
    rows: list[tuple[int, KeysetRow]] = []
    for number in numbers:
        row = cursor.row if cursor and number == cursor.band else None
        found = _read_band_rows(lists[number], ordering, row, backwards, count - len(rows))
        rows += [(number, one) for one in found]
        if len(rows) >= count:
            break
    return rows


def _read_band_rows(
    queryset: QuerySet[Any], ordering: Ordering, row: KeysetRow | None, backwards: bool, count: int
) -> list[KeysetRow]:
    """The next rows of one list: first the rest of those with the cursor's key, then beyond it."""
    descending = ordering.descending != backwards
    sign, beyond = ("-", "lt") if descending else ("", "gt")
    column = ordering.column
    ordered = queryset.order_by(f"{sign}{column}", f"{sign}pk").values_list(column, "pk")
    if row is None:
        return list(ordered[:count])
    value, pk = row
    rows = list(ordered.filter(**{column: value, f"pk__{beyond}": pk})[:count])
    if len(rows) < count:
        rows += ordered.filter(**{f"{column}__{beyond}": value})[: count - len(rows)]
    return rows
