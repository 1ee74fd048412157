"""The one door for writes: every change is one transaction, one reason, and a revision of each record."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, Max, OuterRef
from django.utils import timezone

from events import door, records, rights, search
from events.choices import Access, Collection, IdState, PublicChange, ReviewStatus
from events.models import Naming, PublicId, Revision, Sequence
from events.models.record import Record, record_models, references_to
from events.records.differences import references

MOST_PARTS = 500
Named = dict[tuple[Collection, int], tuple[set[str], set[str]]]
"""The events that each record of a change named before and after it."""
_NAMING = (Collection.CLAIMS, Collection.EVENTS)
"""What events are told of by: claims about them, and events that stand in a relation to them."""
_NARROWING = (PublicChange.REDACTED, PublicChange.WITHDRAWN)


class StaleRecordError(Exception):
    """Somebody else changed the record since it was read."""

    def __init__(self, record: Record, expected: int, *, deleted: bool = False) -> None:
        now = "was deleted meanwhile" if deleted else f"is at revision {record.revision} by now"
        super().__init__(
            f"{record.COLLECTION.value}/{record.slug} {now}; this change was made from revision {expected}."
        )
        self.record = record
        self.expected = expected


class Mirrored(NamedTuple):
    """What another installation tells of a record and its last change, which a mirror takes over."""

    number: int
    created_at: datetime
    updated_at: datetime
    change: str
    public_reason: str
    fresh: bool
    """Whether its revision is another than the one that is here, even if nothing else differs."""


@dataclass(slots=True)
class Change:
    """An open change: what it will leave behind in the revisions of the records that it touches."""

    who: str
    action: str
    reason: str
    user: AbstractBaseUser | None = None
    origins: dict[tuple[Collection, str], str] = field(default_factory=dict)
    """The SHA-256 of the seed or import row that each record was made from."""
    merged: dict[tuple[Collection, int], str] = field(default_factory=dict)
    """The id that each record went into, which may be deleted for that; by its internal key."""
    restored: set[tuple[Collection, int]] = field(default_factory=set)
    """The records that stood in another since a merge and are brought back, by their internal keys."""
    redacts: bool = False
    """Whether it takes something out of what is public."""
    public_reason: str = ""
    """Why, as the public reads it, where records are merged, brought back or redacted."""
    mirrored: dict[tuple[Collection, int], Mirrored] = field(default_factory=dict)
    """The records that are copied from another installation, by their internal keys."""
    revisions: list[Revision] = field(default_factory=list)
    """The revisions that it wrote; empty until it is closed."""
    uses: Counter[str] = field(default_factory=Counter)
    """How many more public records name each one than before."""


@contextmanager
def record(
    actor: AbstractBaseUser | str,
    action: str,
    reason: str = "",
    *,
    expected: Mapping[Record, int] | None = None,
) -> Iterator[Change]:
    """Open the door for one change, in one transaction, and keep what it leaves behind.

    `actor` is the curator or the name of a command. On exit, what is derived is renewed, and each
    record whose content changed gets one revision. `expected` maps records to the revision that the
    change was made from.

    Raises: StaleRecordError if one has another by now; ValidationError if a record cannot stand as
    it was left; PermissionDenied if the curator may not do this: then nothing is written at all.
    Queries: a number fixed for each collection that was touched, and one for each changed record.
    """
    user = None if isinstance(actor, str) else actor
    change = Change(actor if isinstance(actor, str) else actor.get_username(), action, reason, user)
    with transaction.atomic(), door.opened() as opened:
        _refuse_stale(expected or {})
        yield change
        _take_turn(opened)
        _settle(opened)
        _keep(opened, change)


def _refuse_stale(expected: Mapping[Record, int]) -> None:
    for stale, revision in expected.items():
        held = type(stale)._base_manager.select_for_update(no_key=True).filter(pk=stale.pk).first()
        if not isinstance(held, Record):
            raise StaleRecordError(stale, revision, deleted=True)
        if held.revision != revision:
            raise StaleRecordError(held, revision)


def _take_turn(opened: door.OpenChange) -> None:
    """Wait for the changes that came first, so that what follows sees all that they left.

    Without it, two changes of parts of one record would each miss the other's part and take the same
    number, and each of two could make a cycle, or a reference to what is withdrawn, half.
    """
    for _, model in sorted(record_models().items()):
        if pks := opened.touched.get(model):
            # Not the key: rows that refer to the record hold a share of that.
            list(model._base_manager.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk"))
    _next_numbers(0)


def _settle(opened: door.OpenChange) -> None:
    """Renew what is derived, until nothing new was touched by doing so."""
    settled: dict[type[models.Model], set[int]] = defaultdict(set)
    while fresh := {m: new for m, pks in opened.touched.items() if (new := pks - settled[m])}:
        for model, pks in fresh.items():
            settled[model] |= pks
            if issubclass(model, Record):
                model.settle(pks)


def _keep(opened: door.OpenChange, change: Change) -> None:
    """Write a revision of each record that changed, and what follows from it."""
    at = timezone.now()
    drafts: list[Revision] = []
    named: Named = {}
    for collection, model in sorted(record_models().items()):
        if pks := opened.touched.get(model):
            drafts += _drafts(collection, model, sorted(pks), change, at, named)
    if not drafts:
        return
    _refuse_dangling(drafts)
    first = _next_numbers(len(drafts)) - len(drafts) + 1
    for seq, draft in enumerate(drafts, start=first):
        draft.seq, draft.first_seq = seq, first
    change.revisions = Revision.objects.bulk_create(drafts, batch_size=500)
    _note_namings(drafts, named)
    changed: dict[Collection, set[int]] = defaultdict(set)
    for draft in drafts:
        changed[Collection(draft.collection)].add(draft.object_pk)
    search.count_uses(change.uses)
    for collection, pks in changed.items():
        search.renew_changed(collection, pks)


def rebuild_search() -> dict[Collection, int]:
    """Make all that full text search looks through anew; how many records of each collection have some.

    Changes wait meanwhile.
    """
    with turn():
        return dict(search.rebuild())


@contextmanager
def turn() -> Iterator[None]:
    """Write what is no record, in one transaction for which changes wait.

    Takes a number, so that answers from before are known to be stale.
    """
    with transaction.atomic(), door.opened():
        _next_numbers(1)
        yield


def _next_numbers(count: int) -> int:
    """Take numbers from the counter and return the last; the row stays locked until the commit."""
    counter = Sequence._base_manager.filter(pk=1)
    while not counter.update(value=F("value") + count):
        Sequence._base_manager.bulk_create([Sequence(pk=1)], ignore_conflicts=True)
    return counter.values_list("value", flat=True).get()


def _drafts(
    collection: Collection,
    model: type[Record],
    pks: list[int],
    change: Change,
    at: datetime,
    named: Named,
) -> list[Revision]:
    """The revisions of the records of one collection that differ from their newest one."""
    before = _newest(collection, pks)
    after = records.stored(collection, pks)
    drafts = []
    for pk in pks:
        old, new = before.get(pk), after.get(pk)
        copied = change.mirrored.get((collection, pk))
        if (old.record if old else None) == new and not (copied and copied.fresh):
            continue
        slug = new["id"] if new else old.slug if old else ""
        if change.user:
            rights.refuse_beyond(change.user, model, slug, _status(old.record if old else None), _status(new))
        successor = change.merged.get((collection, pk), "") if new is None else ""
        if new is None and not successor and _was_public(collection, pk):
            raise ValidationError(f"“{slug}” has been public: withdraw it instead of deleting it.")
        _refuse_too_long(collection, new)
        change.uses.update(search.used(collection, new))
        change.uses.subtract(search.used(collection, old.record if old else None))
        if collection in _NAMING:
            named[collection, pk] = (_events_in(old.record if old else None), _events_in(new))
        told, public_reason = copied[3:5] if copied else _told(change, collection, pk, old, new, successor)
        drafts.append(
            Revision(
                collection=collection,
                object_pk=pk,
                slug=slug,
                number=max((old.number if old else 0) + 1, copied.number if copied else 0),
                at=at,
                user_id=change.user.pk if change.user else None,
                who=change.who,
                action=change.action,
                reason=change.reason,
                origin=change.origins.get((collection, slug), ""),
                record=new,
                successor=successor,
                public=_status(new) == ReviewStatus.PUBLISHED,
                change=told,
                public_reason=public_reason,
                narrows=told in _NARROWING or (old is not None and _reads_less(old, new)),
            )
        )
    _register(collection, drafts, before)
    for draft in drafts:
        status = draft.record["review_status"] if draft.record else None
        row = model._base_manager.filter(pk=draft.object_pk)
        if draft.number == 1:
            row.update(created_at=at)
        if status == ReviewStatus.PUBLISHED:
            row.filter(first_published_at=None).update(first_published_at=at)
        row.update(revision=draft.number, updated_at=at)
        if copied := change.mirrored.get((collection, draft.object_pk)):
            number, created_at, updated_at, *_ = copied
            row.update(revision=number, created_at=created_at, updated_at=updated_at)
    return drafts


def _told(
    change: Change,
    collection: Collection,
    pk: int,
    old: Revision | None,
    new: dict[str, Any] | None,
    successor: str,
) -> tuple[str, str]:
    """What a change of one record is to the public, and the reason that it reads."""
    if successor:
        return (PublicChange.MERGED, change.public_reason) if _was_public(collection, pk) else ("", "")
    was, now = _status(old.record if old else None), _status(new)
    if now == ReviewStatus.PUBLISHED:
        if (collection, pk) in change.restored:
            return PublicChange.UNMERGED, change.public_reason
        return (PublicChange.REDACTED, change.public_reason) if change.redacts else (PublicChange.UPSERT, "")
    if was == ReviewStatus.PUBLISHED or now == was == ReviewStatus.WITHDRAWN:
        reason = (new or {}).get("withdrawn_reason") or ""
        if was == ReviewStatus.PUBLISHED or reason != ((old and old.record) or {}).get("withdrawn_reason"):
            return PublicChange.WITHDRAWN, reason
    return "", ""  # the public never saw it, or knows already


def _reads_less(old: Revision, new: dict[str, Any] | None) -> bool:
    """Whether the public may read less of an article than before."""
    was, now = (old.record or {}).get("access"), (new or {}).get("access")
    words = list(Access)
    return old.public and was is not None and now is not None and words.index(now) > words.index(was)


def _events_in(stored: dict[str, Any] | None) -> set[str]:
    """The ids of the events that a stored record names."""
    found = (reference.partition("/") for reference in references(stored))
    return {slug for collection, _, slug in found if collection == Collection.EVENTS}


def _note_namings(drafts: list[Revision], named: Named) -> None:
    """Keep since when, and until when, each event is named by claims and by other events."""
    fresh = []
    for draft in drafts:
        before, after = named.get((Collection(draft.collection), draft.object_pk), (set(), set()))
        mine = {"collection": draft.collection, "object_pk": draft.object_pk}
        fresh += [Naming(named=slug, since=draft.seq, **mine) for slug in sorted(after - before)]
        if gone := before - after:
            Naming.objects.filter(named__in=gone, until=None, **mine).update(until=draft.seq)
    Naming.objects.bulk_create(fresh, batch_size=500)


def _status(stored: dict[str, Any] | None) -> ReviewStatus | None:
    return ReviewStatus(stored["review_status"]) if stored else None


def _was_public(collection: Collection, pk: int) -> bool:
    mine = Revision.objects.filter(collection=collection, object_pk=pk)
    return mine.filter(public=True).exists()


def _newest(collection: Collection, pks: list[int]) -> dict[int, Revision]:
    mine = Revision.objects.filter(collection=collection, object_pk__in=pks)
    newest = mine.order_by().values("object_pk").annotate(newest=Max("seq")).values("newest")
    return {revision.object_pk: revision for revision in mine.filter(seq__in=newest)}


def _refuse_too_long(collection: Collection, stored: dict[str, Any] | None) -> None:
    for name, value in (stored or {}).items():
        if isinstance(value, list) and len(value) > MOST_PARTS:
            raise ValidationError(
                f"{collection.value}/{stored['id'] if stored else ''} has {len(value)} {name}; "
                f"at most {MOST_PARTS} fit one record."
            )


def _register(collection: Collection, drafts: list[Revision], before: dict[int, Revision]) -> None:
    """Keep the registry of ids: every id ever used, and what became of it."""
    used = {
        row.slug: row
        for row in PublicId.objects.filter(collection=collection, slug__in=[draft.slug for draft in drafts])
    }
    fresh: list[PublicId] = []
    back: list[str] = []
    for draft in drafts:
        known = used.get(draft.slug)
        if known is None:
            fresh.append(PublicId(collection=collection, slug=draft.slug, object_pk=draft.object_pk))
        elif known.object_pk != draft.object_pk:
            raise ValidationError(
                f"The id “{draft.slug}” was used before ({known.state}) and is never used twice."
            )
        elif draft.record is not None and known.state != IdState.LIVE:
            PublicId.objects.filter(pk=known.pk).update(state=IdState.LIVE, successor="")
            if known.state == IdState.MERGED:
                back.append(draft.slug)
        old = before.get(draft.object_pk)
        if draft.record is None:
            # An id that the public never saw leads nowhere, though the registry knows where its draft went.
            state = IdState.MERGED if draft.change == PublicChange.MERGED else IdState.DELETED
            mine = PublicId.objects.filter(collection=collection, slug=draft.slug)
            mine.update(state=state, successor=draft.successor)
            # Whatever led here leads there at once: nobody is sent on twice.
            PublicId.objects.filter(collection=collection, state=IdState.MERGED, successor=draft.slug).update(
                successor=draft.successor
            )
        elif old and old.slug != draft.slug:
            PublicId.objects.filter(collection=collection, slug=old.slug).update(
                state=IdState.RENAMED, successor=draft.slug
            )
    PublicId.objects.bulk_create(fresh, batch_size=500)
    _lead_back(collection, back)


def _lead_back(collection: Collection, back: list[str]) -> None:
    """Let what had been merged into these ids lead to them again. Queries: 3 for each step of merges."""
    later = Revision.objects.filter(
        collection=collection, object_pk=OuterRef("object_pk"), number__gt=OuterRef("number")
    )
    for slug in back:
        level = {slug}
        while level:
            # Where each went last: it may have gone here before, been brought back and gone elsewhere.
            into = Revision.objects.filter(
                ~Exists(later), collection=collection, record__isnull=True, successor__in=level
            )
            merged = PublicId.objects.filter(
                collection=collection, state=IdState.MERGED, slug__in=into.values("slug")
            )
            level = set(merged.values_list("slug", flat=True))
            merged.update(successor=slug)


def _refuse_dangling(drafts: list[Revision]) -> None:
    """Refuse a published record that points at one that is not, and a withdrawal of one that is needed."""
    needed: dict[Collection, dict[str, str]] = defaultdict(dict)
    hidden: dict[Collection, set[int]] = defaultdict(set)
    for draft in drafts:
        name = f"{draft.collection}/{draft.slug}"
        if draft.record and draft.record["review_status"] == ReviewStatus.PUBLISHED:
            for reference in references(draft.record):
                collection, _, slug = reference.partition("/")
                needed[Collection(collection)].setdefault(slug, name)
        elif draft.number > 1:
            hidden[Collection(draft.collection)].add(draft.object_pk)
    models_ = record_models()
    missing = []
    for collection, slugs in needed.items():
        public = models_[collection].objects.published().filter(slug__in=slugs)
        absent = slugs.keys() - set(public.values_list("slug", flat=True))
        missing += [
            f"{slugs[slug]} needs {collection.value}/{slug}, which is not public: "
            "a published record names public ones alone."
            for slug in sorted(absent)
        ]
    for collection, pks in hidden.items():
        missing += [
            f"{one}: take it out of there first, or withdraw both together."
            for one in _still_needed(models_[collection], pks)
        ]
    if missing:
        raise ValidationError(missing)


def _still_needed(model: type[Record], pks: set[int]) -> list[str]:
    """The published records that point at these ones, as `<who> needs <whom>`."""
    found: set[str] = set()
    slugs = dict(model._base_manager.filter(pk__in=pks).values_list("pk", "slug"))
    for user, path, target in references_to(model):
        root: Any = user
        for name in path.split("__")[:-1]:
            root = root._meta.get_field(name).related_model
        rows = user._base_manager.filter(**{f"{target}__in": pks, f"{path}review_status": "published"})
        for slug, pk in rows.values_list(f"{path}slug", target).distinct():
            if pk in slugs and not (root is model and slug == slugs[pk]):
                found.add(f"{root.COLLECTION.value}/{slug} needs {model.COLLECTION.value}/{slugs[pk]}")
    return sorted(found)
