"""Records as the public read them after a change of long ago.

Made of the kept revisions alone, so that no table holds two states. What has been withdrawn or closed
since shows no longer: the past is no way around what is not public now.
"""

from collections.abc import Iterable
from typing import Any

from events.choices import Collection
from events.records.past.changed import changed_members, compare_past
from events.records.past.heads import shown, trimmed
from events.records.past.kept import first_changes, kept_at, last_of_change
from events.records.past.naming import Named, naming_at
from events.records.past.seen import WITHDRAWN, Seen
from events.records.shape import Shape


def load_past(
    collection: Collection, slugs: Iterable[str], seq: int, shape: Shape = Shape.DETAIL
) -> dict[str, dict[str, Any]]:
    """The public records of these ids as they were after the change that `seq` is of, by id.

    What they name is shown as it was then. Those that were not public then, or were withdrawn since, are
    left out; of what they name, such are named `[withdrawn]`.

    Queries: at most 22, however many records.
    """
    wanted = list(dict.fromkeys(slugs))
    seq = last_of_change(seq)
    found = {one.slug: one for one in kept_at(collection, wanted, seq) if one.public_now}
    heads = [found[slug] for slug in wanted if slug in found]
    told = naming_at(heads, seq) if collection is Collection.EVENTS and shape.long else Named([], [])
    seen = Seen(shape, told, first_changes([*heads, *told.claims]))
    seen.look_up([*(trimmed(shape, one) for one in heads), *(one.record for one in told.all)], seq)
    return {one.slug: shown(seen, one) for one in heads}


__all__ = ["WITHDRAWN", "changed_members", "compare_past", "load_past"]
