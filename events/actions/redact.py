"""Take a passage or a member out of everything that is kept, history included, leaving a mark."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, StrIndex

from events import changes, records, search, write_guard
from events.choices import Collection, IdState
from events.models import NotDuplicate, PublicId, Release, Revision
from events.models.record import Record, record_models
from events.records.differences import Path, differences
from events.records.redaction import (
    BLOCK,
    PassageStarts,
    find_starts,
    iter_identifiers,
    mask_snapshot,
    mask_text,
    remove_member,
)
from events.records.restore import restore_record
from events.rules.text import slugify_id

MIN_PASSAGE_LENGTH = 3
MAX_OCCURRENCES = 1000
_BATCH = 50
"""Whole records, articles with their texts among them, are held this many at a time."""
_MAX_ARTICLES_BY_ID = 100
"""Of so many articles the quotations are found by the article's id; of more, every revision is read."""

ScanCallback = Callable[[int], None]
Mask = Callable[[dict[str, Any]], dict[str, Any]]


def _no_progress(_looked_at: int) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Redaction:
    """What was taken out, or would be."""

    revisions: int = 0
    """How many revisions held it."""
    records: set[str] = field(default_factory=set)
    """The records that these are of."""
    occurrences: list[str] = field(default_factory=list)
    """Where it stands, as `events/first-session, revision 2: title`; the first thousand."""
    remaining_ids: set[str] = field(default_factory=set)
    """Ids and keys that spell it; they stay, since whatever cites them would break."""


def find_text(text: str, progress: ScanCallback = _no_progress) -> Redaction:
    """Where a passage stands, in the case given, in all that is kept; nothing is written.

    `progress` is told how many revisions were looked at.
    Raises: ValidationError for a passage that is too short. Queries: 1 for every 50 revisions that hold it.
    """
    _refuse_passage(text)
    starts = _passage_starts(text)
    found = Redaction(remaining_ids=_ids_containing(text))
    for revision, new in _changed_by_mask(
        _candidate_revisions(text, starts), partial(mask_snapshot, passage=text, starts=starts), progress
    ):
        _add_finding(found, revision, new, text)
    return found


def redact_text(
    text: str,
    user: AbstractBaseUser | str,
    public_reason: str,
    reason: str,
    progress: ScanCallback = _no_progress,
) -> Redaction:
    """Put blocks in the place of a passage in every text of every record, and of all that records were.

    One change: records that are public tell of it in the feed, with the public reason.

    Raises: PermissionDenied for whoever is no superuser; ValidationError for a passage that is too short,
    for a reason that is missing or tells it, and where somebody wrote it anew meanwhile.
    Queries: some for each record that holds it, 1 for each revision that did, 2 for every 50 of them.
    """
    _refuse_passage(text)
    if text in public_reason or text in reason:
        raise ValidationError("The reasons are kept: they must not tell what is taken out.")
    found = Redaction(remaining_ids=_ids_containing(text))
    starts = _passage_starts(text)
    mask = partial(mask_snapshot, passage=text, starts=starts)
    with transaction.atomic():
        _redact_current(_candidate_revisions(text, starts), mask, user, public_reason, reason)
        for revision, new in _changed_by_mask(_candidate_revisions(text, starts), mask, progress):
            _add_finding(found, revision, new, text)
            _rewrite(revision, new, text)
        search.purge_deleted()
        _rewrite_notes(text)
    return found


def redact_member(
    record: Record,
    path: Path,
    user: AbstractBaseUser | str,
    public_reason: str,
    reason: str,
    progress: ScanCallback = _no_progress,
) -> Redaction:
    """Take one member or part out of a record and of all that it was; `path` as in `differences`.

    A text gives way to blocks, a number to nothing, and a part goes.

    Raises: as `redact_text`; ValidationError, too, where nothing stands there, for a text in which
    quotations stand or that is one, and for a part that others need.
    """
    if path[-1] in ("text", "quote"):
        raise ValidationError("Articles and their quotations lose words together: redact the passage.")
    mine = Revision.objects.filter(collection=record.COLLECTION, object_pk=record.pk).exclude(record=None)
    mask = partial(remove_member, path=path)
    found = Redaction()
    try:
        with transaction.atomic():
            _redact_current(mine, mask, user, public_reason, reason)
            for revision, new in _changed_by_mask(mine, mask, progress):
                _add_finding(found, revision, new)
                _rewrite(revision, new)
            search.purge_deleted()
    except ValueError as error:
        raise ValidationError(str(error)) from error
    if not found.revisions:
        raise ValidationError(f"{record.COLLECTION.value}/{record.slug} never had {'/'.join(path)}.")
    return found


def _refuse_passage(text: str) -> None:
    if len(text.strip()) < MIN_PASSAGE_LENGTH or BLOCK in text:
        raise ValidationError(
            f"A passage has at least {MIN_PASSAGE_LENGTH} characters, and no block among them."
        )


def _redact_current(
    holding: QuerySet[Revision],
    mask: Mask,
    user: AbstractBaseUser | str,
    public_reason: str,
    reason: str,
) -> None:
    """Write what the records are now without it, through the door, and hold up all further changes."""
    if not isinstance(user, str) and not getattr(user, "is_superuser", False):
        raise PermissionDenied("Only a superuser may redact: what is taken out cannot be brought back.")
    if not public_reason.strip() or not reason.strip():
        raise ValidationError("Give a reason for the public and one for the history.")
    with changes.changeset(user, "redact", reason) as change:
        change.is_redaction, change.public_reason = True, public_reason
        for revisions in _batches(_current_revisions(holding)):
            pks: dict[Collection, list[int]] = defaultdict(list)
            for revision in revisions:
                pks[Collection(revision.collection)].append(revision.object_pk)
            for collection, keys in pks.items():
                rows = record_models()[collection]._base_manager.select_for_update(no_key=True)
                list(rows.filter(pk__in=keys).order_by("pk").values_list("pk"))
                for pk, now in records.snapshot(collection, keys).items():
                    if (new := mask(now)) != now:
                        restore_record(collection, pk, new)
        for collection, pk in _records_to_announce(holding, mask):
            change.force_revision.add((collection, pk))
            write_guard.note_write(record_models()[collection], pk)
    # From here on no change is committed before this one.
    if any(
        new != revision.record
        for revision, new in _changed_by_mask(_current_revisions(holding), mask, _no_progress)
    ):
        raise ValidationError("Somebody wrote it anew meanwhile. Nothing was redacted: do it again.")


def _records_to_announce(holding: QuerySet[Revision], mask: Mask) -> Iterator[tuple[Collection, int]]:
    """The public records of which any revision held it, or which one that did went into.

    Whoever copied them has that revision, even if they do not say it any more. Queries: 1 for every 50
    revisions, 2 for each record.
    """
    held = {
        (one.collection, one.object_pk, one.slug)
        for one, new in _changed_by_mask(holding, mask, _no_progress)
        if (one.public and new != one.record) or one.public_reason
    }
    for collection, pk, slug in sorted(held):
        into = PublicId.objects.filter(collection=collection, state=IdState.MERGED, slug=slug)
        rows = record_models()[Collection(collection)].objects.published()
        for found in rows.filter(Q(pk=pk) | Q(slug__in=into.values("successor"))):
            yield Collection(collection), found.pk


def _current_revisions(holding: QuerySet[Revision]) -> QuerySet[Revision]:
    """Those of them that tell what a record is now."""
    later = Revision.objects.filter(
        collection=OuterRef("collection"), object_pk=OuterRef("object_pk"), number__gt=OuterRef("number")
    )
    return holding.filter(~Exists(later)).exclude(record=None)


def _batches(revisions: QuerySet[Revision]) -> Iterator[list[Revision]]:
    """The revisions by their numbers, those that are written meanwhile included."""
    seq = 0
    while batch := list(revisions.filter(seq__gt=seq).order_by("seq")[:_BATCH]):
        yield batch
        seq = batch[-1].seq


def _changed_by_mask(
    holding: QuerySet[Revision], mask: Mask, progress: ScanCallback
) -> Iterator[tuple[Revision, dict[str, Any] | None]]:
    """The revisions that change, with what they are to hold."""
    looked_at = 0
    for batch in _batches(holding):
        for revision in batch:
            new = mask(revision.record) if revision.record is not None else None
            if new != revision.record or bool(getattr(revision, "told", False)):
                yield revision, new
        looked_at += len(batch)
        progress(looked_at)


def _rewrite(revision: Revision, new: dict[str, Any] | None, text: str = "") -> None:
    columns: dict[str, Any] = {"redacted": True} | ({} if new is None else {"record": new})
    if text:
        columns |= {name: mask_text(getattr(revision, name), text) for name in ("reason", "public_reason")}
    with write_guard.suspended():
        Revision.objects.filter(pk=revision.pk).update(**columns)


def _rewrite_notes(text: str) -> None:
    """Take the passage out of what is written beside the records. Queries: 1 a table, 1 for each row."""
    notes: list[tuple[Any, str]] = [(NotDuplicate, "reason"), (Release, "note")]
    for model, column in notes:
        rows = model.objects.alias(told=StrIndex(column, Value(text))).filter(told__gt=0)
        for pk, note in rows.values_list("pk", column):
            with write_guard.suspended():
                model.objects.filter(pk=pk).update(**{column: mask_text(note, text)})


def _add_finding(found: Redaction, revision: Revision, new: dict[str, Any] | None, text: str = "") -> None:
    name = f"{revision.collection}/{revision.slug}"
    found.revisions += 1
    found.records.add(name)
    if text:
        found.remaining_ids |= {key for key in iter_identifiers(revision.record) if _key_contains(key, text)}
    if len(found.occurrences) < MAX_OCCURRENCES:
        paths = ["/".join(one.path) for one in differences(revision.record, new)] or ["its reason"]
        found.occurrences += [f"{name}, revision {revision.number}: {path}" for path in paths]


def _candidate_revisions(text: str, starts: PassageStarts) -> QuerySet[Revision]:
    """The revisions that may hold a passage, or a quotation that holds a piece of it."""
    if len(starts) > _MAX_ARTICLES_BY_ID:
        return Revision.objects.annotate(told=_reason_mentions(text))
    kept = Cast("record", TextField())
    held = Q(told__gt=0)
    rows = Revision.objects.annotate(told=_reason_mentions(text))
    for number, needle in enumerate([_json_escaped(text), *(f'"{ref}"' for ref in sorted(starts))]):
        rows = rows.alias(**{f"at_{number}": StrIndex(kept, Value(needle))})
        held |= Q(**{f"at_{number}__gt": 0})
    return rows.filter(held)


def _reason_mentions(text: str) -> Any:
    """Whether the reasons of a revision tell it, as a number that is not 0."""
    return StrIndex(F("reason"), Value(text)) + StrIndex(F("public_reason"), Value(text))


def _json_escaped(text: str) -> str:
    """The passage as it stands inside of JSON: PostgreSQL keeps every letter, Django escapes for SQLite."""
    return json.dumps(text, ensure_ascii=connection.vendor != "postgresql")[1:-1]


def _passage_starts(text: str) -> PassageStarts:
    """Where the passage begins in all that articles are and were."""
    starts: PassageStarts = defaultdict(set)
    articles = _candidate_revisions(text, {}).filter(collection=Collection.ARTICLES).exclude(record=None)
    for batch in _batches(articles):
        for revision in batch:
            if found := set(find_starts((revision.record or {}).get("text") or "", text)):
                starts[f"articles/{revision.slug}"] |= found
    return dict(starts)


def _ids_containing(text: str) -> set[str]:
    """The ids that spell a passage."""
    spelt = slugify_id(text)
    if len(spelt) < MIN_PASSAGE_LENGTH:
        return set()
    rows = PublicId.objects.alias(spelt=StrIndex("slug", Value(spelt))).filter(spelt__gt=0)
    return {f"{one.collection}/{one.slug}" for one in rows.order_by("pk")[:MAX_OCCURRENCES]}


def _key_contains(key: str, text: str) -> bool:
    spelt = slugify_id(text)
    return text in key or (len(spelt) >= MIN_PASSAGE_LENGTH and spelt in key)
