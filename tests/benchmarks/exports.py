"""What whole results cost the real server: its peak of memory at few and at many events, and its speed.

`python -m tests.benchmarks.exports 1000 300000`: every format over HTTP, each from a server of its own, so
that the peak is that of one export. On SQLite, where one process answers everything.
"""

import argparse
import os
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.benchmark_database import database_folder
from tests.benchmarks.timing import print_line
from tests.clients.site import serve_site, site_environment

FORMATS = ("ndjson", "csv", "csv&shape=participants", "csv&shape=evidence", "geojson", "parquet")
SIZES = (1000, 300_000)
MAX_GROWTH_KIB = 32 * 1024
"""By how many KiB the peaks may differ."""
CHUNK_SIZE = 1 << 16


@dataclass(frozen=True)
class Measurement:
    """What one export cost: KiB of memory, seconds of the processor, and bytes that came."""

    peak: int
    seconds: float
    size: int


def main(arguments: Any = None) -> int:
    """Measure each format at each size; return 1 where memory grows with the size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="numbers of events, least first")
    sizes = parser.parse_args(arguments).sizes
    found = {}
    for size in sizes:
        subprocess.run([sys.executable, "-m", "tests.benchmarks.benchmark_database", str(size)], check=True)
        environment = site_environment(database_folder("sqlite", size), "")
        for format_ in FORMATS:
            found[size, format_] = _measure(environment, format_)
    _print_results(found, sizes)
    growth = {one: found[sizes[-1], one].peak - found[sizes[0], one].peak for one in FORMATS}
    return 1 if max(growth.values()) > MAX_GROWTH_KIB else 0


def _measure(environment: dict[str, str], format_: str) -> Measurement:
    with serve_site(environment) as (base, process):
        size, before = 0, _processor_seconds(process)
        with urllib.request.urlopen(f"{base}/api/v1/events/?format={format_}", timeout=600) as response:
            while piece := response.read(CHUNK_SIZE):
                size += len(piece)
        return Measurement(_peak_memory(process), _processor_seconds(process) - before, size)


def _peak_memory(server: int) -> int:
    """The most KiB that a worker of the server ever held."""
    lines = [line for one in _workers(server) for line in (one / "status").read_text("utf-8").splitlines()]
    return max(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def _processor_seconds(server: int) -> float:
    """The processor's time that the workers took, which other work on the machine hardly changes."""
    ticks = [(one / "stat").read_text("utf-8").rpartition(")")[2].split()[11:13] for one in _workers(server)]
    return sum(int(tick) for pair in ticks for tick in pair) / os.sysconf("SC_CLK_TCK")


def _workers(server: int) -> list[Path]:
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii")
    return [Path(f"/proc/{one}") for one in children.split()]


def _print_results(found: dict[tuple[int, str], Measurement], sizes: list[int]) -> None:
    least, most = sizes[0], sizes[-1]
    peaks = "".join(f"{f'at {size:,}':>14}" for size in sizes)
    print_line(f"\nPeak memory of the worker in MiB; events a second of its own time, at {most:,}, to NDJSON")
    print_line(f"{'format':<24}{peaks}{'growth':>9}{'speed':>8}{'a second':>10}{'MB':>8}")
    for format_ in FORMATS:
        last = found[most, format_]
        peaks = "".join(f"{found[size, format_].peak / 1024:>14.1f}" for size in sizes)
        growth = (last.peak - found[least, format_].peak) / 1024
        speed = found[most, "ndjson"].seconds / last.seconds
        rate, size = most / last.seconds, last.size / 1e6
        print_line(f"{format_:<24}{peaks}{growth:>9.1f}{speed:>8.2f}{rate:>10,.0f}{size:>8.1f}")


if __name__ == "__main__":
    sys.exit(main())
