"""`make siege`: what a plain list and /livez take beside slow and greedy clients, on both databases.

A site of its own, on this machine alone; every attack ends after a bounded time.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from tests.benchmarks.timing import print_line
from tests.fuzz.site import ROOT, live_site
from tests.postgres import start_server
from tests.siege.attacks import ATTACKS, Attack, Outcomes
from tests.siege.measurement import LIST, LIVENESS, Measurement, measure, wait_until_calm

DATABASES = ("sqlite", "postgresql")
SECONDS = 12.0
"""How long an attack lasts: longer than the server waits for a header."""
MAX_RATIO, MAX_LIVENESS_S = 3.0, 1.0
_COLUMNS = f"{'list p50':>9}{'p95':>8}{'max':>8}{'ratio':>7}{'livez p95':>11}{'max':>8}{'late':>6}"


def main() -> int:
    """Besiege a site on each database; 1 where a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=DATABASES, action="append", help="only this one")
    parser.add_argument("--port", type=int, help="a site that runs on this machine already")
    parser.add_argument("--attack", default="", help="only those whose name has this text")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long each lasts")
    chosen = parser.parse_args()
    attacks = [attack for attack in ATTACKS if chosen.attack in attack.name]
    if chosen.port:
        return _besiege(chosen.port, attacks, chosen.seconds)
    return (
        sum(_besiege_database(name, attacks, chosen.seconds) for name in chosen.database or DATABASES) and 1
    )


def _besiege_database(database: str, attacks: list[Attack], seconds: float) -> int:
    print_line(f"== siege on {database}")
    with tempfile.TemporaryDirectory(prefix="siege-") as name:
        folder = Path(name)
        server = start_server(folder) if database == "postgresql" else None
        try:
            with live_site(folder, server.get_uri() if server else "") as address:
                return _besiege(urlsplit(address).port or 0, attacks, seconds)
        finally:
            if server is not None:
                server.cleanup()


def _besiege(port: int, attacks: list[Attack], seconds: float) -> int:
    """Prints a line for each attack, times in ms; returns 1 where a goal was missed."""
    print_line(f"{'attack':<28}{_COLUMNS}  statuses of the list; of the attack")
    measure(port, 3)  # what the first requests make is not measured
    missed = 0
    for attack in attacks:
        wait_until_calm(port)
        alone = measure(port, seconds / 3)
        beside, outcomes = _measure_beside(attack, port, seconds)
        base, plain, liveness = alone[LIST], beside[LIST], beside[LIVENESS]
        ratio = plain.percentile(95) / base.percentile(95)
        late = plain.timeouts + liveness.timeouts
        missed |= int(ratio > MAX_RATIO or late > 0 or max(liveness.seconds) > MAX_LIVENESS_S)
        print_line(_line("alone", base, None, alone[LIVENESS], alone[LIST].timeouts))
        statuses = f"  {_counts(plain.statuses)}; {_counts(outcomes)}"
        print_line(_line(attack.name, plain, ratio, liveness, late) + statuses)
    return missed


def _measure_beside(attack: Attack, port: int, seconds: float) -> tuple[dict[str, Measurement], Outcomes]:
    """Measures while the attack runs in another process, so that the clients do not slow each other."""
    command = [sys.executable, "-m", "tests.siege.attacks", attack.name, str(port), str(seconds + 1)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        time.sleep(1)  # it starts Python first
        found = measure(port, seconds)
        output, _ = process.communicate(timeout=60)
    return found, Counter(json.loads(output))


def _line(name: str, plain: Measurement, ratio: float | None, liveness: Measurement, late: int) -> str:
    p50, p95, worst = (1000 * one for one in (plain.percentile(50), plain.percentile(95), max(plain.seconds)))
    alive, longest = 1000 * liveness.percentile(95), 1000 * max(liveness.seconds)
    times = f"{'' if ratio is None else f'{ratio:.1f}':>7}"
    return f"{name:<28}{p50:>9.0f}{p95:>8.0f}{worst:>8.0f}{times}{alive:>11.0f}{longest:>8.0f}{late:>6}"


def _counts(outcomes: Outcomes) -> str:
    return ", ".join(f"{number} x {name}" for name, number in sorted(outcomes.items()))


if __name__ == "__main__":
    sys.exit(main())
