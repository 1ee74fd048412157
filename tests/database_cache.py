"""The databases of `make quick`, cached from one run to the next: one migrated, one with the seeds loaded."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MIGRATED, SEEDED = "migrated.sqlite3", "seeded.sqlite3"
MAX_CACHED = 3
"""So many versions stay, for those who switch branches."""
_folder = os.environ.get("DATABASE_CACHE")


def prepare(folder: Path, files: Iterable[Path]) -> Path:
    """Return the folder with the two databases that these files make, making them if they are not there."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path}\0".encode() + path.read_bytes() + b"\0")
    cached = folder / digest.hexdigest()[:16]
    if not cached.exists():
        draft = cached.with_suffix(f".{os.getpid()}")
        draft.mkdir(parents=True)
        for name, command in ((MIGRATED, "migrate"), (SEEDED, "load_seeds")):
            manage = [sys.executable, "manage.py", command, "--verbosity=0"]
            variables = {"EVENTAPI_VAR": str(draft), "DATABASE_URL": "", "SECRET_KEY": "only-for-tests"}
            subprocess.run(manage, cwd=ROOT, env=os.environ | variables, check=True)
            _copy(draft / "db.sqlite3", draft / name)
        (draft / "db.sqlite3").unlink()
        draft.rename(cached)
    cached.touch()
    for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-MAX_CACHED]:
        shutil.rmtree(old)
    return cached


def copy_migrated(target: Path) -> None:
    """Put the migrated database where the tests will look for theirs, if one is cached."""
    if _folder:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(_folder) / MIGRATED, target)


def restore(name: str) -> bool:
    """Overwrite the database of the tests with a cached one; returns whether there is one."""
    if not _folder:
        return False
    from django.db import connection

    connection.ensure_connection()
    source = sqlite3.connect(Path(_folder) / name)
    source.backup(connection.connection)
    source.close()
    return True


def _copy(source: Path, target: Path) -> None:
    source_db, target_db = sqlite3.connect(source), sqlite3.connect(target)
    source_db.backup(target_db)
    source_db.close()
    target_db.close()
