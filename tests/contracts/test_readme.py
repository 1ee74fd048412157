"""README.md: every command is run as a newcomer would, and answers as it says."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.checkout import Checkout, console_commands, free_port, fresh_checkout, output_matches
from tests.postgres import start_server

README = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def checkout() -> Iterator[Checkout]:
    """A fresh checkout."""
    with fresh_checkout() as fresh:
        yield fresh


@pytest.fixture
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL of this test's own."""
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        server = start_server(Path(folder))
        yield server.get_uri()
        server.cleanup()


@pytest.mark.proof
def test_every_command_answers_as_the_readme_says(checkout: Checkout, postgresql: str) -> None:
    port = free_port()
    checkout.environment["PORT"] = str(port)
    site = None
    done = 0
    for step in console_commands(README):
        output = step.output.replace("127.0.0.1:8000", f"127.0.0.1:{port}")
        command = step.command.replace("127.0.0.1:8000", f"127.0.0.1:{port}")
        if command == "make run":
            site, printed = checkout.serve(command, port)
            assert output_matches(output, printed), printed
        elif command.startswith("DATABASE_URL="):
            other = free_port()
            command = re.sub(
                r"^DATABASE_URL=\S+ PORT=\d+", f"DATABASE_URL={postgresql} PORT={other}", command
            )
            process, printed = checkout.serve(command, other)
            assert output_matches(output.replace(":8001", f":{other}"), printed), printed
            assert "Traceback" not in checkout.stop(process)
        else:
            printed = checkout.output(command)
            assert output_matches(output, printed), f"{command}\n{printed}"
        done += 1
    assert site is not None
    assert "Traceback" not in checkout.stop(site)
    assert done >= 10
