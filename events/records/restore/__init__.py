"""Restores records: writes a stored record of a revision back into the tables."""

from typing import Any

from events import write_guard
from events.choices import Collection
from events.models.record import Record
from events.records import RECORDS
from events.records import snapshot as stored_now
from events.records.restore.children import restore_children
from events.records.restore.contradictions import delete_unwanted, restore_contradictions
from events.records.restore.evidence import Quotations, restore_evidence
from events.records.restore.references import ResolvedReferences, claim_subject_endpoint
from events.records.restore.rows import restore_many_to_many, restore_row
from events.records.restore.spec import child_specs, editable_columns
from events.records.stored_paths import many_paths


def restore_record(collection: Collection, pk: int | None, stored: dict[str, Any]) -> Record:
    """Make the record with this internal key equal to a stored one, inside an open change.

    A missing record is created under that key, or under a new key if none is passed. Derived columns are
    recomputed. A reference to a renamed or merged record leads to its successor. Members that the stored
    record lacks, as an older one may, stay as they are.

    Raises: UntrackedWriteError; ValidationError if it names a deleted record, if it would lose a child row
    that another record names, or if its id belongs to another record.
    Queries: fixed for each collection, and some for each list that differs.
    """
    record = RECORDS[collection]
    model = record.option("model")
    now: dict[str, Any] = {}
    if pk is not None:
        write_guard.note_write(model, pk)
        now = stored_now(collection, [pk]).get(pk, {})
    resolved = ResolvedReferences(f"{collection.value}/{stored['id']}", pk, stored)
    wanted = resolved.with_current_references(stored)
    row = restore_row(model, pk, editable_columns(record, model), wanted, resolved)
    pk = resolved.set_own_pk(row.pk)
    contradiction_diff = delete_unwanted(collection, pk, now, wanted, resolved)
    quotations: Quotations = []
    if record.Meta.evidence is not None and "evidence" in wanted:
        quotations.append((record.Meta.evidence, pk, wanted["evidence"]))
    resolved.look_up_parts(map(claim_subject_endpoint, wanted.get("about", ())))
    for spec in child_specs(record):
        if spec.member in wanted:
            children = restore_children(spec, pk, now.get(spec.member, []), wanted[spec.member], resolved)
            if spec.evidence:
                quotations += [(spec.evidence, part, item["evidence"]) for part, item in children]
    for name, path in many_paths(record).items():
        member = str(path[0])
        if now.get(member, []) != wanted.get(member, []):
            restore_many_to_many(model, name, {pk: wanted[member]}, resolved)
    if record.Meta.evidence_owner:
        restore_evidence({record.Meta.evidence_owner: pk}, quotations, resolved)
    restore_contradictions(contradiction_diff, resolved)
    return row
