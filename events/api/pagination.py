"""Pages by keyset: page 20,000 costs what page 1 does, and writers neither hide nor repeat a row."""

import base64
import binascii
import datetime
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

Row = tuple[Any, int]
"""The sort key of a record and its primary key, which breaks ties."""

_READERS: dict[str, Callable[[str], Any]] = {
    "date": datetime.date.fromisoformat,
    "datetime": datetime.datetime.fromisoformat,
    "str": str,
}


class CursorError(ValueError):
    """A cursor that is not one of ours, or that belongs to another query."""


@dataclass(frozen=True, slots=True)
class Ordering:
    """A sort key, never null, and its direction."""

    column: str
    descending: bool

    def __str__(self) -> str:
        return f"-{self.column}" if self.descending else self.column


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows, and the way to go from it."""

    row: Row
    backwards: bool

    def encode(self, query: str) -> str:
        """The opaque text of the cursor, bound to its query."""
        value, pk = self.row
        plain = value if isinstance(value, str) else value.isoformat()
        parts = [_digest(query), type(value).__name__, plain, pk, int(self.backwards)]
        return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, query: str) -> "Cursor":
        """Read a cursor. Raises: CursorError."""
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            digest, kind, plain, pk, backwards = json.loads(raw)
            row = (_READERS[kind](plain), pk)
        except (ValueError, KeyError, TypeError, binascii.Error, RecursionError) as error:
            raise CursorError("This is no cursor that a page gave out.") from error
        if digest != _digest(query):
            raise CursorError("This cursor belongs to another query; start again without it.")
        if type(pk) is not int or backwards not in (0, 1) or not 0 < pk < 2**63:
            raise CursorError("This is no cursor that a page gave out.")
        return cls(row, bool(backwards))


@dataclass(frozen=True, slots=True)
class Page:
    """The keys of one page and the cursors to its neighbours."""

    pks: list[int]
    next: Cursor | None
    previous: Cursor | None


def _digest(query: str) -> str:
    return hashlib.sha256(query.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def read_page(queryset: QuerySet[Any], ordering: Ordering, cursor: Cursor | None, limit: int) -> Page:
    """One page of the records in this order. Queries: at most 2, whichever page it is."""
    backwards = cursor is not None and cursor.backwards
    rows = _beyond(queryset, ordering, cursor, backwards, limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    if backwards:
        rows.reverse()
    ahead, behind = (cursor is not None, more) if backwards else (more, cursor is not None)
    return Page(
        [pk for _, pk in rows],
        Cursor(rows[-1], backwards=False) if rows and ahead else None,
        Cursor(rows[0], backwards=True) if rows and behind else None,
    )


def walk(queryset: QuerySet[Any], ordering: Ordering, limit: int) -> Iterator[list[int]]:
    """The keys of all pages, one page at a time. Queries: at most 2 for each."""
    cursor = None
    while True:
        page = read_page(queryset, ordering, cursor, limit)
        if page.pks:
            yield page.pks
        cursor = page.next
        if cursor is None:
            return


def _beyond(
    queryset: QuerySet[Any], ordering: Ordering, cursor: Cursor | None, backwards: bool, count: int
) -> list[Row]:
    """The next rows in one direction: first the rest of those with the cursor's key, then beyond it."""
    descending = ordering.descending != backwards
    sign, beyond = ("-", "lt") if descending else ("", "gt")
    column = ordering.column
    ordered = queryset.order_by(f"{sign}{column}", f"{sign}pk").values_list(column, "pk")
    if cursor is None:
        return list(ordered[:count])
    value, pk = cursor.row
    rows = list(ordered.filter(**{column: value, f"pk__{beyond}": pk})[:count])
    if len(rows) < count:
        rows += ordered.filter(**{f"{column}__{beyond}": value})[: count - len(rows)]
    return rows
