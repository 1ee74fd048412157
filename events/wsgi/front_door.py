"""The outermost layer of the WSGI application: Django sees what is trusted, whole and written plainly."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import quote

from events.api.errors import ProblemError
from events.api.middleware import MAX_BODY_BYTES
from events.wsgi.problems import Environ, refuse
from events.wsgi.proxies import Network, client_address, is_trusted

Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

_FORWARDER_PREFIXES = ("HTTP_X_FORWARDED_", "HTTP_X_REAL_", "HTTP_FORWARDED")
_ADDRESS_HEADERS = ("HTTP_SCRIPT_NAME", "HTTP_PATH_INFO")
"""Some servers let them take the place of the address that a proxy has checked."""
_ASCII = "".join(map(chr, range(0x21, 0x7F)))


class FrontDoor:
    """Believes the proxies alone, reads chunked bodies, and writes raw bytes of a query as %XX."""

    def __init__(self, application: Application, proxies: Iterable[Network]) -> None:
        self.application, self.proxies = application, tuple(proxies)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Returns the response of Django, or a problem where a request cannot be passed on."""
        try:
            _refuse_address_headers(environ)
            self._read_forwarder_headers(environ)
            _encode_query(environ)
            _check_length(environ)
            _read_chunked_body(environ)
        except ProblemError as problem:
            return refuse(problem, environ, start_response)
        return self.application(environ, start_response)

    def _read_forwarder_headers(self, environ: Environ) -> None:
        """Sets client and scheme as our proxies tell them; nobody after this sees the headers.

        The server itself speaks plain HTTP, whatever it makes of a header.
        """
        peer, scheme = environ.get("REMOTE_ADDR", ""), "http"
        if is_trusted(peer, self.proxies):
            forwarded_for = environ.get("HTTP_X_FORWARDED_FOR", "")
            environ["REMOTE_ADDR"] = client_address(peer, forwarded_for, self.proxies)
            environ.pop("REMOTE_PORT", None)  # that of the proxy
            # A proxy that adds its own word to that of a client adds it at the end.
            word = environ.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip().lower()
            scheme = "https" if word == "https" else "http"
        environ["wsgi.url_scheme"] = scheme
        for name in [name for name in environ if name.startswith(_FORWARDER_PREFIXES)]:
            del environ[name]


def _refuse_address_headers(environ: Environ) -> None:
    if any(name in environ for name in _ADDRESS_HEADERS):
        detail = "A header cannot say which address is meant: SCRIPT_NAME and PATH_INFO are refused."
        raise ProblemError(HTTPStatus.BAD_REQUEST, "bad_request", detail)


def _encode_query(environ: Environ) -> None:
    """Writes bytes outside of ASCII as %XX: `?q=بغداد` means the same, raw or not, and has one ETag."""
    query = environ.get("QUERY_STRING", "")
    if not query.isascii():
        environ["QUERY_STRING"] = quote(query.encode("latin-1"), safe=_ASCII)


def _check_length(environ: Environ) -> None:
    """Django reads the length by `int`. Raises: ProblemError. Source: RFC 9110, section 8.6."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit() and len(length) < 19):
        detail = "Content-Length is the number of bytes of the body."
        raise ProblemError(HTTPStatus.BAD_REQUEST, "bad_request", detail)


def _read_chunked_body(environ: Environ) -> None:
    """Reads a body without a length, which Django would take for an empty one. Raises: ProblemError."""
    if not environ.pop("HTTP_TRANSFER_ENCODING", ""):
        return
    if not environ.get("wsgi.input_terminated"):
        detail = "Send the length of the body as Content-Length: a chunked body is not read here."
        raise ProblemError(HTTPStatus.LENGTH_REQUIRED, "length_required", detail)
    try:
        body = environ["wsgi.input"].read(MAX_BODY_BYTES + 1)
    except Exception as error:  # each server has classes of its own for a chunk that is none
        detail = "The chunked body is malformed or ends too early."
        raise ProblemError(HTTPStatus.BAD_REQUEST, "bad_request", detail) from error
    if len(body) > MAX_BODY_BYTES:
        detail = f"The body is larger than {MAX_BODY_BYTES} bytes."
        raise ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body_too_large", detail)
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))
