"""Writers that race for the same records: threads of the test, or processes of their own.

Each reads an actor, adds one to its size from the revision that it read, and reads anew where another
came first. As a program it makes so many edits and prints how often it was too late.
"""

import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor


def edit_actors(times: int, seed: int) -> int:
    """Make so many edits of actors at random; how often another was first."""
    from events import changes
    from events.models import Actor

    chance = random.Random(seed)
    pks = list(Actor.objects.order_by("pk").values_list("pk", flat=True))
    late = 0
    for _ in range(times):
        pk = chance.choice(pks)
        while True:
            actor = Actor.objects.get(pk=pk)
            try:
                with changes.changeset(f"racer-{seed}", "add_one", expected={actor: actor.version}):
                    actor.size = (actor.size or 0) + 1
                    actor.save()
                break
            except changes.StaleRecordError:
                late += 1
        time.sleep(0.05)  # SQLite gives the lock to whoever asks first: those that never rest starve others
    return late


def edit_in_threads(writers: int, times: int) -> int:
    """Race in threads."""
    from django.db import connections

    def run(seed: int) -> int:
        try:
            return edit_actors(times, seed)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(writers) as pool:
        return sum(pool.map(run, range(writers)))


def edit_in_processes(writers: int, times: int) -> int:
    """Race in processes."""
    from django.conf import settings
    from django.db import connection

    environment = os.environ | {"TEST_NAME": str(connection.settings_dict["NAME"])}
    environment["DJANGO_SETTINGS_MODULE"] = settings.SETTINGS_MODULE
    command = [sys.executable, "-m", "tests.concurrency_test", str(times)]
    running = [
        subprocess.Popen([*command, str(seed)], env=environment, stdout=subprocess.PIPE, text=True)
        for seed in range(writers)
    ]
    outputs = [process.communicate()[0] for process in running]
    assert not any(process.returncode for process in running), outputs
    return sum(map(int, outputs))


def main(times: int, seed: int) -> None:
    """Race on the database of the test."""
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["TEST_NAME"]
    django.setup()
    sys.stdout.write(str(edit_actors(times, seed)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
