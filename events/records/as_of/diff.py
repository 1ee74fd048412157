"""Compares revisions of a record for the public: without private members."""

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
    """The differences of a record between its states after two changes; references as ids.

    Quotations and texts appear if the public could read them at that time and can read them now.
    Raises: LookupError if the record was not public after both changes, or is not public now.
    Queries: at most 28.
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
        record |= RECORDS[revision.collection].guarded_values()
    return record


def _open(source: RevisionSource, record: Snapshot) -> Snapshot:
    """The record without private members, and without contradictions to unpublished records."""
    visible = {name: value for name, value in record.items() if name not in _PRIVATE}
    if "contradictions" in visible:
        visible["contradictions"] = [
            item for item in visible["contradictions"] if source.are_public(item["left"], item["right"])
        ]
    if "contradicts" in visible:
        visible["contradicts"] = [end for end in visible["contradicts"] if source.are_public(end)]
    return visible


def _quoted(source: RevisionSource, value: Any) -> Any:
    """The value without the quotes of articles whose quotations the public may not read."""
    if isinstance(value, list):
        return [_quoted(source, inner) for inner in value]
    if not isinstance(value, dict):
        return value
    readable = {name: _quoted(source, inner) for name, inner in value.items()}
    if "quote" in readable and source.follow(value["article"], "access") not in (Access.OPEN, Access.QUOTES):
        readable["quote"] = None
    return readable


def changed_members(records: Sequence[Snapshot]) -> list[list[str]]:
    """The names of the members in which each stored record, from the second, differs from the previous.

    Queries: at most 10, however many records.
    """
    quoted = [{"article": quotation["article"]} for quotation in iter_quotations(list(records))]
    source = _source([_ends(records), {"quoted": quoted}], _NEWEST)
    readable = [_quoted(source, _open(source, record)) for record in records]
    return [
        sorted({difference.path[0] for difference in differences(was, now)})
        for was, now in pairwise(readable)
    ]


def _ends(records: Iterable[Snapshot]) -> Snapshot:
    names = ("contradictions", "contradicts")
    return {name: [item for record in records for item in record.get(name) or ()] for name in names}
