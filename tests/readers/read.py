"""Read what the site gives with foreign programs and print what they found, as JSON; runs on theirs alone.

`python tests/readers/read.py <folder of exports> <address of the site>`
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Findings = dict[str, Any]
"""What one reader found of events: how many, and of each column how many are unknown and how many zero."""
NUMBERS = ("acts_value", "killed_value", "intensity", "n_claims")
DATES = ("start_earliest", "end_latest")


def _frame(frame: Any) -> Findings:
    """Of a pandas frame."""
    numbers = {one: [int(frame[one].isna().sum()), int((frame[one] == 0).sum())] for one in NUMBERS}
    dates = {one: int(frame[one].isna().sum()) for one in DATES}
    return {"rows": len(frame), "numbers": numbers, "dates": dates}


def by_pandas(folder: Path) -> Iterator[tuple[str, Findings]]:
    """CSV, NDJSON and Parquet as pandas reads them."""
    import pandas as pd

    yield "pandas, CSV", _frame(pd.read_csv(folder / "events.csv", parse_dates=list(DATES)))
    typed, plain = pd.read_parquet(folder / "events.parquet"), pd.read_csv(folder / "events.csv")
    assert plain["country_iso3"].dropna().tolist() == typed["country_iso3"].dropna().tolist()
    assert "NAM" in set(plain["country_iso3"])
    codes = ["|".join(codes) for codes in typed["cameo_code"] if len(codes)]
    assert plain["cameo_code"].dropna().tolist() == codes, "CAMEO:036 stays what it is"
    yield "pandas, Parquet", _frame(typed)
    whole = pd.read_json(folder / "events.ndjson", lines=True)
    yield "pandas, NDJSON", {"rows": len(whole)}


def by_polars(folder: Path) -> Iterator[tuple[str, Findings]]:
    """The same by polars."""
    import polars as pl

    csv = pl.read_csv(folder / "events.csv", try_parse_dates=True, infer_schema_length=None)
    typed = pl.read_parquet(folder / "events.parquet")
    assert typed.schema["modes"] == pl.List(pl.String), typed.schema
    assert typed.schema["start_earliest"] == pl.Date, typed.schema
    assert typed.schema["updated_at"] == pl.Datetime("us", "UTC"), typed.schema
    assert csv.schema["start_earliest"] == pl.Date, csv.schema
    for name, frame in (("polars, CSV", csv), ("polars, Parquet", typed)):
        zeros = {one: [frame[one].null_count(), int((frame[one] == 0).sum())] for one in NUMBERS}
        dates = {one: frame[one].null_count() for one in DATES}
        yield name, {"rows": frame.height, "numbers": zeros, "dates": dates}
    yield (
        "polars, NDJSON",
        {"rows": pl.read_ndjson(folder / "events.ndjson", infer_schema_length=None).height},
    )


def by_duckdb(folder: Path) -> Iterator[tuple[str, Findings]]:
    """The same by SQL."""
    import duckdb

    def ask(what: str, source: str) -> Any:
        return duckdb.sql(f"SELECT {what} FROM {source}").fetchall()[0]

    for name, source in (
        ("duckdb, CSV", f"read_csv('{folder}/events.csv', sample_size=-1)"),
        ("duckdb, Parquet", f"'{folder}/events.parquet'"),
    ):
        numbers = {
            one: list(ask(f"count(*) FILTER ({one} IS NULL), count(*) FILTER ({one} = 0)", source))
            for one in NUMBERS
        }
        dates = {one: ask(f"count(*) FILTER ({one} IS NULL)", source)[0] for one in DATES}
        assert ask("typeof(start_earliest)", source)[0] == "DATE"
        yield name, {"rows": ask("count(*)", source)[0], "numbers": numbers, "dates": dates}
    yield "duckdb, NDJSON", {"rows": ask("count(*)", f"read_ndjson('{folder}/events.ndjson')")[0]}


def by_pyarrow(folder: Path) -> Iterator[tuple[str, Findings]]:
    """Parquet by its own library."""
    from pyarrow import compute, parquet

    table = parquet.read_table(folder / "events.parquet")
    numbers = {
        one: [table[one].null_count, compute.sum(compute.equal(table[one], 0)).as_py() or 0]
        for one in NUMBERS
    }
    dates = {one: table[one].null_count for one in DATES}
    yield "pyarrow, Parquet", {"rows": table.num_rows, "numbers": numbers, "dates": dates}


def by_frictionless(folder: Path) -> Iterator[tuple[str, Findings]]:
    """The data package, every cell by the schema that it brings."""
    from frictionless import Package, Resource

    package = Package(str(folder / "package" / "datapackage.json"))
    report = package.validate()
    tables = [task for task in report.tasks if task.name and (task.stats or {}).get("rows") is not None]
    events = Resource(package.get_resource("events").to_descriptor(), basepath=str(folder / "package"))
    rows = events.read_rows()
    numbers = {
        one: [sum(row[one] is None for row in rows), sum(row[one] == 0 for row in rows)] for one in NUMBERS
    }
    dates = {one: sum(row[one] is None for row in rows) for one in DATES}
    wrong = report.flatten(["type", "message"])
    summary = f"{len(tables)} files, {len(wrong)} errors"
    yield (
        f"frictionless ({summary})",
        {
            "rows": len(rows),
            "numbers": numbers,
            "dates": dates,
            "wrong": [str(one)[:200] for one in wrong[:3]],
        },
    )


def by_feedparser(base: str) -> Iterator[tuple[str, Findings]]:
    """The feed, page by page."""
    import feedparser

    address, ids, wrong = f"{base}/api/v1/events/feed/", [], []
    while address:
        feed = feedparser.parse(address)
        if feed.bozo:
            wrong.append(str(feed.bozo_exception))
        ids += [one.id for one in feed.entries if one.title and one.link and one.updated_parsed]
        address = next((str(link.href) for link in feed.feed.links if link.rel == "next"), "")
    yield "feedparser, Atom", {"rows": len(set(ids)), "wrong": wrong}


def by_gdal(folder: Path, base: str) -> Iterator[tuple[str, Findings]]:
    """OGC API - Features into a GeoPackage, by the wheel and by the system's gdal-bin; maps show facts."""
    import pyogrio

    source, package = f"OAPIF:{base}/ogc", folder / "wheel.gpkg"
    _, _, points, columns = pyogrio.raw.read(source, layer="events")
    layer = pyogrio.read_info(source, layer="events")
    types = dict(zip(layer["fields"], layer["dtypes"], strict=True))
    wrong = [f"{one} is {types[one]}" for one in NUMBERS if not types[one].startswith(("float", "int"))]
    version = ".".join(map(str, pyogrio.__gdal_version__))
    yield f"GDAL {version} (pyogrio), OAPIF", {"facts": len(columns[0]), "wrong": wrong}
    pyogrio.raw.write(
        str(package), points, [columns[0].astype(str)], ["slug"], geometry_type="Point", crs="EPSG:4326"
    )
    yield f"GDAL {version} (pyogrio), GeoPackage", {"facts": pyogrio.read_info(package)["features"]}
    if not shutil.which("ogr2ogr"):
        yield "gdal-bin", {"left_out": "there is no ogr2ogr"}
        return
    version = _run("ogrinfo", "--version").split(",")[0]
    yield f"{version} (ogrinfo), OAPIF", {"facts": _count(source)}
    _run("ogr2ogr", "-f", "GPKG", str(folder / "system.gpkg"), source)
    yield f"{version} (ogr2ogr), GeoPackage", {"facts": _count(str(folder / "system.gpkg"))}


def _count(source: str) -> int:
    lines = _run("ogrinfo", "-so", source, "events").splitlines()
    return next(int(line.split(":")[1]) for line in lines if line.startswith("Feature Count"))


def _run(*command: str) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout


def main() -> int:
    """Let every reader read."""
    folder, base = Path(sys.argv[1]), sys.argv[2]
    found: dict[str, Findings] = {}
    for reader in (by_pandas, by_polars, by_duckdb, by_pyarrow, by_frictionless):
        found |= dict(reader(folder))
    found |= dict(by_feedparser(base))
    found |= dict(by_gdal(folder, base))
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
