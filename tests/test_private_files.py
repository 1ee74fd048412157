"""Files of the site are its owner's alone, whoever makes them and whatever the umask is."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError

from eventapi import settings as site_settings
from events.management.private_files import make_private

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def _open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    """The permissions of all in a folder."""
    return {path.name: stat.S_IMODE(path.lstat().st_mode) for path in (folder, *folder.rglob("*"))}


def test_the_folder_and_those_above_it_are_made_for_their_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_settings, "VAR", tmp_path / "var" / "check")
    assert site_settings.var_path("file") == tmp_path / "var" / "check" / "file"
    assert modes(tmp_path / "var") == {"var": 0o700, "check": 0o700}


def test_the_database_and_its_log_are_made_for_their_owner(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    path = site_settings.database_path(tmp_path / "db.sqlite3")
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE t (a)")
        files = ("db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm")
        assert modes(tmp_path) == {tmp_path.name: 0o700} | dict.fromkeys(files, 0o600)
    before = path.read_bytes()
    assert site_settings.database_path(path).read_bytes() == before


def test_what_others_could_reach_is_repaired_and_counted(tmp_path: Path) -> None:
    var, outside = tmp_path / "var", tmp_path / "outside"
    (var / "bin").mkdir(parents=True)
    for path, mode in ((outside, 0o644), (var / "db.sqlite3", 0o644), (var / "bin" / "tool", 0o755)):
        path.touch()
        path.chmod(mode)
    (var / "key").touch(mode=0o600)
    (var / "link").symlink_to(outside)
    assert make_private(var) == 4
    found = modes(var)
    del found["link"]
    assert found == {"var": 0o700, "bin": 0o700, "tool": 0o700, "db.sqlite3": 0o600, "key": 0o600}
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644
    assert make_private(var) == 0


def test_a_folder_of_all_users_is_left_to_them(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    with pytest.raises(CommandError, match="All users share"):
        make_private(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777


def test_static_files_are_made_for_their_owner(settings: LazySettings) -> None:
    assert (settings.FILE_UPLOAD_PERMISSIONS, settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS) == (0o600, 0o700)


def test_a_folder_that_nothing_has_needed_yet_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    assert make_private(folder) == 0
    assert modes(folder) == {"var": 0o700}
