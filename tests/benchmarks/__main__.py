"""`make bench`: ratios at 100,000 made-up events; on SQLite, or on what BENCH_DATABASE names."""

import os
import platform
import sys
import tempfile
import time
from pathlib import Path

EVENTS = 100_000


def main() -> int:
    """Make the world in a folder of its own, measure, and leave nothing behind."""
    database = os.environ.get("BENCH_DATABASE") or "sqlite"
    if database not in ("sqlite", "postgresql"):
        sys.stderr.write(f"BENCH_DATABASE={database}: it is sqlite or postgresql.\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        for foreign in ("DATABASE_URL", "DEBUG", "HTTPS", "ALLOWED_HOSTS"):
            os.environ.pop(foreign, None)
        os.environ |= {
            "EVENTAPI_VAR": str(folder / "var"),
            "SECRET_KEY": "only-for-benchmarks",
            "DJANGO_SETTINGS_MODULE": "eventapi.settings",
        }
        if database == "sqlite":
            _measure()
            return 0
        from tests.postgres import start_server

        server = start_server(folder)
        try:
            os.environ["DATABASE_URL"] = server.get_uri()
            os.environ["EVENTAPI_VAR"] = str(folder / "var")
            _measure()
        finally:
            server.cleanup()
    return 0


def _measure() -> None:
    import django

    django.setup()
    # Only now: these read the settings.
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, connections

    from tests.benchmarks import report
    from tests.benchmarks.measure import RUNS, progress, say
    from tests.benchmarks.world import Sizes, World

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing one
    call_command("migrate", verbosity=0, interactive=False)
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    say(f"{report.versions()}, Django {django.__version__}, Python {platform.python_version()}")
    say(f"{os.cpu_count()} cores (load {load}), medians of {RUNS} interleaved runs in one process")
    wanted = int(os.environ.get("BENCH_EVENTS") or EVENTS)
    world, queries = World(), {}
    start = time.monotonic()
    for rows in (10, 1000):
        world.grow(Sizes(*[rows] * 7), progress)
        queries[f"of {rows}"] = report.count_queries(limit=200)
    full = Sizes(
        wanted, actors=3000, locations=2000, articles=20_000, outlets=1000, claims=1000, datasets=1000
    )
    world.grow(full, progress)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as its autovacuum does within minutes
    say(f"  made in {time.monotonic() - start:.0f} s")
    for limit in (10, 200):
        queries[f"with limit={limit}"] = report.count_queries(limit)
    report.tell_queries(queries)
    report.compare_lists()
    report.compare_pages()
    report.compare_filters()
    connections.close_all()


if __name__ == "__main__":
    sys.exit(main())
