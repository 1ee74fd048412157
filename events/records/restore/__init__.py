"""Restores records: writes a stored record of a revision back into the tables."""

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
    """Make the record with this internal key equal to a stored one, inside an open change.

    A missing record is created under that key, or under a new key if none is passed. Derived columns are
    recomputed. A reference to a renamed or merged record leads to its successor. Members that the stored
    record lacks, as an older one may, stay as they are.

    Raises: UntrackedWriteError; ValidationError if it names a deleted record, if it would lose a child row
    that another record names, or if its id belongs to another record.
    Queries: fixed for each collection, and some for each list that differs.
    """
    spec = restore_spec(RECORDS[collection])
    model = RECORDS[collection].option("model")
    now: dict[str, Any] = {}
    if pk is not None:
        write_guard.note_write(model, pk)
        now = stored_now(collection, [pk]).get(pk, {})
    resolved = ResolvedReferences(f"{collection.value}/{stored['id']}", pk, stored)
    wanted = resolved.with_current_references(stored)
    row = restore_row(model, pk, spec.columns, wanted, resolved)
    pk = resolved.set_own_pk(row.pk)
    contradicted = collection in contradictions.OWNER_KINDS and bool(
        wanted.keys() & contradictions.CONTRADICTION_MEMBERS
    )
    if contradicted:
        contradiction_diff = contradictions.delete_unwanted(
            collection,
            pk,
            contradictions.contradictions_in(now, resolved),
            contradictions.contradictions_in(wanted, resolved),
        )
    resolved.look_up_parts(map(claim_subject_endpoint, wanted.get("about", ())))
    quotations = []
    if spec.evidence is not None and "evidence" in wanted:
        quotations.append((EvidenceTarget(spec.evidence, pk), wanted["evidence"]))
    for child_spec in spec.children:
        if child_spec.member in wanted:
            children = restore_children(
                child_spec, pk, now.get(child_spec.member, []), wanted[child_spec.member], resolved
            )
            if child_spec.evidence:
                quotations += [
                    (EvidenceTarget(child_spec.evidence, part), item["evidence"]) for part, item in children
                ]
    for name, member in spec.many.items():
        if now.get(member, []) != wanted.get(member, []):
            restore_many_to_many(model, name, {pk: wanted[member]}, resolved)
    if spec.evidence_owner:
        restore_evidence({spec.evidence_owner: pk}, quotations, resolved)
    if contradicted:
        contradictions.restore_contradictions(contradiction_diff, resolved)
    return row


__all__ = ["restore_record"]
