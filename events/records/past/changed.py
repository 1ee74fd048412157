"""What changes of a record left behind of it, for the public to compare: without what is private."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from events.choices import Access, Collection
from events.records.differences import Difference, differences
from events.records.past.kept import Kept, kept_at, last_of_change
from events.records.past.naming import Named
from events.records.past.parts import Stored
from events.records.past.seen import Seen
from events.records.shape import Shape

_PRIVATE = {"review_status", "withdrawn_reason", "note", "narrowed"}
_NEWEST = 2**63 - 1


def compare_past(collection: Collection, slug: str, seqs: tuple[int, int]) -> list[Difference]:
    """What a record held differently after two changes; references as ids.

    Words and texts stand in it if they could be read at that time and can be now.
    Raises: LookupError if it was not public after both, or is not now. Queries: at most 28.
    """
    was, now = (_kept(collection, slug, last_of_change(seq)) for seq in seqs)
    return differences(was, now)


def _kept(collection: Collection, slug: str, seq: int) -> Stored:
    for head in kept_at(collection, [slug], seq):
        if head.public_now:
            seen = Seen(Shape.DETAIL, Named([], []), {})
            seen.look_up([head.record], seq)
            return _readable(seen, head)
    raise LookupError(slug)


def _readable(seen: Seen, head: Kept) -> Stored:
    record: Stored = _quoted(seen, _open(seen, head.record))
    if head.collection is Collection.ARTICLES and not record["access"] == head.now == Access.OPEN:
        record["text"] = None
    return record


def _open(seen: Seen, record: Stored) -> Stored:
    """Without what is private, and without contradictions to what is not public."""
    found = {name: value for name, value in record.items() if name not in _PRIVATE}
    if "contradictions" in found:
        found["contradictions"] = [
            one
            for one in found["contradictions"]
            if seen.is_public(one["left"]) and seen.is_public(one["right"])
        ]
    if "contradicts" in found:
        found["contradicts"] = [end for end in found["contradicts"] if seen.is_public(end)]
    return found


def _quoted(seen: Seen, value: Any) -> Any:
    """The same with the words of quotations that may be read."""
    if isinstance(value, list):
        return [_quoted(seen, one) for one in value]
    if not isinstance(value, dict):
        return value
    shown = {name: _quoted(seen, one) for name, one in value.items()}
    if "quote" in shown:
        shown["quote"] = seen.quoted(value["article"], value["quote"])
    return shown


def changed_members(records: Sequence[Stored]) -> list[list[str]]:
    """The members in which each of some stored records, but the first, differs from the one before it.

    Queries: at most 6, however many.
    """
    seen = Seen(Shape.DETAIL, Named([], []), {})
    seen.look_up([_ends(records)], _NEWEST)
    shown = [_open(seen, record) for record in records]
    return [sorted({one.path[0] for one in differences(was, now)}) for was, now in pairwise(shown)]


def _ends(records: Iterable[Stored]) -> Stored:
    names = ("contradictions", "contradicts")
    return {name: [one for record in records for one in record.get(name) or ()] for name in names}
