"""Faults of the database while the site runs: one line of the log when they begin, one when they end."""

import logging
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import Lock

from django.db import DatabaseError, connection

from events.faults import Fault, short_text

_log = logging.getLogger(__name__)
_lock = Lock()


@dataclass(slots=True)
class Outage:
    """A fault that lasts, as this process sees it."""

    fault: Fault
    began: float = field(default_factory=time.monotonic)
    refused: int = 1
    """How many requests it has refused."""


_current: Outage | None = None


def current_outage() -> Outage | None:
    """Returns the outage that lasts, if any."""
    return _current


def note_fault(fault: Fault, error: BaseException) -> None:
    """Counts a request that a fault refused; the first one is logged, as is another kind of fault."""
    global _current
    with _lock:
        if _current is not None and _current.fault is fault:
            _current.refused += 1
            return
        _current = Outage(fault)
    _log.error("%s (%s)", fault.value, short_text(error))


def note_success(*, saved: bool) -> None:
    """Ends the outage if the database answers again, and logs that.

    A damaged file may answer other queries: that ends with the process. Queries: 1 while an outage lasts.
    """
    global _current
    outage = _current
    if outage is None or outage.fault is Fault.DAMAGED:
        return
    if not (_answers() if outage.fault.hinders_reading else saved):
        return
    with _lock:
        if _current is not outage:
            return
        _current = None
    seconds = time.monotonic() - outage.began
    text = "The database %s again after %.0f s; requests that were refused: %d."
    _log.warning(text, "answers" if outage.fault.hinders_reading else "saves", seconds, outage.refused)


def _answers() -> bool:
    connection.close_if_unusable_or_obsolete()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_migrations")
    except DatabaseError:
        return False
    return True


class OutageFilter(logging.Filter):
    """Keeps Django from writing a line, or the traceback, of each request that was answered with 503."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Returns whether the record is of another status; the outage is one line, written here."""
        return getattr(record, "status_code", None) != HTTPStatus.SERVICE_UNAVAILABLE
