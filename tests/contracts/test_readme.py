"""README.md: every command is run as a newcomer would, and answers as it says."""

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
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from tests.postgres import start_server

pytestmark = pytest.mark.once
README = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Step:
    """A command and what README says that it prints."""

    command: str
    output: str


def steps() -> list[Step]:
    """The commands of all console blocks, in order."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append(Step(command, output.strip("\n")))
    return found


def says(expected: str, actual: str) -> bool:
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


@pytest.fixture
def checkout() -> Iterator[Checkout]:
    """A fresh checkout; whatever still runs from it is ended afterwards."""
    with tempfile.TemporaryDirectory(prefix="readme-") as folder:
        fresh = Checkout(Path(folder))
        yield fresh
        for process in list(fresh.running):
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


@pytest.fixture
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL of this test's own."""
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        server = start_server(Path(folder))
        yield server.get_uri()
        server.cleanup()


def test_every_command_answers_as_the_readme_says(checkout: Checkout, postgresql: str) -> None:
    port = free_port()
    checkout.environment["PORT"] = str(port)
    site = None
    done = 0
    for step in steps():
        output = step.output.replace("127.0.0.1:8000", f"127.0.0.1:{port}")
        command = step.command.replace("127.0.0.1:8000", f"127.0.0.1:{port}")
        if command == "make test":
            # This very run is that command; here it is only seen that make knows what to do.
            assert "TEST_DATABASE=postgresql" in checkout.output("make --dry-run test")
        elif command == "make run":
            site, printed = checkout.serve(command, port)
            assert says(output, printed), printed
        elif command.startswith("DATABASE_URL="):
            other = free_port()
            command = re.sub(
                r"^DATABASE_URL=\S+ PORT=\d+", f"DATABASE_URL={postgresql} PORT={other}", command
            )
            process, printed = checkout.serve(command, other)
            assert says(output.replace(":8001", f":{other}"), printed), printed
            assert "Traceback" not in checkout.stop(process)
        else:
            printed = checkout.output(command)
            assert says(output, printed), f"{command}\n{printed}"
        done += 1
    assert site is not None
    assert "Traceback" not in checkout.stop(site)
    assert done >= 10


def test_every_file_and_folder_that_the_readme_names_is_there() -> None:
    named = set(re.findall(r"`((?:events|eventapi|seeds|docs|fixtures|tests)/[\w./-]*)`", README))
    assert named
    assert not [name for name in named if not (settings.BASE_DIR / name).exists()]
