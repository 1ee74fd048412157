"""The one way back: a record as a revision tells it, written into the tables again."""

from typing import Any

from events import door
from events.choices import Collection
from events.models.record import Record, record_models
from events.records import stored as stored_now
from events.records.writing import contradictions
from events.records.writing.actor import ACTOR
from events.records.writing.article import ARTICLE
from events.records.writing.claim import CLAIM
from events.records.writing.dataset import DATASET
from events.records.writing.event import EVENT
from events.records.writing.found import Found, subject
from events.records.writing.location import LOCATION
from events.records.writing.many import write_many
from events.records.writing.outlet import OUTLET
from events.records.writing.parts import write_parts
from events.records.writing.quotations import Supported, write_quotations
from events.records.writing.row import write_row

_PLANS = {
    Collection.ARTICLES: ARTICLE,
    Collection.ACTORS: ACTOR,
    Collection.EVENTS: EVENT,
    Collection.LOCATIONS: LOCATION,
    Collection.OUTLETS: OUTLET,
    Collection.CLAIMS: CLAIM,
    Collection.DATASETS: DATASET,
}


def write(collection: Collection, pk: int, stored: dict[str, Any]) -> Record:
    """Make the record with this internal key what a stored one says, inside an open change.

    It is made under that key if it is not there. What is derived is worked out anew. What it names is
    found as it is now, by its successor where it was renamed or merged; what the stored record does not
    tell, as an older one may not, stays as it is.

    Raises: DoorClosedError; ValidationError where it names what is gone, where others name a part that
    it would lose, and where its id is another's.
    Queries: fixed for each collection, and some for each list that differs.
    """
    plan = _PLANS[collection]
    model = record_models()[collection]
    door.touch(model, pk)
    now = stored_now(collection, [pk]).get(pk, {})
    found = Found(f"{collection.value}/{stored['id']}", pk, stored)
    wanted = found.settled(stored)
    row = write_row(model, pk, plan.columns, wanted, found)
    contradicted = collection in contradictions.OWNERS and bool(wanted.keys() & contradictions.MEMBERS)
    if contradicted:
        against = contradictions.clear(
            collection, pk, contradictions.stated(now, found), contradictions.stated(wanted, found)
        )
    found.look_up_parts(map(subject, wanted.get("about", ())))
    supported = []
    if plan.quoted_as is not None and "evidence" in wanted:
        supported.append((Supported(plan.quoted_as, pk), wanted["evidence"]))
    for parts in plan.parts:
        if parts.member in wanted:
            standing = write_parts(parts, pk, now.get(parts.member, []), wanted[parts.member], found)
            if parts.evidence:
                supported += [(Supported(parts.evidence, part), item["evidence"]) for part, item in standing]
    for name, member in plan.many.items():
        if now.get(member, []) != wanted.get(member, []):
            write_many(model, name, {pk: wanted[member]}, found)
    if plan.quoted_by:
        write_quotations({plan.quoted_by: pk}, supported, found)
    if contradicted:
        contradictions.write(against, found)
    return row


__all__ = ["write"]
