"""What the first run of the site creates, what later runs keep, and how the server is started."""

import os
import socket
import stat
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth import authenticate, get_user_model
from django.core.management.base import CommandError
from django.db import connection

from eventapi.settings import load_or_create_key
from events.management.commands import serve_site
from events.management.commands.serve_site import (
    Command,
    choose_port,
    ensure_admin,
    load_or_create_password,
    prepare_metrics,
    remove_stale_password,
    server_command,
    static_digest,
)
from events.monitoring import metrics

LOCAL = "127.0.0.1"


@pytest.fixture
def used_port() -> Iterator[int]:
    """A port in use."""
    with socket.create_server((LOCAL, 0)) as server:
        yield server.getsockname()[1]


def test_without_a_wish_the_next_free_port_is_taken(used_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve_site, "FIRST_PORT", used_port)
    monkeypatch.setattr(serve_site, "LAST_PORT", used_port + 50)
    assert used_port < choose_port(LOCAL, None) <= used_port + 50


def test_a_free_port_that_was_asked_for_is_chosen() -> None:
    with socket.create_server((LOCAL, 0)) as server:
        free = server.getsockname()[1]
    assert choose_port(LOCAL, str(free)) == free


def test_a_taken_port_that_was_asked_for_is_an_error(used_port: int) -> None:
    with pytest.raises(CommandError, match=f"port {used_port}: it is taken"):
        choose_port(LOCAL, str(used_port))


@pytest.mark.parametrize("wanted", ["0", "65536", "http", "-1", "٨٠", "8000 "])
def test_what_is_no_port_is_an_error(wanted: str) -> None:
    with pytest.raises(CommandError, match="is not a port"):
        choose_port(LOCAL, wanted)


@pytest.mark.parametrize("keep", [load_or_create_key, load_or_create_password])
def test_a_secret_is_made_once_for_its_owner_alone(keep: Any, tmp_path: Path) -> None:
    path = tmp_path / "secret"
    first = keep(path)
    assert len(first) >= 20
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keep(path) == first
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.django_db
def test_the_first_run_makes_an_admin_and_later_runs_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "admin_password"
    password = ensure_admin(path)
    assert password == path.read_text().strip()
    user = authenticate(username="admin", password=password)
    assert user is not None
    assert user.is_superuser

    assert ensure_admin(path) is None
    assert path.read_text().strip() == password
    assert get_user_model().objects.count() == 1


@pytest.mark.django_db
def test_where_people_have_accounts_no_admin_is_made(tmp_path: Path) -> None:
    get_user_model().objects.create_user("curator")
    assert ensure_admin(tmp_path / "admin_password") is None
    assert not (tmp_path / "admin_password").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("ends", ["another password", "another name"])
def test_the_first_password_is_kept_until_it_signs_nobody_in(ends: str, tmp_path: Path) -> None:
    path = tmp_path / "admin_password"
    assert remove_stale_password(path) is False
    ensure_admin(path)
    assert remove_stale_password(path) is False
    assert path.exists()
    user = get_user_model().objects.get()
    if ends == "another password":
        user.set_password("chosen by somebody")
    else:
        user.username = "chief"
    user.save()
    assert remove_stale_password(path) is True
    assert not path.exists()


def test_the_folder_of_metrics_is_emptied_where_they_are_counted(
    settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(metrics.FOLDER_VARIABLE, raising=False)
    settings.VAR = tmp_path
    settings.METRICS_TOKEN = ""
    prepare_metrics()
    assert list(tmp_path.iterdir()) == []
    assert metrics.FOLDER_VARIABLE not in os.environ
    settings.METRICS_TOKEN = "0123456789abcdef"
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "counter_1.db").touch()
    monkeypatch.setenv(metrics.FOLDER_VARIABLE, "")  # so that it is restored afterwards
    prepare_metrics()
    assert os.environ[metrics.FOLDER_VARIABLE] == str(tmp_path / "metrics")
    assert list((tmp_path / "metrics").iterdir()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["pass-word", None])
def test_the_password_is_shown_once_and_then_only_its_place(
    password: str | None, settings: LazySettings, tmp_path: Path
) -> None:
    settings.VAR = tmp_path
    (tmp_path / "admin_password").write_text("pass-word\n")
    get_user_model().objects.create_superuser("admin", password="pass-word")
    out = StringIO()
    Command(stdout=out).print_welcome(LOCAL, 8001, password)
    assert f"http://{LOCAL}:8001/api/docs/" in out.getvalue()
    assert str(tmp_path / "admin_password") in out.getvalue()
    assert ("pass-word" in out.getvalue()) == bool(password)


@pytest.mark.django_db
def test_a_password_that_was_changed_is_not_pointed_to(settings: LazySettings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    (tmp_path / "admin_password").write_text("pass-word\n")
    get_user_model().objects.create_superuser("admin", password="another one")
    for _ in range(2):
        out = StringIO()
        Command(stdout=out).print_welcome(LOCAL, 8001, None)
        assert "Sign in" not in out.getvalue()
        get_user_model().objects.all().delete()


@pytest.mark.parametrize(("vendor", "processes"), [("sqlite", 1), ("postgresql", 6)])
def test_sqlite_gets_one_process_and_postgresql_one_for_each_core(
    vendor: str, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve_site, "connection", SimpleNamespace(vendor=vendor))
    monkeypatch.setattr("os.cpu_count", lambda: 6)
    command = server_command("::1", 8000)
    assert f"--processes={processes}" in command
    assert "--host=::1" in command
    assert "--port=8000" in command
    assert command[-1] == "eventapi.wsgi:application"


def test_static_files_that_did_not_change_are_not_collected_again(
    settings: LazySettings, tmp_path: Path
) -> None:
    settings.VAR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").touch()
    (tmp_path / "static.sha256").write_text(static_digest())
    out = StringIO()
    Command(stdout=out).collect_static()
    assert out.getvalue() == ""


@pytest.mark.django_db
def test_the_databases_are_set_up_as_promised() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            pragmas = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
            for name, value in pragmas.items():
                assert cursor.execute(f"PRAGMA {name}").fetchone() == (value,)
            assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        else:
            cursor.execute("SHOW TimeZone")
            assert cursor.fetchone() == ("UTC",)
