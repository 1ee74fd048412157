"""The one way back: a record as a revision tells it, written into the tables again."""

from typing import Any

from events import write_guard
from events.choices import Collection
from events.models.record import Record
from events.records import RECORDS
from events.records import snapshot as stored_now
from events.records.restore import contradictions
from events.records.restore.children import restore_children
from events.records.restore.evidence import EvidenceTarget, restore_evidence
from events.records.restore.many_to_many import restore_many_to_many
from events.records.restore.record_row import restore_row
from events.records.restore.references import ResolvedReferences, claim_subject_endpoint
from events.records.restore.spec import restore_spec


def restore_record(collection: Collection, pk: int | None, stored: dict[str, Any]) -> Record:
    """Make the record with this internal key what a stored one says, inside an open change.

    It is made under that key if it is not there, and under a new one where none is given. What is derived
    is worked out anew. What it names is found as it is now, by its successor where it was renamed or merged;
    what the stored record does not say, as an older one may not, stays as it is.

    Raises: UntrackedWriteError; ValidationError where it names what is gone, where others name a part that
    it would lose, and where its id is another's.
    Queries: fixed for each collection, and some for each list that differs.
    """
    spec = restore_spec(RECORDS[collection])
    model = RECORDS[collection].option("model")
    now: dict[str, Any] = {}
    if pk is not None:
        write_guard.note_write(model, pk)
        now = stored_now(collection, [pk]).get(pk, {})
    found = ResolvedReferences(f"{collection.value}/{stored['id']}", pk, stored)
    wanted = found.with_current_references(stored)
    row = restore_row(model, pk, spec.columns, wanted, found)
    pk = found.set_own_pk(row.pk)
    contradicted = collection in contradictions.OWNER_KINDS and bool(
        wanted.keys() & contradictions.CONTRADICTION_MEMBERS
    )
    if contradicted:
        against = contradictions.delete_unwanted(
            collection,
            pk,
            contradictions.contradictions_in(now, found),
            contradictions.contradictions_in(wanted, found),
        )
    found.look_up_parts(map(claim_subject_endpoint, wanted.get("about", ())))
    supported = []
    if spec.evidence is not None and "evidence" in wanted:
        supported.append((EvidenceTarget(spec.evidence, pk), wanted["evidence"]))
    for parts in spec.children:
        if parts.member in wanted:
            children = restore_children(parts, pk, now.get(parts.member, []), wanted[parts.member], found)
            if parts.evidence:
                supported += [
                    (EvidenceTarget(parts.evidence, part), item["evidence"]) for part, item in children
                ]
    for name, member in spec.many.items():
        if now.get(member, []) != wanted.get(member, []):
            restore_many_to_many(model, name, {pk: wanted[member]}, found)
    if spec.evidence_owner:
        restore_evidence({spec.evidence_owner: pk}, supported, found)
    if contradicted:
        contradictions.restore_contradictions(against, found)
    return row


__all__ = ["restore_record"]
