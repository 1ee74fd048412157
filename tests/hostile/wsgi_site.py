"""The site as a server calls it: the whole WSGI application, without a socket."""

from dataclasses import dataclass
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.handlers.wsgi import WSGIHandler

from events.wsgi.front_door import FrontDoor
from tests.hostile.corpus import HostileRequest

TOKEN = "a" * 32


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    media_type: str
    body: bytes


class WsgiSite:
    """Answers requests; somebody is signed in, and sends the token that forms want."""

    def __init__(self, session: str) -> None:
        self.application = FrontDoor(WSGIHandler(), [])
        cookie = SimpleCookie({"sessionid": session, "csrftoken": TOKEN})
        self.signed_in = "; ".join(f"{morsel.key}={morsel.value}" for morsel in cookie.values())

    def ask(self, request: HostileRequest) -> Answer:
        """The answer, read to its end."""
        answer: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
            answer[:] = [int(status.split()[0]), dict(headers).get("Content-Type", "")]

        parts = self.application(self.environ(request), start_response)
        body = b"".join(parts)
        if close := getattr(parts, "close", None):
            close()
        return Answer(answer[0], answer[1], body)

    def environ(self, request: HostileRequest) -> dict[str, Any]:
        """What a server would make of the request."""
        path, _, query = request.address.partition("?")
        environ = {
            "REQUEST_METHOD": request.method,
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query.encode().decode("latin-1"),
            "SCRIPT_NAME": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "203.0.113.7",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self.signed_in,
            "HTTP_X_CSRFTOKEN": TOKEN,
            "CONTENT_LENGTH": str(len(request.body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(request.body),
            "wsgi.input_terminated": True,
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in request.headers.items():
            key = name.upper().replace("-", "_")
            key = key if key in ("CONTENT_LENGTH", "CONTENT_TYPE") else f"HTTP_{key}"
            environ[key] = value.encode().decode("latin-1")
        return environ
