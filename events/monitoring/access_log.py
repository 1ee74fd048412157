"""The line of the log that each request has by choice."""

import logging
from typing import Any

_log = logging.getLogger("events.access")
_MAX_PATH = 2000


def is_logged() -> bool:
    """Returns whether the installation wants the lines."""
    return _log.isEnabledFor(logging.INFO)


def log_request(method: str, path: str, status: int, milliseconds: float, size: int) -> None:
    """Logs a request; `path` is percent-encoded, so that no line break gets into the log."""
    facts: dict[str, Any] = {"method": method, "path": path[:_MAX_PATH], "status": status}
    facts |= {"ms": round(milliseconds, 1), "bytes": size}
    _log.info("%(method)s %(path)s %(status)s %(ms)s ms %(bytes)s bytes", facts, extra=facts)
