"""What clients ask of a proxy: ordinary requests from any address of this machine, slow ones, unread ones."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

TIMEOUT_S = 20


@dataclass(frozen=True)
class Answer:
    """A response: status, headers by lower-case name, and body."""

    status: int
    headers: dict[str, str]
    body: bytes


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # certificates of the test's own
    return context


def ask(
    port: int,
    path: str,
    *,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
    source: str = "127.0.0.1",
    tls: bool = True,
) -> Answer:
    """The answer to one request from this address. Raises: OSError, http.client.HTTPException."""
    where: http.client.HTTPConnection
    if tls:
        where = http.client.HTTPSConnection(
            "localhost", port, timeout=TIMEOUT_S, source_address=(source, 0), context=_context()
        )
    else:
        where = http.client.HTTPConnection("localhost", port, timeout=TIMEOUT_S, source_address=(source, 0))
    try:
        where.request(method, path, body=body, headers=headers or {})
        response = where.getresponse()
        return Answer(
            response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        )
    finally:
        where.close()


def seconds_of(port: int, path: str, times: int) -> list[float]:
    """How long each of so many answers took, shortest first; each has to be a 200."""
    found = []
    for _ in range(times):
        started = time.monotonic()
        answer = ask(port, path)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        found.append(time.monotonic() - started)
    return sorted(found)


@contextmanager
def trickling(port: int, count: int, source: str, head: bytes) -> Iterator[None]:
    """So many connections that send `head` and then a byte a second, as long as the proxy lets them."""
    stop = threading.Event()
    sockets = [_connect(port, source) for _ in range(count)]
    for one in sockets:
        one.sendall(head)

    def trickle() -> None:
        alive = list(sockets)
        while not stop.wait(1):
            for one in list(alive):
                try:
                    one.sendall(b"a")
                except OSError:
                    alive.remove(one)

    thread = threading.Thread(target=trickle)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        for one in sockets:
            one.close()


@contextmanager
def unread(port: int, path: str, count: int, source: str) -> Iterator[None]:
    """So many connections that ask for this and never read a byte."""
    sockets = [_connect(port, source) for _ in range(count)]
    for one in sockets:
        one.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    try:
        yield
    finally:
        for one in sockets:
            one.close()


def _connect(port: int, source: str) -> ssl.SSLSocket:
    plain = socket.socket()
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plain.settimeout(TIMEOUT_S)
    plain.bind((source, 0))
    plain.connect(("127.0.0.1", port))
    return _context().wrap_socket(plain, server_hostname="localhost")
