"""Write the contradictions of a record, which belong to those at their other ends as well."""

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
"""The records that can be contradicted, or a part of them, by what the stored form calls their kind."""
CONTRADICTION_MEMBERS = {"contradictions", "contradicts"}
"""What they are called in a stored record."""


class ContradictionValues(NamedTuple):
    """One contradiction as a record tells it."""

    left: Endpoint
    right: Endpoint
    how: str
    note: str

    @property
    def name(self) -> frozenset[Endpoint]:
        """What tells it from others: claims do not keep on which hand they stand."""
        return frozenset((self.left, self.right))

    def turned(self) -> "ContradictionValues":
        """The same with its ends on the other hands."""
        return self._replace(left=self.right, right=self.left)


ContradictionDiff = ListDiff[ContradictionValues]


def contradictions_in(stored: dict[str, Any], found: ResolvedReferences) -> list[ContradictionValues]:
    """The contradictions of a stored record. Raises: ValidationError where both ends are one by now."""
    here = Endpoint("claim", found.own, None)
    listed = [
        *(
            (Endpoint.of_id(one["left"]), Endpoint.of_id(one["right"]), one)
            for one in stored.get("contradictions", ())
        ),
        *((here, Endpoint.of_id(one), one) for one in stored.get("contradicts", ())),
    ]
    result = []
    for *both, one in listed:
        left, right = (end._replace(ref=found.now(end.ref)) for end in both)
        if left == right:
            raise ValidationError(f"{found.own}: {left} would contradict itself: what it named became one.")
        result.append(ContradictionValues(left, right, one["how"], one["note"] or ""))
    return result


def delete_unwanted(
    collection: Collection, pk: int, was: list[ContradictionValues], wanted: list[ContradictionValues]
) -> ContradictionDiff:
    """Delete what is not wanted, so that parts can go, and plan the rest. Queries: 1, or some to delete."""
    rows = dict(contradiction_rows(OWNER_KINDS[collection], [pk]).values_list("pk", "left_claim"))
    before = dict(zip(rows, was, strict=True))
    arranged = diff_list(
        ((row, one.name) for row, one in before.items()), ((None, one.name, one) for one in wanted)
    )
    if gone := [*arranged.to_delete, *arranged.superseded]:
        Contradiction.objects.filter(pk__in=gone).delete()
    arranged.matched = [(row, one) for row, one in arranged.matched if before[row] != one]
    if collection is Collection.CLAIMS:
        turned = {row for row, left in rows.items() if left != pk}
        arranged.matched = [(row, one.turned() if row in turned else one) for row, one in arranged.matched]
        arranged.to_insert = [
            (row, one.turned() if row in turned else one) for row, one in arranged.to_insert
        ]
    return arranged


def restore_contradictions(plan: ContradictionDiff, found: ResolvedReferences) -> None:
    """Write what was planned, once the parts stand. Queries: 1 for each kind of end, and 2."""
    everything = [one for _, one in (*plan.matched, *plan.to_insert)]
    found.look_up_parts(end for one in everything for end in (one.left, one.right))
    for one in everything:
        for end in (one.left, one.right):
            collection, _, _ = end.ref.partition("/")
            write_guard.note_write(record_models()[Collection(collection)], found.key(end.ref))
    names = [column.name for column in Contradiction._meta.concrete_fields if not column.primary_key]
    rows = [_row(one, found, pk) for pk, one in plan.matched]
    Contradiction._base_manager.bulk_update(rows, names, batch_size=200)
    Contradiction._base_manager.bulk_create([_row(one, found) for _, one in plan.to_insert], batch_size=500)


def _row(one: ContradictionValues, found: ResolvedReferences, pk: int | None = None) -> Contradiction:
    left, right = (
        {f"{side}_{end.kind}_id": found.key_of(end)}
        for side, end in (("left", one.left), ("right", one.right))
    )
    return Contradiction(pk=pk, how=one.how, note=one.note, **left, **right)
