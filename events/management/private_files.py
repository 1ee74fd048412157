"""Files that are their owner's alone: the database, its log and the key hold accounts and drafts."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.core.management.base import CommandError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_private(folder: Path) -> int:
    """Takes a folder and all in it away from everybody but its owner; returns how many others could reach.

    The folder is created if missing: on PostgreSQL, with a key in the environment, nothing has needed it yet.
    Raises: CommandError for a folder that all users share, such as /tmp; PermissionError for files of
    somebody else.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & stat.S_ISVTX:
        raise CommandError(f"All users share {folder}: name a folder of its own in EVENTAPI_VAR.")
    repaired = 0
    for path in _paths(folder):
        with suppress(FileNotFoundError):  # SQLite removes its log when it is closed
            mode = path.lstat().st_mode
            if mode & _OTHERS and not stat.S_ISLNK(mode):
                path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
                repaired += 1
    return repaired


def _paths(folder: Path) -> Iterator[Path]:
    for parent, _, files in os.walk(folder):
        yield Path(parent)
        yield from (Path(parent, name) for name in files)
