"""The processes of the server: all of them serve, what dies is replaced, and all stop together."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.clients.site import ROOT, free_port, site_environment
from tests.server.small_site import PATIENCE_S

pytestmark = pytest.mark.once


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """A server of two processes, and its address."""
    port = free_port()
    command = [sys.executable, "-m", "eventapi.server", f"--port={port}", "--processes=2"]
    process = subprocess.Popen(command, cwd=ROOT, env=site_environment(tmp_path, ""))
    try:
        yield process, f"http://127.0.0.1:{port}/livez"
    finally:
        process.kill()
        process.wait(PATIENCE_S)


def _eventually(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.05)


def _children(process: "subprocess.Popen[bytes]") -> set[int]:
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return {int(one) for one in path.read_text(encoding="ascii").split()}


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE_S) as response:
            return bool(response.read() == b"ok\n")
    except OSError:
        return False


def test_a_process_that_dies_is_replaced_and_all_stop_together(
    server: tuple["subprocess.Popen[bytes]", str],
) -> None:
    process, address = server
    _eventually(lambda: _answers(address))
    before = _children(process)
    assert len(before) == 2
    victim = min(before)
    os.kill(victim, signal.SIGKILL)
    _eventually(lambda: len(_children(process) - {victim}) == 2)
    assert _answers(address)
    after = _children(process)

    process.terminate()
    assert process.wait(PATIENCE_S) == 0
    assert not any(Path(f"/proc/{child}").exists() for child in after)


def test_what_lost_its_parent_stops(server: tuple["subprocess.Popen[bytes]", str]) -> None:
    process, address = server
    _eventually(lambda: _answers(address))
    children = _children(process)
    process.kill()
    _eventually(lambda: not any(Path(f"/proc/{child}").exists() for child in children))
