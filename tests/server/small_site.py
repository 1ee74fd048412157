"""A server of this process with an application of a few lines, and the clients that try it."""

import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from eventapi.server.listener import listen
from eventapi.server.site_server import SiteServer

HOST = "127.0.0.1"
PATIENCE_S = 60
"""How long a test waits for what has to happen."""
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def say_path(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with the path and the body."""
    body = f"{environ['PATH_INFO']} {environ['wsgi.input'].read().decode()}".encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@contextmanager
def small_site(application: Application = say_path) -> Iterator[SiteServer]:
    """Serve it until the end of the block."""
    server = SiteServer(application, listen(HOST, 0))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(PATIENCE_S)
        server.close()
    assert not thread.is_alive()


@contextmanager
def client(server: SiteServer, begun: bytes) -> Iterator[socket.socket]:
    """A connection on which this was sent."""
    with socket.create_connection((HOST, int(server.effective_port)), PATIENCE_S) as connection:
        connection.sendall(begun)
        yield connection


def read_to_end(connection: socket.socket) -> bytes:
    """What comes until the server closes."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


def ask(server: SiteServer, path: str) -> bytes:
    """The answer to a whole request."""
    with client(
        server, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    ) as connection:
        return read_to_end(connection)


def problem_of(answer: bytes) -> tuple[int, str]:
    """The status and the code of an answer that is a problem."""
    header, body = answer.split(b"\r\n\r\n", 1)
    assert b"content-type: application/problem+json" in header.lower()
    problem = json.loads(body)
    assert header.split()[1] == str(problem["status"]).encode()
    return problem["status"], problem["type"].rpartition(":")[2]
