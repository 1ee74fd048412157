"""The feed of changes of all public records, in the order of commits, and its cursors.

The number of a change is taken from one locked row, last in its transaction. So a reader who sees a change
sees all with lower numbers, and none with a lower number appears later: continuing after the last number
misses nothing and repeats nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

from events.api.pagination import INVALID_CURSOR, CursorError, decode_cursor, digest, encode_cursor
from events.models import Revision
from events.records.representation import format_timestamp
from events.snapshots import extend_deadline

BATCH_SIZE = 1000
"""How many changes a stream reads at a time."""
_DIGEST_COLUMNS = ("public_seq", "at", "collection", "slug", "revision")
_COLUMNS = (*_DIGEST_COLUMNS, "change", "successor", "public_reason", "redacted_in_public", "public_form")
FeedRow = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class FeedCursor:
    """The last change that a reader has read; at first none."""

    seq: int = 0
    row_digest: str = ""
    """A digest of that change: in another installation its number has another change."""

    @classmethod
    def after_row(cls, row: FeedRow | None) -> "FeedCursor":
        """The cursor after the change of this row."""
        return cls(row[0], digest(repr(row[1 : len(_DIGEST_COLUMNS)]))) if row else cls()

    def encode(self, query: str) -> str:
        """Returns the opaque text of the cursor, bound to its query."""
        return encode_cursor(digest(query), self.seq, self.row_digest)

    @classmethod
    def decode(cls, text: str, query: str) -> "FeedCursor":
        """Reads a cursor. Raises: CursorError. Queries: 1."""
        query_digest, seq, row_digest = decode_cursor(text, 3)
        if type(seq) is not int or not 0 <= seq < 2**63:
            raise CursorError(INVALID_CURSOR)
        if query_digest != digest(query):
            raise CursorError("This cursor belongs to other collections; start again without it.")
        row = Revision.objects.in_feed().filter(public_seq=seq).values_list(*_DIGEST_COLUMNS).first()
        if cls(seq, row_digest) != cls.after_row(row):
            raise CursorError(
                "This cursor belongs to another installation, or to what this one was before it was set "
                "back to an earlier state; start again without it."
            )
        return cls(seq, row_digest)


@dataclass(frozen=True, slots=True)
class ChangeQuery:
    """The changes that a request asks for."""

    after: int
    """Only changes after this number."""
    collections: tuple[str, ...] = ()
    """Only changes of these collections; empty for all."""
    since: datetime | None = None
    """Only changes at this time or later."""

    def rows(self, count: int) -> list[FeedRow]:
        """The next changes, in order. Queries: 1, or 1 for each collection."""
        rows = Revision.objects.in_feed().filter(public_seq__gt=self.after).order_by("public_seq")
        if self.since is not None:
            rows = rows.filter(at__gte=self.since)
        columns = rows.values_list(*_COLUMNS)
        if not self.collections:
            return list(columns[:count])
        # One query for each collection, by an index: a single one would read all changes of the others.
        rows_of_each = (columns.filter(collection=name)[:count] for name in self.collections)
        return sorted(chain.from_iterable(rows_of_each))[:count]

    def batches(self) -> Iterator[list[FeedRow]]:
        """All following changes in batches, each with the full time limit of a request."""
        changes = self
        while rows := changes.rows(BATCH_SIZE):
            yield rows
            changes = replace(changes, after=rows[-1][0])
            extend_deadline()


def latest_cursor() -> FeedCursor:
    """The cursor after the last change. Queries: 1."""
    newest = Revision.objects.in_feed().order_by("-public_seq").values_list(*_DIGEST_COLUMNS)
    return FeedCursor.after_row(newest.first())


def first_seq_since(time: datetime) -> int | None:
    """The number of the first change at this time or later; None if there is none. Queries: 1."""
    rows = Revision.objects.in_feed().filter(at__gte=time).order_by("at", "public_seq")
    return rows.values_list("public_seq", flat=True).first()


def serialize_change(row: FeedRow) -> dict[str, Any]:
    """Returns a change as JSON; the reason of a redacted revision is left out."""
    seq, at, collection, slug, number, change, successor, reason, redacted, form = row
    return {
        "seq": seq,
        "at": format_timestamp(at),
        "collection": collection,
        "id": slug,
        "change": change,
        "revision": number,
        "stored_form": form,
        "successor": successor or None,
        "public_reason": (not redacted and reason) or None,
    }
