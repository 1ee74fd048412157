"""`manage.py check --deploy` names each setting that leaves the door open."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.checks import Tags, run_checks

pytestmark = pytest.mark.once
SAFE = {"SECURE_SSL_REDIRECT": True, "PROXIES": ["127.0.0.1"], "ALLOWED_HOSTS": ["events.example.org"]}


def found(settings: LazySettings, *, deploy: bool = True, **changes: object) -> list[str]:
    """The ids of our own checks that fail with such settings."""
    for name, value in (SAFE | changes).items():
        setattr(settings, name, value)
    messages = run_checks(tags=[Tags.security], include_deployment_checks=deploy)
    return [message.id or "" for message in messages if (message.id or "").startswith("events.")]


def test_each_wrong_setting_is_named(settings: LazySettings) -> None:
    assert found(settings) == []
    assert found(settings, PROXIES=[]) == ["events.E003"]
    assert found(settings, PROXIES=[], SECURE_SSL_REDIRECT=False) == []
    assert found(settings, PROXIES=["1"]) == found(settings, PROXIES=["1"], deploy=False) == ["events.E001"]
    for everybody in ("0.0.0.0/0", "::/0"):
        assert found(settings, PROXIES=[everybody], deploy=False) == ["events.E002"]
    for word in ("", "publishers", "everyone"):
        assert found(settings, SECOND_FACTOR=word) == []
    assert found(settings, SECOND_FACTOR="editors", deploy=False) == ["events.E006"]
    settings.SECOND_FACTOR = ""
    assert found(settings, ALLOWED_HOSTS=["a.example", "*"]) == ["events.E004"]
    assert found(settings, ALLOWED_HOSTS=["localhost", "127.0.0.1"]) == ["events.E005"]
    local = found(settings, ALLOWED_HOSTS=["localhost"], SECURE_SSL_REDIRECT=False, PROXIES=[])
    assert local == []


def test_the_command_fails_and_says_what_to_do(tmp_path: Path) -> None:
    variables = {"EVENTAPI_VAR": str(tmp_path), "SECRET_KEY": "x" * 20 + "abcdefghij" * 5, "HTTPS": "1"}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]

    def run(**others: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": "", **variables, "ALLOWED_HOSTS": "events.example.org", **others}
        root = Path(__file__).parent.parent
        return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)

    refusal = run()
    assert refusal.returncode == 1
    assert "HTTPS is set, and PROXIES names no proxy." in refusal.stderr
    assert "PROXIES=127.0.0.1" in refusal.stderr
    assert run(PROXIES="127.0.0.1, 10.0.0.0/8").returncode == 0
    assert "DEBUG" in run(PROXIES="127.0.0.1", DEBUG="1").stderr
