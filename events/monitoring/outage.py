"""Faults of the database while the site runs: one line of the log when they begin, one when they end."""

import logging
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import Lock

from django.db import Error, connection

from events.monitoring.faults import Fault, short_text

_log = logging.getLogger(__name__)
_lock = Lock()
_ENDS_WITH_ANSWER = {Fault.NOT_OPENED, Fault.UNREACHABLE}
_ENDS_WITH_SAVE = {Fault.LOCKED, Fault.FULL, Fault.READ_ONLY, Fault.DISK}
"""Faults of writing: that somebody reads proves nothing. All others end with the process."""


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
    """Ends the outage if the database answers or saves again, and logs that.

    A damaged file, or one of another version, may answer other queries: such an outage ends with the
    process. Queries: 1 while the database does not answer.
    """
    global _current
    outage = _current
    if outage is None:
        return
    answers = outage.fault in _ENDS_WITH_ANSWER and _answers()
    if not answers and not (saved and outage.fault in _ENDS_WITH_SAVE):
        return
    with _lock:
        if _current is not outage:
            return
        _current = None
    seconds = time.monotonic() - outage.began
    text = "The database %s again after %.0f s; requests that were refused: %d."
    _log.warning(text, "answers" if answers else "saves", seconds, outage.refused)


def _answers() -> bool:
    connection.close_if_unusable_or_obsolete()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_migrations")
    except Error:
        return False
    return True


class OutageFilter(logging.Filter):
    """Keeps Django from writing a line, or the traceback, of each request that was answered with 503."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Returns whether the record is of another status; the outage is one line, written here."""
        return getattr(record, "status_code", None) != HTTPStatus.SERVICE_UNAVAILABLE
