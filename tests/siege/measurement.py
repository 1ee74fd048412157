"""How long a plain list and /livez take, asked again and again by a client each."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.siege.client import ask

LIST = "/api/v1/events/?limit=50"
LIVENESS = "/livez"
TIMEOUT_S = 10.0
PAUSE_S = 0.03
CALM_S, CALM_TIMEOUT_S = 0.5, 60.0


@dataclass(slots=True)
class Measurement:
    """The seconds of each request to one address, and how each ended."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)

    def percentile(self, percent: int) -> float:
        """The seconds within which so many of a hundred requests ended."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]

    @property
    def timeouts(self) -> int:
        """How many requests were not answered in time."""
        return self.statuses["timeout"]


def measure(port: int, seconds: float) -> dict[str, Measurement]:
    """Asks both addresses for so many seconds; each request opens a connection, as a new visitor does."""
    found = {path: Measurement() for path in (LIST, LIVENESS)}
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_ask_until, args=(port, path, until, one)) for path, one in found.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def wait_until_calm(port: int) -> None:
    """Waits until what an attack has left behind is over: three lists in a row, or a minute."""
    until, calm = time.monotonic() + CALM_TIMEOUT_S, 0
    while calm < 3 and time.monotonic() < until:
        start = time.perf_counter()
        answered = ask(port, LIST, TIMEOUT_S) == "200"
        calm = calm + 1 if answered and time.perf_counter() - start < CALM_S else 0
        time.sleep(PAUSE_S)


def _ask_until(port: int, path: str, until: float, found: Measurement) -> None:
    while time.monotonic() < until:
        start = time.perf_counter()
        status = ask(port, path, TIMEOUT_S)
        found.seconds.append(time.perf_counter() - start)
        found.statuses[status] += 1
        time.sleep(PAUSE_S)
