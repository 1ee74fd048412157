"""Bytes on a socket that are no good request: the server and the site answer them in the contract's words."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from eventapi.server.site_server import SiteServer
from events.api.middleware import MAX_BODY_BYTES
from events.wsgi.front_door import FrontDoor
from tests.server.small_site import client, problem_of, read_to_end, small_site

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]
HOST = b"Host: localhost\r\n"
SEARCH = b"/api/v1/events/search/"


@pytest.fixture(scope="module")
def server() -> Iterator[SiteServer]:
    """The whole application, behind the server."""
    application = FrontDoor(WSGIHandler(), [])

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            return [b"".join(application(environ, start_response))]
        finally:
            connections.close_all()  # the database of the test is emptied after it

    with small_site(serve) as site:
        yield site


def send(server: SiteServer, raw: bytes) -> bytes:
    """The answer to these bytes, up to the end of the connection."""
    with client(server, raw) as connection:
        return read_to_end(connection)


def request(line: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    """A request, the last of its connection."""
    lines = [line, b"Connection: close", *headers]
    return b"".join(part + b"\r\n" for part in lines) + HOST + b"\r\n" + body


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    """A posted search in chunks."""
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + end
    return request(
        b"POST " + SEARCH + b" HTTP/1.1",
        b"Content-Type: application/json",
        b"Transfer-Encoding: chunked",
        body=body,
    )


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"GARBAGE\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),  # the beginning of TLS
        (request(b"GET  /api/v1/ HTTP/1.1"), 400),
        (request(b"get /api/v1/ HTTP/1.1"), 400),
        (request(b"GET /api/v1/\x00 HTTP/1.1"), 404),
        (request(b"GET /api/v1/events/%00/ HTTP/1.1"), 404),
        (request(b"GET /api/v1/events/\xff/ HTTP/1.1"), 404),
        (request(b"GET /api/v1/events/?q=\xff HTTP/1.1"), 400),
        (request(b"GET /api/v1/ HTTP/1.1", b"Content-Length: abc"), 400),
        (request(b"GET /api/v1/ HTTP/1.1", b"Content-Length: -1"), 400),
        (request(b"GET /api/v1/ HTTP/1.1", b"Content-Length: 1", b"Content-Length: 2"), 400),
        (request(b"GET /api/v1/ HTTP/1.1", b"Content-Length: " + b"9" * 30), 413),
        (request(b"GET /api/v1/ HTTP/1.1", b"Transfer-Encoding: gzip"), 501),
        (request(b"GET /api/v1/ HTTP/1.1", b"No colon"), 400),
        (request(b"GET /api/v1/ HTTP/1.1", b"Bad name : x"), 400),
        (request(b"GET /api/v1/ HTTP/1.1", b"X: a\x00b"), 400),
        (request(b"GET /api/v1/ HTTP/1.1", b"X: " + b"x" * 131_050), 431),
        (request(b"GET /api/v1/?q=" + b"x" * 40_000 + b" HTTP/1.1"), 414),
        (request(b"GET /api/v1/nowhere HTTP/1.1", b"Expect: x"), 404),
        (request(b"GET /api/v1/ HTTP/1.1", b"Script-Name: /x"), 400),
        (request(b"PROPFIND /api/v1/ HTTP/1.1"), 405),
        (request(b"GET http://evil.example/api/v1/nowhere HTTP/1.1"), 404),
        (chunked(b"{" * 10, end=b"zz\r\n"), 400),
        (chunked(b"x" * (MAX_BODY_BYTES + 1)), 413),
    ],
)
def test_what_is_refused_is_a_problem(server: SiteServer, raw: bytes, status: int) -> None:
    assert problem_of(send(server, raw))[0] == status


def test_no_header_walks_round_a_proxy(server: SiteServer) -> None:
    closed = send(server, request(b"GET /x/admin/login/ HTTP/1.1", b"SCRIPT_NAME: /x"))
    assert closed.split()[1] == b"404"
    redirect = send(
        server, request(b"GET /admin/ HTTP/1.1", b"X-Forwarded-Proto: https", b"X-Forwarded-Host: evil")
    )
    assert b"location: /admin/login/?next=/admin/" in redirect.lower()
    page = send(
        server, request(b"GET /api/v1/ HTTP/1.1", b"X-Forwarded-Proto: https", b"X-Forwarded-Host: evil")
    )
    assert b"https://" not in page
    assert b"evil" not in page


def test_raw_bytes_of_an_address_mean_the_same_as_written_out(server: SiteServer) -> None:
    for path, word in (("/api/v1/suggest/?q=", "بغداد"), ("/api/v1/events/", "مظاهرة"), ("/docs/", "ß")):
        raw = send(server, request(f"GET {path}{word} HTTP/1.1".encode()))
        written = send(server, request(f"GET {path}{quote(word)} HTTP/1.1".encode()))
        assert raw.partition(b"\r\n\r\n")[2] == written.partition(b"\r\n\r\n")[2]
        assert raw.split()[1] == written.split()[1]
        assert b"urn:eventapi:problem:bad" not in raw


def test_a_chunked_body_is_read(server: SiteServer) -> None:
    whole = send(server, chunked(b'{"lim', b'it": 2, "dry_run": true}'))
    assert whole.split()[1] == b"200", whole
    assert b'"limit":2' in whole
