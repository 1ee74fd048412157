"""Merging: the source is deleted; its children, and what refers to it, become the target's."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from events import changes, write_guard
from events.actions.review_status import refuse_violations
from events.actions.row_merge import EXCLUSIVE_FLAGS, duplicate_rows, replace_rows
from events.actions.text_correction import quotations_in_other_text
from events.actions.value_choices import ValueDifference, apply_choices, value_differences
from events.choices import Collection, ReviewStatus
from events.models import (
    Article,
    ArticlePart,
    Claim,
    ClaimSubject,
    Contradiction,
    Event,
    EventClosure,
    Evidence,
    Location,
    LocationAncestor,
    TextDefect,
)
from events.models.event_depth import filled_members, with_filled_members
from events.models.foreign_keys import ReferencingColumn, RelationKind, foreign_keys_to
from events.models.record import Record, referrers

MERGEABLE_COLLECTIONS = frozenset(Collection) - {Collection.DATASETS}
_NOT_YET_PUBLIC = (ReviewStatus.DRAFT, ReviewStatus.IN_REVIEW)
"""Sources with these go into a target that has one of them or is public, all others into the like."""
_TEXT_ANCHORED_MODELS = (ArticlePart, TextDefect)
"""Children of an article that are offsets into its text, which mean nothing in that of another."""


@dataclass(frozen=True, slots=True)
class AffectedRows:
    """The rows of one kind that belong to the target after the merge, or refer to it."""

    what: str
    """The name of the kind: `participation`, or with the column: `participation (acts for)`."""
    rows: int
    records: dict[Collection, int]
    """How many records the rows belong to; empty for children of the source itself."""


@dataclass(frozen=True, slots=True)
class SharedChild:
    """A child that both records have; the target's stays."""

    what: str
    source: str
    target: str
    identical: bool
    """Whether the two are equal; if not, a constraint allows only one of them."""


@dataclass(slots=True)
class MergePlan:
    """What a merge would change, and the obstacles to it."""

    source: Any
    target: Any
    values: list[ValueDifference] = field(default_factory=list)
    """The values that differ; the target keeps its own unless the source's are chosen."""
    parts: list[AffectedRows] = field(default_factory=list)
    references: list[AffectedRows] = field(default_factory=list)
    shared: list[SharedChild] = field(default_factory=list)
    spellings: list[str] = field(default_factory=list)
    """The names of the source that become spellings of the target."""
    dropped: list[str] = field(default_factory=list)
    """Rows that relate the two to each other; the merge deletes them."""
    obstacles: list[str] = field(default_factory=list)
    """Why the merge is not possible yet, each with what to do first."""
    quotations: list[Evidence] = field(default_factory=list)
    """For articles: the quotations of the source, not saved, with their offsets in the text of the target."""

    @property
    def expected(self) -> dict[Record, int]:
        """The two records with the revisions that the plan was made from."""
        return {self.source: self.source.version, self.target: self.target.version}


def plan_merge(source: Record, target: Record) -> MergePlan:
    """Returns what merging the source into the target would do. Queries: a fixed number per collection."""
    plan = MergePlan(source, target, obstacles=list(_merge_refusals(source, target)))
    if plan.obstacles:
        return plan
    plan.values = value_differences(source, target)
    if hasattr(source, "names"):
        source_names, target_names = (
            dict.fromkeys([record.name, *record.names.order_by("pk").values_list("name", flat=True)])
            for record in (plan.source, plan.target)
        )
        plan.spellings = [name for name in source_names if name not in target_names]
    _plan_rows(plan)
    for pointer, rows in _rows_between(source, target):
        if rows.exists():
            plan.dropped += [f"{pointer.holder._meta.verbose_name} “{row}”" for row in rows]
            plan.obstacles += _blocking_referrers(pointer, rows)
    plan.obstacles += [*_obstacles_between(source, target), *_oversized_lists(plan)]
    if isinstance(source, Article) and isinstance(target, Article):
        plan.quotations, obstacles = quotations_in_other_text(source, target)
        plan.obstacles += obstacles
    return plan


def merge(
    plan: MergePlan,
    user: AbstractBaseUser | str,
    reason: str,
    *,
    choices: Mapping[str, str] | None = None,
    public_reason: str = "",
    expected: Mapping[Record, int] | None = None,
) -> changes.Change:
    """Merges the source of the plan into its target, all or nothing; the source's id then redirects to it.

    `choices` maps the name of a value to the side that it is taken from, "source" or, by default, "target".
    `expected` are the revisions that the curator saw; by default those of the plan.

    Raises: ValidationError without a reason, and with all obstacles; StaleRecordError if one of the two
    was changed since; PermissionDenied.
    Queries: a fixed number for each foreign key to such records, and those of the change.
    """
    if not reason.strip():
        raise ValidationError("Say why they are the same; it is kept in the history.")
    source, target = plan.source, plan.target
    model, revisions = type(source), expected if expected is not None else plan.expected
    with changes.changeset(user, "merge", reason, expected=revisions) as change:
        # A concurrent reference to one of them waits for the lock, or is committed and in the new plan.
        locked = model._base_manager.select_for_update().in_bulk([source.pk, target.pk])
        current_plan = plan_merge(locked[source.pk], locked[target.pk])
        if current_plan.obstacles:
            raise ValidationError(current_plan.obstacles)
        change.merged_into[source.COLLECTION, source.pk] = target.slug
        change.public_reason = public_reason
        _merge_rows(current_plan, choices or {})
        refuse_violations(model._base_manager.get(pk=target.pk))
    return change


def _merge_rows(plan: MergePlan, choices: Mapping[str, str]) -> None:
    source, target = plan.source, plan.target
    original_names = [getattr(record, "name", "") for record in (source, target)]
    for owner_model, pk in referrers(source):
        write_guard.note_write(owner_model, pk)
    for _, rows in _rows_between(source, target):
        rows.delete()
    apply_choices(source, target, choices)
    for pointer in foreign_keys_to(type(source)):
        if pointer.holder in _TEXT_ANCHORED_MODELS:
            source_rows: Any = pointer.rows([source.pk])
            source_rows._raw_delete(source_rows.db)
        _clear_duplicate_flags(pointer, source, target)
    Evidence._base_manager.bulk_update(plan.quotations, ["start", "end", "part"], batch_size=200)
    if hasattr(target, "names"):
        known_names = {target.name, *(row.name for row in (*source.names.all(), *target.names.all()))}
        for name in dict.fromkeys(original_names):
            if name not in known_names:
                target.names.create(name=name)
    replace_rows(type(source), {source.pk: target.pk})
    if isinstance(target, Event):
        _unmark_filled(target)


def _unmark_filled(target: Event) -> None:
    """What is filled now is no longer marked as not stated. Queries: 1, or 4."""
    event = with_filled_members(Event._base_manager.filter(pk=target.pk)).get()
    if filled := filled_members(event).intersection(event.not_stated):
        event.not_stated = [member for member in event.not_stated if member not in filled]
        event.save()


def _merge_refusals(source: Record, target: Record) -> Iterator[str]:
    """Reasons why these two records cannot be merged, whatever they contain."""
    if source.COLLECTION not in MERGEABLE_COLLECTIONS or type(source) is not type(target):
        yield "Two actors, locations, articles, outlets, events or claims can be merged, no others."
        return
    if source.pk == target.pk:
        yield f"“{source.slug}” is one record already."
        return
    old, new = ReviewStatus(source.review_status), ReviewStatus(target.review_status)
    if new != old and (old not in _NOT_YET_PUBLIC or new not in (*_NOT_YET_PUBLIC, ReviewStatus.PUBLISHED)):
        yield (
            f"“{source.slug}” is {old.label.lower()} and “{target.slug}” {new.label.lower()}: "
            "what is public goes into what is public, what is withdrawn or rejected into the like. "
            "Merge the other way round, or change where one stands first."
        )
    if source.dataset_id != target.dataset_id:  # type: ignore[attr-defined]
        yield (
            f"“{source.slug}” and “{target.slug}” belong to different datasets, with their own licences: "
            "move one to the other's dataset first."
        )


def _plan_rows(plan: MergePlan) -> None:
    model, pairs = type(plan.source), {plan.source.pk: plan.target.pk}
    for pointer in foreign_keys_to(model):
        if pointer.kind is RelationKind.DERIVED or pointer.holder in _TEXT_ANCHORED_MODELS:
            continue
        rows = pointer.rows(pairs)
        if not (row_count := rows.count()):
            continue
        if pointer.kind is RelationKind.REFERENCE:
            records = Counter[Collection]()
            for path, owner_model in pointer.owner_paths:
                owners = rows.order_by().exclude(**{path: None}).values(path).distinct()
                records[owner_model.COLLECTION] += owners.count()
            plan.references.append(AffectedRows(_label(pointer), row_count, +records))
        elif pointer.kind is RelationKind.CHILD:
            plan.parts.append(AffectedRows(_label(pointer), row_count, {}))
            plan.shared += [
                SharedChild(_label(pointer), str(row.duplicate), str(row.survivor), row.identical)
                for row in duplicate_rows(pointer, model, pairs)
            ]


def _label(pointer: ReferencingColumn) -> str:
    name, owner = str(pointer.holder._meta.verbose_name), cast(Any, pointer.holder._meta.auto_created)
    column: Any = pointer.holder._meta.get_field(pointer.column)
    if owner:
        lists = {relation.remote_field.through: relation for relation in owner._meta.many_to_many}
        name, column = str(owner._meta.verbose_name), lists[pointer.holder]
    elif pointer.kind is RelationKind.CHILD or pointer.column in ("actor", "location", "article", "event"):
        return name
    return f"{name} ({column.verbose_name})"


def _rows_between(source: Record, target: Record) -> Iterator[tuple[ReferencingColumn, models.QuerySet[Any]]]:
    """The children of one of the two records that refer to the other."""
    foreign_keys = [
        pointer for pointer in foreign_keys_to(type(source)) if not issubclass(pointer.holder, Record)
    ]
    for own, other in product(foreign_keys, repeat=2):
        is_own = own.kind in (RelationKind.CHILD, RelationKind.LIST)
        if own.holder is other.holder and is_own and other.kind is RelationKind.REFERENCE:
            forward = Q(**{own.column: source.pk, other.column: target.pk})
            backward = Q(**{own.column: target.pk, other.column: source.pk})
            yield own, own.holder._base_manager.filter(forward | backward)


def _blocking_referrers(pointer: ReferencingColumn, rows: models.QuerySet[Any]) -> Iterator[str]:
    """The claims and contradictions that refer to rows which the merge would delete."""
    pks = rows.values_list("pk", flat=True)
    for referrer in foreign_keys_to(pointer.holder):
        if referrer.holder is ClaimSubject:
            for slug in referrer.rows(pks).values_list("claim__slug", flat=True):
                yield f"claims/{slug} is about what holds between the two: decide what it is about first."
        if referrer.holder is Contradiction and referrer.rows(pks).exists():
            yield "Something contradicts what holds between the two: settle that contradiction first."


def _obstacles_between(source: Any, target: Any) -> Iterator[str]:
    """Obstacles because the merged place or event would contain itself, or the claim contradict itself."""
    pair = (source.pk, target.pk)
    if isinstance(source, Location):
        rows = LocationAncestor._base_manager.filter(location__in=pair, ancestor__in=pair, depth__gt=0)
        for inner, outer in rows.values_list("location__slug", "ancestor__slug"):
            yield f"“{inner}” lies inside “{outer}”: take it out of there first, if they are one place."
    if isinstance(source, Event):
        for piece, whole in (pair, pair[::-1]):
            wholes_above = EventClosure._base_manager.filter(event=piece).exclude(whole=whole).values("whole")
            between = EventClosure._base_manager.filter(whole=whole, event__in=wholes_above)
            for slug in between.values_list("event__slug", flat=True):
                yield (
                    f"“{slug}” lies between the two: one is part of it, and it is part of the other. "
                    "Take away one of these relations first."
                )
    if isinstance(source, Claim):
        mutual = Contradiction._base_manager.filter(left_claim__in=pair, right_claim__in=pair)
        if mutual.exists():
            yield "The two contradict each other: take that contradiction away first."


def _oversized_lists(plan: MergePlan) -> Iterator[str]:
    """Obstacles because the target would have more children of a kind than a record may have."""
    shared = Counter(child.what for child in plan.shared)
    moving = {affected.what: affected.rows - shared[affected.what] for affected in plan.parts}
    for pointer in foreign_keys_to(type(plan.target)):
        name, most = _label(pointer), changes.MAX_CHILDREN
        if pointer.kind is RelationKind.CHILD and "evidence" not in name and moving.get(name):
            total = moving[name] + pointer.rows([plan.target.pk]).count()
            if total > most:
                yield f"Together they have {total} of “{name}”; at most {most} fit one record."


def _clear_duplicate_flags(pointer: ReferencingColumn, source: Record, target: Record) -> None:
    """Clears flags of the source's children that a child of the target has. Queries: 2 for each flag."""
    if pointer.kind is not RelationKind.CHILD:
        return
    columns = {column.name for column in pointer.holder._meta.fields}
    for flag in columns.intersection(EXCLUSIVE_FLAGS):
        source_rows = pointer.rows([source.pk]).filter(**{flag: True})
        target_rows = pointer.rows([target.pk]).filter(**{flag: True})
        if flag == "preferred":
            source_rows.filter(counted_group__in=target_rows.values("counted_group")).update(preferred=False)
        elif target_rows.exists():
            source_rows.update(**{flag: False})
