"""What became of every public record, in the order of commits: where a reader is, and what follows.

The number of a change is taken from one locked row, last in its transaction. So whoever sees a change
sees all with lower numbers, and none with a lower number comes later: to go on behind the last number
that was read misses nothing and repeats nothing.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from events.api.pagination import CursorError
from events.models import Revision
from events.records.representation import format_timestamp
from events.snapshots import extend_deadline

BATCH_SIZE = 1000
"""How many changes a stream holds at a time."""
_DIGEST_COLUMNS = ("seq", "at", "collection", "object_pk", "number")
_COLUMNS = (*_DIGEST_COLUMNS, "slug", "change", "successor", "public_reason", "redacted")
FeedRow = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class FeedCursor:
    """Behind which change a reader is; behind none at first."""

    seq: int = 0
    row_digest: str = ""
    """Of that change: another installation has another one under its number."""

    @classmethod
    def after_row(cls, row: FeedRow | None) -> "FeedCursor":
        """Behind the change of this row."""
        return cls(row[0], _digest(repr(row[1 : len(_DIGEST_COLUMNS)]))) if row else cls()

    def encode(self, query: str) -> str:
        """The opaque text of the cursor, bound to its query."""
        parts = [_digest(query), self.seq, self.row_digest]
        return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, query: str) -> "FeedCursor":
        """Read a cursor. Raises: CursorError. Queries: 1."""
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            digest, seq, mark = json.loads(raw)
        except (ValueError, TypeError, binascii.Error, RecursionError) as error:
            raise CursorError("This is no cursor that a page gave out.") from error
        if type(seq) is not int or not 0 <= seq < 2**63:
            raise CursorError("This is no cursor that a page gave out.")
        if digest != _digest(query):
            raise CursorError("This cursor belongs to other collections; start again without it.")
        if cls(seq, mark) != cls.after_row(
            _public_revisions().filter(seq=seq).values_list(*_DIGEST_COLUMNS).first()
        ):
            raise CursorError(
                "This cursor belongs to another installation, or to what this one was before it was set "
                "back to an earlier state; start again without it."
            )
        return cls(seq, mark)


@dataclass(frozen=True, slots=True)
class ChangeQuery:
    """Which changes are wanted."""

    after: int
    """Only those behind this number."""
    collections: tuple[str, ...] = ()
    """Only those of these collections; empty for all."""
    since: datetime | None = None
    """Only those of this time or later."""

    def rows(self, count: int) -> list[FeedRow]:
        """The next ones, in order. Queries: 1, or 1 for each collection that is asked for."""
        rows = _public_revisions().filter(seq__gt=self.after).order_by("seq")
        if self.since is not None:
            rows = rows.filter(at__gte=self.since)
        found = rows.values_list(*_COLUMNS)
        if not self.collections:
            return list(found[:count])
        # Of each apart, along an index: what is rare would be looked for among all that is not.
        return sorted(row for one in self.collections for row in found.filter(collection=one)[:count])[:count]

    def batches(self) -> Iterator[list[FeedRow]]:
        """All that follow, some at a time, each with the full time of a request."""
        after = self.after
        while rows := ChangeQuery(after, self.collections, self.since).rows(BATCH_SIZE):
            yield rows
            after = rows[-1][0]
            extend_deadline()


def latest_cursor() -> FeedCursor:
    """Behind the last change that there is. Queries: 1."""
    return FeedCursor.after_row(_public_revisions().order_by("-seq").values_list(*_DIGEST_COLUMNS).first())


def first_seq_since(time: datetime) -> int | None:
    """The number of the first change of this time or later, if there is one. Queries: 1."""
    rows = _public_revisions().filter(at__gte=time).order_by("at", "seq")
    return rows.values_list("seq", flat=True).first()


def serialize_change(row: FeedRow) -> dict[str, Any]:
    """A change as the public reads it; of what was taken out of later, no words are left."""
    seq, at, collection, _pk, number, slug, change, successor, reason, redacted = row
    return {
        "seq": seq,
        "at": format_timestamp(at),
        "collection": collection,
        "id": slug,
        "change": change,
        "revision": number,
        "successor": successor or None,
        "public_reason": (not redacted and reason) or None,
    }


def _public_revisions() -> QuerySet[Revision]:
    """The changes of what the public saw."""
    return Revision.objects.exclude(change="")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
