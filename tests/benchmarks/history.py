"""`python -m tests.benchmarks.history`: what keeping and reading the past costs, with the seeds."""

import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

FEW, MANY = 10, 1000


def main() -> None:
    """Load the seeds into a database of their own, measure, and leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        os.environ |= {"EVENTAPI_VAR": name, "DJANGO_SETTINGS_MODULE": "eventapi.settings"}
        os.environ.pop("DATABASE_URL", None)
        if os.environ.get("BENCH_DATABASE") != "postgresql":
            _measure()
            return
        from tests.postgres import start_server

        server = start_server(Path(name))
        try:
            os.environ["DATABASE_URL"] = server.get_uri()
            _measure()
        finally:
            server.cleanup()


def _measure() -> None:
    import django

    django.setup()
    # Only now: these read the settings.
    from django.core.management import call_command
    from django.db import connection, connections

    from tests.benchmarks.timing import print_line

    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_seeds", verbosity=0)
    print_line(f"\nThe past, with the seeds on {connection.vendor}")
    _compare_reading()
    _compare_saving()
    _print_sizes()
    _compare_pages()
    connections.close_all()


def _richest() -> Any:
    """The event of which most is told."""
    from events.choices import Collection
    from events.models import Event, Revision

    snapshots = Revision.objects.filter(collection=Collection.EVENTS).values_list("object_pk", "record")
    pk, _ = max(snapshots, key=lambda one: len(str(one[1])))
    return Event.objects.get(pk=pk)


def _compare_reading() -> None:
    """The richest event as one revision left it, to the present; whole requests."""
    from tests.benchmarks.timing import median_seconds, print_line

    path = f"/api/v1/events/{_richest().slug}/"
    asked = {"the present": _get(path), "?revision=1": _get(f"{path}?revision=1")}
    found = median_seconds(asked)
    for name, seconds in found.items():
        ratio, queries = seconds / found["the present"], _queries(asked[name])
        print_line(f"  {seconds * 1000:8.1f} ms {queries:3} queries {ratio:6.2f} to the present  {name}")


def _compare_saving() -> None:
    """One column of a record: with its revision, without it, and by Django alone; no search either."""
    from django.db import transaction

    from events import changes, write_guard
    from events.models import Actor
    from tests.benchmarks.timing import median_seconds, print_line

    numbers = iter(range(1_000_000))

    def changed(record: Any) -> None:
        with changes.changeset("bench", "edit"):
            record.note = f"{next(numbers)}"
            record.save()

    def settled(record: Any) -> None:
        with patch("events.changes.transaction.write_revisions"):
            changed(record)

    def alone(record: Any) -> None:
        with write_guard.suspended(), transaction.atomic():
            record.note = f"{next(numbers)}"
            record.save_base()

    for name, record in (("the richest event", _richest()), ("an actor", Actor.objects.earliest("pk"))):
        ways = {"with": changed, "without": settled, "alone": alone}
        found = median_seconds({way: partial(save, record) for way, save in ways.items()})
        tracked = found["with"]
        print_line(
            f"  {tracked * 1000:8.1f} ms {tracked / found['without']:6.1f} to a change that keeps nothing,"
            f" {tracked / found['alone']:6.1f} to Django's save alone  {name}"
        )


def _print_sizes() -> None:
    """How large the records are that revisions keep, as JSON."""
    import json

    from events.choices import Collection
    from events.models import Revision
    from tests.benchmarks.timing import print_line

    sizes: dict[str, list[int]] = {}
    for collection, record in Revision.objects.filter(version=1).values_list("collection", "record"):
        sizes.setdefault(collection, []).append(len(json.dumps(record, ensure_ascii=False).encode()))
    everything = [size for some in sizes.values() for size in some]
    print_line(f"  {median(everything):8,.0f} bytes a revision: the median of {len(everything)} records")
    for collection in Collection.values:
        some = sizes[collection]
        print_line(f"  {median(some):8,.0f} bytes, at most {max(some):,}, of {len(some)} {collection}")


def _compare_pages() -> None:
    """A page of an outlet's revisions, where it has few and where it has many."""
    from events import changes
    from events.models import Outlet
    from tests.benchmarks.timing import median_seconds, print_line

    outlet = Outlet.objects.earliest("pk")
    path = f"/api/v1/outlets/{outlet.slug}/revisions/?limit={FEW}"
    for number in (FEW, MANY):
        while outlet.revision < number:
            with changes.changeset("bench", "edit"):
                outlet.name = f"Outlet {outlet.revision}"
                outlet.save()
            outlet.refresh_from_db()
        asked = _get(path)
        seconds = median_seconds({"page": asked})["page"]
        print_line(
            f"  {seconds * 1000:8.1f} ms {_queries(asked):3} queries  {FEW} of {outlet.revision:,} revisions"
        )


def _get(path: str) -> Callable[[], bytes]:
    from django.test import Client

    client = Client(headers={"host": "localhost"})

    def ask() -> bytes:
        answer = client.get(path)
        if answer.status_code != 200:
            raise AssertionError(f"{path}: {answer.status_code}")
        return bytes(answer.content)

    return ask


def _queries(ask: Callable[[], Any]) -> int:
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    from events import snapshots

    with CaptureQueriesContext(connections[snapshots.ALIAS]) as captured:
        ask()
    return len(captured)


if __name__ == "__main__":
    main()
