"""Restores the contradictions of a record, which belong to the records at their other ends as well."""

from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from events import write_guard
from events.choices import Collection
from events.models import Contradiction
from events.models.record import record_models
from events.records.contradiction import contradiction_rows
from events.records.restore.list_diff import ListDiff, diff_list
from events.records.restore.references import Endpoint, ResolvedReferences

OWNER_KINDS = {Collection.EVENTS: "event", Collection.ACTORS: "actor", Collection.CLAIMS: "claim"}
"""The kind, in the stored form, of the records of each collection that can be contradicted."""
CONTRADICTION_MEMBERS = {"contradictions", "contradicts"}
"""The members of stored records that hold contradictions."""


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


def contradictions_in(stored: dict[str, Any], resolved: ResolvedReferences) -> list[ContradictionValues]:
    """The contradictions of a stored record. Raises: ValidationError if both ends are one record now."""
    here = Endpoint("claim", resolved.own, None)
    listed = [
        *(
            (Endpoint.of_id(item["left"]), Endpoint.of_id(item["right"]), item)
            for item in stored.get("contradictions", ())
        ),
        *((here, Endpoint.of_id(item), item) for item in stored.get("contradicts", ())),
    ]
    result = []
    for *both, item in listed:
        left, right = (end._replace(ref=resolved.now(end.ref)) for end in both)
        if left == right:
            raise ValidationError(
                f"{resolved.own}: {left} would contradict itself: what it named became one."
            )
        result.append(ContradictionValues(left, right, item["how"], item["note"] or ""))
    return result


def delete_unwanted(
    collection: Collection, pk: int, was: list[ContradictionValues], wanted: list[ContradictionValues]
) -> ContradictionDiff:
    """Delete surplus contradictions, so that child rows can be deleted, and return the other changes.

    Queries: 1, or some to delete.
    """
    rows = dict(contradiction_rows(OWNER_KINDS[collection], [pk]).values_list("pk", "left_claim"))
    before = dict(zip(rows, was, strict=True))
    diff = diff_list(
        ((row, contradiction.name) for row, contradiction in before.items()),
        ((None, contradiction.name, contradiction) for contradiction in wanted),
    )
    if outdated := [*diff.to_delete, *diff.superseded]:
        Contradiction.objects.filter(pk__in=outdated).delete()
    diff.matched = [
        (row, contradiction) for row, contradiction in diff.matched if before[row] != contradiction
    ]
    if collection is Collection.CLAIMS:
        turned = {row for row, left in rows.items() if left != pk}
        diff.matched = [
            (row, contradiction.turned() if row in turned else contradiction)
            for row, contradiction in diff.matched
        ]
        diff.to_insert = [
            (row, contradiction.turned() if row in turned else contradiction)
            for row, contradiction in diff.to_insert
        ]
    return diff


def restore_contradictions(diff: ContradictionDiff, resolved: ResolvedReferences) -> None:
    """Write the changes of `delete_unwanted` after the child rows. Queries: 1 for each kind of end, and 2."""
    contradictions = [contradiction for _, contradiction in (*diff.matched, *diff.to_insert)]
    resolved.look_up_parts(
        end for contradiction in contradictions for end in (contradiction.left, contradiction.right)
    )
    for contradiction in contradictions:
        for end in (contradiction.left, contradiction.right):
            collection, _, _ = end.ref.partition("/")
            write_guard.note_write(record_models()[Collection(collection)], resolved.key(end.ref))
    names = [column.name for column in Contradiction._meta.concrete_fields if not column.primary_key]
    rows = [_row(contradiction, resolved, pk) for pk, contradiction in diff.matched]
    Contradiction._base_manager.bulk_update(rows, names, batch_size=200)
    Contradiction._base_manager.bulk_create(
        [_row(contradiction, resolved) for _, contradiction in diff.to_insert], batch_size=500
    )


def _row(
    contradiction: ContradictionValues, resolved: ResolvedReferences, pk: int | None = None
) -> Contradiction:
    left, right = (
        {f"{side}_{end.kind}_id": resolved.key_of(end)}
        for side, end in (("left", contradiction.left), ("right", contradiction.right))
    )
    return Contradiction(pk=pk, how=contradiction.how, note=contradiction.note, **left, **right)
