"""The processes of the server: a parent that starts them, starts again what died, and stops them."""

import logging
import os
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType

logger = logging.getLogger(__name__)
PAUSE_S = 1.0
"""Before a process is started in place of one that died, so that a broken site does not spin."""


def supervise(number: int, work: Callable[[], None], listener: socket.socket) -> None:
    """Keeps so many processes at work until SIGTERM or SIGINT, which they get too."""
    children = {_start(work) for _ in range(number)}
    stopping = False

    def stop(_signum: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        listener.close()
        for child in children:
            os.kill(child, signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while children:
        child, status = os.wait()
        children.discard(child)
        if not stopping:
            logger.error("Process %s ended (%s); another takes its place.", child, _reason(status))
            time.sleep(PAUSE_S)
        if not stopping:
            children.add(_start(work))


def _start(work: Callable[[], None]) -> int:
    """Starts a process and returns its id."""
    if child := os.fork():
        return child
    code = 1
    try:
        # Not those of the parent, until the work has set its own.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        work()
        code = 0
    except Exception:
        logger.exception("The process cannot serve.")
    finally:
        logging.shutdown()
        # Threads that still answer end with the process.
        os._exit(code)


def _reason(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
