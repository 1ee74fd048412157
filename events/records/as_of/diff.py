"""Compares revisions of a record for the public: without private members."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from events.choices import Access, Collection
from events.records import RECORDS
from events.records.as_of.revisions import EventReferrers, last_seq_of_change, revisions_at
from events.records.as_of.source import RevisionSource
from events.records.differences import Difference, differences
from events.records.stored_values import (
    CONTRADICTION_MEMBERS,
    Stored,
    ends_of,
    hide_quotes,
    named_records,
    quotations_in,
    record_of,
    stored_ends,
)

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


def changed_members(records: Sequence[Stored]) -> list[list[str]]:
    """The names of the members in which each stored record, from the second, differs from the previous.

    Queries: at most 10, however many records.
    """
    articles = [quotation["article"]["ref"] for quotation in quotations_in(records)]
    ends = [record_of(end) for record in records for end in stored_ends(record)]
    source = _source([*articles, *ends], _NEWEST)
    return [
        sorted({difference.path[0] for difference in differences(was, now)})
        for was, now in pairwise(_readable(source, record) for record in records)
    ]


def _public_snapshot(collection: Collection, slug: str, seq: int) -> Stored:
    revision = next((item for item in revisions_at(collection, [slug], seq) if item.public_now), None)
    if revision is None:
        raise LookupError(slug)
    record = _readable(_source(named_records(revision.record), seq), revision.record)
    if collection is Collection.ARTICLES and not record["access"] == revision.now == Access.OPEN:
        record |= RECORDS[collection].guarded_values()
    return record


def _source(named: Iterable[str], seq: int) -> RevisionSource:
    source = RevisionSource([], EventReferrers(), {})
    source.load(named, seq)
    return source


def _readable(source: RevisionSource, record: Stored) -> Stored:
    """The record without private members, contradictions to others that are not public, and closed quotes."""
    visible = {name: value for name, value in record.items() if name not in _PRIVATE}
    for name in visible.keys() & CONTRADICTION_MEMBERS:
        visible[name] = [item for item in visible[name] if source.are_public(ends_of(item))]
    readable: Stored = hide_quotes(
        visible, lambda article: source.follow({"ref": article}, "access") not in (Access.OPEN, Access.QUOTES)
    )
    return readable
