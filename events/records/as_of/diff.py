"""What changes of a record left behind of it, for the public to compare: without what is private."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from events.choices import Access, Collection
from events.records import RECORDS
from events.records.as_of.event_referrers import EventReferrers
from events.records.as_of.revisions import PublicRevision, last_seq_of_change, revisions_at
from events.records.as_of.source import RevisionSource
from events.records.differences import Difference, differences
from events.records.projection import iter_quotations

Snapshot = dict[str, Any]
_PRIVATE = {name for record in RECORDS.values() for name in record.Meta.private}
_NEWEST = 2**63 - 1


def compare_as_of(collection: Collection, slug: str, seqs: tuple[int, int]) -> list[Difference]:
    """What a record held differently after two changes; references as ids.

    Words and texts stand in it if they could be read at that time and can be now.
    Raises: LookupError if it was not public after both, or is not now. Queries: at most 28.
    """
    was, now = (_public_snapshot(collection, slug, last_seq_of_change(seq)) for seq in seqs)
    return differences(was, now)


def _public_snapshot(collection: Collection, slug: str, seq: int) -> Snapshot:
    for revision in revisions_at(collection, [slug], seq):
        if revision.public_now:
            return _readable(_source([revision.record], seq), revision)
    raise LookupError(slug)


def _source(records: Iterable[Snapshot], seq: int) -> RevisionSource:
    source = RevisionSource([], EventReferrers([], []), {})
    source.load(records, seq)
    return source


def _readable(source: RevisionSource, revision: PublicRevision) -> Snapshot:
    record: Snapshot = _quoted(source, _open(source, revision.record))
    if revision.collection is Collection.ARTICLES and not record["access"] == revision.now == Access.OPEN:
        record |= {"text": None, "sha256": None}
    return record


def _open(source: RevisionSource, record: Snapshot) -> Snapshot:
    """Without what is private, and without contradictions to what is not public."""
    found = {name: value for name, value in record.items() if name not in _PRIVATE}
    if "contradictions" in found:
        found["contradictions"] = [
            one for one in found["contradictions"] if source.are_public(one["left"], one["right"])
        ]
    if "contradicts" in found:
        found["contradicts"] = [end for end in found["contradicts"] if source.are_public(end)]
    return found


def _quoted(source: RevisionSource, value: Any) -> Any:
    """The same with the words of quotations that may be read."""
    if isinstance(value, list):
        return [_quoted(source, one) for one in value]
    if not isinstance(value, dict):
        return value
    shown = {name: _quoted(source, one) for name, one in value.items()}
    if "quote" in shown and source.follow(value["article"], "access") not in (Access.OPEN, Access.QUOTES):
        shown["quote"] = None
    return shown


def changed_members(records: Sequence[Snapshot]) -> list[list[str]]:
    """The members in which each of some stored records, but the first, differs from the one before it.

    Queries: at most 10, however many.
    """
    quoted = [{"article": quotation["article"]} for quotation in iter_quotations(list(records))]
    source = _source([_ends(records), {"quoted": quoted}], _NEWEST)
    shown = [_quoted(source, _open(source, record)) for record in records]
    return [sorted({one.path[0] for one in differences(was, now)}) for was, now in pairwise(shown)]


def _ends(records: Iterable[Snapshot]) -> Snapshot:
    names = ("contradictions", "contradicts")
    return {name: [one for record in records for one in record.get(name) or ()] for name in names}
