"""Clients that send or read slowly hold no thread, and lose their connection."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.conf import LazySettings

from tests.server.small_site import PATIENCE_S, ask, client, problem_of, read_to_end, say_path, small_site

pytestmark = pytest.mark.once
HALF_A_HEADER = b"GET /half HTTP/1.1\r\nHost: x\r\nX-Slow: a"
HALF_A_BODY = b"POST /half HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"


@pytest.fixture(autouse=True)
def one_thread(settings: LazySettings) -> None:
    """A single thread shows best whether anybody holds it."""
    settings.THREADS = 1


@pytest.mark.parametrize("begun", [b"", HALF_A_HEADER, HALF_A_BODY])
def test_clients_that_have_not_sent_a_whole_request_hold_no_thread(begun: bytes) -> None:
    with small_site() as server, ExitStack() as clients:
        for _ in range(20):
            clients.enter_context(client(server, begun))
        assert ask(server, "/whole").endswith(b"/whole ")


@pytest.mark.parametrize(
    ("begun", "setting"), [(HALF_A_HEADER, "HEADER_SECONDS"), (HALF_A_BODY, "BODY_SECONDS")]
)
def test_what_does_not_arrive_in_time_is_a_408(begun: bytes, setting: str, settings: LazySettings) -> None:
    setattr(settings, setting, 0.1)
    with small_site() as server, client(server, begun) as connection:
        assert problem_of(read_to_end(connection)) == (408, "request_timeout")


def test_each_request_of_a_connection_has_its_own_time(settings: LazySettings) -> None:
    whole = b"GET /whole HTTP/1.1\r\nHost: x\r\n\r\n"
    with small_site() as server, client(server, whole) as connection:
        answer = b""
        while not answer.endswith(b"/whole "):
            answer += connection.recv(65536)
        settings.HEADER_SECONDS = 0.1
        connection.sendall(HALF_A_HEADER)
        assert problem_of(read_to_end(connection)) == (408, "request_timeout")


def test_a_connection_on_which_nothing_comes_is_closed(settings: LazySettings) -> None:
    settings.IDLE_SECONDS = 0.1
    with small_site() as server, client(server, b"") as connection:
        assert read_to_end(connection) == b""


class Endless:
    """An application that streams without end, and knows when it was closed."""

    def __init__(self) -> None:
        self.closed = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Streams at one address only."""
        if environ["PATH_INFO"] != "/endless":
            return say_path(environ, start_response)
        start_response("200 OK", [])
        return self._pieces()

    def _pieces(self) -> Iterator[bytes]:
        try:
            while True:
                yield b"x" * 65536
        finally:
            self.closed.set()


def test_a_stream_that_nobody_reads_ends_and_gives_its_thread_back(settings: LazySettings) -> None:
    settings.WRITE_SECONDS = 0.2
    endless = Endless()
    with small_site(endless) as server, client(server, b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n"):
        assert endless.closed.wait(PATIENCE_S)
        assert ask(server, "/other").endswith(b"/other ")


def test_a_stream_ends_when_its_client_goes_away() -> None:
    endless = Endless()
    with small_site(endless) as server:
        with client(server, b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n") as connection:
            assert connection.recv(10)
        assert endless.closed.wait(PATIENCE_S)


def test_a_stream_that_is_read_goes_on(settings: LazySettings) -> None:
    settings.WRITE_SECONDS = 0.2
    endless = Endless()
    with small_site(endless) as server:
        with client(server, b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n") as connection:
            got = 0
            while got < 200_000_000:
                got += len(connection.recv(1 << 20))
        assert endless.closed.wait(PATIENCE_S)


def test_of_too_many_connections_the_one_that_is_waited_for_longest_goes(settings: LazySettings) -> None:
    settings.MAX_CONNECTIONS = 3
    with small_site() as server, ExitStack() as clients:
        first, *_ = [clients.enter_context(client(server, HALF_A_HEADER)) for _ in range(3)]
        assert ask(server, "/new").endswith(b"/new ")
        assert read_to_end(first) == b""
