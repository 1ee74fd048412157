"""Take a merge back: both records as they were, and of what changed since whatever can be told apart."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

from events import changes, records
from events.actions.review_status import refuse_violations
from events.choices import Collection
from events.models import PublicId, Revision
from events.models.record import Record, record_models, references_to
from events.records.differences import references
from events.records.redirects import resolve_redirects
from events.records.restore import restore_record
from events.records.three_way_merge import BEFORE, NOW, MergeConflict, ThreeWayMerge

_BATCH_SIZE = 100
Snapshot = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Versions:
    """One record of a merge: as it stood before, after it, and as it stands now."""

    collection: Collection
    pk: int
    before: Snapshot
    after: Snapshot
    now: Snapshot

    @property
    def name(self) -> str:
        return f"{self.collection.value}/{self.now['id']}"


@dataclass(slots=True)
class UnmergePlan:
    """What taking a merge back would do, and what stands in its way."""

    collection: Collection
    slug: str
    """The record that went into the other."""
    merge: Revision | None = None
    """Its last revision, which says who merged it, when and why."""
    target: Any = None
    records: dict[Collection, int] = field(default_factory=dict)
    """How many records are written back beside the two."""
    changed_since: list[str] = field(default_factory=list)
    """Those of all that were changed after the merge."""
    conflicts: list[MergeConflict] = field(default_factory=list)
    """What the merge touched and somebody after it: to be decided, "before" or "now"."""
    later_references: list[str] = field(default_factory=list)
    """What names the target since the merge alone, and goes on to do so."""
    obstacles: list[str] = field(default_factory=list)
    """Why it cannot be done, each with what to do first."""

    @property
    def expected(self) -> dict[Record, int]:
        """The target with the revision that the plan was made from."""
        return {self.target: self.target.revision}


def plan_unmerge(collection: Collection, slug: str) -> UnmergePlan:
    """What taking back the merge of this id would do. Queries: fixed, and some for each 100 records."""
    plan = UnmergePlan(collection, slug)
    ends = Revision.objects.filter(collection=collection, slug=slug, record__isnull=True).exclude(
        successor=""
    )
    plan.merge = ends.order_by("seq").last()
    model = record_models()[collection]
    if plan.merge is None or model._base_manager.filter(pk=plan.merge.object_pk).exists():
        plan.obstacles.append(f"“{slug}” has gone into no other record.")
        return plan
    if obstacle := _find_target(plan, plan.merge):
        plan.obstacles.append(obstacle)
        return plan
    plan.obstacles += _merged_further(plan.merge)
    target = (collection, plan.target.pk)
    moved: Counter[Collection] = Counter()
    for one in _versions(plan):
        if (one.collection, one.pk) != target:
            moved[one.collection] += 1
        if one.after != one.now:
            plan.changed_since.append(one.name)
            undoing = ThreeWayMerge(one.name)
            left = undoing.undo(one.before, one.after, one.now)
            plan.conflicts += undoing.conflicts
            if _refers_to_target(plan, left) and not _refers_to_target(plan, one.before):
                plan.later_references.append(one.name)
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
    """Bring the record back and give it what was its own, all or nothing.

    What was decided of the one record since, as to withdraw it, holds for both. `decisions` says of each
    conflict by its key whether what was "before" the merge or what is "now" shall stand.

    Raises: ValidationError without a reason, with all that stands in the way, for conflicts that are not
    decided or not the same by now; StaleRecordError where the target was changed since; PermissionDenied.
    Queries: those of writing each record.
    """
    if not reason.strip():
        raise ValidationError("Say why they are two; it is kept in the history.")
    if plan.target is None:
        raise ValidationError(plan.obstacles)
    held, decided = expected if expected is not None else plan.expected, decisions or {}
    with changes.changeset(user, "unmerge", reason, expected=held) as change:
        fresh = plan_unmerge(plan.collection, plan.slug)
        _refuse_open_conflicts(plan, fresh, decided)
        assert fresh.merge is not None
        source = (plan.collection, fresh.merge.object_pk)
        change.unmerged.add(source)
        change.public_reason = public_reason
        restore_record(*source, _source_snapshot(fresh))
        last = None
        for one in _versions(fresh):
            if (one.collection, one.pk) == (plan.collection, fresh.target.pk):
                last = one  # what names its parts names others first
            else:
                _restore_without_merge(one, decided)
        if last:
            _restore_without_merge(last, decided)
        for pk in (source[1], fresh.target.pk):
            refuse_violations(record_models()[plan.collection]._base_manager.get(pk=pk))
    return change


def _restore_without_merge(one: _Versions, decided: Mapping[str, str]) -> None:
    restore_record(
        one.collection, one.pk, ThreeWayMerge(one.name, decided).undo(one.before, one.after, one.now)
    )


def _refuse_open_conflicts(plan: UnmergePlan, fresh: UnmergePlan, decided: Mapping[str, str]) -> None:
    if fresh.obstacles:
        raise ValidationError(fresh.obstacles)
    if fresh.conflicts != plan.conflicts:
        raise ValidationError("What stands against it has changed meanwhile: look at it again.")
    if strange := sorted(set(decided.values()) - {BEFORE, NOW}):
        raise ValidationError(f"“{strange[0]}” is neither “before” nor “now”.")
    if undecided := [one.key for one in fresh.conflicts if one.key not in decided]:
        raise ValidationError(
            [f"{key} was changed by the merge and after it: decide which stands." for key in undecided]
        )


def _find_target(plan: UnmergePlan, merge: Revision) -> str | None:
    """Find the record that it went into; says why it cannot be unmerged from it."""
    model = record_models()[plan.collection]
    slug = merge.successor
    held = PublicId.objects.filter(collection=plan.collection, slug=slug).first()
    plan.target = held and model._base_manager.filter(pk=held.object_pk).first()
    if plan.target is not None:
        return None
    if held and held.successor:
        return f"“{slug}” went into “{held.successor}” since: take that merge back first."
    return f"“{slug}”, into which it went, is gone."


def _merged_further(merge: Revision) -> Iterator[str]:
    """The records of a merge that went into others since."""
    for collection, pks in _records_of_merge(merge):
        model = record_models()[collection]
        gone = pks - set(model._base_manager.filter(pk__in=pks).values_list("pk", flat=True))
        ends = Revision.objects.filter(collection=collection, object_pk__in=gone, record__isnull=True)
        for slug, successor in ends.exclude(successor="").values_list("slug", "successor"):
            yield (
                f"{collection.value}/{slug}, which this merge changed, went into “{successor}” since: "
                "take that merge back first."
            )


def _records_of_merge(merge: Revision) -> list[tuple[Collection, set[int]]]:
    """The records that a merge changed, its source apart: claims last, since they name parts of others."""
    rows = Revision.objects.filter(first_seq=merge.first_seq).exclude(pk=merge.pk)
    found = rows.order_by("collection").values_list("collection", "object_pk")
    group = [
        (Collection(name), {pk for _, pk in rows}) for name, rows in groupby(found, key=lambda row: row[0])
    ]
    return sorted(group, key=lambda one: one[0] == Collection.CLAIMS)


def _versions(plan: UnmergePlan) -> Iterator[_Versions]:
    """The records of a merge in their three versions; those whose drafts were deleted since are left out.

    What they name is what answers in its place by now, but for the record that shall come back.
    Queries: some for each 100 records.
    """
    assert plan.merge is not None
    own = f"{plan.collection.value}/{plan.slug}"
    for collection, pks in _records_of_merge(plan.merge):
        keys = sorted(pks)
        for start in range(0, len(keys), _BATCH_SIZE):
            batch = keys[start : start + _BATCH_SIZE]
            mine = Revision.objects.filter(collection=collection, object_pk__in=batch)
            after = dict(mine.filter(first_seq=plan.merge.first_seq).values_list("object_pk", "record"))
            earlier = mine.filter(seq__lt=plan.merge.first_seq)
            before = dict(earlier.newest().values_list("object_pk", "record"))
            now = records.snapshot(collection, batch)
            before, after = resolve_redirects([before, after], own)
            for pk in batch:
                if pk in now:
                    yield _Versions(collection, pk, before[pk], after[pk], now[pk])


def _source_snapshot(plan: UnmergePlan) -> Snapshot:
    """The source as it was; what was decided of the target's standing since holds for it as well."""
    assert plan.merge is not None
    mine = Revision.objects.filter(collection=plan.collection, object_pk=plan.merge.object_pk)
    (stored,) = resolve_redirects(
        [mine.get(number=plan.merge.number - 1).record], f"{plan.collection.value}/{plan.slug}"
    )
    theirs = Revision.objects.filter(collection=plan.collection, object_pk=plan.target.pk)
    merged = theirs.filter(seq__lte=_last_seq(plan.merge)).latest("seq").record
    now = records.snapshot(plan.collection, [plan.target.pk])[plan.target.pk]
    standing = ("review_status", "withdrawn_reason")
    if merged and [merged[name] for name in standing] != [now[name] for name in standing]:
        return stored | {name: now[name] for name in standing}
    return dict(stored)


def _last_seq(merge: Revision) -> int:
    last: int = Revision.objects.filter(first_seq=merge.first_seq).latest("seq").seq
    return last


def _referrers_since(plan: UnmergePlan) -> list[str]:
    """The records that the merge did not touch and that name the target since. Queries: 1 a way, and 3."""
    assert plan.merge is not None
    model, last = type(plan.target), _last_seq(plan.merge)
    holders: dict[Collection, set[int]] = {}
    for holder, _path, lookup in references_to(model):
        for path, root in holder.owner_paths():
            rows = holder._base_manager.filter(**{lookup: plan.target.pk}).exclude(**{path: None})
            holders.setdefault(root.COLLECTION, set()).update(rows.values_list(path, flat=True))
    touched = dict(_records_of_merge(plan.merge))
    found = []
    for collection, pks in holders.items():
        others = pks - touched.get(collection, set())
        if collection == plan.collection:
            others.discard(plan.target.pk)
        later = Revision.objects.filter(collection=collection, object_pk__in=others, seq__gt=last)
        changed = set(later.order_by().values_list("object_pk", flat=True))
        earlier = Revision.objects.filter(collection=collection, object_pk__in=changed, seq__lte=last)
        named = {
            one.object_pk for one in earlier.newest() if one.record and _refers_to_target(plan, one.record)
        }
        slugs = record_models()[collection]._base_manager.filter(pk__in=changed - named)
        found += [
            f"{collection.value}/{slug}" for slug in slugs.order_by("slug").values_list("slug", flat=True)
        ]
    return found


def _refers_to_target(plan: UnmergePlan, stored: Any) -> bool:
    return f"{plan.collection.value}/{plan.target.slug}" in set(references(stored))
