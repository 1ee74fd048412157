"""Writes and reads the fixture files; equal seeds give equal bytes."""

import json
from pathlib import Path

from events.importers.seeds.fixture_rows import FixtureRow, fixture_rows
from events.importers.seeds.record_reader import RecordReader

# The order in which records can be loaded: records refer to earlier ones, child rows to all records.
LOAD_ORDER = (
    "datasets",
    "locations",
    "actors",
    "outlets",
    "articles",
    "events",
    "claims",
    "contradictions",
)


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
