"""Changes that are taken over together, with what the records that they are about are by now."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from events.choices import Access, Collection, PublicChange
from events.importers.mirror.source import Source
from events.importers.mirror.stored import stored
from events.models import (
    Affiliation,
    Article,
    DateReport,
    EventRelation,
    Evidence,
    Figure,
    Participation,
    PublicId,
)
from events.models.record import record_models
from events.records.differences import references

Key = tuple[Collection, str]
Row = dict[str, Any]
READ = (PublicChange.UPSERT, PublicChange.UNMERGED, PublicChange.REDACTED)
"""The changes after which a record is public."""
_PARTS: dict[str, tuple[Any, str]] = {
    "figure": (Figure, "event"),
    "date_report": (DateReport, "event"),
    "relation": (EventRelation, "event"),
    "participation": (Participation, "event"),
    "affiliation": (Affiliation, "actor"),
}


@dataclass(slots=True)
class Batch:
    """What changed, the newest change of each record, and the records that are public."""

    source: Source
    rows: dict[Key, Row] = field(default_factory=dict)
    first: dict[Key, Row] = field(default_factory=dict)
    """The first change of each."""
    records: dict[Key, dict[str, Any]] = field(default_factory=dict)
    """As the public reads them, those that others name included."""
    waiting: set[Key] = field(default_factory=set)
    """What is not public by now, so that a later change must tell what became of it."""
    redacted: set[Key] = field(default_factory=set)

    def take(self, rows: list[Row]) -> None:
        """Add changes. Queries: 1 a collection."""
        revisions = revisions_of([key_of(row) for row in rows])
        for row in rows:
            key = key_of(row)
            if row["change"] == PublicChange.REDACTED:
                self.redacted.add(key)
            if revisions.get(key, 0) >= row["revision"]:
                continue  # it came with an earlier change, which named it
            self.first.setdefault(key, row)
            self.rows.pop(key, None)
            self.rows[key] = row
            self.waiting.discard(key)
            if row["change"] not in READ or self.records.get(key, row)["revision"] < row["revision"]:
                self.records.pop(key, None)

    def fetch(self) -> None:
        """Get the records that changed, what they name that is not here yet, and what else must be renewed.

        Raises: SourceError. Queries: some for each record.
        """
        wanted = [key for key, row in self.rows.items() if row["change"] in READ and key not in self.records]
        while wanted:
            key = wanted.pop()
            if key in self.records or key in self.waiting:
                continue
            collection, slug = key
            record = self.source.record(collection, slug)
            row = self.rows.get(key)
            if record is None or (row and record["revision"] < row["revision"]):
                if row:
                    self.waiting.add(key)
                continue
            self.records[key] = record
            wanted += [one for one in self._beside(key, record) if not self._leaves(one)]

    def stored(self, key: Key) -> dict[str, Any]:
        """A record as revisions keep it."""
        return stored(key[0], self.records[key])

    def _leaves(self, key: Key) -> bool:
        """Whether a change tells that it is public no longer."""
        return key in self.rows and self.rows[key]["change"] not in READ

    def _beside(self, key: Key, record: dict[str, Any]) -> Iterator[Key]:
        """What is to be had together with a record: what it names and is not here, or not whole."""
        collection, slug = key
        kept = stored(collection, record)
        named = {_key(reference) for reference in references(kept)}
        for other in Collection:
            slugs = {one for where, one in named if where == other}
            for missing in slugs - _here(other, slugs):
                yield other, missing
        ends = [
            (one["kind"], one["id"]) for one in (*record.get("about", ()), *record.get("contradicts", ()))
        ]
        ends += [
            (one[side]["kind"], one[side]["id"])
            for one in record.get("contradictions", ())
            for side in ("left", "right")
        ]
        yield from (_holder(kind, end) for kind, end in ends if not _end_is_here(kind, end))
        # Which hand a claim stands on is told by what it contradicts.
        yield from (
            _holder(one["kind"], one["id"]) for one in record.get("contradicts", ()) if one["kind"] != "claim"
        )
        if collection == Collection.ARTICLES and record["access"] != Access.CLOSED:
            yield from _quoting_closed(slug)


def key_of(row: Row) -> Key:
    """The record that a change is about."""
    return Collection(row["collection"]), row["id"]


def _key(reference: str) -> Key:
    collection, _, slug = reference.partition("/")
    return Collection(collection), slug


def revisions_of(keys: list[Key]) -> dict[Key, int]:
    """The revisions of those that are here. Queries: 1 a collection."""
    found: dict[Key, int] = {}
    for collection, model in record_models().items():
        if slugs := {slug for where, slug in keys if where == collection}:
            rows = model._base_manager.filter(slug__in=slugs).values_list("slug", "revision")
            found |= {(collection, slug): revision for slug, revision in rows}
    return found


def _here(collection: Collection, slugs: set[str]) -> set[str]:
    if not slugs:
        return set()
    rows = record_models()[collection]._base_manager.filter(slug__in=slugs)
    return set(rows.values_list("slug", flat=True))


def _holder(kind: str, end: str) -> Key:
    """The record that has a part, or is what is named itself."""
    slug = end.partition("/")[0]
    if kind == "claim":
        return Collection.CLAIMS, slug
    return (Collection.ACTORS if kind == "affiliation" else Collection.EVENTS), slug


def _end_is_here(kind: str, end: str) -> bool:
    slug, _, key = end.partition("/")
    if kind not in _PARTS:
        return bool(_here(_holder(kind, end)[0], {slug}))
    model, owner = _PARTS[kind]
    found: bool = model._base_manager.filter(**{f"{owner}__slug": slug, "key": key}).exists()
    return found


def _quoting_closed(slug: str) -> Iterator[Key]:
    """What quotes an article that was closed until now: its quotations can be read from here on."""
    if not Article._base_manager.filter(slug=slug, access=Access.CLOSED).exists():
        return
    rows = Evidence._base_manager.filter(article__slug=slug).order_by()
    for collection, path in (
        (Collection.EVENTS, "event__slug"),
        (Collection.CLAIMS, "claim__slug"),
        (Collection.ACTORS, "affiliation__actor__slug"),
    ):
        found = rows.exclude(**{path: None}).values_list(path, flat=True).distinct()
        yield from ((collection, one) for one in found)


def state_of(collection: Collection, slug: str) -> PublicId | None:
    """What became of an id here. Queries: 1."""
    return PublicId.objects.filter(collection=collection, slug=slug).first()
