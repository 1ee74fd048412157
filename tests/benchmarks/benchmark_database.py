"""The database of a benchmark: made when it is first asked for, and again when its shape has changed.

`python -m tests.benchmarks.benchmark_database 1000` makes one of a thousand events.
"""

import hashlib
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SOURCE_FILES = (
    *("synthetic_data.py", "sizes.py", "base_data.py", "events.py", "claims.py"),
    *("fake_names.py", "distributions.py", "shape.json", "bulk_insert.py"),
)


EVENTS = 300_000


def event_count() -> int:
    """How many events: what `BENCH_EVENTS` says."""
    return int(os.environ.get("BENCH_EVENTS") or EVENTS)


def database_folder(vendor: str, events: int) -> Path:
    """Where the database of so many events is kept."""
    return ROOT / "var" / "bench" / f"{vendor}-{events}"


@contextmanager
def benchmark_database(events: int) -> Iterator[None]:
    """Django over a database of so many events; `BENCH_DATABASE` chooses SQLite or PostgreSQL."""
    vendor = os.environ.get("BENCH_DATABASE") or "sqlite"
    if vendor not in ("sqlite", "postgresql"):
        sys.exit(f"BENCH_DATABASE={vendor}: it is sqlite or postgresql.")
    folder = database_folder(vendor, events)
    stamp, shape = folder / "made-from", _digest(events)
    if not stamp.exists() or stamp.read_text() != shape:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for foreign in ("DATABASE_URL", "DEBUG", "HTTPS", "ALLOWED_HOSTS"):
        os.environ.pop(foreign, None)
    os.environ |= {
        "EVENTAPI_VAR": str(folder),
        "SECRET_KEY": "only-for-benchmarks",
        "DJANGO_SETTINGS_MODULE": "eventapi.settings",
    }
    if vendor == "sqlite":
        _prepare_database(stamp, shape, events)
        yield
        return
    from tests.postgres import start_server

    server = start_server(folder, keep=True)
    try:
        os.environ["DATABASE_URL"] = server.get_uri()
        _prepare_database(stamp, shape, events)
        yield
    finally:
        server.cleanup()


def _prepare_database(stamp: Path, shape: str, events: int) -> None:
    """Set Django up, and make the world unless it stands."""
    import django

    django.setup()
    # Only now: these read the settings.
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from tests.benchmarks.bulk_insert import without_durability
    from tests.benchmarks.sizes import Sizes
    from tests.benchmarks.synthetic_data import create
    from tests.benchmarks.timing import print_line, print_progress

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing one
    if stamp.exists():
        print_line(f"{events:,} made-up events stand in {stamp.parent}")
        return
    start = time.monotonic()
    print_line(f"Making {events:,} made-up events in {stamp.parent}")
    call_command("migrate", verbosity=0, interactive=False)
    with without_durability():
        create(Sizes.of(events), print_progress)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as its autovacuum does within minutes
    stamp.write_text(shape)
    print_line(f"  made in {time.monotonic() - start:.0f} s")


def _digest(events: int) -> str:
    """What the world is made of: its number of events, its shape, the tables, what is searched."""
    files = [HERE / name for name in SOURCE_FILES]
    for pattern in ("events/migrations/*.py", "events/search*", "events/search/*.py", "fixtures/events.json"):
        files += sorted(path for path in ROOT.glob(pattern) if path.is_file())
    parts = [str(events), *(path.read_text(encoding="utf-8") for path in files)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


if __name__ == "__main__":
    with benchmark_database(int(sys.argv[1])):
        pass
