"""The revisions that a change leaves behind."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from events import door, records, rights, search
from events.changes.change import Change
from events.changes.dangling import Dangling
from events.changes.namings import note_namings
from events.changes.numbers import next_numbers
from events.changes.registry import register
from events.changes.telling import narrows, status, told, was_public
from events.choices import Collection, ReviewStatus
from events.models import Revision
from events.models.record import Record, record_models

MOST_PARTS = 500
_BATCH = 200
"""Records of a change that are held at a time, as they were and as they are."""
_Before = dict[int, Revision]


def keep(opened: door.OpenChange, change: Change) -> None:
    """Write a revision of each record that changed, and what follows from it.

    Memory does not grow with the number of records. Raises: ValidationError, PermissionDenied.
    Queries: a number fixed for every 200 records of a collection, 1 for each that changed.
    """
    at = timezone.now()
    dangling = Dangling()
    changed: dict[Collection, set[int]] = defaultdict(set)
    for collection, model in sorted(record_models().items()):
        pks = sorted(opened.touched.get(model, ()))
        for start in range(0, len(pks), _BATCH):
            batch = pks[start : start + _BATCH]
            before = _newest(collection, batch)
            drafts = list(_drafts(collection, model, batch, before, change, at))
            if not drafts:
                continue
            register(collection, drafts, before)
            _stamp(model, drafts, change, at)
            first = next_numbers(len(drafts)) - len(drafts) + 1
            change.first_seq = change.first_seq or first
            for seq, draft in enumerate(drafts, start=first):
                draft.seq, draft.first_seq = seq, change.first_seq
            Revision.objects.bulk_create(drafts)
            note_namings(collection, drafts, before)
            dangling.note(drafts)
            changed[collection].update(draft.object_pk for draft in drafts)
    dangling.refuse()
    search.count_uses(change.uses)
    for collection, keys in changed.items():
        search.renew_changed(collection, keys)


def _drafts(
    collection: Collection,
    model: type[Record],
    pks: list[int],
    before: _Before,
    change: Change,
    at: datetime,
) -> Iterator[Revision]:
    """The revisions of these records of one collection, as far as they differ from their newest one."""
    after = records.stored(collection, pks)
    for pk in pks:
        revision, new = before.get(pk), after.get(pk)
        old = revision.record if revision else None
        copied = change.mirrored.get((collection, pk))
        if old == new and not (copied and copied.fresh) and (collection, pk) not in change.marked:
            continue
        slug = new["id"] if new else revision.slug if revision else ""
        if change.user:
            rights.refuse_beyond(change.user, model, slug, status(old), status(new))
        successor = change.merged.get((collection, pk), "") if new is None else ""
        if new is None and not successor and was_public(collection, pk):
            raise ValidationError(f"“{slug}” has been public: withdraw it instead of deleting it.")
        _refuse_too_long(collection, new)
        change.uses.update(search.used(collection, new))
        change.uses.subtract(search.used(collection, old))
        if copied:
            word, public_reason = copied.change, copied.public_reason
        else:
            word, public_reason = told(change, collection, pk, revision, new, successor)
        yield Revision(
            collection=collection,
            object_pk=pk,
            slug=slug,
            number=max((revision.number if revision else 0) + 1, copied.number if copied else 0),
            at=at,
            user_id=change.user.pk if change.user else None,
            who=change.who,
            action=change.action,
            reason=change.reason,
            origin=change.origins.get((collection, slug), ""),
            record=new,
            successor=successor,
            public=status(new) == ReviewStatus.PUBLISHED,
            change=word,
            public_reason=public_reason,
            narrows=narrows(word, revision, new),
        )


def _stamp(model: type[Record], drafts: list[Revision], change: Change, at: datetime) -> None:
    """Let the records say which revision they are at, and since when. Queries: 1 for each."""
    for draft in drafts:
        copied = change.mirrored.get((Collection(draft.collection), draft.object_pk))
        columns: dict[str, Any] = {
            "revision": copied.number if copied else draft.number,
            "updated_at": copied.updated_at if copied else at,
        }
        if copied or draft.number == 1:
            columns["created_at"] = copied.created_at if copied else at
        if draft.public:
            columns["first_published_at"] = Coalesce(F("first_published_at"), Value(at))
        model._base_manager.filter(pk=draft.object_pk).update(**columns)


def _newest(collection: Collection, pks: list[int]) -> _Before:
    mine = Revision.objects.filter(collection=collection, object_pk__in=pks)
    return {revision.object_pk: revision for revision in mine.newest()}


def _refuse_too_long(collection: Collection, stored: dict[str, Any] | None) -> None:
    for name, value in (stored or {}).items():
        if isinstance(value, list) and len(value) > MOST_PARTS:
            raise ValidationError(
                f"{collection.value}/{stored['id'] if stored else ''} has {len(value)} {name}; "
                f"at most {MOST_PARTS} fit one record."
            )
