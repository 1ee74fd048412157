"""Writes and reads the fixture files, rows with natural keys as references; equal seeds give equal bytes."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import models

from events.choices import Collection, Supports
from events.importers import WRITE_ORDER
from events.importers.seeds.record_reader import RecordReader, Stored
from events.models import ClaimSubject, Contradiction, Evidence
from events.records import RECORDS
from events.records.restore.spec import child_specs, editable_columns
from events.records.stored_paths import dig, many_paths

FixtureRow = dict[str, Any]

LOAD_ORDER = (*(collection.value for collection in WRITE_ORDER), "contradictions")
"""The files in the order in which they can be loaded."""
_LISTS = (
    *("modes", "contexts", "sources", "about", "evidence", "date_reports", "places", "participants"),
    *("figures", "relations", "codings", "parts", "credits", "defects", "sectors", "names"),
    *("affiliations", "external_ids"),
)
"""The order of the lists of a record in the files."""
_REST = ""
_COLUMNS = (
    *("slug", "review_status", "dataset", _REST, "description", "size", "outlet", "event_type"),
    "not_stated",
    *("factuality_by", "role", "side", "position", "primary", "described_as", "status", "acts_for"),
    *("count", "note", "parent", "also_in", "latitude", "longitude", "radius_m", "bbox_west", "bbox_south"),
    *("bbox_east", "bbox_north", "value", "low", "high", "of", "subset_of", "derived", "preferred", "edtf"),
    *("date_edtf", "date_basis", "date_source", "last_reported", "narrowed_start_earliest"),
    *("narrowed_start_latest", "narrowed_end_earliest", "narrowed_end_latest", "narrowing_reason"),
    *("access", "text", "source_file", "voice", "by", "relayed_by", "basis", "source"),
)
"""The order of the columns of a row in the files; others are in the order of their declaration."""


def build_files(seeds: Path) -> dict[str, str]:
    """The content of each fixture file by its name. Raises: SeedError."""
    rows = fixture_rows(RecordReader(seeds).read())
    return {
        f"{collection}.json": json.dumps(rows.get(collection, []), ensure_ascii=False, indent=1) + "\n"
        for collection in LOAD_ORDER
    }


def write_files(seeds: Path, fixtures: Path) -> list[str]:
    """Write the fixture files and return the names of those that changed. Raises: SeedError."""
    files = build_files(seeds)
    stale = stale_files(files, fixtures)
    fixtures.mkdir(exist_ok=True)
    for name in stale:
        if name in files:
            (fixtures / name).write_bytes(files[name].encode())
        else:
            (fixtures / name).unlink()
    return stale


def stale_files(files: dict[str, str], fixtures: Path) -> list[str]:
    """The names of the files that are missing, different or left over."""
    stored = {path.name: path.read_bytes() for path in fixtures.glob("*.json")}
    names = sorted(stored.keys() | files.keys())
    return [name for name in names if stored.get(name) != files.get(name, "").encode() or name not in files]


def read_files(fixtures: Path) -> list[FixtureRow]:
    """All rows of the fixture files, in the order in which they can be loaded."""
    rows: list[FixtureRow] = []
    for collection in LOAD_ORDER:
        rows += json.loads((fixtures / f"{collection}.json").read_text(encoding="utf-8"))
    return rows


def fixture_rows(reader: RecordReader) -> dict[str, list[FixtureRow]]:
    """All rows by file, in the order of the structure."""
    rows = {
        collection.value: [row for stored in records.values() for row in _record(collection, stored)]
        for collection, records in reader.records.items()
    }
    return rows | {"contradictions": [_contradiction(stored) for stored in reader.contradictions]}


def _record(collection: Collection, stored: Stored) -> Iterator[FixtureRow]:
    """The rows of a record: its own, then those of each list, each with its quotations."""
    declared = RECORDS[collection]
    model, slug = declared.option("model"), [stored["id"]]
    lists = {child.member: child for child in child_specs(declared)}
    of_event = {"event": slug} if declared.Meta.evidence_owner == "event" else {}
    columns = {**editable_columns(declared, model), **many_paths(declared)}
    yield _row(model, _columns(model, columns, stored, slug))
    for member in _LISTS:
        for item in stored.get(member, ()):
            if member == "about":
                end = [item["of"]["ref"].partition("/")[2], *filter(None, [item["key"]])]
                yield _row(ClaimSubject, {"claim": slug, item["kind"]: end})
            elif member == "evidence":
                yield _quotation(of_event or {str(declared.Meta.evidence): slug}, item)
            else:
                child = lists[member]
                within = {child.within: (child.within,)} if child.within else {}
                columns = _columns(child.model, {**child.columns, **child.many, **within}, item, slug)
                yield _row(child.model, {child.owner: slug} | columns)
                for quote in item["evidence"] if child.evidence else ():
                    yield _quotation(of_event | {child.evidence: [*slug, item["key"]]}, quote)


def _columns(model: type[models.Model], paths: Mapping[str, Any], item: Any, slug: list[str]) -> FixtureRow:
    """The columns of a row with their values in fixture form."""

    def natural_key(reference: Any, field: Any) -> list[str] | None:
        if isinstance(reference, str):  # another child of the same record, by its key
            return [*slug, reference]
        collection, _, other = reference["ref"].partition("/")
        return [other] if collection == field.related_model.COLLECTION else None

    columns: FixtureRow = {}
    for name in sorted(paths, key=lambda name: _COLUMNS.index(name if name in _COLUMNS else _REST)):
        field: Any = model._meta.get_field(name)
        value = dig(item, paths[name])
        if field.many_to_many:
            value = [natural_key(target, field) for target in value or ()]
        elif field.is_relation:
            value = value and natural_key(value, field)
        elif isinstance(field, models.DecimalField):
            value = None if value is None else str(value)
        columns[name] = value
    return columns


def _quotation(supported: FixtureRow, quote: Stored) -> FixtureRow:
    article = {"article": [quote["article"]["ref"].partition("/")[2]]}
    place = {name: quote[name] for name in ("start", "end", "quote")}
    supports = {"supports": quote.get("supports", Supports.PART.value)}
    return _row(Evidence, supported | supports | article | place)


def _contradiction(stored: Stored) -> FixtureRow:
    ends = {f"{side}_{stored[side]['kind']}": stored[side]["id"].split("/") for side in ("left", "right")}
    return _row(Contradiction, {"how": stored["how"], "note": stored["note"], **ends})


def _row(model: type[models.Model], columns: FixtureRow) -> FixtureRow:
    """A fixture row without null, empty and false values, for which the model has defaults."""
    fields = {k: v for k, v in columns.items() if v not in (None, "", []) and v is not False}
    return {"model": model._meta.label_lower, "fields": fields}
