"""What slow and greedy clients do to a site: `python -m tests.siege.attacks NAME PORT SECONDS`."""

import json
import socket
import sys
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import count, cycle

from tests.siege.client import HOST, ask

PAUSE_S = 0.2
"""Between two bytes of a client that trickles."""
TIMEOUT_S = 15.0
Outcomes = Counter[str]
"""How often what happened: the status of an answer, or `closed` by the server, or `timeout`."""

TREE = {"where": {"all": [{"any": [{"event_type": ["assault"]}, {"event_type": ["consult"]}]}]}}
HEAVY_QUESTIONS = (
    "/api/v1/events/aggregate/?group_by=day&spread=possible",
    "/api/v1/events/?q=killed%20OR%20attack*&snippets=true",
    "/api/v1/events/aggregate/?group_by=country&group_by=month&metric=killed",
    "/api/v1/events/attacks-on-us-forces-in-iraq-and-syria-2023-2024/?revision=1",
    "POST /api/v1/events/search/",
    "/api/v1/events/?q=Baghdad&ordering=relevance",
    "/api/v1/events/aggregate/?group_by=day&spread=possible&metric=injured",
    "/api/v1/articles/?q=forces",
)
UNREAD = "/api/v1/events/?format=ndjson"


@dataclass(frozen=True, slots=True)
class Attack:
    """So many clients that do the same again and again."""

    name: str
    run: Callable[[int, float], Outcomes]
    """Attacks a port until a time of `time.monotonic`."""


def _attacks() -> Iterator[Attack]:
    for number in (8, 50, 200):
        yield Attack(f"{number} trickling headers", partial(_hold, number, _HEADER_BEGUN, b"a"))
    for number in (8, 50, 200):
        yield Attack(f"{number} trickling bodies", partial(_hold, number, _BODY_BEGUN, b" "))
    for number in (8, 50, 200):
        yield Attack(f"{number} unread exports", partial(_hold, number, _UNREAD_EXPORT, b""))
    yield Attack("8 heavy questions", partial(_ask_together, 8, HEAVY_QUESTIONS))
    yield Attack("8 sign-ins", _sign_in)
    many = "/api/v1/events/?" + "&".join(f"lim{number}t=x" for number in range(900))
    yield Attack("4 x 900 unknown parameters", partial(_ask_together, 4, (many,)))
    yield Attack("8 schema storms", partial(_ask_together, 8, ("/api/schema/", "/api/schema/?format=json")))


_HEADER_BEGUN = f"GET /api/v1/events/ HTTP/1.1\r\nHost: {HOST}\r\nX-Slow: ".encode()
_BODY_BEGUN = (
    f"POST /api/v1/events/search/ HTTP/1.1\r\nHost: {HOST}\r\n"
    "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"
).encode()
_UNREAD_EXPORT = f"GET {UNREAD} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()


def _hold(number: int, begun: bytes, byte: bytes, port: int, until: float) -> Outcomes:
    """Holds connections that were begun, with a byte now and then; one that is closed is opened again."""
    outcomes: Outcomes = Counter()
    held: list[socket.socket] = []
    while time.monotonic() < until:
        for _ in range(number - len(held)):
            with suppress(OSError):
                held.append(_connect(port, begun))
        for one in list(held):
            if not _is_held(one, byte):
                outcomes["closed"] += 1
                held.remove(one)
                one.close()
        time.sleep(PAUSE_S)
    outcomes["held"] = len(held)
    for one in held:
        one.close()
    return outcomes


def _connect(port: int, begun: bytes) -> socket.socket:
    client = socket.socket()
    # So small a window that an answer fills it.
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(1)
    try:
        client.connect((HOST, port))
        client.sendall(begun)
    except OSError:
        client.close()
        raise
    client.setblocking(False)
    return client


def _is_held(client: socket.socket, byte: bytes) -> bool:
    """Whether the server still waits; an answer that nobody reads counts as waiting."""
    try:
        if byte:
            client.send(byte)
            client.recv(1)
            return False  # an answer, or the end
        return _is_connected(client)
    except BlockingIOError:
        return True
    except OSError:
        return False


def _is_connected(client: socket.socket) -> bool:
    # TCP_INFO begins with the state of the connection; 1 is established.
    return client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1) == b"\x01"


def _together(number: int, work: Callable[[int, Outcomes], None]) -> Outcomes:
    outcomes: list[Outcomes] = [Counter() for _ in range(number)]
    threads = [threading.Thread(target=work, args=(n, outcomes[n])) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(outcomes, Counter())


def _ask_together(number: int, paths: tuple[str, ...], port: int, until: float) -> Outcomes:
    """Clients that ask again as soon as they are answered, whatever the answer is."""

    def work(first: int, outcomes: Outcomes) -> None:
        for path in cycle(paths[first % len(paths) :] + paths[: first % len(paths)]):
            if time.monotonic() > until:
                return
            outcomes[_ask(port, path)] += 1

    return _together(number, work)


def _ask(port: int, path: str) -> str:
    if path.startswith("POST "):
        headers = {"Content-Type": "application/json"}
        return ask(port, path.removeprefix("POST "), TIMEOUT_S, json.dumps(TREE), headers)
    return ask(port, path, TIMEOUT_S)


def _sign_in(port: int, until: float) -> Outcomes:
    """Clients that sign in under one name after another."""
    names = count()

    def work(_: int, outcomes: Outcomes) -> None:
        while time.monotonic() < until:
            outcomes[_sign_in_once(port, f"somebody{next(names)}")] += 1

    return _together(8, work)


def _sign_in_once(port: int, name: str) -> str:
    token = "a" * 32
    form = {"username": name, "password": "wrong", "csrfmiddlewaretoken": token}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={token}"}
    return ask(port, "/admin/login/", TIMEOUT_S, urllib.parse.urlencode(form), headers)


ATTACKS = tuple(_attacks())


if __name__ == "__main__":
    _name, _port, _seconds = sys.argv[1:]
    _attack = next(attack for attack in ATTACKS if attack.name == _name)
    sys.stdout.write(json.dumps(_attack.run(int(_port), time.monotonic() + float(_seconds))))
