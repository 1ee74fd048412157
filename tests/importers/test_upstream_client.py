"""Reading another installation over HTTP: patient with what is busy, plain about what is wrong."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from events.choices import Collection
from events.importers.mirror.errors import UpstreamError
from events.importers.mirror.upstream_client import MAX_ATTEMPTS, UpstreamClient
from events.management.commands.mirror import site_url
from events.outbound import Allowance

Answer = tuple[int, dict[str, str], object]
LOCAL = Allowance(http=True, private=True)


@contextmanager
def stub_server(*answers: Answer) -> Iterator[tuple[UpstreamClient, list[float], list[str]]]:
    """A site that gives these answers, the last one again and again; with the pauses and what was asked."""
    left = list(answers)
    asked: list[str] = []
    pauses: list[float] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = left.pop(0) if len(left) > 1 else left[0]
            asked.append(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Type" not in headers:
                self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        source = UpstreamClient(f"http://127.0.0.1:{server.server_port}", pauses.append, LOCAL)
        yield source, pauses, asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


PAGE: dict[str, object] = {"results": [], "next": None, "next_cursor": "c"}


def test_what_is_busy_is_asked_again_as_late_as_it_says() -> None:
    busy = (503, {"Retry-After": "7"}, {"detail": "Busy."})
    with stub_server((429, {}, {}), busy, (200, {}, PAGE)) as (source, pauses, asked):
        assert source.page("a b", 5) == PAGE
    assert pauses == [1, 7]
    assert asked == ["/api/v1/changes/?limit=5&cursor=a+b"] * 3


def test_what_stays_busy_is_told_with_its_address() -> None:
    with (
        stub_server((503, {}, {"detail": "Later."})) as (source, pauses, _),
        pytest.raises(UpstreamError, match=r"changes/.* answers 503: Later"),
    ):
        source.page("", 1)
    assert len(pauses) == MAX_ATTEMPTS - 1
    assert pauses == sorted(pauses)


def test_what_is_refused_is_told_at_once() -> None:
    refusal: Answer = (400, {}, {"detail": "This cursor belongs to another installation."})
    with (
        stub_server(refusal) as (source, pauses, _),
        pytest.raises(UpstreamError, match="another installation"),
    ):
        source.page("x", 1)
    assert not pauses


@pytest.mark.parametrize("status", [301, 404, 410])
def test_a_record_that_is_gone_is_none(status: int) -> None:
    elsewhere = {"Location": "/api/v1/actors/other/"} if status == 301 else {}
    with stub_server((status, elsewhere, {})) as (source, _, asked):
        assert source.record(Collection.ACTORS, "one") is None
    assert asked == ["/api/v1/actors/one/"]


@pytest.mark.parametrize("body", [b"<html>", b"", b"\xff", {"count": 1}, []])
def test_what_is_no_page_of_ours_is_told(body: object) -> None:
    with stub_server((200, {}, body)) as (source, _, _), pytest.raises(UpstreamError, match="changes/"):
        source.page("", 1)


def test_the_address_is_the_site_s() -> None:
    for url in ("https://a.example", "https://a.example/", "https://a.example/api/v1/"):
        assert site_url(url) == "https://a.example"
    with pytest.raises(CommandError, match="no address of an installation"):
        call_command("mirror", "events.example.org", "--once")
