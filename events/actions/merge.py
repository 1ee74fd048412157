"""Make one record of two: the source goes, and all that belonged to it or named it is the target's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from events import changes, write_guard
from events.actions.quotation_transfer import QuotationTransfer, plan_quotation_transfer
from events.actions.review_status import refuse_violations
from events.actions.row_merge import EXCLUSIVE_FLAGS, duplicate_rows, replace_rows
from events.actions.value_choices import (
    ValueDifference,
    apply_choices,
    clear_replaced_lists,
    value_differences,
)
from events.choices import Collection, ReviewStatus
from events.models import (
    ActorName,
    Article,
    ArticlePart,
    Claim,
    ClaimSubject,
    Contradiction,
    Event,
    EventClosure,
    Location,
    LocationAncestor,
    LocationName,
    TextDefect,
)
from events.models.foreign_keys import ReferencingColumn, RelationKind, foreign_keys_to
from events.models.record import Record, referrers

MERGEABLE_COLLECTIONS = (
    Collection.ACTORS,
    Collection.LOCATIONS,
    Collection.ARTICLES,
    Collection.OUTLETS,
    Collection.EVENTS,
    Collection.CLAIMS,
)
_ALLOWED_TARGET_STATUSES = {
    ReviewStatus.DRAFT: (ReviewStatus.DRAFT, ReviewStatus.IN_REVIEW, ReviewStatus.PUBLISHED),
    ReviewStatus.IN_REVIEW: (ReviewStatus.DRAFT, ReviewStatus.IN_REVIEW, ReviewStatus.PUBLISHED),
    ReviewStatus.PUBLISHED: (ReviewStatus.PUBLISHED,),
    ReviewStatus.REJECTED: (ReviewStatus.REJECTED,),
    ReviewStatus.WITHDRAWN: (ReviewStatus.WITHDRAWN,),
}
"""Where the target must stand for a source that stands there: nothing hidden becomes public by the way."""
_TEXT_ANCHORED_MODELS = (ArticlePart, TextDefect)
"""What says where something stands in the text of one article, and nothing in that of another."""


@dataclass(frozen=True, slots=True)
class AffectedRows:
    """Rows of one kind that belong to the target afterwards, or name it."""

    what: str
    """What they are: `participation`, or with the column where that says more: `participation (acts for)`."""
    rows: int
    records: dict[Collection, int]
    """How many records they belong to; empty for what belonged to the source itself."""


@dataclass(frozen=True, slots=True)
class SharedChild:
    """A part that both have."""

    what: str
    source: str
    target: str
    identical: bool
    """Whether they say the same; else there is place for one alone, and the target's stays."""


@dataclass(slots=True)
class MergePlan:
    """What merging would do, and what stands in its way."""

    source: Any
    target: Any
    values: list[ValueDifference] = field(default_factory=list)
    """The values that differ; the target's stay unless they are chosen otherwise."""
    parts: list[AffectedRows] = field(default_factory=list)
    references: list[AffectedRows] = field(default_factory=list)
    shared: list[SharedChild] = field(default_factory=list)
    spellings: list[str] = field(default_factory=list)
    """The names of the source that become spellings of the target."""
    dropped: list[str] = field(default_factory=list)
    """What holds between the two, which nothing can hold between one record and itself."""
    obstacles: list[str] = field(default_factory=list)
    """Why it cannot be done yet, each with what to do first."""
    quotation_transfer: QuotationTransfer | None = None
    """Of articles: where the quotations of the source stand in the text of the target."""

    @property
    def expected(self) -> dict[Record, int]:
        """The two, with the revisions that the plan was made from."""
        return {self.source: self.source.revision, self.target: self.target.revision}


def plan_merge(source: Record, target: Record) -> MergePlan:
    """What merging the source into the target would do. Queries: a number fixed for each collection."""
    plan = MergePlan(source, target)
    plan.obstacles += _merge_refusals(source, target)
    if plan.obstacles:
        return plan
    plan.values = value_differences(source, target)
    plan.spellings = _spellings(source, target)
    _plan_rows(plan)
    between = [(pointer, rows) for pointer, rows in _rows_between(source, target) if rows.exists()]
    for pointer, rows in between:
        plan.dropped += [f"{pointer.holder._meta.verbose_name} “{row}”" for row in rows]
        plan.obstacles += _blocking_referrers(pointer, rows)
    plan.obstacles += _containment_cycles(source, target)
    plan.obstacles += _mutual_contradictions(source, target)
    plan.obstacles += _oversized_lists(plan)
    if isinstance(source, Article) and isinstance(target, Article):
        plan.quotation_transfer = plan_quotation_transfer(source, target)
        plan.obstacles += plan.quotation_transfer.obstacles
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
    """Make one record of two, all or nothing; the source's id leads to the target from then on.

    `choices` names the values that the "source" gives; the "target" gives all others. `expected` are the
    revisions that somebody looked at, those of the plan where none are given.

    Raises: ValidationError without a reason, and with all that stands in the way; StaleRecordError where
    one of the two was changed since; PermissionDenied.
    Queries: fixed for each column that can point at such a record, and those of the change.
    """
    if not reason.strip():
        raise ValidationError("Say why they are the same; it is kept in the history.")
    source, target = plan.source, plan.target
    model, held = type(source), expected if expected is not None else plan.expected
    with changes.changeset(user, "merge", reason, expected=held) as change:
        # Whoever names one of them meanwhile waits, or came before and is seen below.
        locked = {
            one.pk: one
            for one in model._base_manager.select_for_update().filter(pk__in=[source.pk, target.pk])
        }
        fresh = plan_merge(locked[source.pk], locked[target.pk])
        if fresh.obstacles:
            raise ValidationError(fresh.obstacles)
        change.merged_into[source.COLLECTION, source.pk] = target.slug
        change.public_reason = public_reason
        _merge_rows(fresh, choices or {})
        refuse_violations(model._base_manager.get(pk=target.pk))
    return change


def _merge_rows(plan: MergePlan, choices: Mapping[str, str]) -> None:
    source, target = plan.source, plan.target
    called = [one.name for one in (source, target) if hasattr(one, "names")]
    for root, pk in referrers(source):
        write_guard.note_write(root, pk)
    for _, rows in _rows_between(source, target):
        rows.delete()
    clear_replaced_lists(source, target, choices)
    apply_choices(source, target, choices)
    for pointer in foreign_keys_to(type(source)):
        mine: Any = pointer.rows([source.pk])
        if pointer.holder in _TEXT_ANCHORED_MODELS:
            mine._raw_delete(mine.db)
        for flag in EXCLUSIVE_FLAGS:
            _clear_duplicate_flag(pointer, flag, source, target)
    if plan.quotation_transfer:
        plan.quotation_transfer.write()
    _add_spellings(plan, called)
    replace_rows(type(source), {source.pk: target.pk})


def _merge_refusals(source: Record, target: Record) -> Iterator[str]:
    """What forbids to think of merging these two at all."""
    if source.COLLECTION not in MERGEABLE_COLLECTIONS or type(source) is not type(target):
        yield "Two actors, locations, articles, outlets, events or claims can be merged, no others."
        return
    if source.pk == target.pk:
        yield f"“{source.slug}” is one record already."
        return
    was, now = ReviewStatus(source.review_status), ReviewStatus(target.review_status)
    if now not in _ALLOWED_TARGET_STATUSES[was]:
        yield (
            f"“{source.slug}” is {was.label.lower()} and “{target.slug}” {now.label.lower()}: "
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
        if not (number := rows.count()):
            continue
        if pointer.kind is RelationKind.REFERENCE:
            records: dict[Collection, int] = {}
            for path, root in pointer.owner_paths:
                held = rows.order_by().exclude(**{path: None}).values(path).distinct().count()
                if held:
                    records[root.COLLECTION] = records.get(root.COLLECTION, 0) + held
            plan.references.append(AffectedRows(_label(pointer), number, records))
        elif pointer.kind is RelationKind.CHILD:
            plan.parts.append(AffectedRows(_label(pointer), number, {}))
            plan.shared += [
                SharedChild(_label(pointer), str(one.duplicate), str(one.survivor), one.identical)
                for one in duplicate_rows(pointer, model, pairs)
            ]


def _label(pointer: ReferencingColumn) -> str:
    owner: Any = pointer.holder._meta.auto_created
    if owner:
        relation = next(one for one in owner._meta.many_to_many if one.remote_field.through is pointer.holder)
        return f"{owner._meta.verbose_name} ({relation.verbose_name})"
    column: Any = pointer.holder._meta.get_field(pointer.column)
    plain = pointer.kind is RelationKind.CHILD or pointer.column in ("actor", "location", "article", "event")
    name = str(pointer.holder._meta.verbose_name)
    return name if plain else f"{name} ({column.verbose_name})"


def _rows_between(source: Record, target: Record) -> Iterator[tuple[ReferencingColumn, models.QuerySet[Any]]]:
    """What belongs to one of the two and names the other."""
    pointers = [one for one in foreign_keys_to(type(source)) if not issubclass(one.holder, Record)]
    for own in pointers:
        for other in pointers:
            if (
                own.holder is other.holder
                and own.kind in (RelationKind.CHILD, RelationKind.LIST)
                and other.kind is RelationKind.REFERENCE
            ):
                there = Q(**{own.column: source.pk, other.column: target.pk})
                back = Q(**{own.column: target.pk, other.column: source.pk})
                yield own, own.holder._base_manager.filter(there | back)


def _blocking_referrers(pointer: ReferencingColumn, rows: models.QuerySet[Any]) -> Iterator[str]:
    """The claims and contradictions that need what would be dropped."""
    for other in foreign_keys_to(pointer.holder):
        if other.holder is ClaimSubject:
            for slug in other.rows(rows.values_list("pk", flat=True)).values_list("claim__slug", flat=True):
                yield f"claims/{slug} is about what holds between the two: decide what it is about first."
        if other.holder is Contradiction and other.rows(rows.values_list("pk", flat=True)).exists():
            yield "Something contradicts what holds between the two: settle that contradiction first."


def _containment_cycles(source: Any, target: Any) -> Iterator[str]:
    """Where one would lie inside itself."""
    pair = (source.pk, target.pk)
    if isinstance(source, Location):
        rows = LocationAncestor._base_manager.filter(location__in=pair, ancestor__in=pair, depth__gt=0)
        for inner, outer in rows.values_list("location__slug", "ancestor__slug"):
            yield f"“{inner}” lies inside “{outer}”: take it out of there first, if they are one place."
    if isinstance(source, Event):
        for piece, whole in (pair, pair[::-1]):
            over = EventClosure._base_manager.filter(event=piece).exclude(whole=whole).values("whole")
            between = EventClosure._base_manager.filter(whole=whole, event__in=over)
            for slug in between.values_list("event__slug", flat=True):
                yield (
                    f"“{slug}” lies between the two: one is part of it, and it is part of the other. "
                    "Take away one of these relations first."
                )


def _mutual_contradictions(source: Any, target: Any) -> Iterator[str]:
    """Claims that contradict one another are not the same."""
    if isinstance(source, Claim):
        ends = [(source.pk, target.pk), (target.pk, source.pk)]
        for left, right in ends:
            if Contradiction._base_manager.filter(left_claim=left, right_claim=right).exists():
                yield "The two contradict each other: take that contradiction away first."


def _oversized_lists(plan: MergePlan) -> Iterator[str]:
    """Lists that would be longer than those of a record may be."""
    folded: dict[str, int] = {}
    for one in plan.shared:
        folded[one.what] = folded.get(one.what, 0) + 1
    moving = {move.what: move.rows - folded.get(move.what, 0) for move in plan.parts}
    for pointer in foreign_keys_to(type(plan.target)):
        name = _label(pointer)
        if pointer.kind is RelationKind.CHILD and "evidence" not in name and moving.get(name):
            total = moving[name] + pointer.rows([plan.target.pk]).count()
            if total > changes.MAX_CHILDREN:
                most = changes.MAX_CHILDREN
                yield f"Together they have {total} of “{name}”; at most {most} fit one record."


def _spellings(source: Any, target: Any) -> list[str]:
    """The names of the source that the target does not have yet."""
    if not hasattr(source, "names"):
        return []
    held = {target.name, *target.names.values_list("name", flat=True)}
    mine = [source.name, *source.names.order_by("pk").values_list("name", flat=True)]
    return [name for name in dict.fromkeys(mine) if name not in held]


def _add_spellings(plan: MergePlan, called: list[str]) -> None:
    """Keep what the two were called, as far as it is not what the target is called now."""
    model: Any = {Collection.ACTORS: ActorName, Collection.LOCATIONS: LocationName}.get(
        plan.source.COLLECTION
    )
    if model is None:
        return
    owner = model.OWNER_PATHS[0]
    rows = model._base_manager.filter(**{f"{owner}__in": (plan.source.pk, plan.target.pk)})
    held = {plan.target.name, *rows.values_list("name", flat=True)}
    for name in dict.fromkeys(called):
        if name not in held:
            model(**{f"{owner}_id": plan.target.pk, "name": name}).save()


def _clear_duplicate_flag(pointer: ReferencingColumn, flag: str, source: Record, target: Record) -> None:
    """Let what is the only one of its kind in both be so in the target alone. Queries: 2."""
    if pointer.kind is not RelationKind.CHILD or flag not in {
        one.name for one in pointer.holder._meta.fields
    }:
        return
    mine = pointer.rows([source.pk]).filter(**{flag: True})
    theirs = pointer.rows([target.pk]).filter(**{flag: True})
    if flag == "preferred":
        mine = mine.filter(counted_group__in=theirs.values("counted_group"))
        mine.update(**{flag: False})
    elif theirs.exists():
        mine.update(**{flag: False})
