"""A site of its own for the clients: seeds and bare records, served as `make run` serves them."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CREATE_MINIMAL_RECORDS_CODE = "from tests.clients import minimal_records as m; m.create_minimal_records()"
START_TIMEOUT_S = 90


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def site_environment(folder: Path, database: str) -> dict[str, str]:
    """The environment of a site that writes into this folder, and on SQLite unless a database is named."""
    unset = ("DEBUG", "HTTPS", "ALLOWED_HOSTS", "HOST", "PORT")
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    own = {"DATABASE_URL": database, "EVENTAPI_VAR": str(folder), "SECRET_KEY": "only-for-the-clients"}
    return environment | own | {"DJANGO_SETTINGS_MODULE": "eventapi.settings"}


@contextmanager
def serve_fresh_site(database: str = "") -> Iterator[str]:
    """Serve a fresh site and give its address; nothing of it is left afterwards."""
    with tempfile.TemporaryDirectory(prefix="clients-") as folder:
        environment = site_environment(Path(folder), database)
        fill_database(environment)
        with serve_site(environment) as (base, _):
            yield base


def fill_database(environment: dict[str, str]) -> None:
    """Make the database with the seeds and the bare records."""

    def manage(*arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)

    manage("migrate", "--verbosity=0")
    manage("load_seeds")
    manage("shell", "--verbosity=0", "-c", CREATE_MINIMAL_RECORDS_CODE)


@contextmanager
def serve_site(environment: dict[str, str], application: str = "") -> Iterator[tuple[str, int]]:
    """Serve what stands there; give the address and the server's process."""
    port = free_port()
    # Static files are no part of the API, so that collecting them is left out.
    command = [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", _server(port, application)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        yield _wait_until_ready(f"http://127.0.0.1:{port}", server), server.pid
    finally:
        server.terminate()
        server.communicate(timeout=30)


def _server(port: int, application: str) -> str:
    """Code that becomes the very server that `serve_site` starts, of another application if one is named."""
    return (
        "import os; from django.db import connections; "
        "from events.management.commands.serve_site import server_command; "
        f"command = server_command('127.0.0.1', {port}); connections.close_all(); "
        f"command[-1] = {application!r} or command[-1]; os.execv(command[0], command)"
    )


def _wait_until_ready(base: str, server: "subprocess.Popen[str]") -> str:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{base}/livez", timeout=5).close()
        except urllib.error.HTTPError:
            return base
        except OSError:
            time.sleep(0.1)
        else:
            return base
    server.terminate()
    raise RuntimeError(f"The site does not answer at {base}: {server.communicate()[1]}")
