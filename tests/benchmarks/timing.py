"""Medians of interleaved runs: what disturbs the machine disturbs all that is compared alike."""

import sys
import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

RUNS, MIN_RUNS = 15, 3
TIME_LIMIT_S = 4.0
"""Seconds for all that is compared at once: what is slow gets fewer runs."""


def median_seconds(candidates: Mapping[str, Callable[[], Any]], runs: int = RUNS) -> dict[str, float]:
    """The median seconds of each, run in turns; the first turn only warms up."""
    times: dict[str, list[float]] = {name: [] for name in candidates}
    begin = time.perf_counter()
    for turn in range(runs + 1):
        if turn > MIN_RUNS and time.perf_counter() - begin > TIME_LIMIT_S:
            break
        for name, run in candidates.items():
            start = time.perf_counter()
            run()
            if turn:
                times[name].append(time.perf_counter() - start)
    return {name: median(seconds) for name, seconds in times.items()}


def print_line(line: str = "") -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def print_progress(what: str, done: int, wanted: int) -> None:
    """Say how many stand; on a terminal in one line that is written over."""
    line = f"  {what}: {done:,} of {wanted:,}"
    if sys.stdout.isatty():
        sys.stdout.write(f"\r{line}" + ("\n" if done == wanted else ""))
    elif done == wanted or done % 50_000 == 0:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
