"""`make bench`: ratios at 300,000 made-up events; on SQLite, or on what BENCH_DATABASE names."""

import os
import platform

from tests.benchmarks.benchmark_database import benchmark_database, event_count


def main() -> None:
    """Measure everything in the database that is kept for it."""
    events = event_count()
    with benchmark_database(events):
        import django

        # Only now: these read the settings.
        from django.db import connections

        from tests.benchmarks import report
        from tests.benchmarks.sizes import Sizes
        from tests.benchmarks.timing import RUNS, print_line

        load = " ".join(f"{one:.1f}" for one in os.getloadavg())
        print_line(f"{report.versions()}, Django {django.__version__}, Python {platform.python_version()}")
        print_line(
            f"{os.cpu_count()} cores (load {load}), medians of up to {RUNS} interleaved runs in one process"
        )
        report.compare_queries()
        report.compare_lists()
        report.compare_pages()
        report.compare_filters(Sizes.of(events))
        report.compare_searches()
        report.compare_trees(Sizes.of(events))
        report.compare_aggregates()
        report.compare_suggestions()
        connections.close_all()


if __name__ == "__main__":
    main()
