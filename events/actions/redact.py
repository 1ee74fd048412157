"""Redaction: a passage or a member is removed from all records and all their revisions."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast, StrIndex

from events import changes, records, search, stored_forms, write_guard
from events.choices import Collection, IdState
from events.models import Confirmation, NotDuplicate, PublicId, Release, Revision
from events.models.record import Record, record_models
from events.models.revision import RevisionQuerySet
from events.records.differences import Path, differences
from events.records.projection import is_visible_change
from events.records.redaction import (
    PassageStarts,
    find_starts,
    iter_identifiers,
    mask_snapshot,
    mask_text,
    remove_member,
)
from events.records.restore import restore_record
from events.rules.text import BLOCK, slugify_id

MIN_PASSAGE_LENGTH = 3
MAX_OCCURRENCES = 1000
_BATCH = 50
"""How many whole records, some with the text of an article, are in memory at a time."""
_MAX_ARTICLES_BY_ID = 100
"""Quotations of up to so many articles are searched by the article's id; for more, all revisions are read."""

ScanCallback = Callable[[int], None]
Mask = Callable[[dict[str, Any]], dict[str, Any]]


def _no_progress(_looked_at: int) -> None:
    """Reports no progress."""


@dataclass(slots=True)
class Redaction:
    """The places from which something was removed, or would be."""

    revisions: int = 0
    """How many revisions contained it."""
    records: set[str] = field(default_factory=set)
    """The records of these revisions."""
    occurrences: list[str] = field(default_factory=list)
    """The places, as `events/first-session, revision 2: title`; the first thousand."""
    remaining_ids: set[str] = field(default_factory=set)
    """Ids and keys that contain the passage; they stay, since others cite them."""


def find_text(text: str, progress: ScanCallback = _no_progress) -> Redaction:
    """Finds a passage, case-sensitively, in all records and revisions; writes nothing.

    `progress` is called with the number of revisions read so far.
    Raises: ValidationError for a passage that is too short. Queries: 1 for every 50 revisions with it.
    """
    _refuse_passage(text)
    starts = _passage_starts(text)
    findings = Redaction(remaining_ids=_ids_containing(text))
    mask = partial(mask_snapshot, passage=text, starts=starts)
    for revision, new in _changed_by_mask(_candidate_revisions(text, starts), mask, progress):
        _add_finding(findings, revision, new, text)
    return findings


def redact_text(
    text: str,
    user: AbstractBaseUser | str,
    public_reason: str,
    reason: str,
    progress: ScanCallback = _no_progress,
) -> Redaction:
    """Replaces a passage by blocks in every text of every record and of every revision.

    This is one change: the feed lists it for public records, with the public reason.

    Raises: PermissionDenied if the user is no superuser; ValidationError for a passage that is too short,
    for a reason that is missing or contains it, and if somebody wrote it again meanwhile.
    Queries: some for each record that contains it, 1 for each such revision, 2 for every 50 of them.
    """
    _refuse_passage(text)
    if text in public_reason or text in reason:
        raise ValidationError("The reasons are kept: they must not tell what is taken out.")
    starts = _passage_starts(text)
    mask = partial(mask_snapshot, passage=text, starts=starts)
    findings = _redact(_candidate_revisions(text, starts), mask, user, public_reason, reason, progress, text)
    findings.remaining_ids |= _ids_containing(text)
    return findings


def redact_member(
    record: Record,
    path: Path,
    user: AbstractBaseUser | str,
    public_reason: str,
    reason: str,
    progress: ScanCallback = _no_progress,
) -> Redaction:
    """Removes one member or child from a record and all its revisions; `path` as in `differences`.

    A text is replaced by blocks, a number by null, and a child is deleted.

    Raises: as `redact_text`; ValidationError, too, if the path has no value, for the text of an article,
    for a quotation, and for a child that others refer to.
    """
    if path[-1] in ("text", "quote"):
        raise ValidationError("Articles and their quotations lose words together: redact the passage.")
    revisions = Revision.objects.filter(collection=record.COLLECTION, object_pk=record.pk)
    mask = partial(remove_member, path=path)
    try:
        findings = _redact(revisions.exclude(record=None), mask, user, public_reason, reason, progress)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    if not findings.revisions:
        raise ValidationError(f"{record.COLLECTION.value}/{record.slug} never had {'/'.join(path)}.")
    return findings


def _refuse_passage(text: str) -> None:
    if len(text.strip()) < MIN_PASSAGE_LENGTH or BLOCK in text:
        raise ValidationError(
            f"A passage has at least {MIN_PASSAGE_LENGTH} characters, and no block among them."
        )


def _redact(
    revisions: RevisionQuerySet,
    mask: Mask,
    user: AbstractBaseUser | str,
    public_reason: str,
    reason: str,
    progress: ScanCallback,
    text: str = "",
) -> Redaction:
    """Masks the current records in a tracked change, which further changes wait for, then all revisions."""
    if not isinstance(user, str) and not getattr(user, "is_superuser", False):
        raise PermissionDenied("Only a superuser may redact: what is taken out cannot be brought back.")
    if not public_reason.strip() or not reason.strip():
        raise ValidationError("Give a reason for the public and one for the history.")
    findings = Redaction()
    with transaction.atomic():
        with changes.changeset(user, "redact", reason) as change:
            change.is_redaction, change.public_reason = True, public_reason
            _mask_current_records(revisions, mask)
            for collection, pk in _records_to_announce(revisions, mask, text):
                change.announced.add((collection, pk))
                write_guard.note_write(record_models()[collection], pk)
        # From here on no change is committed before this transaction.
        current = _changed_by_mask(_current_revisions(revisions), mask, _no_progress)
        if any(new != revision.record for revision, new in current):
            raise ValidationError("Somebody wrote it anew meanwhile. Nothing was redacted: do it again.")
        rewritten: dict[Collection, set[int]] = defaultdict(set)
        for revision, new in _changed_by_mask(revisions, mask, progress):
            _add_finding(findings, revision, new, text)
            _rewrite(revision, new, text)
            rewritten[Collection(revision.collection)].add(revision.object_pk)
        for collection, pks in sorted(rewritten.items()):
            search.reindex_changed(collection, pks)  # a record is found by the names that it had
        search.purge_deleted()
        if text:
            _rewrite_notes(text)
    return findings


def _mask_current_records(revisions: RevisionQuerySet, mask: Mask) -> None:
    for batch in _batches(_current_revisions(revisions)):
        pks: dict[Collection, list[int]] = defaultdict(list)
        for revision in batch:
            pks[Collection(revision.collection)].append(revision.object_pk)
        for collection, keys in pks.items():
            rows = record_models()[collection]._base_manager.select_for_update(no_key=True)
            list(rows.filter(pk__in=keys).order_by("pk").values_list("pk"))
            for pk, snapshot in records.snapshot(collection, keys).items():
                if (new := mask(snapshot)) != snapshot:
                    restore_record(collection, pk, new)


def _records_to_announce(
    revisions: RevisionQuerySet, mask: Mask, text: str
) -> Iterator[tuple[Collection, int]]:
    """The public records with a public revision that contains it, and those into which such a one was merged.

    Copies of the database have that revision, even if the record does not contain it any more.
    Queries: 1 for every 50 revisions, 2 for each record.
    """
    records = {
        (revision.collection, revision.object_pk, revision.slug)
        for revision, new in _changed_by_mask(revisions.in_feed(), mask, _no_progress)
        if _was_visible(revision, new, text)
    }
    for collection, pk, slug in sorted(records):
        successors = PublicId.objects.filter(collection=collection, state=IdState.MERGED, slug=slug)
        published = record_models()[Collection(collection)].objects.published()
        for record in published.filter(Q(pk=pk) | Q(slug__in=successors.values("successor"))):
            yield Collection(collection), record.pk


def _was_visible(revision: Revision, new: dict[str, Any] | None, text: str) -> bool:
    """Whether the public could read in a revision what a mask takes out."""
    if text and text in revision.public_reason:
        return True
    collection, old = Collection(revision.collection), revision.record or {}
    return revision.public and is_visible_change(collection, old, new or {})


def _current_revisions(revisions: RevisionQuerySet) -> RevisionQuerySet:
    """The revisions among these that are the current one of their record."""
    later = Revision.objects.filter(
        collection=OuterRef("collection"), object_pk=OuterRef("object_pk"), version__gt=OuterRef("version")
    )
    return revisions.filter(~Exists(later)).exclude(record=None)


def _batches(revisions: RevisionQuerySet) -> Iterator[list[Revision]]:
    """The revisions in batches, by `seq`, including those that are written meanwhile."""
    seq = 0
    while batch := list(revisions.filter(seq__gt=seq).order_by("seq")[:_BATCH]):
        yield batch
        seq = batch[-1].seq


def _changed_by_mask(
    revisions: RevisionQuerySet, mask: Mask, progress: ScanCallback
) -> Iterator[tuple[Revision, dict[str, Any] | None]]:
    """The revisions that the mask changes, each with its new record."""
    looked_at = 0
    for batch in _batches(revisions):
        for revision in batch:
            new = mask(revision.record) if revision.record is not None else None
            if new != revision.record or bool(getattr(revision, "reason_matches", False)):
                yield revision, new
        looked_at += len(batch)
        progress(looked_at)


def _rewrite(revision: Revision, new: dict[str, Any] | None, text: str = "") -> None:
    columns: dict[str, Any] = {"redacted": True}
    if new is not None:
        columns |= {"record": new, "form": stored_forms.CURRENT}
    if revision.public_seq is not None and _was_visible(revision, new, text):
        columns["redacted_in_public"] = True
    if text:
        columns |= {name: mask_text(getattr(revision, name), text) for name in ("reason", "public_reason")}
    with write_guard.suspended():
        Revision.objects.filter(pk=revision.pk).update(**columns)


def _rewrite_notes(text: str) -> None:
    """Masks the passage in texts that belong to no record. Queries: 1 for each table, 1 for each row."""
    notes: list[tuple[Any, str]] = [(NotDuplicate, "reason"), (Release, "note"), (Confirmation, "words")]
    for model, column in notes:
        rows = model.objects.alias(position=StrIndex(column, Value(text))).filter(position__gt=0)
        for pk, note in rows.values_list("pk", column):
            with write_guard.suspended():
                model.objects.filter(pk=pk).update(**{column: mask_text(note, text)})


def _add_finding(findings: Redaction, revision: Revision, new: dict[str, Any] | None, text: str = "") -> None:
    name = f"{revision.collection}/{revision.slug}"
    findings.revisions += 1
    findings.records.add(name)
    if text:
        words = [text, slug] if len(slug := slugify_id(text)) >= MIN_PASSAGE_LENGTH else [text]
        keys = iter_identifiers(revision.record)
        findings.remaining_ids |= {key for key in keys if any(word in key for word in words)}
    if len(findings.occurrences) < MAX_OCCURRENCES:
        paths = ["/".join(difference.path) for difference in differences(revision.record, new)]
        paths = paths or ["its reason"]
        findings.occurrences += [f"{name}, version {revision.version}: {path}" for path in paths]


def _candidate_revisions(text: str, starts: PassageStarts) -> RevisionQuerySet:
    """The revisions that may contain a passage, or a quotation with a piece of it."""
    in_reasons = StrIndex(F("reason"), Value(text)) + StrIndex(F("public_reason"), Value(text))
    rows = Revision.objects.annotate(reason_matches=in_reasons)
    if len(starts) > _MAX_ARTICLES_BY_ID:
        return rows
    # PostgreSQL stores JSON with every letter as it is, Django escapes it for SQLite.
    escaped = json.dumps(text, ensure_ascii=connection.vendor != "postgresql")[1:-1]
    json_text = Cast("record", TextField())
    condition = Q(reason_matches__gt=0)
    for index, piece in enumerate([escaped, *(f'"{ref}"' for ref in sorted(starts))]):
        rows = rows.alias(**{f"at_{index}": StrIndex(json_text, Value(piece))})
        condition |= Q(**{f"at_{index}__gt": 0})
    return rows.filter(condition)


def _passage_starts(text: str) -> PassageStarts:
    """Where the passage begins in the text of each article, in any revision."""
    starts: PassageStarts = defaultdict(set)
    articles = _candidate_revisions(text, {}).filter(collection=Collection.ARTICLES).exclude(record=None)
    for batch in _batches(articles):
        for revision in batch:
            if offsets := set(find_starts((revision.record or {}).get("text") or "", text)):
                starts[f"articles/{revision.slug}"] |= offsets
    return dict(starts)


def _ids_containing(text: str) -> set[str]:
    """The public ids that contain a passage, as `actors/iraq`."""
    slug_part = slugify_id(text)
    if len(slug_part) < MIN_PASSAGE_LENGTH:
        return set()
    rows = PublicId.objects.alias(position=StrIndex("slug", Value(slug_part))).filter(position__gt=0)
    return {f"{public_id.collection}/{public_id.slug}" for public_id in rows.order_by("pk")[:MAX_OCCURRENCES]}
