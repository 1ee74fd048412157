"""Writes the revisions of a change, their numbers, and which records name an event since when."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from events import records, rights, search, stored_forms, write_guard
from events.changes.change import Change
from events.changes.public_change import announce_contradicted, classify, restricts, review_status
from events.changes.publication_integrity import PublicationIntegrity
from events.changes.slug_registry import register
from events.choices import Collection, Depth, ReviewStatus
from events.models import Backlink, Event, Revision, Sequence
from events.models.record import Record, record_models
from events.records.declared_members import without_derived
from events.records.stored_values import references

MAX_CHILDREN = 500
_BATCH_SIZE = 200
"""The number of records whose old and new states are in memory at a time."""
_RevisionsByPk = dict[int, Revision]
_REFERRING_COLLECTIONS = (Collection.CLAIMS, Collection.EVENTS)
"""The collections whose records appear with the events that they name: claims, and related events."""


def write_revisions(writes: write_guard.TrackedWrites, change: Change) -> None:
    """Write a revision of each record that changed, its public id, its backlinks and its search index.

    Memory does not grow with the number of records. Raises: ValidationError, PermissionDenied.
    Queries: a number fixed for every 200 records of a collection, 1 for each that changed.
    """
    at = timezone.now()
    announce_contradicted(writes, change)
    integrity = PublicationIntegrity()
    changed: dict[Collection, set[int]] = defaultdict(set)
    for collection, model in sorted(record_models().items()):
        pks = sorted(writes.written_pks.get(model, ()))
        for start in range(0, len(pks), _BATCH_SIZE):
            batch = pks[start : start + _BATCH_SIZE]
            before = Revision.objects.newest_by_pk(collection, batch)
            drafts = list(_new_revisions(collection, model, batch, before, change, at))
            if not drafts:
                continue
            register(collection, drafts, before)
            _set_revision_columns(model, drafts, change, at)
            _number(drafts, change)
            Revision.objects.bulk_create(drafts)
            _update_backlinks(collection, drafts, before)
            if collection == Collection.CLAIMS:  # before events, in the order of their names
                _unsettle_subjects(drafts, before, writes, change)
            integrity.collect(drafts)
            changed[collection].update(draft.object_pk for draft in drafts)
    integrity.validate()
    search.adjust_use_counts(change.use_deltas)
    for collection, keys in changed.items():
        search.reindex_changed(collection, keys)


def _differs_by_derived(collection: Collection, revision: Revision, new: dict[str, Any] | None) -> bool:
    """Whether a record differs only in derived members from a revision of an earlier stored form."""
    if revision.form == stored_forms.CURRENT or revision.record is None or new is None:
        return False
    return without_derived(collection, revision.record) == without_derived(collection, new)


def _number(drafts: list[Revision], change: Change) -> None:
    """Give the revisions their numbers among all changes and among the public ones. Queries: 4."""
    first = advance_sequence(len(drafts)) - len(drafts) + 1
    change.first_seq = change.first_seq or first
    for seq, draft in enumerate(drafts, start=first):
        draft.seq, draft.first_seq = seq, change.first_seq
    if visible := [draft for draft in drafts if draft.change]:
        first = advance_sequence(len(visible), "public_value") - len(visible) + 1
        for seq, draft in enumerate(visible, start=first):
            draft.public_seq = seq


def _new_revisions(
    collection: Collection,
    model: type[Record],
    pks: list[int],
    before: _RevisionsByPk,
    change: Change,
    at: datetime,
) -> Iterator[Revision]:
    """The new revisions of those records of one collection that differ from their newest revision."""
    after = records.snapshot(collection, pks)
    for pk in pks:
        revision, new = before.get(pk), after.get(pk)
        old = revision.record if revision else None
        mirrored = change.mirrored_revisions.get((collection, pk))
        settles = collection == Collection.EVENTS and pk in change.settled
        derived_alone = revision is not None and _differs_by_derived(collection, revision, new)
        same = old == new or (derived_alone and not settles)
        if same and not (mirrored and mirrored.is_new) and (collection, pk) not in change.announced:
            continue
        slug = new["id"] if new else revision.slug if revision else mirrored.slug if mirrored else ""
        if change.user:
            rights.require_permission(change.user, model, slug, review_status(old), review_status(new))
        successor = change.merged_into.get((collection, pk), "") if new is None else ""
        number = revision.revision if revision else 0
        if new is None and not successor and number:
            raise ValidationError(f"“{slug}” has been public: withdraw it instead of deleting it.")
        _refuse_too_many_children(collection, new)
        change.use_deltas.update(search.used_records(collection, new))
        change.use_deltas.subtract(search.used_records(collection, old))
        if mirrored:
            # The other installation announced nothing if its revision is the one that is stored here.
            public_change, public_reason = (
                (mirrored.change, mirrored.public_reason) if mirrored.is_new else ("", "")
            )
        else:
            public_change, public_reason = classify(change, collection, pk, revision, new, successor)
        if new and new.get("depth") == Depth.SETTLED and not settles and public_change:
            new["depth"] = Depth.CODED.value  # what a second person confirmed is not what stands there now
        yield Revision(
            collection=collection,
            object_pk=pk,
            slug=slug,
            version=(revision.version if revision else 0) + 1,
            revision=(mirrored.revision if mirrored else number + 1) if public_change else number,
            at=at,
            upstream_at=mirrored.updated_at if mirrored else None,
            upstream_created_at=mirrored.created_at if mirrored else None,
            user_id=change.user.pk if change.user else None,
            who=change.who,
            action=change.action,
            reason=change.reason,
            origin=change.origin_hashes.get((collection, slug), ""),
            record=new,
            form=stored_forms.CURRENT,
            public_form=stored_forms.CURRENT,
            successor=successor,
            public=review_status(new) == ReviewStatus.PUBLISHED,
            change=public_change,
            public_reason=public_reason,
            restricts=bool(public_change) and restricts(public_change, revision, new),
        )


def _set_revision_columns(model: type[Record], drafts: list[Revision], change: Change, at: datetime) -> None:
    """Store in each record its version, its revision and their times. Queries: 1 for each."""
    for draft in drafts:
        columns: dict[str, Any] = {"version": draft.version, "revision": draft.revision}
        if draft.collection == Collection.EVENTS and draft.record:
            columns["depth"] = draft.record["depth"]
        if mirrored := change.mirrored_revisions.get((Collection(draft.collection), draft.object_pk)):
            columns |= {"created_at": mirrored.created_at, "updated_at": mirrored.updated_at}
        elif draft.change:
            columns |= {"created_at": Coalesce(F("created_at"), Value(at)), "updated_at": at}
        model._base_manager.filter(pk=draft.object_pk).update(**columns)


def _refuse_too_many_children(collection: Collection, stored: dict[str, Any] | None) -> None:
    for name, value in (stored or {}).items():
        if isinstance(value, list) and len(value) > MAX_CHILDREN:
            raise ValidationError(
                f"{collection.value}/{stored['id'] if stored else ''} has {len(value)} {name}; "
                f"at most {MAX_CHILDREN} fit one record."
            )


def _update_backlinks(collection: Collection, drafts: list[Revision], before: dict[int, Revision]) -> None:
    """Open the backlinks of events that public claims and events name since this change, and close others."""
    if collection not in _REFERRING_COLLECTIONS:
        return
    new_backlinks = []
    for draft in drafts:
        if draft.public_seq is None:
            continue
        named, names = _referenced_events(before.get(draft.object_pk)), _referenced_events(draft)
        referrer = {"collection": collection, "object_pk": draft.object_pk}
        new_backlinks += [
            Backlink(named=slug, since=draft.public_seq, **referrer) for slug in sorted(names - named)
        ]
        if removed := named - names:
            Backlink.objects.filter(named__in=removed, until=None, **referrer).update(until=draft.public_seq)
    Backlink.objects.bulk_create(new_backlinks, batch_size=500)


def _unsettle_subjects(
    drafts: list[Revision], before: _RevisionsByPk, writes: write_guard.TrackedWrites, change: Change
) -> None:
    """Let the settled events that publicly changed claims are or were about be written as coded.

    A mirror is told of them by its source. Queries: 2, none if no such claim names an event.
    """
    changed = [draft for draft in drafts if draft.change and draft.upstream_at is None]
    named = {
        slug
        for draft in changed
        for revision in (draft, before.get(draft.object_pk))
        for slug in _referenced_events(revision)
    }
    if named:
        settled = Event._base_manager.filter(slug__in=named, depth=Depth.SETTLED)
        pks = set(settled.values_list("pk", flat=True)) - change.settled
        Event._base_manager.filter(pk__in=pks).update(depth=Depth.CODED)
        writes.written_pks.setdefault(Event, set()).update(pks)


def _referenced_events(revision: Revision | None) -> set[str]:
    """The ids of the events that a revision names, if its record was public then."""
    parsed = (
        reference.partition("/")
        for reference in references(revision.record if revision and revision.public else None)
    )
    return {slug for collection, _, slug in parsed if collection == Collection.EVENTS}


def advance_sequence(count: int, column: str = "value") -> int:
    """Take numbers of all changes, or public ones; return the last. The row is locked until the commit."""
    counter = Sequence._base_manager.filter(pk=1)
    while not counter.update(**{column: F(column) + count}):
        Sequence._base_manager.bulk_create([Sequence(pk=1)], ignore_conflicts=True)
    return counter.values_list(column, flat=True).get()
