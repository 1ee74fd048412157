"""Every request has an id, and by choice a line of the log."""

import json
import logging
import re
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from pythonjsonlogger.json import JsonFormatter

from eventapi.settings import LOGGING
from events.middleware.requests import RequestMiddleware
from events.monitoring.request_id import RequestIdFilter

pytestmark = pytest.mark.once


@pytest.fixture
def access_log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The log, with a line for each request."""
    caplog.set_level(logging.INFO, "events.access")
    return caplog


def answer(response: HttpResponse | StreamingHttpResponse, path: str = "/") -> Any:
    """Let the middleware answer a request with this response."""
    return RequestMiddleware(lambda _: response)(RequestFactory().get(path))


def test_each_request_has_an_id_of_its_own_whatever_it_sends(client: Client) -> None:
    sent = {"x-request-id": "mine"}
    ids = [client.get("/livez", headers=sent)["X-Request-ID"] for _ in range(3)]
    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"[0-9a-f]{16}", one) for one in ids)


def test_refusals_have_it_in_the_header_alone(client: Client) -> None:
    first, second = (client.get("/api/v1/nothing/") for _ in range(2))
    assert first["X-Request-ID"] != second["X-Request-ID"]
    assert "request_id" not in first.json()
    assert first.content == second.content, "One question has one answer, whoever asks again."


def test_a_line_is_written_only_by_choice(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/livez")
    assert caplog.records == []


def test_the_line_says_what_was_asked_and_answered(
    client: Client, access_log: pytest.LogCaptureFixture
) -> None:
    response = client.get("/livez?a=b")
    (record,) = access_log.records
    RequestIdFilter().filter(record)
    assert vars(record)["request_id"] == response["X-Request-ID"]
    assert re.fullmatch(r"GET /livez\?a=b 200 \d+\.\d ms 3 bytes", record.getMessage())


def test_nothing_that_a_client_sends_begins_a_line_of_its_own(access_log: pytest.LogCaptureFixture) -> None:
    answer(HttpResponse(), "/%0a2026-11-30%20ERROR%20forged")
    (record,) = access_log.records
    assert record.getMessage().startswith("GET /%0A2026-11-30%20ERROR%20forged 200 ")
    answer(HttpResponse(), "/" + "x" * 10_000)
    assert len(access_log.records[1].getMessage()) < 2_100


@pytest.mark.django_db
@pytest.mark.parametrize(("read", "size"), [(0, 0), (1, 2), (2, 5), (3, 5)])
def test_a_stream_is_logged_when_it_is_closed_with_what_was_read(
    read: int, size: int, access_log: pytest.LogCaptureFixture
) -> None:
    response = answer(StreamingHttpResponse(iter([b"ab", b"cde"])))
    assert access_log.records == []
    pieces = iter(response)
    for _ in range(read):
        next(pieces, None)
    response.close()
    (record,) = access_log.records
    assert record.getMessage().endswith(f" {size} bytes")


def test_json_lines_have_members_and_the_traceback() -> None:
    config: dict[str, Any] = LOGGING["formatters"]["json"]  # type: ignore[index]
    options = {name: value for name, value in config.items() if name not in ("()", "format")}
    formatter = JsonFormatter(config["format"], **options)
    try:
        raise ValueError("ein Übel")
    except ValueError as error:
        record = logging.LogRecord(
            "a.name", logging.ERROR, "f", 1, "what\nbroke", (), (type(error), error, None)
        )
    RequestIdFilter().filter(record)
    line = formatter.format(record)
    assert "\n" not in line
    written = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00", written.pop("time"))
    assert "ValueError: ein Übel" in written.pop("exc_info")
    assert set(written) == {"level", "logger", "request_id", "message"}
    assert (written["level"], written["logger"], written["message"]) == ("ERROR", "a.name", "what\nbroke")


def test_a_middleware_that_breaks_is_answered_with_an_id(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: HttpRequest) -> HttpResponse:
        raise RuntimeError

    monkeypatch.setattr("django.contrib.sessions.middleware.SessionMiddleware.process_request", fail)
    client.raise_request_exception = False
    page, problem = client.get("/docs/"), client.get("/api/v1/events/")
    assert (page.status_code, problem.status_code) == (500, 500)
    assert f"<code>{page['X-Request-ID']}</code>" in page.content.decode()
    assert problem.json()["request_id"] == problem["X-Request-ID"]
    assert "Traceback" not in page.content.decode() + problem.content.decode()
