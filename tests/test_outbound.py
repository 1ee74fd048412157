"""What goes out goes to allowed addresses alone, and what comes back is bounded."""

import gzip
import socket
import ssl
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from events import outbound
from events.outbound import Allowance, NotAllowedError, OutboundError, fetch, printable
from tests.hostile_server import Script, hostile_server, repeats, sends

pytestmark = pytest.mark.once
LOCAL = Allowance(http=True, private=True)
OK = b"HTTP/1.1 200 OK\r\n"
LIMIT = 100_000


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    """Ends what would never end."""
    event = threading.Event()
    yield event
    event.set()


def ask(script: Script, seconds: float = 20, path: str = "/a?b=c", **named: Any) -> outbound.Answer:
    with hostile_server(script) as (port, _):
        return fetch(
            f"http://127.0.0.1:{port}{path}", seconds=seconds, max_bytes=LIMIT, allowance=LOCAL, **named
        )


def test_what_is_asked_and_what_is_answered() -> None:
    with hostile_server(sends(OK + b"Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello")) as (
        port,
        asked,
    ):
        url = f"http://127.0.0.1:{port}/a?b=c"
        answer = fetch(url, seconds=20, max_bytes=5, headers={"Accept": "text/plain"}, allowance=LOCAL)
    assert (answer.status, answer.reason, answer.body) == (200, "OK", b"hello")
    assert answer.headers.get_content_type() == "text/plain"
    lines = asked[0].decode().split("\r\n")
    assert lines[0] == "GET /a?b=c HTTP/1.1"
    assert {f"Host: 127.0.0.1:{port}", "Accept-Encoding: identity", "Accept: text/plain"} <= set(lines)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://events.example.org/", "has no HTTPS"),
        ("ftp://events.example.org/", "no address that can be asked"),
        ("file:///etc/passwd", "no address that can be asked"),
        ("https:///nowhere", "no address that can be asked"),
        ("https://user:secret@events.example.org/", "no address that can be asked"),
        ("https://events.example.org:99999/", "no address that can be asked"),
        ("https://events.example.org/a b", "no address that can be asked"),
        ("https://events.example.org/\r\nX: y", "no address that can be asked"),
        ("https://[::1/", "no address that can be asked"),
        ("https://127.0.0.1/", "127.0.0.1, which is no public address"),
        ("https://2130706433/", "127.0.0.1, which is no public address"),
        ("https://0x7f.1/", "127.0.0.1, which is no public address"),
        ("https://localhost/", "no public address"),
        ("https://[::1]/", "::1, which is no public address"),
        ("https://[::ffff:169.254.169.254]/", "no public address"),
        ("https://10.1.2.3/", "no public address"),
    ],
)
def test_what_must_not_be_asked_is_not(url: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("a connection was made"))
    with pytest.raises(NotAllowedError, match=why):
        fetch(url, seconds=5, max_bytes=1)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        *((text, True) for text in ("1.1.1.1", "2606:4700::1", "::ffff:1.1.1.1", "64:ff9b::101:101")),
        *((text, False) for text in ("0.0.0.0", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1")),
        *(
            (text, False)
            for text in ("169.254.169.254", "100.64.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255")
        ),
        *((text, False) for text in ("::", "::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1")),
        *((text, False) for text in ("64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::1", "2001::1")),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert outbound._is_public(address) == public


def test_a_name_is_resolved_once_and_what_was_looked_at_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads somewhere else at the second look leads nowhere else."""
    looked: list[str] = []
    connected: list[Any] = []

    def resolve(host: str, port: int, **_: Any) -> Any:
        looked.append(host)
        address = "1.1.1.1" if len(looked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def connect(_: socket.socket, address: Any) -> None:
        connected.append(address)
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    monkeypatch.setattr("socket.socket.connect", connect)
    with pytest.raises(OutboundError, match="refused"):
        fetch("https://rebinding.example/", seconds=5, max_bytes=1)
    assert looked == ["rebinding.example"]
    assert connected == [("1.1.1.1", 443)]
    with pytest.raises(NotAllowedError, match=r"rebinding\.example leads to 127\.0\.0\.1"):
        fetch("https://rebinding.example/", seconds=5, max_bytes=1)
    assert len(connected) == 1


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 443)) for host in ("1.1.1.1", "192.168.0.1")]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_args, **_named: found)
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("a connection was made"))
    with pytest.raises(NotAllowedError, match=r"192\.168\.0\.1"):
        fetch("https://mixed.example/", seconds=5, max_bytes=1)


def test_the_certificate_must_be_that_of_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    wrap = ssl.SSLContext.wrap_socket

    def note(context: ssl.SSLContext, *args: Any, **named: Any) -> Any:
        asked.append((named["server_hostname"], context.check_hostname, context.verify_mode))
        return wrap(context, *args, **named)

    monkeypatch.setattr("ssl.SSLContext.wrap_socket", note)
    with (
        hostile_server(sends(b"HTTP/1.1 200 OK\r\n\r\nno TLS at all"), reads=False) as (port, _),
        pytest.raises(OutboundError, match="cannot be read"),
    ):
        fetch(f"https://localhost:{port}/", seconds=20, max_bytes=LIMIT, allowance=LOCAL)
    assert asked == [("localhost", True, ssl.CERT_REQUIRED)]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    answer = ask(sends(f"HTTP/1.1 {status} Moved\r\nLocation: http://127.0.0.1:1/\r\n\r\n".encode()))
    assert answer.status == status


CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "beginning",
    [OK + b"\r\n", CHUNKED, OK + b"Content-Length: 999999999999\r\n\r\n"],
    ids=["endless", "chunked", "announced"],
)
def test_a_body_without_an_end_is_left(beginning: bytes, stop: threading.Event) -> None:
    piece = b"1000\r\n" + b"x" * 4096 + b"\r\n" if beginning is CHUNKED else b"x" * 4096
    with pytest.raises(NotAllowedError, match="more than 100,000 bytes"):
        ask(repeats(beginning, piece, stop))


@pytest.mark.parametrize(
    ("beginning", "piece"),
    [(b"", b"H"), (OK, b"X-Header: y\r\n"), (OK + b"\r\n", b"x"), (b"", b"HTTP/1.1 100 Continue\r\n\r\n")],
    ids=["status line", "headers", "body", "continue"],
)
def test_time_is_bounded_in_all_however_slowly_it_comes(
    beginning: bytes, piece: bytes, stop: threading.Event
) -> None:
    with pytest.raises(OutboundError, match=r"did not answer in full within 0\.5 seconds"):
        ask(repeats(beginning, piece, stop, pause=0.02), seconds=0.5)


def test_who_says_nothing_is_left(stop: threading.Event) -> None:
    def say_nothing(_: socket.socket) -> None:
        stop.wait(20)

    with hostile_server(say_nothing) as (port, _):
        with pytest.raises(OutboundError, match=r"within 0\.3 seconds"):
            fetch(f"http://127.0.0.1:{port}/", seconds=0.3, max_bytes=1, allowance=LOCAL)
        stop.set()


def test_headers_without_an_end_are_left(stop: threading.Event) -> None:
    for piece in (b"X-Header: y\r\n", b"x" * 4096):
        with pytest.raises(OutboundError, match="cannot be read"):
            ask(repeats(OK, piece, stop))


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "gzip, gzip"])
def test_what_is_compressed_is_not_opened(encoding: str) -> None:
    bomb = gzip.compress(b"\0" * 10_000_000)
    with pytest.raises(NotAllowedError, match="answers compressed"):
        ask(
            sends(OK + f"Content-Encoding: {encoding}\r\nContent-Length: {len(bomb)}\r\n\r\n".encode() + bomb)
        )


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"Content-Length: 10\r\n\r\nhello",
        OK + b"Transfer-Encoding: chunked\r\n\r\nff\r\nhello",
        OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello",
        b"",
        b"\x00\x01\x02",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 two hundred\r\n\r\n",
    ],
)
def test_what_breaks_off_or_is_no_http_is_told(answer: bytes) -> None:
    with pytest.raises(OutboundError, match="cannot be read") as raised:
        ask(sends(answer))
    assert not isinstance(raised.value, NotAllowedError)  # it may go better another time


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(OutboundError, match="refused"):
        fetch(f"http://127.0.0.1:{port}/", seconds=5, max_bytes=1, allowance=LOCAL)

    def no_name(*_: Any, **__: Any) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", no_name)
    with pytest.raises(OutboundError, match="Name or service not known"):
        fetch("https://nowhere.example/", seconds=5, max_bytes=1)


def test_what_others_wrote_is_fit_for_a_terminal() -> None:
    assert printable("\x1b[31mred\x1b[0m\r\nnext\u202e") == "[31mred [0m next"
    assert printable("x" * 500) == "x" * 200 + "…"
