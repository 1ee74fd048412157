"""Writers at work: threads of the test, or processes of their own on the same database.

As a program it writes until its standard input is closed, and prints what it wrote.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

TEMPORARY_PREFIX = "passing-"
"""How the ids of the events begin that come and go."""


def write_until(name: str, over: Callable[[], bool], written: list[str]) -> None:
    """Add an event, edit it and one that stays, and withdraw the first, again and again."""
    from events import changes
    from events.models import Dataset, Event

    dataset = Dataset.objects.get()
    while not over():
        number = len(written)
        with changes.changeset("writer", "insert"):
            event = Event.objects.create(
                slug=f"{TEMPORARY_PREFIX}{name}-{number}",
                title="Passing",
                form="action",
                dataset=dataset,
                review_status="published",
                date_edtf=f"20{number % 24:02}-01-01",
            )
        with changes.changeset("writer", "edit"):
            steady = (
                Event.objects.select_for_update().exclude(slug__startswith=TEMPORARY_PREFIX).order_by("?")[0]
            )
            steady.summary = f"Seen by {event.slug}."
            steady.save()
            event.title = "Passing still"
            event.save()
        with changes.changeset("writer", "withdraw"):
            event.review_status, event.withdrawn_reason = "withdrawn", "It passed."
            event.save()
        written.append(event.slug)
        time.sleep(0.05)  # SQLite gives the lock to whoever asks first: two that never rest starve each other


@contextmanager
def writer_threads(count: int) -> Iterator[Callable[[], int]]:
    """Write in threads meanwhile; gives a function that tells how much was written so far."""
    from django.db import connections

    stop = threading.Event()
    written: list[list[str]] = [[] for _ in range(count)]
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            write_until(str(number), stop.is_set, written[number])
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    running = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in running:
        thread.start()
    try:
        yield lambda: sum(map(len, written))
    finally:
        stop.set()
        for thread in running:
            thread.join(60)
    assert not failures, failures


@contextmanager
def writer_processes(count: int) -> Iterator[Callable[[], int]]:
    """Write in processes meanwhile, as `threads` does."""
    from django.conf import settings
    from django.db import connection

    environment = os.environ | {"TEST_NAME": str(connection.settings_dict["NAME"])}
    environment["DJANGO_SETTINGS_MODULE"] = settings.SETTINGS_MODULE
    written = [0] * count

    def follow(number: int, output: Any) -> None:
        with output:
            for _ in output:
                written[number] += 1

    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.background_writers", str(number)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(count)
    ]
    followers = [
        threading.Thread(target=follow, args=(number, process.stdout))
        for number, process in enumerate(running)
    ]
    for thread in followers:
        thread.start()
    try:
        yield lambda: sum(written)
    finally:
        for process in running:
            if process.stdin is not None:
                process.stdin.close()
        ended = [process.wait(60) for process in running]
        for thread in followers:
            thread.join(60)
    assert not any(ended), ended


class _PrintingList(list[str]):
    """Tells of each as it is written."""

    def append(self, one: str) -> None:
        super().append(one)
        sys.stdout.write(f"{one}\n")
        sys.stdout.flush()


def main(name: str) -> None:
    """Write to the database of the test until nobody listens any more."""
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["TEST_NAME"]
    django.setup()
    over = threading.Event()

    def listen() -> None:
        sys.stdin.read()
        over.set()

    threading.Thread(target=listen, daemon=True).start()
    write_until(name, over.is_set, _PrintingList())


if __name__ == "__main__":
    main(sys.argv[1])
