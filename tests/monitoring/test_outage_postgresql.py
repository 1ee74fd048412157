"""A PostgreSQL that is killed while the site runs, and started again."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from django.conf import settings

from events.monitoring.faults import Fault
from tests.postgres import start_server

ADDRESSES = ("/api/v1/events/", "/ogc/collections", "/", "/livez", "/readyz")
PROGRAM = """
import json, sys
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client

storage = "django.contrib.staticfiles.storage.StaticFilesStorage"  # no page needs hashed names here
settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": storage}}
call_command("migrate", verbosity=0)
client = Client(raise_request_exception=False)
for line in sys.stdin:
    answers = [client.get(address) for address in json.loads(line)]
    facts = [(answer.status_code, answer.headers.get("Retry-After")) for answer in answers]
    print(json.dumps(facts), flush=True)
"""


@pytest.mark.once
@pytest.mark.proof
def test_a_server_that_is_killed_is_a_503_and_one_line_until_it_is_back(tmp_path: Path) -> None:
    folder = Path(mkdtemp(prefix="pg-"))  # a short name: that of a socket has few characters
    server = start_server(folder)
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "eventapi.settings", "EVENTAPI_VAR": str(tmp_path)}
    environment |= {"DATABASE_URL": server.get_uri(), "ALLOWED_HOSTS": "testserver"}
    log = tmp_path / "site.log"
    (tmp_path / "static").mkdir()  # WhiteNoise warns of a missing one
    with log.open("w", encoding="utf-8") as errors:
        site = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert site.stdin is not None
    assert site.stdout is not None

    def ask() -> Any:
        site.stdin.write(json.dumps(ADDRESSES) + "\n")  # type: ignore[union-attr]
        site.stdin.flush()  # type: ignore[union-attr]
        return json.loads(site.stdout.readline())  # type: ignore[union-attr]

    stands = [[200, None]] * len(ADDRESSES)
    try:
        assert ask() == stands
        pid = server.get_pid()
        os.kill(pid, signal.SIGQUIT)  # as a crash: nobody is waited for
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.1)
        for _ in range(20):
            assert ask() == [[503, "10"]] * 3 + [[200, None], [503, None]]
        (line,) = log.read_text(encoding="utf-8").splitlines()
        assert Fault.UNREACHABLE.value in line
        server.ensure_postgres_running()
        assert ask() == stands
        _, again = log.read_text(encoding="utf-8").splitlines()
        assert again.endswith(": 60.")
        assert log.stat().st_size < 1_000
    finally:
        site.communicate(timeout=60)
        server.cleanup()
        shutil.rmtree(folder)
