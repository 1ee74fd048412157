"""Medians of interleaved runs: what disturbs the machine disturbs all that is compared alike."""

import sys
import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

RUNS = 15


def medians(candidates: Mapping[str, Callable[[], Any]], runs: int = RUNS) -> dict[str, float]:
    """The median seconds of each, run in turns; the first turn only warms up."""
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for turn in range(runs + 1):
        for name, run in candidates.items():
            start = time.perf_counter()
            run()
            if turn:
                times[name].append(time.perf_counter() - start)
    return {name: median(seconds) for name, seconds in times.items()}


def say(line: str = "") -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def progress(done: int, wanted: int) -> None:
    """Say how many events stand; on a terminal in one line that is written over."""
    if sys.stdout.isatty():
        sys.stdout.write(f"\r  events: {done:,} of {wanted:,}" + ("\n" if done == wanted else ""))
    elif done == wanted or done % 20_000 < 2000:
        sys.stdout.write(f"  events: {done:,} of {wanted:,}\n")
    sys.stdout.flush()
