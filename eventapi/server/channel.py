"""A connection, with deadlines: for a header, for a body, a client that does not read, one that idles."""

import contextlib
import re
import time
from http import HTTPStatus

from django.conf import settings
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser

from eventapi.server.error_task import ProblemTask
from events.wsgi.problems import problem_response, server_problem

MIN_BYTES_A_SECOND = 1024
"""A client that reads more slowly counts as one that does not read."""
_NOT_ASCII = re.compile(rb"[\x80-\xff]")


class Request(HTTPRequestParser):
    """A request while it arrives. waitress hands it to a thread when it is whole."""

    def __init__(self, adj: object) -> None:
        super().__init__(adj)
        self.begun = time.monotonic()

    def parse_header(self, header_plus: bytes) -> None:
        """Reads the header; of the address, bytes outside of ASCII count as if they were written %XX."""
        line, end, rest = header_plus.partition(b"\r\n")
        line = _NOT_ASCII.sub(lambda byte: b"%%%02X" % ord(byte[0]), line)
        super().parse_header(line + end + rest)


class Channel(HTTPChannel):
    """A connection that is closed when its client is late."""

    parser_class = Request
    error_task_class = ProblemTask

    def __init__(self, *args: object, **options: object) -> None:
        self.sent_bytes = 0
        self.idle_since = time.monotonic()
        self._window: tuple[float, int] | None = None
        super().__init__(*args, **options)

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Sends what the client takes at once."""
        sent: int = super().send(data, do_close)
        self.sent_bytes += sent
        return sent

    @property
    def is_waiting(self) -> bool:
        """Whether nothing is being answered: the next request has not come, or not wholly."""
        return not (self.requests or self.total_outbufs_len)

    @property
    def waiting_since(self) -> float:
        """When the client was last waited for, by `time.monotonic`."""
        return self.idle_since if self.request is None else self.request.begun

    def close_if_late(self, now: float) -> None:
        """Closes the connection if a deadline has passed; called about every second."""
        if self.total_outbufs_len:
            if self._is_read_too_slowly(now):
                # A thread that waits to write more is told so, and ends what it was streaming.
                self.handle_close()
            return
        self._window = None
        if self.requests:
            self.idle_since = now
        elif self.request is None:
            if now - self.idle_since > settings.IDLE_SECONDS:
                self.handle_close()
        elif now - self.request.begun > self._request_seconds():
            self._refuse_late_request()

    def _request_seconds(self) -> float:
        return settings.BODY_SECONDS if self.request.headers_finished else settings.HEADER_SECONDS

    def _is_read_too_slowly(self, now: float) -> bool:
        since, sent = self._window = self._window or (now, self.sent_bytes)
        if now - since < settings.WRITE_SECONDS:
            return False
        self._window = (now, self.sent_bytes)
        return self.sent_bytes - sent < MIN_BYTES_A_SECOND * settings.WRITE_SECONDS

    def _refuse_late_request(self) -> None:
        problem = server_problem(HTTPStatus.REQUEST_TIMEOUT, "The request did not arrive in time.")
        status, headers, body = problem_response(problem)
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers), "", ""]
        with contextlib.suppress(OSError):
            self.send("\r\n".join(lines).encode("ascii") + body)
        self.handle_close()
