"""Of two starts on one site, the second waits until the first has finished."""

import os
import subprocess
import sys
import threading
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from events.management.start_lock import WAITING, start_lock
from tests.checkout import free_port
from tests.own_site import in_thread


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("folder", ["same", "other"])
def test_the_second_waits_and_says_so(folder: str, tmp_path: Path) -> None:
    entered, leave = threading.Event(), threading.Event()
    said: list[str] = []
    order: list[str] = []

    def first() -> None:
        with start_lock(tmp_path / "start.lock", said.append):
            entered.set()
            assert leave.wait(60)
            order.append("first ends")

    def tell(line: str) -> None:
        said.append(line)
        leave.set()  # now that the second waits

    thread = threading.Thread(target=in_thread, args=(first,))
    thread.start()
    assert entered.wait(60)
    shared = folder == "same" or connection.vendor == "postgresql"  # whose database both start on
    if not shared:
        leave.set()
        thread.join(60)
    with start_lock(tmp_path / ("start.lock" if folder == "same" else "other.lock"), tell):
        order.append("second begins")
    thread.join(60)
    assert order == ["first ends", "second begins"]
    assert said == ([WAITING] if shared else [])


@pytest.mark.django_db(transaction=True)
def test_migrate_by_hand_waits_for_a_start(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    waits, ended, said = threading.Event(), threading.Event(), []

    class Said(StringIO):
        def write(self, text: str) -> int:
            said.append(text.strip())
            waits.set()
            return len(text)

    def migrate() -> None:
        call_command("migrate", verbosity=0, interactive=False, stderr=Said())
        ended.set()

    thread = threading.Thread(target=in_thread, args=(migrate,))
    with start_lock(tmp_path / "start.lock", said.append):
        call_command("migrate", verbosity=0, interactive=False, is_locked=True)  # as a start does
        assert said == []
        thread.start()
        assert waits.wait(60)
        assert not ended.is_set()
    assert ended.wait(60)
    thread.join(60)
    assert said == [WAITING]


def test_the_lock_is_let_go_where_the_start_fails(db: None, tmp_path: Path) -> None:  # noqa: ARG001
    said: list[str] = []
    for _ in range(2):
        with pytest.raises(RuntimeError), start_lock(tmp_path / "start.lock", said.append):
            raise RuntimeError
    assert said == []


@pytest.mark.once
@pytest.mark.proof
def test_two_sites_that_start_at_once_on_nothing_both_stand(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"EVENTAPI_VAR": str(tmp_path / "var"), "PYTHONUNBUFFERED": "1"}
    sites = []
    for _ in range(2):
        command = [sys.executable, "manage.py", "serve_site", f"--port={free_port()}"]
        sites.append(
            subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
    printed = []
    for site in sites:
        assert site.stdout is not None
        lines: list[str] = []
        for line in site.stdout:
            lines.append(line.strip())
            if "Ctrl-C stops it." in line:
                break
        printed.append(lines)
    for site in sites:
        site.terminate()
        site.communicate(timeout=60)
    texts = ["\n".join(lines) for lines in printed]
    assert all("Ctrl-C stops it." in text and "Traceback" not in text for text in texts), texts
    assert sum(WAITING in text for text in texts) == 1
    assert sum("migrations applied" in text for text in texts) == 1
