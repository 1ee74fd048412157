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
from events.reading import renew
from events.records.shape import moment

BATCH = 1000
"""How many changes a stream holds at a time."""
_MARKED = ("seq", "at", "collection", "object_pk", "number")
_COLUMNS = (*_MARKED, "slug", "change", "successor", "public_reason", "redacted")
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Behind which change a reader is; behind none at first."""

    seq: int = 0
    mark: str = ""
    """Of that change: another installation has another one under its number."""

    @classmethod
    def behind(cls, row: Row | None) -> "Place":
        """Behind the change of this row."""
        return cls(row[0], _digest(repr(row[1 : len(_MARKED)]))) if row else cls()

    def encode(self, query: str) -> str:
        """The opaque text of the cursor, bound to its query."""
        parts = [_digest(query), self.seq, self.mark]
        return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, query: str) -> "Place":
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
        if cls(seq, mark) != cls.behind(_feed().filter(seq=seq).values_list(*_MARKED).first()):
            raise CursorError(
                "This cursor belongs to another installation, or to what this one was before it was set "
                "back to an earlier state; start again without it."
            )
        return cls(seq, mark)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes are wanted."""

    after: int
    """Only those behind this number."""
    collections: tuple[str, ...] = ()
    """Only those of these collections; empty for all."""
    since: datetime | None = None
    """Only those of this time or later."""

    def rows(self, count: int) -> list[Row]:
        """The next ones, in order. Queries: 1, or 1 for each collection that is asked for."""
        rows = _feed().filter(seq__gt=self.after).order_by("seq")
        if self.since is not None:
            rows = rows.filter(at__gte=self.since)
        found = rows.values_list(*_COLUMNS)
        if not self.collections:
            return list(found[:count])
        # Of each apart, along an index: what is rare would be looked for among all that is not.
        return sorted(row for one in self.collections for row in found.filter(collection=one)[:count])[:count]

    def batches(self) -> Iterator[list[Row]]:
        """All that follow, some at a time, each with the full time of a request."""
        after = self.after
        while rows := Wanted(after, self.collections, self.since).rows(BATCH):
            yield rows
            after = rows[-1][0]
            renew()


def newest() -> Place:
    """Behind the last change that there is. Queries: 1."""
    return Place.behind(_feed().order_by("-seq").values_list(*_MARKED).first())


def first_since(time: datetime) -> int | None:
    """The number of the first change of this time or later, if there is one. Queries: 1."""
    rows = _feed().filter(at__gte=time).order_by("at", "seq")
    return rows.values_list("seq", flat=True).first()


def shown(row: Row) -> dict[str, Any]:
    """A change as the public reads it; of what was taken out of later, no words are left."""
    seq, at, collection, _pk, number, slug, change, successor, reason, redacted = row
    return {
        "seq": seq,
        "at": moment(at),
        "collection": collection,
        "id": slug,
        "change": change,
        "revision": number,
        "successor": successor or None,
        "public_reason": (not redacted and reason) or None,
    }


def _feed() -> QuerySet[Revision]:
    """The changes of what the public saw."""
    return Revision.objects.exclude(change="")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
