"""Commands of the documentation, run as a newcomer would in a checkout of their own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class ConsoleCommand:
    """A command and what the page says that it prints."""

    command: str
    output: str


def console_commands(page: str) -> list[ConsoleCommand]:
    """The commands of all console blocks of a page, in order."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", page, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append(ConsoleCommand(command, output.strip("\n")))
    return found


def output_matches(expected: str, actual: str) -> bool:
    """Whether the output is what is expected; `...` stands for anything."""
    pattern = ".*".join(re.escape(piece.strip("\n")) for piece in expected.split("..."))
    return re.fullmatch(pattern, actual.strip("\n"), re.DOTALL) is not None


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Checkout:
    """A copy of the files that a clone would hold, and the sites that run from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        names = subprocess.run(listed, cwd=settings.BASE_DIR, capture_output=True, check=True).stdout
        for name in names.decode().rstrip("\0").split("\0"):
            source = settings.BASE_DIR / name
            if source.exists():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, folder / name)
        # Packages are those that the tests run on; installing them is what `make test` did.
        (folder / ".venv").symlink_to(sys.prefix)
        self.running: list[subprocess.Popen[str]] = []
        unset = {
            *("DATABASE_URL", "EVENTAPI_VAR", "SECRET_KEY", "DJANGO_SETTINGS_MODULE"),
            *("MAKEFLAGS", "MAKELEVEL", "MFLAGS"),
        }
        self.environment = {k: v for k, v in os.environ.items() if k not in unset}

    def serve(self, command: str, port: int) -> tuple[subprocess.Popen[str], str]:
        """Start a site and wait for its banner and its first answer."""
        process = subprocess.Popen(
            ["bash", "-c", f"exec env PYTHONUNBUFFERED=1 {command}"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.running.append(process)
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            if "Ctrl-C stops it." in line:
                break
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/events/?limit=1", timeout=5).close()
            except OSError:
                time.sleep(0.1)
            else:
                return process, printed
        raise AssertionError(f"No answer on port {port} after:\n{printed}")

    def stop(self, process: subprocess.Popen[str]) -> str:
        """Press Ctrl-C and return what was printed after that."""
        os.killpg(process.pid, signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
        self.running.remove(process)
        return rest

    def output(self, command: str) -> str:
        """What a command prints."""
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@contextmanager
def fresh_checkout() -> Iterator[Checkout]:
    """A fresh checkout; whatever still runs from it is ended afterwards."""
    with tempfile.TemporaryDirectory(prefix="checkout-") as folder:
        fresh = Checkout(Path(folder))
        yield fresh
        for process in list(fresh.running):
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
