"""Let foreign programs read the exports, the feed and the features of a live site: `make readers`.

What each finds must be what the records say: as many events, as many of them unknown and as many zero. And
an export that fails midway must not look whole to anybody.
"""

import argparse
import http.client
import json
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.clients.site import ROOT, fill_database, serve_site, site_environment
from tests.readers.read import DATES, NUMBERS

FORMATS = ("csv", "ndjson", "geojson", "parquet")
FAILING_APPLICATION = "tests.readers.failing_wsgi:application"
ADD_PITFALLS_CODE = """
from events import changes
from events.models import Event, Location
with changes.changeset("readers", "make"):
    for number, event in enumerate(Event.objects.published().order_by("pk")[:2]):
        event.figures.create(key="none-killed", measure="killed", value=0, voice="coder")
    event = Event.objects.published().filter(places__primary=True).earliest("pk")
    namibia = Location.objects.create(
        slug="namibia", name="Namibia", kind="country", iso_code="NA",
        dataset=event.dataset, review_status="published",
    )
    event.places.update(primary=False)
    event.places.create(key="namibia", location=namibia, role="scene", primary=True)
"""
"""Reported zeros, for in the seeds nobody reports that none was killed; and a country called NA."""


def main(arguments: Any = None) -> int:
    """Serve, read, compare; return 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("python", type=Path, help="the interpreter of the environment with the readers")
    python = parser.parse_args(arguments).python
    with tempfile.TemporaryDirectory(prefix="readers-") as name:
        folder = Path(name)
        environment = site_environment(folder / "var", "")
        fill_database(environment)
        _manage(environment, "shell", "--verbosity=0", "-c", ADD_PITFALLS_CODE)
        with serve_site(environment) as (base, _):
            for format_ in FORMATS:
                (folder / f"events.{format_}").write_bytes(
                    _get(f"{base}/api/v1/events/?format={format_}&factuality=any")
                )
            _manage(environment, "export_events", str(folder / "package"), "--verbosity=0")
            read = [str(python), str(ROOT / "tests" / "readers" / "read.py"), str(folder), base]
            found = json.loads(subprocess.run(read, check=True, stdout=subprocess.PIPE).stdout)
            expected = _expected(folder / "events.geojson")
        wrong = _print_results(found, expected)
        with serve_site(environment, FAILING_APPLICATION) as (base, _):
            wrong += sum(not _breaks_connection(base, format_) for format_ in FORMATS)
    return 1 if wrong else 0


def _manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as response:
        body: bytes = response.read()
        return body


def _expected(path: Path) -> dict[str, Any]:
    """What is so, by the standard library."""
    rows = [one["properties"] for one in json.loads(path.read_text(encoding="utf-8"))["features"]]
    numbers = {
        one: [sum(row[one] is None for row in rows), sum(row[one] == 0 for row in rows)] for one in NUMBERS
    }
    dates = {one: sum(row[one] is None for row in rows) for one in DATES}
    assert all(unknown for unknown, _ in (numbers["killed_value"], numbers["intensity"])), numbers
    assert numbers["killed_value"][1], numbers
    facts = sum(row["factuality"] in ("occurred", "ongoing") for row in rows)
    return {"rows": len(rows), "facts": facts, "numbers": numbers, "dates": dates}


def _print_results(found: dict[str, Any], expected: dict[str, Any]) -> int:
    """Print a line for each reader; return how many differ."""
    wrong = 0
    killed = expected["numbers"]["killed_value"]
    sys.stdout.write(
        f"{'as the records say':<42}{expected['rows']:>7} events, killed: {_format_counts(killed)}\n"
    )
    for reader, result in found.items():
        if "left_out" in result:
            sys.stdout.write(f"{reader:<42}  LEFT OUT: {result['left_out']}\n")
            continue
        differing = [name for name, value in result.items() if name != "wrong" and value != expected[name]]
        differing += result.get("wrong", [])
        numbers = (
            f", killed: {_format_counts(result['numbers']['killed_value'])}" if "numbers" in result else ""
        )
        verdict = f"  DIFFERS: {differing}" if differing else ""
        sys.stdout.write(
            f"{reader:<42}{result.get('rows', result.get('facts')):>7} events{numbers}{verdict}\n"
        )
        wrong += bool(differing)
    return wrong


def _format_counts(counts: list[int]) -> str:
    return f"{counts[0]} unknown, {counts[1]} zero"


def _breaks_connection(base: str, format_: str) -> bool:
    """Whether an export that fails midway breaks the connection instead of ending."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
    connection.request("GET", f"/api/v1/events/?format={format_}")
    response = connection.getresponse()
    chunked = response.getheader("Transfer-Encoding") == "chunked"
    try:
        size, broken = len(response.read()), False
    except http.client.IncompleteRead as error:
        size, broken = len(error.partial), True
    verdict = "breaks the connection" if broken and chunked else "ENDS AS IF IT WERE WHOLE"
    sys.stdout.write(f"{format_ + ', failing midway':<42}{response.status:>7} then {verdict}, {size} bytes\n")
    return broken and chunked


if __name__ == "__main__":
    sys.exit(main())
