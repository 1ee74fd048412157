"""Records as the public could read them after an earlier change.

They are built from revisions alone, so that no table stores two states. Records that were withdrawn and
articles that were closed since are left out: the past discloses nothing that is not public now.
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from events import stored_forms
from events.choices import Collection
from events.records import RECORDS
from events.records.as_of.diff import changed_members, compare_as_of
from events.records.as_of.revisions import (
    EventReferrers,
    creation_times,
    last_seq_of_change,
    referrers_at,
    revisions_at,
)
from events.records.as_of.source import WITHDRAWN_NAME, RevisionSource
from events.records.representation import Representation
from events.records.stored_values import named_records
from events.records.table import Build


def load_as_of(
    collection: Collection,
    slugs: Iterable[str],
    seq: int,
    representation: Representation = Representation.DETAIL,
) -> dict[str, dict[str, Any]]:
    """The public records of these ids as they were after the change that `seq` belongs to, by id.

    The records that they name appear as they were then. Records that were not public then, or were
    withdrawn since, are left out; where another record names one, its name is `[withdrawn]`.

    Queries: at most 22, however many records.
    """
    wanted = list(dict.fromkeys(slugs))
    seq = last_seq_of_change(seq)
    by_slug = {
        revision.slug: revision for revision in revisions_at(collection, wanted, seq) if revision.public_now
    }
    revisions = [by_slug[slug] for slug in wanted if slug in by_slug]
    detailed_events = collection is Collection.EVENTS and representation.detailed
    referrers = referrers_at(revisions, seq) if detailed_events else EventReferrers()
    source = RevisionSource(revisions, referrers, creation_times([*revisions, *referrers.claims]))
    record = RECORDS[collection]
    left_out = record.left_out(representation)
    shown = [
        {name: value for name, value in revision.record.items() if name not in left_out}
        for revision in revisions
    ]
    shown += [revision.record for revision in (*referrers.claims, *referrers.events)]
    source.load(chain.from_iterable(map(named_records, shown)), seq)
    handles = [(collection.value, revision.slug) for revision in revisions]
    built = Build(source, record, representation, handles).records()
    return {
        revision.slug: stored_forms.restrict(
            collection.value,
            representation.value,
            built[collection.value, revision.slug],
            revision.public_form,
        )
        for revision in revisions
    }
