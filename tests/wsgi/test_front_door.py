"""What reaches Django of a request, whoever sent it, by whatever server."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import RequestFactory

from events.api.middleware import MAX_BODY_BYTES
from events.wsgi.front_door import FrontDoor
from events.wsgi.proxies import read_proxies

pytestmark = pytest.mark.once
PROXY, STRANGER = "127.0.0.1", "203.0.113.7"
FORWARDED = {
    "HTTP_X_FORWARDED_FOR": "1.2.3.4",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_FORWARDED_PORT": "1",
    "HTTP_X_FORWARDED_PREFIX": "/x",
    "HTTP_X_REAL_IP": "1.2.3.4",
    "HTTP_FORWARDED": "for=1.2.3.4",
}


def environ_of(**changes: Any) -> dict[str, Any]:
    """What a server hands over for a plain request, changed."""
    return RequestFactory().get("/").environ | {"wsgi.input_terminated": True} | changes


def passed_on(**changes: Any) -> dict[str, Any]:
    """What the application sees of such a request."""
    environs: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], _: Callable[..., Any]) -> list[bytes]:
        environs.append(environ)
        return [b""]

    FrontDoor(application, read_proxies([PROXY]))(environ_of(**changes), lambda *_: None)
    return environs[0]


def refused(**changes: Any) -> tuple[str, dict[str, str], bytes]:
    """Status line, headers and body of the answer to such a request, which no application sees."""
    answer: list[Any] = []

    def application(*_: Any) -> list[bytes]:
        raise AssertionError("The request was passed on.")

    body = FrontDoor(application, [])(environ_of(**changes), lambda *head: answer.extend(head))
    return answer[0], dict(answer[1]), b"".join(body)


@pytest.mark.parametrize(
    ("peer", "client", "scheme"), [(PROXY, "1.2.3.4", "https"), (STRANGER, STRANGER, "http")]
)
def test_a_proxy_alone_says_who_asks_and_how(peer: str, client: str, scheme: str) -> None:
    environ = passed_on(REMOTE_ADDR=peer, REMOTE_PORT="4711", **FORWARDED)
    assert (environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]) == (client, scheme)
    assert ("REMOTE_PORT" in environ) == (peer == STRANGER)
    assert not environ.keys() & FORWARDED.keys()
    # A server that believed the header by itself is not believed.
    assert passed_on(REMOTE_ADDR=peer, **{"wsgi.url_scheme": "https"})["wsgi.url_scheme"] == "http"


@pytest.mark.parametrize(
    ("word", "scheme"),
    [
        ("https", "https"),
        ("HTTPS", "https"),
        ("https, http", "http"),
        ("http, https", "https"),
        ("wss", "http"),
        ("", "http"),
    ],
)
def test_the_scheme_is_the_last_word_of_the_proxy(word: str, scheme: str) -> None:
    assert passed_on(HTTP_X_FORWARDED_PROTO=word)["wsgi.url_scheme"] == scheme


@pytest.mark.parametrize("header", ["HTTP_SCRIPT_NAME", "HTTP_PATH_INFO"])
@pytest.mark.parametrize("peer", [PROXY, STRANGER])
def test_no_header_names_another_address(header: str, peer: str) -> None:
    status, headers, body = refused(REMOTE_ADDR=peer, **{header: "/x"})
    assert (status, headers["Content-Type"]) == ("400 Bad Request", "application/problem+json")
    assert json.loads(body)["status"] == 400
    assert refused(REQUEST_METHOD="HEAD", **{header: "/x"})[2] == b""


def test_raw_bytes_of_a_query_are_written_as_percent_signs() -> None:
    raw = "q=بغداد&x=a+b%20c%zz".encode().decode("latin-1")
    assert passed_on(QUERY_STRING=raw)["QUERY_STRING"] == "q=%D8%A8%D8%BA%D8%AF%D8%A7%D8%AF&x=a+b%20c%zz"
    assert passed_on(QUERY_STRING="q=%d8&x=[]'\"<>|")["QUERY_STRING"] == "q=%d8&x=[]'\"<>|"


@pytest.mark.parametrize("length", ["-1", "abc", "1e3", "0x10", "+1", "1_0", " 1", "\u00b2", "9" * 19])
def test_a_length_is_a_number(length: str) -> None:
    assert refused(CONTENT_LENGTH=length)[0] == "400 Bad Request"
    for plain in ("", "0", "17", "9" * 18):
        assert passed_on(CONTENT_LENGTH=plain)["CONTENT_LENGTH"] == plain


class _Broken(BytesIO):
    def read(self, *_: Any) -> bytes:
        raise RuntimeError("no chunk")


def test_a_chunked_body_is_read_whole() -> None:
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked"}
    body = b"x" * MAX_BODY_BYTES
    environ = passed_on(**chunked, **{"wsgi.input": BytesIO(body)})
    assert environ["CONTENT_LENGTH"] == str(len(body))
    assert environ["wsgi.input"].read() == body
    assert "HTTP_TRANSFER_ENCODING" not in environ
    wrong: list[tuple[dict[str, Any], int]] = [
        ({"wsgi.input": BytesIO(body + b"x")}, 413),
        ({"wsgi.input": _Broken()}, 400),
        ({"wsgi.input_terminated": False}, 411),
    ]
    for given, expected in wrong:
        status, headers, text = refused(**chunked, **given)
        assert status.startswith(str(expected))
        assert headers["Content-Type"] == "application/problem+json"
        assert headers["Content-Length"] == str(len(text))
        assert json.loads(text)["status"] == expected
