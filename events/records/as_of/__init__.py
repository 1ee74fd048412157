"""Records as the public read them after a change of long ago.

Made of the kept revisions alone, so that no table holds two states. What has been withdrawn or closed
since shows no longer: the past is no way around what is not public now.
"""

from collections.abc import Iterable
from typing import Any

from events import stored_forms
from events.choices import Collection
from events.records import RECORDS
from events.records.as_of.diff import changed_members, compare_as_of
from events.records.as_of.event_referrers import EventReferrers, referrers_at
from events.records.as_of.revisions import creation_times, last_seq_of_change, revisions_at
from events.records.as_of.source import WITHDRAWN_NAME, RevisionSource
from events.records.representation import Representation
from events.records.table import Build


def load_as_of(
    collection: Collection,
    slugs: Iterable[str],
    seq: int,
    representation: Representation = Representation.DETAIL,
) -> dict[str, dict[str, Any]]:
    """The public records of these ids as they were after the change that `seq` is of, by id.

    What they name is shown as it was then. Those that were not public then, or were withdrawn since, are
    left out; of what they name, such are named `[withdrawn]`.

    Queries: at most 22, however many records.
    """
    wanted = list(dict.fromkeys(slugs))
    seq = last_seq_of_change(seq)
    found = {one.slug: one for one in revisions_at(collection, wanted, seq) if one.public_now}
    revisions = [found[slug] for slug in wanted if slug in found]
    detailed_events = collection is Collection.EVENTS and representation.detailed
    referrers = referrers_at(revisions, seq) if detailed_events else EventReferrers([], [])
    source = RevisionSource(revisions, referrers, creation_times([*revisions, *referrers.claims]))
    record = RECORDS[collection]
    left_out = record.left_out(representation)
    needed = [
        {name: value for name, value in one.record.items() if name not in left_out} for one in revisions
    ]
    source.load([*needed, *(one.record for one in referrers.all)], seq)
    handles = [(collection.value, one.slug) for one in revisions]
    built = Build(source, record, representation, handles).records()
    return {
        one.slug: stored_forms.restrict(
            collection.value, representation.value, built[collection.value, one.slug], one.public_form
        )
        for one in revisions
    }


__all__ = ["WITHDRAWN_NAME", "changed_members", "compare_as_of", "load_as_of"]
