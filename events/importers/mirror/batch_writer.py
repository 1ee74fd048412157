"""Write changes of another installation, all that belong together in one change of ours."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from events import changes, records, write_guard
from events.choices import Collection, IdState, PublicChange
from events.importers.mirror.change_batch import ChangeBatch, RecordId, find_public_id, local_revisions
from events.models import Dataset, Evidence, PublicId, Revision
from events.models.record import Record, record_models, referrers
from events.records.claim import subject_collection
from events.records.redirects import replace_references
from events.records.restore import restore_record

MIRROR_USER = "mirror"
"""Who makes the changes of a mirror."""
PLACEHOLDER_DATASET = "withdrawn-before-it-was-mirrored"
"""The dataset, never public, of what is known to be withdrawn and no more."""
_WRITE_ORDER = (
    *(Collection.DATASETS, Collection.LOCATIONS, Collection.ACTORS, Collection.OUTLETS),
    *(Collection.ARTICLES, Collection.EVENTS, Collection.CLAIMS),
)
_CONTRADICTION_ORDER = (Collection.CLAIMS, Collection.ACTORS, Collection.EVENTS)
"""In this order: a claim does not tell on which hand it stands, what it contradicts does."""
_CONTRADICTION_MEMBERS = ("contradictions", "contradicts")
_EVIDENCE_OWNERS = {
    Collection.EVENTS: "event",
    Collection.CLAIMS: "claim",
    Collection.ACTORS: "affiliation__actor",
}
Snapshot = dict[str, Any]


def apply_batch(batch: ChangeBatch, reason: str) -> None:
    """Make the records what the batch says.

    What is new is made first, without what it names: two records may name each other. Then what no
    longer holds is taken out, then all is written, then what contradicts what.

    Raises: ValidationError, ProtectedError where the batch is not consistent in itself, as it was read
    while somebody wrote.
    """
    with changes.changeset(MIRROR_USER, "mirror", reason) as change:
        writer = _BatchWriter(batch, change)
        writer.create_missing()
        writer.remove_outdated_references()
        writer.write_members()
        writer.write_contradictions()
        writer.withdraw_records()
        writer.merge_records()
    _delete_older_revisions(batch.redacted)


class _BatchWriter:
    """One batch on its way into the tables."""

    def __init__(self, batch: ChangeBatch, change: changes.Change) -> None:
        self.batch, self.change = batch, change
        self.snapshot: dict[RecordId, Snapshot] = {
            (collection, slug): batch.snapshot((collection, slug))
            for collection in _WRITE_ORDER
            for where, slug in batch.records
            if where == collection
        }
        self.pks: dict[RecordId, int] = {}
        for collection in _WRITE_ORDER:
            slugs = [slug for where, slug in (*batch.records, *batch.rows) if where == collection]
            used = PublicId.objects.filter(collection=collection, slug__in=slugs).exclude(object_pk=0)
            self.pks |= {(collection, slug): pk for slug, pk in used.values_list("slug", "object_pk")}
        self.new: set[RecordId] = set()
        self.revisions = local_revisions([*batch.records, *batch.rows])

    def create_missing(self) -> None:
        """Make what is not here, without what it names."""
        for key in sorted(self.snapshot, key=self._creation_order):
            collection, slug = key
            exists = key in self.pks and record_models()[collection]._base_manager.filter(slug=slug).exists()
            if not exists:
                self._create(key, self._scalar_members(self.snapshot[key]))
            self._note_record(key, self.batch.records[key])

    def remove_outdated_references(self) -> None:
        """Take out of claims and contradictions what is no longer said, so that parts can go."""
        for key, stored in self.snapshot.items():
            if key in self.new or not any(name in stored for name in ("about", *_CONTRADICTION_MEMBERS)):
                continue
            now = self._current_snapshot(key)
            remaining = {
                name: [item for item in now.get(name, ()) if item in stored[name]]
                for name in ("about", *_CONTRADICTION_MEMBERS)
                if name in stored
            }
            for name in _CONTRADICTION_MEMBERS:
                if name in stored:
                    unpublished = [
                        item
                        for item in now.get(name, ())
                        if item not in stored[name] and _has_hidden_end(item)
                    ]
                    remaining[name] = [
                        item for item in now.get(name, ()) if item in stored[name] or item in unpublished
                    ]
                    stored[name] = [*stored[name], *unpublished]
            if any(remaining[name] != now.get(name, []) for name in remaining):
                restore_record(key[0], self.pks[key], now | remaining)

    def write_members(self) -> None:
        """Write all that a record holds but what contradicts it."""
        for key, stored in self.snapshot.items():
            collection, _ = key
            restore_record(
                collection,
                self.pks[key],
                {n: v for n, v in stored.items() if n not in _CONTRADICTION_MEMBERS},
            )
        for key, stored in self.snapshot.items():
            if key[0] in _EVIDENCE_OWNERS:
                _keep_passage_kinds(_EVIDENCE_OWNERS[key[0]], self.pks[key], stored)

    def write_contradictions(self) -> None:
        """Write what contradicts what."""
        for collection in _CONTRADICTION_ORDER:
            for key, stored in self.snapshot.items():
                if key[0] == collection and self._contradictions_differ(key, stored):
                    restore_record(collection, self.pks[key], stored)

    def withdraw_records(self) -> None:
        """Hide what was withdrawn; of what was never here, keep that it was and why."""
        for key, row in self.batch.rows.items():
            if row["change"] != PublicChange.WITHDRAWN:
                continue
            collection, slug = key
            status: Snapshot = {"review_status": "withdrawn", "withdrawn_reason": row["public_reason"]}
            record = key in self.pks and record_models()[collection]._base_manager.filter(slug=slug).first()
            if record:
                restore_record(collection, self.pks[key], self._current_snapshot(key) | status)
                created = record.created_at or datetime.fromisoformat(row["at"])
            else:
                created = datetime.fromisoformat(row["at"])
                self._create(key, {"id": slug} | status | self._placeholder_dataset(collection))
            self._note_change(key, created)

    def merge_records(self) -> None:
        """Delete what went into another record, and let its id lead there."""
        for key, row in self.batch.rows.items():
            if row["change"] != PublicChange.MERGED:
                continue
            collection, slug = key
            model = record_models()[collection]
            record = model._base_manager.filter(slug=slug).first()
            if record is None:
                _redirect(collection, slug, row["successor"])
                continue
            self._redirect_hidden_referrers(record, row["successor"])
            record.refuse_if_referenced()
            self.change.merged_into[collection, record.pk] = row["successor"]
            self._note_change(key, record.created_at or datetime.fromisoformat(row["at"]), record.pk)
            write_guard.note_write(model, record.pk)
            model._base_manager.filter(pk=record.pk).delete()

    def _redirect_hidden_referrers(self, record: Record, successor: str) -> None:
        """Let what is withdrawn here, of which no change tells, name the successor as it does there."""
        name = f"{record.COLLECTION.value}/{record.slug}"
        successors = {name: f"{record.COLLECTION.value}/{successor}"}
        for model, pk in sorted(referrers(record), key=str):
            if (model, pk) == (type(record), record.pk) or model.objects.published().filter(pk=pk).exists():
                continue
            now = records.snapshot(model.COLLECTION, [pk])[pk]
            try:
                restore_record(model.COLLECTION, pk, replace_references(now, successors))
            except ValidationError:  # it quoted or named a part that is not in the successor
                restore_record(model.COLLECTION, pk, _without_references(now, name))

    def _creation_order(self, key: RecordId) -> tuple[int, str]:
        """What is named comes first."""
        collection, slug = key
        return _WRITE_ORDER.index(collection), slug

    def _create(self, key: RecordId, snapshot: Snapshot) -> None:
        collection, slug = key
        state = find_public_id(collection, slug)
        if state and state.state == IdState.MERGED:
            if state.object_pk:
                self.change.unmerged.add((collection, state.object_pk))
            else:
                state.delete()  # it led on, and was never here
        self.new.add(key)
        self.pks[key] = restore_record(collection, self.pks.get(key), snapshot).pk

    def _scalar_members(self, snapshot: Snapshot) -> Snapshot:
        return {n: v for n, v in snapshot.items() if n == "dataset" or not isinstance(v, list | dict)}

    def _placeholder_dataset(self, collection: Collection) -> Snapshot:
        if collection == Collection.DATASETS:
            return {}
        if not Dataset.objects.filter(slug=PLACEHOLDER_DATASET).exists():
            key = (Collection.DATASETS, PLACEHOLDER_DATASET)
            restore_record(
                key[0],
                None,
                {"id": PLACEHOLDER_DATASET, "name": PLACEHOLDER_DATASET, "review_status": "rejected"},
            )
        return {"dataset": {"ref": f"datasets/{PLACEHOLDER_DATASET}"}}

    def _contradictions_differ(self, key: RecordId, snapshot: Snapshot) -> bool:
        contradictions = {name: snapshot[name] for name in _CONTRADICTION_MEMBERS if name in snapshot}
        if key in self.new:
            return any(contradictions.values())
        now = self._current_snapshot(key)
        return any(now[name] != value for name, value in contradictions.items())

    def _current_snapshot(self, key: RecordId) -> Snapshot:
        return records.snapshot(key[0], [self.pks[key]])[self.pks[key]]

    def _note_record(self, key: RecordId, public: Snapshot) -> None:
        row = self.batch.rows.get(key)
        change = row or {"change": PublicChange.UPSERT, "public_reason": None}
        is_new = self.revisions.get(key) != public["revision"]
        made_at, changed_at = (
            datetime.fromisoformat(public["created_at"]),
            datetime.fromisoformat(public["updated_at"]),
        )
        revision = changes.MirroredRevision(
            public["revision"], made_at, changed_at, change["change"], change["public_reason"] or "", is_new
        )
        self.change.mirrored_revisions[key[0], self.pks[key]] = revision

    def _note_change(self, key: RecordId, created_at: datetime, pk: int = 0) -> None:
        row = self.batch.rows[key]
        change = (row["change"], row["public_reason"] or "")
        revision = changes.MirroredRevision(
            row["revision"], created_at, datetime.fromisoformat(row["at"]), *change, True
        )
        self.change.mirrored_revisions[key[0], pk or self.pks[key]] = revision


def _without_references(snapshot: Snapshot, name: str) -> Snapshot:
    """A stored record without all that names another."""
    remaining: Snapshot = {}
    for member, value in snapshot.items():
        if isinstance(value, list):
            remaining[member] = [item for item in value if replace_references(item, {name: ""}) == item]
        else:
            remaining[member] = value if replace_references(value, {name: ""}) == value else None
    return remaining


def _has_hidden_end(contradiction: Snapshot) -> bool:
    """Whether one of its ends is withdrawn here, so that nobody is told of it for the time being."""
    ends = [contradiction[side] for side in ("left", "right") if side in contradiction] or [contradiction]
    for end in ends:
        slug = end["id"].partition("/")[0]
        model = record_models()[subject_collection(end["kind"])]
        if not model.objects.published().filter(slug=slug).exists():
            return True
    return False


def _keep_passage_kinds(owner: str, pk: int, snapshot: Snapshot) -> None:
    """Keep what kind of passage quotations stand in as it was told: articles are read anew, they are not."""
    kinds: dict[tuple[str, int, int], str] = {}
    for quote in _quotations(snapshot):
        kinds[quote["article"]["ref"], quote["start"], quote["end"]] = quote["part"] or ""
    rows = Evidence.objects.filter(**{owner: pk}).select_related("article")
    changed = []
    for row in rows:
        part = kinds.get((f"articles/{row.article.slug}", row.start, row.end), row.part)
        if part != row.part:
            row.part = part
            changed.append(row)
    if changed:
        Evidence.objects.bulk_update(changed, ["part"], batch_size=200)


def _quotations(value: Any) -> list[Snapshot]:
    quotations: list[Snapshot] = []
    if isinstance(value, dict):
        quotations += value.get("evidence", ())
        value = [inner for name, inner in value.items() if name != "evidence"]
    if isinstance(value, list):
        for inner in value:
            quotations += _quotations(inner)
    return quotations


def _redirect(collection: Collection, slug: str, successor: str) -> None:
    """Let an id that was never here lead on."""
    public_id = PublicId.objects.filter(collection=collection, slug=slug)
    if not public_id.update(state=IdState.MERGED, successor=successor):
        PublicId.objects.create(
            collection=collection, slug=slug, object_pk=0, state=IdState.MERGED, successor=successor
        )
    merged = PublicId.objects.filter(collection=collection, state=IdState.MERGED, successor=slug)
    merged.update(successor=successor)


def _delete_older_revisions(redacted: set[RecordId]) -> None:
    """Forget what records were before something was taken out of them: it would be kept here.

    So with those that went into them, of which nobody else is told.
    """
    for collection, slug in redacted:
        merged = PublicId.objects.filter(collection=collection, state=IdState.MERGED, successor=slug)
        for id_ in (slug, *merged.values_list("slug", flat=True)):
            revisions = Revision.objects.filter(collection=collection, slug=id_)
            newest = revisions.order_by("-seq").values_list("seq", flat=True).first()
            with write_guard.suspended():
                revisions.filter(seq__lt=newest or 0).delete()


def refuse_local_changes() -> None:
    """Refuse a database in which anybody else has changed anything. Raises: ValidationError."""
    other = Revision.objects.exclude(who=MIRROR_USER).order_by("seq").first()
    if other is not None:
        raise ValidationError(
            f"This database has changes of its own, the first by {other.who} ({other.action} of "
            f"{other.collection}/{other.slug}): a mirror holds nothing but what it copies. Name an empty one."
        )


__all__ = ["MIRROR_USER", "apply_batch", "refuse_local_changes"]
