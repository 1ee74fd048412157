"""Costly requests hold a part of the threads at most; one more is refused at once."""

import json
import logging
import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from prometheus_client import REGISTRY, generate_latest

from events.wsgi.shares import Cost, Shares, cost_of

pytestmark = pytest.mark.once
Answer = tuple[str, dict[str, str], Iterable[bytes]]


@pytest.mark.parametrize(
    ("cost", "method", "address"),
    [
        (Cost.QUESTION, "GET", "/api/v1/events/aggregate?group_by=year"),
        (Cost.QUESTION, "GET", "/api/v1/events/aggregate?group_by=year&format=csv"),
        (Cost.QUESTION, "POST", "/api/v1/events/search?"),
        (Cost.QUESTION, "GET", "/api/v1/events?q=talks"),
        (Cost.QUESTION, "GET", "/api/v1/events?%71=talks"),
        (Cost.QUESTION, "GET", "/ogc/collections/events/items?q=talks"),
        (Cost.QUESTION, "GET", "/api/v1/events/feed?q=talks"),
        (Cost.QUESTION, "GET", "/api/v1/actors/iraq?as_of=2024-01-01"),
        (Cost.QUESTION, "GET", "/api/v1/actors/iraq?revision=1"),
        (Cost.QUESTION, "GET", "/api/v1/actors/iraq/revisions/diff?from=1&to=2"),
        (Cost.QUESTION, "GET", "/api/v1/releases/2024-06/events?"),
        (Cost.EXPORT, "GET", "/api/v1/events?format=ndjson"),
        (Cost.EXPORT, "GET", "/api/v1/events?format=csv&q=talks"),
        (Cost.EXPORT, "GET", "/api/v1/changes?format=ndjson"),
        (Cost.EXPORT, "GET", "/api/v1/releases/2024-06/events?format=csv"),
        (Cost.SIGN_IN, "POST", "/admin/login?next=/admin/"),
        (None, "GET", "/admin/login?next=/admin/"),
        (None, "GET", "/api/v1/events?limit=50&format=json"),
        (None, "GET", "/api/v1/events/search?"),
        (None, "OPTIONS", "/api/v1/events/aggregate?"),
        (None, "GET", "/api/v1/suggest?q=ba"),
        (None, "GET", "/api/v1/releases/2024-06?"),
        (None, "GET", "/api/v1/releases?"),
        (None, "GET", "/admin/events/event?q=talks"),
        (None, "GET", "/livez?q=talks"),
        (Cost.QUESTION, "GET", "?q=talks"),
        (Cost.QUESTION, "GET", "/ar?q=talks"),
        (Cost.QUESTION, "GET", "/ar/places?q=talks"),
        (Cost.QUESTION, "GET", "/events?view=chart"),
        (Cost.QUESTION, "GET", "/ar/events/facets?country=IQ"),
        (Cost.QUESTION, "GET", "/events/x?revision=1"),
        (Cost.QUESTION, "GET", "/events/x/history?"),
        (Cost.QUESTION, "GET", "/releases/2024-06/changes?since=2023-06"),
        (None, "GET", "/releases/2024-06?"),
        (None, "GET", "/events?country=IQ"),
        (None, "GET", "/events?view=timeline"),
        (None, "GET", "?"),
        (None, "GET", "/docs/api?q=talks"),
        (None, "GET", "/static/events/x?q=talks"),
    ],
)
def test_what_costs_much(cost: Cost | None, method: str, address: str) -> None:
    path, _, query = address.partition("?")
    assert cost_of(method, path, query) == cost


class Site:
    """A site around an application that can break."""

    def __init__(self, threads: int) -> None:
        self.is_broken = False
        self.shares = Shares(self._answer, threads)

    def _answer(self, _environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if self.is_broken:
            raise ValueError
        start_response("200 OK", [])
        return (piece for piece in (b"a", b"b"))

    def ask(self, address: str, method: str = "GET") -> Answer:
        """The status, the headers, and the response, which is still open."""
        path, _, query = address.partition("?")
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
        started: list[Any] = []
        pieces = self.shares(environ, lambda *arguments: started.extend(arguments))
        return started[0], dict(started[1]), pieces


QUESTION, EXPORT, SIGN_IN = "/api/v1/events/?q=talks", "/api/v1/events/?format=csv", "/admin/login/"


@pytest.mark.parametrize(("threads", "places"), [(1, 1), (4, 1), (8, 2), (17, 4)])
def test_questions_hold_a_quarter_of_the_threads(threads: int, places: int) -> None:
    site = Site(threads)
    held = [site.ask(QUESTION) for _ in range(places)]
    assert {status for status, *_ in held} == {"200 OK"}
    status, headers, pieces = site.ask(f"{QUESTION}&limit=5")
    assert status == "503 Service Unavailable"
    assert int(headers["Retry-After"]) > 0
    assert headers["Content-Type"] == "application/problem+json"
    problem = json.loads(b"".join(pieces))
    assert (problem["status"], problem["type"]) == (503, "urn:eventapi:problem:busy")
    assert problem["instance"] == f"{QUESTION}&limit=5"
    assert site.ask("/api/v1/events/")[0] == "200 OK"


def test_a_place_is_free_again_when_the_response_is_closed_and_not_before() -> None:
    site = Site(4)
    _, _, pieces = site.ask(QUESTION)
    assert b"".join(pieces) == b"ab"
    assert site.ask(QUESTION)[0] == "503 Service Unavailable"
    pieces.close()  # type: ignore[attr-defined]
    pieces.close()  # type: ignore[attr-defined]
    assert site.ask(QUESTION)[0] == "200 OK"
    assert site.ask(QUESTION)[0] == "503 Service Unavailable"


def test_a_request_that_breaks_gives_its_place_back() -> None:
    site = Site(4)
    site.is_broken = True
    with pytest.raises(ValueError, match=r"^$"):
        site.ask(EXPORT)
    site.is_broken = False
    assert site.ask(EXPORT)[0] == "200 OK"


def test_exports_leave_places_to_questions_but_share_theirs() -> None:
    site = Site(8)
    assert site.ask(EXPORT)[0] == "200 OK"
    assert site.ask(EXPORT)[0] == "503 Service Unavailable"
    assert site.ask(QUESTION)[0] == "200 OK"
    assert site.ask(QUESTION)[0] == "503 Service Unavailable"


def test_an_export_that_is_refused_holds_nothing() -> None:
    site = Site(8)
    _, _, one = site.ask(QUESTION)
    _, _, other = site.ask(QUESTION)
    assert site.ask(EXPORT)[0] == "503 Service Unavailable"
    for pieces in (one, other):
        pieces.close()  # type: ignore[attr-defined]
    assert site.ask(EXPORT)[0] == "200 OK"


def test_signing_in_has_a_share_of_its_own() -> None:
    site = Site(4)
    assert site.ask(QUESTION)[0] == "200 OK"
    assert site.ask(SIGN_IN, "POST")[0] == "200 OK"
    status, headers, pieces = site.ask(SIGN_IN, "POST")
    assert status == "503 Service Unavailable"
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert b"Try again" in b"".join(pieces)
    assert site.ask(SIGN_IN)[0] == "200 OK"


def test_a_page_that_is_refused_is_a_page() -> None:
    site = Site(threads=4)
    held = site.ask(QUESTION)
    status, headers, pieces = site.ask("/?q=talks")
    assert (status, headers["Retry-After"]) == ("503 Service Unavailable", "2")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    page = b"".join(pieces).decode()
    assert "<h1>Busy</h1>" in page
    assert headers["X-Request-ID"] in page
    assert b"".join(site.ask("/?q=talks", "HEAD")[2]) == b""
    assert held[0] == "200 OK"


@pytest.mark.parametrize(
    ("address", "method"), [(QUESTION, "GET"), (QUESTION, "HEAD"), (SIGN_IN, "POST"), ("/?q=talks", "GET")]
)
def test_a_refusal_has_its_line_of_the_log_and_is_counted(
    address: str, method: str, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    settings.METRICS_TOKEN = "0123456789abcdef"
    caplog.set_level(logging.INFO, "events.access")
    site, series = Site(threads=4), f'eventapi_requests_total{{method="{method}",route="busy",status="503"}}'

    def counted() -> float:
        lines = generate_latest(REGISTRY).decode().splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(series))

    before = counted()
    assert site.ask(address, method)[0] == "200 OK"
    assert (counted(), caplog.records) == (before, [])
    _, headers, pieces = site.ask(address, method)
    size = len(b"".join(pieces))
    (record,) = caplog.records
    assert re.fullmatch(rf"{method} {re.escape(address)} 503 \d+\.\d ms {size} bytes", record.getMessage())
    assert re.fullmatch(r"[0-9a-f]{16}", headers["X-Request-ID"])
    assert counted() == before + 1
