"""Changes that are mirrored together, with their records as they are now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from events import stored_forms
from events.choices import Access, Collection, PublicChange
from events.importers.mirror.errors import UpstreamError
from events.importers.mirror.record_shape import check_record, reading
from events.importers.mirror.upstream_client import UpstreamClient
from events.models import Article, Evidence
from events.models.evidence import SUPPORTED_MODELS
from events.models.record import record_models
from events.records.stored_values import references, stored_ends, subject_collection

RecordId = tuple[Collection, str]
FeedEntry = dict[str, Any]
MAX_BATCH_BYTES = 256 * 1024 * 1024
"""How much one batch may read: it is kept in memory until it can be written."""
PUBLIC_AFTER = (PublicChange.UPSERT, PublicChange.UNMERGED, PublicChange.REDACTED)
"""The changes after which a record is public."""


@dataclass(slots=True)
class ChangeBatch:
    """The newest change of each changed record, and the public records."""

    client: UpstreamClient
    rows: dict[RecordId, FeedEntry] = field(default_factory=dict)
    records: dict[RecordId, dict[str, Any]] = field(default_factory=dict)
    """The public records, those that others name included."""
    pending: set[RecordId] = field(default_factory=set)
    """The records that are not public any more: a later change in the feed must explain it."""
    redacted: set[RecordId] = field(default_factory=set)
    forms: dict[tuple[RecordId, int], int] = field(default_factory=dict)
    """The version of the stored form that each revision was written in."""
    max_bytes: int = MAX_BATCH_BYTES
    """How much the client may read before the batch is whole."""

    def add_changes(self, rows: list[FeedEntry]) -> None:
        """Add changes.

        Raises: UpstreamError if one was written by a later version of the program. Queries: 1 a collection.
        """
        if newer := next((row for row in rows if row["stored_form"] > stored_forms.CURRENT), None):
            raise UpstreamError(
                f"{newer['collection']}/{newer['id']} was written in stored form {newer['stored_form']} at "
                f"{self.client.url}, and this program reads forms up to {stored_forms.CURRENT}: upgrade this "
                "installation; the mirror then goes on where it stands."
            )
        self.forms |= {(record_id_of(row), row["revision"]): row["stored_form"] for row in rows}
        revisions = local_revisions([record_id_of(row) for row in rows])
        for row in rows:
            key = record_id_of(row)
            if row["change"] == PublicChange.REDACTED:
                self.redacted.add(key)
            if revisions.get(key, 0) >= row["revision"]:
                continue  # mirrored already, with a record that named it
            self.rows.pop(key, None)
            self.rows[key] = row
            self.pending.discard(key)
            if row["change"] not in PUBLIC_AFTER or self.records.get(key, row)["revision"] < row["revision"]:
                self.records.pop(key, None)

    def fetch_records(self) -> None:
        """Fetch the changed records, missing records that they name, and others that change with them.

        Raises: UpstreamError. Queries: some for each record.
        """
        queue = [
            key for key, row in self.rows.items() if row["change"] in PUBLIC_AFTER and key not in self.records
        ]
        while queue:
            key = queue.pop()
            if key in self.records or key in self.pending:
                continue
            collection, slug = key
            record = self.client.record(collection, slug)
            row = self.rows.get(key)
            snapshot = None if record is None else check_record(collection, slug, record, self.client.url)
            self.check_size()
            if record is None or snapshot is None or (row and record["revision"] < row["revision"]):
                if row:
                    self.pending.add(key)
                continue
            self.records[key] = record
            with reading(f"{collection.value}/{slug}", self.client.url):
                related = list(self._related_records(key, record, snapshot))
            queue += [other for other in related if not self._becomes_unpublished(other)]

    def check_size(self) -> None:
        """Hold what was read for the batch against its limit. Raises: UpstreamError."""
        if self.client.bytes_read > self.max_bytes:
            raise UpstreamError(
                f"{self.client.url} answers with more than a batch may hold before its changes and records "
                "fit together; --max-batch allows more."
            )

    def _becomes_unpublished(self, key: RecordId) -> bool:
        """Whether the newest change of the batch unpublishes the record."""
        return key in self.rows and self.rows[key]["change"] not in PUBLIC_AFTER

    def _related_records(
        self, key: RecordId, record: dict[str, Any], snapshot: dict[str, Any]
    ) -> Iterator[RecordId]:
        """The records to fetch with a record: those that it names and that are missing or incomplete here."""
        collection, slug = key
        names = (reference.partition("/") for reference in references(snapshot))
        named = {(Collection(where), other) for where, _, other in names}
        yield from named - local_revisions(named).keys()
        ends = [(end["kind"], end["id"]) for end in (*record.get("about", ()), *stored_ends(record))]
        yield from (_owner(kind, end) for kind, end in ends if not _endpoint_exists(kind, end))
        # The other end stores on which side a claim is.
        yield from (
            _owner(end["kind"], end["id"]) for end in record.get("contradicts", ()) if end["kind"] != "claim"
        )
        if collection == Collection.ARTICLES and record["access"] != Access.CLOSED:
            yield from _quoting_reopened_article(slug)


def record_id_of(row: FeedEntry) -> RecordId:
    """The record of a change."""
    return Collection(row["collection"]), row["id"]


def local_revisions(keys: Iterable[RecordId]) -> dict[RecordId, int]:
    """The present revisions of those of these records that exist here. Queries: 1 a collection."""
    revisions: dict[RecordId, int] = {}
    for collection, model in record_models().items():
        if slugs := {slug for where, slug in keys if where == collection}:
            rows = model._base_manager.filter(slug__in=slugs).values_list("slug", "revision")
            revisions |= {(collection, slug): revision for slug, revision in rows}
    return revisions


def _owner(kind: str, end: str) -> RecordId:
    """The record of an end, which is the record itself or a child row of it."""
    return subject_collection(kind), end.partition("/")[0]


def _endpoint_exists(kind: str, end: str) -> bool:
    slug, _, key = end.partition("/")
    model: Any = record_models()[subject_collection(kind)]
    lookups = {"slug": slug}
    if key:
        model = apps.get_model("events", SUPPORTED_MODELS[kind])
        lookups = {f"{model.OWNER_PATHS[0]}__slug": slug, "key": key}
    return bool(model._base_manager.filter(**lookups).exists())


def _quoting_reopened_article(slug: str) -> Iterator[RecordId]:
    """The records that quote an article which was closed here until now: its quotations become public."""
    if not Article._base_manager.filter(slug=slug, access=Access.CLOSED).exists():
        return
    rows = Evidence._base_manager.filter(article__slug=slug).order_by()
    for owner, model in Evidence.owner_paths():
        path = f"{owner}__slug"
        owners = rows.exclude(**{path: None}).values_list(path, flat=True).distinct()
        yield from ((model.COLLECTION, owner_slug) for owner_slug in owners)
