"""Probes have threads of their own; a server that stops ends what it has begun; what it says by itself."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.conf import LazySettings

from tests.server.small_site import PATIENCE_S, ask, client, problem_of, read_to_end, say_path, small_site

pytestmark = pytest.mark.once
SLOW = b"GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class Slow:
    """An application of which an address answers when it is told to."""

    def __init__(self) -> None:
        self.begun, self.may_end = threading.Event(), threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Waits at one address."""
        if environ["PATH_INFO"] == "/slow":
            self.begun.set()
            assert self.may_end.wait(PATIENCE_S)
        return say_path(environ, start_response)


@pytest.mark.parametrize("probe", ["/livez", "/readyz"])
def test_probes_are_answered_while_every_thread_is_held(probe: str, settings: LazySettings) -> None:
    settings.THREADS = 1
    slow = Slow()
    with small_site(slow) as server, client(server, SLOW) as held, client(server, SLOW) as waiting:
        assert slow.begun.wait(PATIENCE_S)
        assert ask(server, probe).endswith(f"{probe} ".encode())
        slow.may_end.set()
        assert read_to_end(held).endswith(b"/slow ")
        assert read_to_end(waiting).endswith(b"/slow ")


def test_a_server_that_stops_answers_what_it_has_begun() -> None:
    slow = Slow()
    with small_site(slow) as server, client(server, SLOW) as connection:
        assert slow.begun.wait(PATIENCE_S)
        server.stop()
        slow.may_end.set()
        assert read_to_end(connection).endswith(b"/slow ")


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (b"nonsense\r\n\r\n", (400, "bad_request")),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n", (400, "bad_request")),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 128 * 1024 + b"\r\n\r\n", (431, "")),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", (413, "")),
    ],
)
def test_what_the_server_refuses_by_itself_is_a_problem(request_: bytes, problem: tuple[int, str]) -> None:
    with small_site() as server, client(server, request_) as connection:
        status, code = problem_of(read_to_end(connection))
        assert status == problem[0]
        assert code == problem[1] or not problem[1]


def test_an_application_that_breaks_is_a_problem(caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: object) -> Iterable[bytes]:
        raise ValueError("secret")

    with small_site(broken) as server:
        answer = ask(server, "/")
    assert problem_of(answer) == (500, "internal_server_error")
    assert b"secret" not in answer
    assert "ValueError: secret" in caplog.text


def test_request_lines_may_be_longer_than_the_api_accepts() -> None:
    with small_site() as server:
        address = "/" + "a" * 64 * 1024
        assert ask(server, address).endswith(f"{address} ".encode())


def test_a_body_in_chunks_arrives_whole() -> None:
    head = b"POST /sent HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    with small_site() as server, client(server, head + b"2\r\nab\r\n1\r\nc\r\n0\r\n\r\n") as connection:
        assert read_to_end(connection).endswith(b"/sent abc")
