"""Undoing a merge: both records are restored, and later changes are kept by a three-way merge."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

from events import changes, records
from events.actions.review_status import refuse_violations
from events.choices import Collection
from events.models import PublicId, Revision
from events.models.record import Record, record_models, references_to
from events.records.redirects import resolve_redirects
from events.records.restore import restore_record
from events.records.stored_values import references
from events.records.three_way_merge import BEFORE, NOW, MergeConflict, ThreeWayMerge

_BATCH_SIZE = 100
Snapshot = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Versions:
    """One record that a merge changed: its snapshot before and after the merge, and now."""

    collection: Collection
    pk: int
    before: Snapshot
    after: Snapshot
    now: Snapshot

    @property
    def name(self) -> str:
        return f"{self.collection.value}/{self.now['id']}"

    def without_merge(
        self, decisions: Mapping[str, str] | None = None
    ) -> tuple[Snapshot, list[MergeConflict]]:
        """The record as it is now but for what the merge did to it, and the conflicts in it."""
        three_way = ThreeWayMerge(self.name, decisions or {})
        return three_way.undo(self.before, self.after, self.now), three_way.conflicts


@dataclass(slots=True)
class UnmergePlan:
    """What undoing a merge would change, and the obstacles to it."""

    collection: Collection
    slug: str
    """The id of the source, which was merged into the target."""
    merge: Revision | None = None
    """The last revision of the source: who merged it, when and why."""
    target: Any = None
    records: dict[Collection, int] = field(default_factory=dict)
    """How many other records are restored."""
    changed_since: list[str] = field(default_factory=list)
    """The records that were changed after the merge."""
    conflicts: list[MergeConflict] = field(default_factory=list)
    """Values that both the merge and a later change wrote; the curator decides "before" or "now"."""
    later_references: list[str] = field(default_factory=list)
    """The records that refer to the target only since the merge, and keep doing so."""
    obstacles: list[str] = field(default_factory=list)
    """Why the merge cannot be undone, each with what to do first."""

    @property
    def expected(self) -> dict[Record, int]:
        """The target with the revision that the plan was made from."""
        return {self.target: self.target.version}


def plan_unmerge(collection: Collection, slug: str) -> UnmergePlan:
    """Returns what undoing the merge of this id would do. Queries: a fixed number, some per 100 records."""
    plan = UnmergePlan(collection, slug)
    deletions = Revision.objects.filter(collection=collection, slug=slug, record__isnull=True)
    plan.merge = deletions.exclude(successor="").order_by("seq").last()
    model = record_models()[collection]
    if plan.merge is None or model._base_manager.filter(pk=plan.merge.object_pk).exists():
        plan.obstacles.append(f"“{slug}” has gone into no other record.")
        return plan
    public_id = PublicId.objects.filter(collection=collection, slug=plan.merge.successor).first()
    plan.target = public_id and model._base_manager.filter(pk=public_id.object_pk).first()
    if plan.target is None:
        further = public_id.successor if public_id else ""
        plan.obstacles.append(
            f"“{plan.merge.successor}” went into “{further}” since: take that merge back first."
            if further
            else f"“{plan.merge.successor}”, into which it went, is gone."
        )
        return plan
    plan.obstacles += _merged_further(plan.merge)
    target = (collection, plan.target.pk)
    moved: Counter[Collection] = Counter()
    for versions in _versions(plan):
        if (versions.collection, versions.pk) != target:
            moved[versions.collection] += 1
        if versions.after != versions.now:
            plan.changed_since.append(versions.name)
            restored, conflicts = versions.without_merge()
            plan.conflicts += conflicts
            if _refers_to_target(plan, restored) and not _refers_to_target(plan, versions.before):
                plan.later_references.append(versions.name)
    plan.records = dict(moved)
    plan.later_references += _referrers_since(plan)
    return plan


def unmerge(
    plan: UnmergePlan,
    user: AbstractBaseUser | str,
    reason: str,
    *,
    decisions: Mapping[str, str] | None = None,
    public_reason: str = "",
    expected: Mapping[Record, int] | None = None,
) -> changes.Change:
    """Restores the source of a merge and what the merge moved to the target, all or nothing.

    A later change of the target's review status applies to both. `decisions` maps the key of each conflict
    to "before", the value before the merge, or to "now".

    Raises: ValidationError without a reason, with all obstacles, for conflicts that are not decided or have
    changed; StaleRecordError if the target was changed since; PermissionDenied.
    Queries: those of restoring each record.
    """
    if not reason.strip():
        raise ValidationError("Say why they are two; it is kept in the history.")
    if plan.target is None:
        raise ValidationError(plan.obstacles)
    revisions, choices = expected if expected is not None else plan.expected, decisions or {}
    with changes.changeset(user, "unmerge", reason, expected=revisions) as change:
        current = plan_unmerge(plan.collection, plan.slug)
        _refuse_open_conflicts(plan, current, choices)
        assert current.merge is not None
        source = (plan.collection, current.merge.object_pk)
        change.unmerged.add(source)
        change.public_reason = public_reason
        restore_record(*source, _source_snapshot(current))
        target, restored_target = (plan.collection, current.target.pk), None
        for versions in _versions(current):
            restored, _ = versions.without_merge(choices)
            if (versions.collection, versions.pk) == target:
                restored_target = restored  # last: others may refer to its children until they are restored
            else:
                restore_record(versions.collection, versions.pk, restored)
        if restored_target:
            restore_record(*target, restored_target)
        for pk in (source[1], current.target.pk):
            refuse_violations(record_models()[plan.collection]._base_manager.get(pk=pk))
    return change


def _refuse_open_conflicts(plan: UnmergePlan, current: UnmergePlan, decisions: Mapping[str, str]) -> None:
    if current.obstacles:
        raise ValidationError(current.obstacles)
    if current.conflicts != plan.conflicts:
        raise ValidationError("What stands against it has changed meanwhile: look at it again.")
    if unknown := sorted(set(decisions.values()) - {BEFORE, NOW}):
        raise ValidationError(f"“{unknown[0]}” is neither “before” nor “now”.")
    if undecided := [conflict.key for conflict in current.conflicts if conflict.key not in decisions]:
        raise ValidationError(
            [f"{key} was changed by the merge and after it: decide which stands." for key in undecided]
        )


def _merged_further(merge: Revision) -> Iterator[str]:
    """Obstacles because records that the merge changed were merged into others since."""
    for collection, pks in _records_of_merge(merge):
        model = record_models()[collection]
        missing_pks = pks - set(model._base_manager.filter(pk__in=pks).values_list("pk", flat=True))
        ends = Revision.objects.filter(collection=collection, object_pk__in=missing_pks, record__isnull=True)
        for slug, successor in ends.exclude(successor="").values_list("slug", "successor"):
            yield (
                f"{collection.value}/{slug}, which this merge changed, went into “{successor}” since: "
                "take that merge back first."
            )


def _records_of_merge(merge: Revision) -> list[tuple[Collection, set[int]]]:
    """The records that a merge changed, without its source: claims last, which refer to others' children."""
    revisions = Revision.objects.filter(first_seq=merge.first_seq).exclude(pk=merge.pk)
    pks: dict[Collection, set[int]] = defaultdict(set)
    for name, pk in revisions.order_by("collection").values_list("collection", "object_pk"):
        pks[Collection(name)].add(pk)
    return sorted(pks.items(), key=lambda pair: pair[0] == Collection.CLAIMS)


def _versions(plan: UnmergePlan) -> Iterator[_Versions]:
    """The records of a merge in their three versions, without drafts that were deleted since.

    Their references follow later redirects, except those to the record that is restored.
    Queries: some for each 100 records.
    """
    assert plan.merge is not None
    own = f"{plan.collection.value}/{plan.slug}"
    for collection, pks in _records_of_merge(plan.merge):
        keys = sorted(pks)
        for start in range(0, len(keys), _BATCH_SIZE):
            batch = keys[start : start + _BATCH_SIZE]
            revisions = Revision.objects.filter(collection=collection, object_pk__in=batch)
            before = revisions.filter(seq__lt=plan.merge.first_seq).newest()
            after = revisions.filter(first_seq=plan.merge.first_seq)
            earlier, later = resolve_redirects(
                [{revision.object_pk: revision.record for revision in rows} for rows in (before, after)], own
            )
            for pk, now in records.snapshot(collection, batch).items():
                yield _Versions(collection, pk, earlier[pk], later[pk], now)


def _source_snapshot(plan: UnmergePlan) -> Snapshot:
    """The source before the merge, with the target's review status if that was changed since."""
    assert plan.merge is not None
    source_revisions = Revision.objects.filter(collection=plan.collection, object_pk=plan.merge.object_pk)
    last_snapshot = source_revisions.get(version=plan.merge.version - 1).record
    (snapshot,) = resolve_redirects([last_snapshot], f"{plan.collection.value}/{plan.slug}")
    target_revisions = Revision.objects.filter(collection=plan.collection, object_pk=plan.target.pk)
    merged = target_revisions.filter(seq__lte=_last_seq(plan.merge)).latest("seq").record
    now = records.snapshot(plan.collection, [plan.target.pk])[plan.target.pk]
    status_members = ("review_status", "withdrawn_reason")
    if merged and [merged[name] for name in status_members] != [now[name] for name in status_members]:
        return snapshot | {name: now[name] for name in status_members}
    return dict(snapshot)


def _last_seq(merge: Revision) -> int:
    seq: int = Revision.objects.filter(first_seq=merge.first_seq).latest("seq").seq
    return seq


def _referrers_since(plan: UnmergePlan) -> list[str]:
    """The records that the merge did not change and that refer to the target only since.

    Queries: 1 for each path of a reference, and 3.
    """
    assert plan.merge is not None
    model, last = type(plan.target), _last_seq(plan.merge)
    holders: dict[Collection, set[int]] = defaultdict(set)
    for holder, _path, lookup in references_to(model):
        for path, owner_model in holder.owner_paths():
            rows = holder._base_manager.filter(**{lookup: plan.target.pk}).exclude(**{path: None})
            holders[owner_model.COLLECTION].update(rows.values_list(path, flat=True))
    changed_by_merge = dict(_records_of_merge(plan.merge))
    changed_by_merge.setdefault(plan.collection, set()).add(plan.target.pk)
    referrers: list[str] = []
    for collection, pks in holders.items():
        others = pks - changed_by_merge.get(collection, set())
        revisions = Revision.objects.filter(collection=collection, object_pk__in=others)
        changed = set(revisions.filter(seq__gt=last).order_by().values_list("object_pk", flat=True))
        earlier = revisions.filter(object_pk__in=changed, seq__lte=last).newest()
        old = {row.object_pk for row in earlier if row.record and _refers_to_target(plan, row.record)}
        slugs = record_models()[collection]._base_manager.filter(pk__in=changed - old).order_by("slug")
        referrers += [f"{collection.value}/{slug}" for slug in slugs.values_list("slug", flat=True)]
    return referrers


def _refers_to_target(plan: UnmergePlan, snapshot: Any) -> bool:
    return f"{plan.collection.value}/{plan.target.slug}" in set(references(snapshot))
