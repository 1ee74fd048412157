"""Writes a batch of changes of another installation, in one change of this one."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from events import changes, records, write_guard
from events.choices import Collection, Depth, IdState, PublicChange
from events.importers import WRITE_ORDER
from events.importers.mirror.change_batch import ChangeBatch, RecordId, local_revisions
from events.importers.mirror.public_to_snapshot import snapshot_from_public
from events.models import Dataset, Evidence, PublicId, Revision
from events.models.record import Record, record_models, referrers
from events.records import RECORDS
from events.records.redirects import replace_references
from events.records.restore import restore_record
from events.records.stored_values import CONTRADICTION_MEMBERS, ends_of, quotations_in, subject_collection

MIRROR_USER = "mirror"
"""The name under which a mirror makes its changes."""
PLACEHOLDER_DATASET = "withdrawn-before-it-was-mirrored"
"""The unpublished dataset of records that were withdrawn or merged before they were mirrored."""
_CONTRADICTION_ORDER = (Collection.CLAIMS, Collection.ACTORS, Collection.EVENTS)
"""Claims come first: they do not store on which side of a contradiction they are; the other ends do."""
Snapshot = dict[str, Any]


def apply_batch(batch: ChangeBatch, reason: str) -> None:
    """Make the records equal to those of the batch.

    New records are created first, without references: two records may name each other. Then outdated
    references are removed, then all members are written, then contradictions.

    Raises: ValidationError, ProtectedError if the batch is inconsistent, because the other installation
    was changed while it was read.
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
    """Writes one batch, step by step."""

    def __init__(self, batch: ChangeBatch, change: changes.Change) -> None:
        self.batch, self.change = batch, change
        # Records come after those that they name.
        order = sorted(batch.records, key=lambda key: (WRITE_ORDER.index(key[0]), key[1]))
        self.snapshots = {key: snapshot_from_public(key[0], batch.records[key]) for key in order}
        self.pks: dict[RecordId, int] = {}
        for collection in WRITE_ORDER:
            slugs = [slug for where, slug in (*batch.records, *batch.rows) if where == collection]
            used = PublicId.objects.filter(collection=collection, slug__in=slugs).exclude(object_pk=0)
            self.pks |= {(collection, slug): pk for slug, pk in used.values_list("slug", "object_pk")}
        self.new: set[RecordId] = set()
        self.revisions = local_revisions([*batch.records, *batch.rows])

    def create_missing(self) -> None:
        """Create missing records, without references."""
        for key, stored in self.snapshots.items():
            if key not in self.pks or self._record(key) is None:
                named = {n for n, v in stored.items() if n != "dataset" and isinstance(v, list | dict)}
                self._create(key, {n: v for n, v in stored.items() if n not in named})
            public = self.batch.records[key]
            made_at = datetime.fromisoformat(public["created_at"])
            is_new = self.revisions.get(key) != public["revision"]
            if key[0] == Collection.EVENTS and public.get("depth") == Depth.SETTLED:
                self.change.settled.add(self.pks[key])
            self._note(key, self.pks[key], made_at, public["updated_at"], public["revision"], is_new)

    def remove_outdated_references(self) -> None:
        """Remove outdated subjects and contradictions, so that child rows can be deleted."""
        for key, stored in self.snapshots.items():
            members = [name for name in ("about", *CONTRADICTION_MEMBERS) if name in stored]
            if key in self.new or not members:
                continue
            now = self._current_snapshot(key)
            for name in members:
                if name != "about":
                    gone = [item for item in now.get(name, ()) if item not in stored[name]]
                    stored[name] = [*stored[name], *filter(_has_hidden_end, gone)]
            remaining = {
                name: [item for item in now.get(name, ()) if item in stored[name]] for name in members
            }
            if any(remaining[name] != now.get(name, []) for name in remaining):
                restore_record(key[0], self.pks[key], now | remaining)

    def write_members(self) -> None:
        """Write all members but contradictions."""
        for key, stored in self.snapshots.items():
            members = {n: v for n, v in stored.items() if n not in CONTRADICTION_MEMBERS}
            restore_record(key[0], self.pks[key], members)
        for key, stored in self.snapshots.items():
            if owner := RECORDS[key[0]].Meta.evidence_owner:
                _keep_passage_kinds(owner, self.pks[key], stored)

    def write_contradictions(self) -> None:
        """Write contradictions."""
        for collection in _CONTRADICTION_ORDER:
            for key, stored in self.snapshots.items():
                if key[0] == collection and self._contradictions_differ(key, stored):
                    restore_record(collection, self.pks[key], stored)

    def withdraw_records(self) -> None:
        """Withdraw records; of a record that was never mirrored, store its withdrawal and the reason."""
        for key, row in self.batch.rows.items():
            if row["change"] != PublicChange.WITHDRAWN:
                continue
            status: Snapshot = {"review_status": "withdrawn", "withdrawn_reason": row["public_reason"]}
            created_at = datetime.fromisoformat(row["at"])
            if key in self.pks and (record := self._record(key)):
                restore_record(key[0], self.pks[key], self._current_snapshot(key) | status)
                created_at = record.created_at or created_at
            else:
                self._create_placeholder(key, status)
            self._note(key, self.pks[key], created_at, row["at"], row["revision"])

    def merge_records(self) -> None:
        """Delete merged records and redirect their ids, those of records that were never mirrored, too.

        Of these a placeholder is made and deleted: their merges are in the history and in the feed here, so
        that mirrors of this one learn of them, and so that undoing a later merge leads to the same record.
        """
        for key, row in self.batch.rows.items():
            if row["change"] != PublicChange.MERGED:
                continue
            record = self._record(key) or self._create_placeholder(key, {"review_status": "rejected"})
            self._redirect_hidden_referrers(record, row["successor"])
            record.refuse_if_referenced()
            self.change.merged_into[key[0], record.pk] = row["successor"]
            created_at = record.created_at or datetime.fromisoformat(row["at"])
            self._note(key, record.pk, created_at, row["at"], row["revision"])
            write_guard.note_write(type(record), record.pk)
            type(record)._base_manager.filter(pk=record.pk).delete()

    def _redirect_hidden_referrers(self, record: Record, successor: str) -> None:
        """Let unpublished referrers, whose changes are not in the feed, name the successor."""
        name = f"{record.COLLECTION.value}/{record.slug}"
        successors = {name: f"{record.COLLECTION.value}/{successor}"}
        for model, pk in sorted(referrers(record), key=str):
            if (model, pk) == (type(record), record.pk) or model.objects.published().filter(pk=pk).exists():
                continue
            now = records.snapshot(model.COLLECTION, [pk])[pk]
            try:
                restore_record(model.COLLECTION, pk, replace_references(now, successors))
            except ValidationError:  # it names a child row that the successor lacks
                restore_record(model.COLLECTION, pk, _without_references(now, name))

    def _record(self, key: RecordId) -> Record | None:
        return record_models()[key[0]]._base_manager.filter(slug=key[1]).first()

    def _create(self, key: RecordId, snapshot: Snapshot) -> None:
        collection, slug = key
        merged_ids = PublicId.objects.filter(collection=collection, slug=slug, state=IdState.MERGED)
        if state := merged_ids.first():
            if state.object_pk:
                self.change.unmerged.add((collection, state.object_pk))
            else:
                state.delete()  # a redirect that 1.0.0 kept of a record that was never mirrored
        self.new.add(key)
        self.pks[key] = restore_record(collection, self.pks.get(key), snapshot).pk

    def _create_placeholder(self, key: RecordId, status: Snapshot) -> Record:
        """Create a record of which the id alone is known."""
        self._create(key, {"id": key[1]} | status | _placeholder_dataset(key[0]))
        record = self._record(key)
        assert record is not None
        return record

    def _contradictions_differ(self, key: RecordId, snapshot: Snapshot) -> bool:
        contradictions = {name: snapshot[name] for name in CONTRADICTION_MEMBERS if name in snapshot}
        if key in self.new:
            return any(contradictions.values())
        now = self._current_snapshot(key)
        return any(now[name] != value for name, value in contradictions.items())

    def _current_snapshot(self, key: RecordId) -> Snapshot:
        return records.snapshot(key[0], [self.pks[key]])[self.pks[key]]

    def _note(
        self, key: RecordId, pk: int, created_at: datetime, at: str, revision: int, is_new: bool = True
    ) -> None:
        """Note the public change of a record, which its revision here copies."""
        row = self.batch.rows.get(key, {"change": PublicChange.UPSERT, "public_reason": None})
        change = (row["change"], row["public_reason"] or "")
        self.change.mirrored_revisions[key[0], pk] = changes.MirroredRevision(
            key[1], revision, created_at, datetime.fromisoformat(at), *change, is_new
        )


def _placeholder_dataset(collection: Collection) -> Snapshot:
    if collection == Collection.DATASETS:
        return {}
    if not Dataset.objects.filter(slug=PLACEHOLDER_DATASET).exists():
        dataset = {"id": PLACEHOLDER_DATASET, "name": PLACEHOLDER_DATASET, "review_status": "rejected"}
        restore_record(Collection.DATASETS, None, dataset)
    return {"dataset": {"ref": f"datasets/{PLACEHOLDER_DATASET}"}}


def _without_references(snapshot: Snapshot, name: str) -> Snapshot:
    """A stored record without the members and items that name another."""
    remaining: Snapshot = {}
    for member, value in snapshot.items():
        if isinstance(value, list):
            remaining[member] = [item for item in value if replace_references(item, {name: ""}) == item]
        else:
            remaining[member] = value if replace_references(value, {name: ""}) == value else None
    return remaining


def _has_hidden_end(contradiction: Snapshot) -> bool:
    """Whether one of its ends is unpublished here: the feed does not show such a contradiction."""
    for end in ends_of(contradiction):
        published = record_models()[subject_collection(end["kind"])].objects.published()
        if not published.filter(slug=end["id"].partition("/")[0]).exists():
            return True
    return False


def _keep_passage_kinds(owner: str, pk: int, snapshot: Snapshot) -> None:
    """Set the passage kind of quotations to that of the batch: it is stored when a quotation is made."""
    kinds = {
        (quote["article"]["ref"], quote["start"], quote["end"]): quote["part"] or ""
        for quote in quotations_in(snapshot)
    }
    changed = []
    for row in Evidence.objects.filter(**{owner: pk}).select_related("article"):
        part = kinds.get((f"articles/{row.article.slug}", row.start, row.end), row.part)
        if part != row.part:
            row.part = part
            changed.append(row)
    Evidence.objects.bulk_update(changed, ["part"], batch_size=200)


def _delete_older_revisions(redacted: set[RecordId]) -> None:
    """Delete the older revisions of redacted records: they still hold what was redacted.

    Revisions of records that were merged into them are deleted as well: no redaction of these is announced.
    """
    for collection, slug in redacted:
        for id_ in (slug, *_merged_into(collection, slug)):
            revisions = Revision.objects.filter(collection=collection, slug=id_)
            newest = revisions.order_by("-seq").values_list("seq", flat=True).first()
            with write_guard.suspended():
                revisions.filter(seq__lt=newest or 0).delete()


def _merged_into(collection: Collection, slug: str) -> set[str]:
    """The ids that went into a record, even if it was merged further since. Queries: 1 for each level."""
    gone: set[str] = set()
    level = {slug}
    while level:
        merges = Revision.objects.filter(collection=collection, record__isnull=True, successor__in=level)
        merged = PublicId.objects.filter(collection=collection, state=IdState.MERGED)
        level = set(merged.filter(slug__in=merges.values("slug")).values_list("slug", flat=True)) - gone
        gone |= level
    return gone


def set_public_forms(batch: ChangeBatch) -> None:
    """Let each revision that the batch names be answered with the members of the version that wrote it.

    A record that came with another one was stored before the feed told its version.
    Queries: 1 a collection, 1 for each version that differs.
    """
    differing: dict[int, list[int]] = defaultdict(list)
    for collection in Collection:
        slugs = {slug for (where, slug), _ in batch.forms if where == collection}
        if not slugs:
            continue
        stored = Revision.objects.in_feed().filter(collection=collection, slug__in=slugs)
        for pk, slug, number, public_form in stored.values_list("pk", "slug", "revision", "public_form"):
            form = batch.forms.get(((collection, slug), number), public_form)
            if form != public_form:
                differing[form].append(pk)
    with write_guard.suspended():
        for form, pks in differing.items():
            Revision.objects.filter(pk__in=pks).update(public_form=form)
