"""Restores the contradictions of a record, which belong to the records at their other ends as well."""

from typing import NamedTuple

from django.core.exceptions import ValidationError

from events import write_guard
from events.choices import Collection
from events.models import Contradiction
from events.models.record import record_models
from events.records.contradiction import OWNER_COLLECTIONS, contradiction_rows
from events.records.restore.list_diff import ListDiff, diff_list
from events.records.restore.references import Endpoint, ResolvedReferences
from events.records.stored_values import CONTRADICTION_MEMBERS, Stored, stored_contradictions

_OWNERS = {collection: owner for owner, collection in OWNER_COLLECTIONS.items()}


class ContradictionValues(NamedTuple):
    """One contradiction as a record stores it."""

    left: Endpoint
    right: Endpoint
    how: str
    note: str

    @property
    def name(self) -> frozenset[Endpoint]:
        """The identity of the contradiction: claims do not store on which side they are."""
        return frozenset((self.left, self.right))

    def turned(self) -> "ContradictionValues":
        """The contradiction with its sides swapped."""
        return self._replace(left=self.right, right=self.left)


ContradictionDiff = ListDiff[ContradictionValues]


def contradictions_in(stored: Stored, resolved: ResolvedReferences) -> list[ContradictionValues]:
    """The contradictions of a stored record. Raises: ValidationError if both ends are one record now."""
    result = []
    for item, *both in stored_contradictions(stored, resolved.own.partition("/")[2]):
        left, right = (Endpoint.of_id(end) for end in both)
        left, right = (end._replace(ref=resolved.now(end.ref)) for end in (left, right))
        if left == right:
            raise ValidationError(
                f"{resolved.own}: {left} would contradict itself: what it named became one."
            )
        result.append(ContradictionValues(left, right, item["how"], item["note"] or ""))
    return result


def delete_unwanted(
    collection: Collection, pk: int, now: Stored, wanted: Stored, resolved: ResolvedReferences
) -> ContradictionDiff:
    """Delete surplus contradictions, so that child rows can be deleted, and return the other changes.

    Queries: 1, or some to delete; none if the wanted record, as an older one may, has no such member.
    """
    if collection not in _OWNERS or not wanted.keys() & CONTRADICTION_MEMBERS:
        return ContradictionDiff()
    rows = dict(contradiction_rows(_OWNERS[collection], [pk]).values_list("pk", "left_claim"))
    before = dict(zip(rows, contradictions_in(now, resolved), strict=True))
    diff = diff_list(
        ((row, values.name) for row, values in before.items()),
        ((None, values.name, values) for values in contradictions_in(wanted, resolved)),
    )
    if outdated := [*diff.to_delete, *diff.superseded]:
        Contradiction.objects.filter(pk__in=outdated).delete()
    of_claim = collection is Collection.CLAIMS
    turned = {row for row, left in rows.items() if of_claim and left != pk}
    diff.matched = [
        (row, values.turned() if row in turned else values)
        for row, values in diff.matched
        if before[row] != values
    ]
    diff.to_insert = [(row, values.turned() if row in turned else values) for row, values in diff.to_insert]
    return diff


def restore_contradictions(diff: ContradictionDiff, resolved: ResolvedReferences) -> None:
    """Write the changes of `delete_unwanted` after the child rows. Queries: 1 for each kind of end, and 2."""
    ends = [end for _, values in (*diff.matched, *diff.to_insert) for end in (values.left, values.right)]
    resolved.look_up_parts(ends)
    for end in ends:
        collection, _, _ = end.ref.partition("/")
        write_guard.note_write(record_models()[Collection(collection)], resolved.key(end.ref))
    names = [column.name for column in Contradiction._meta.concrete_fields if not column.primary_key]
    rows = [_row(values, resolved, pk) for pk, values in diff.matched]
    Contradiction._base_manager.bulk_update(rows, names, batch_size=200)
    inserted = [_row(values, resolved) for _, values in diff.to_insert]
    Contradiction._base_manager.bulk_create(inserted, batch_size=500)


def _row(values: ContradictionValues, resolved: ResolvedReferences, pk: int | None = None) -> Contradiction:
    ends = {
        f"{side}_{end.kind}_id": resolved.key_of(end)
        for side, end in (("left", values.left), ("right", values.right))
    }
    return Contradiction(pk=pk, how=values.how, note=values.note, **ends)
