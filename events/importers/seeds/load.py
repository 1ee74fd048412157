"""Loads fixture rows: creates missing records and updates those that no curator has changed."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from events import changes
from events.importers.seeds.fixtures import FixtureRow
from events.importers.seeds.row_writer import RecordId, RecordNotOwnedError, RowWriter
from events.models import PublicId, Revision
from events.models.record import Record
from events.rules.json_text import json_digest

ACTION = "load_seeds"


@dataclass(slots=True)
class LoadResult:
    """The outcome of a load, record by record."""

    created: list[RecordId] = field(default_factory=list)
    updated: list[RecordId] = field(default_factory=list)
    unchanged: list[RecordId] = field(default_factory=list)
    skipped: list[tuple[RecordId, str]] = field(default_factory=list)
    """Records that the seeds no longer own, with the reason."""


def load_rows(rows: list[FixtureRow], progress: Callable[[int, int], None] | None = None) -> LoadResult:
    """Load the rows in one transaction; nothing is written if any of them is refused.

    Raises: RowError, ValidationError.
    """
    by_root: dict[RecordId, list[FixtureRow]] = defaultdict(list)
    for row in rows:
        by_root[_record_id(row)].append(row)
    outcome = LoadResult()
    digests = {root: json_digest(root_rows) for root, root_rows in by_root.items()}
    _classify_records(digests, outcome)
    while pending := {root: by_root[root] for root in (*outcome.created, *outcome.updated)}:
        try:
            with changes.changeset(ACTION, ACTION, "Seeds loaded") as change:
                change.origin_hashes = {root: digests[root] for root in pending}
                RowWriter(pending, progress).write_all()
            break
        except RecordNotOwnedError as error:
            # A curator removed a record that it names, or uses a row that it drops: the record is skipped.
            for roots in (outcome.created, outcome.updated):
                if error.record_id in roots:
                    roots.remove(error.record_id)
            outcome.skipped.append((error.record_id, str(error)))
    return outcome


def _record_id(row: FixtureRow) -> RecordId:
    """The record that a row belongs to; a contradiction belongs to its left end."""
    model: Any = apps.get_model(row["model"])
    fields = row["fields"]
    if issubclass(model, Record):
        return model.COLLECTION, fields["slug"]
    for path, root in model.owner_paths():
        name = path.partition("__")[0]
        if name in fields:
            return root.COLLECTION, fields[name][0]
    raise ValueError(f"{row['model']} belongs to no record: {fields}")


def _classify_records(digests: dict[RecordId, str], outcome: LoadResult) -> None:
    """Sort the records into those to create, to update, unchanged ones, and those that a curator changed."""
    public_ids: dict[RecordId, PublicId] = {}
    newest: dict[tuple[str, int], Revision] = {}
    for collection in {collection for collection, _ in digests}:
        slugs = [slug for kind, slug in digests if kind == collection]
        ids = PublicId.objects.filter(collection=collection, slug__in=slugs)
        public_ids |= {(collection, public_id.slug): public_id for public_id in ids}
        revisions = Revision.objects.filter(collection=collection, object_pk__in=ids.values("object_pk"))
        # A load that only wrote a contradiction of a record has no origin for it, and does not own it.
        revisions = revisions.exclude(action=ACTION, origin="")
        newest |= {(collection, r.object_pk): r for r in revisions.newest().defer("record")}
    for root, digest in digests.items():
        public_id = public_ids.get(root)
        if public_id is None:
            outcome.created.append(root)
            continue
        revision = newest[root[0], public_id.object_pk]
        if revision.action != ACTION:
            what = f"{revision.action} by {revision.who} on {revision.at:%Y-%m-%d %H:%M}"
            outcome.skipped.append((root, what))
        elif revision.origin == digest:
            outcome.unchanged.append(root)
        else:
            outcome.updated.append(root)
