"""A site of its own for programs that ask it over the network."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
START_TIMEOUT_S = 180
"""Seconds that a site may take to stand: it migrates, loads the seeds and collects static files."""


@contextmanager
def live_site(
    folder: Path, database_url: str = "", variables: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Serve the seeds from this folder, as `make run` would, with these variables; yields the address.

    Raises: RuntimeError where the site does not come up.
    """
    with socket.create_server((HOST, 0)) as probe:
        port = probe.getsockname()[1]
    address = f"http://{HOST}:{port}"
    foreign = {"DEBUG", "HTTPS", "PROXIES", "ALLOWED_HOSTS", "HOST", "PORT", "DATABASE_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in foreign}
    environment |= {"EVENTAPI_VAR": str(folder / "var"), "SECRET_KEY": "only-for-tests", **(variables or {})}
    if database_url:
        environment["DATABASE_URL"] = database_url
    command = [sys.executable, "manage.py", "serve_site", f"--host={HOST}", f"--port={port}"]
    log = folder / "site.log"
    with log.open("w", encoding="utf-8") as output:
        site = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            _wait_until_ready(site, f"{address}/readyz", log)
            yield address
        finally:
            site.terminate()
            site.wait(30)


def _wait_until_ready(site: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and site.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=10):
                return
        except OSError:  # nobody listens yet, or the first answer is slow
            time.sleep(0.2)
    raise RuntimeError(f"The site did not come up:\n{log.read_text(encoding='utf-8')[-4000:]}")
