"""The id of the request that is being answered, on every line of the log."""

import logging
import secrets
from contextvars import ContextVar

HEADER = "X-Request-ID"
_current: ContextVar[str] = ContextVar("request_id", default="")


def begin_request() -> str:
    """Gives the request that begins an id of its own: one that a client sends could imitate another's."""
    request_id = secrets.token_hex(8)
    _current.set(request_id)
    return request_id


def current_request_id() -> str:
    """Returns the id of this thread's request, until the next one begins; empty in commands."""
    return _current.get()


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to each record of the log; `-` outside of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Returns True: every record is kept."""
        record.request_id = current_request_id() or "-"
        return True
