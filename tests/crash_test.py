"""`make kills`: a process is killed in the middle of what it writes; all of it stands, or nothing.

Each case says what is there beforehand, what is written, and how many revisions all of it makes.
KILLS_DATABASE and KILLS_CASES name some of them, joined by commas.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ("sqlite", "postgresql")
KILLS = int(os.environ.get("KILLS") or 20)
"""How often each case is killed on each database, before all of it stood."""
RECORDS_PER_CHANGE = 100
"""Records that one change writes."""


class Case(NamedTuple):
    """Something that is written as a whole."""

    prepare: Callable[[str], None]
    """Make what must be there; the name is another each time."""
    write: Callable[[str], None]
    """Write it."""
    revisions: int
    """How many revisions all of it makes."""
    releases: int = 0
    """How many releases."""


def _prepare_merge(name: str) -> None:
    from events.models import Participation
    from tests import factories as make

    with make.change():
        source, _ = make.actor(f"{name}-source"), make.actor(f"{name}-target")
        for number in range(RECORDS_PER_CHANGE):
            Participation.objects.create(
                event=make.event(f"{name}-{number}"), actor=source, role="initiator", key="it"
            )


def _merge_actors(name: str) -> None:
    from events.actions.merge import merge, plan_merge
    from events.models import Actor

    pair = [Actor.objects.get(slug=f"{name}-{which}") for which in ("source", "target")]
    merge(plan_merge(*pair), "killed", "The same.")


def _write_many(name: str) -> None:
    from events.models import Event, Participation
    from tests import factories as make

    with make.change():
        actor = make.actor(name)
        events = Event.objects.bulk_create(
            Event(slug=f"{name}-{number}", title=name, form="action", dataset=make.dataset())
            for number in range(RECORDS_PER_CHANGE)
        )
        Participation.objects.bulk_create(
            Participation(event=event, actor=actor, role="initiator", key="it") for event in events
        )


def _prepare_release(name: str) -> None:
    from events.models import Event
    from tests import factories as make

    with make.change():
        Event.objects.bulk_create(
            Event(
                slug=f"{name}-{number}",
                title=name,
                form="action",
                dataset=make.dataset(),
                review_status="published",
            )
            for number in range(RECORDS_PER_CHANGE)
        )


def _cut_release(name: str) -> None:
    from events import releases

    releases.cut_release(name)


def _prepare_nothing(name: str) -> None:
    """It makes what it needs."""


CASES = {
    "merge": Case(_prepare_merge, _merge_actors, RECORDS_PER_CHANGE + 2),
    "bulk write": Case(_prepare_nothing, _write_many, RECORDS_PER_CHANGE + 1),
    "release": Case(_prepare_release, _cut_release, 0, releases=1),
}


def main(arguments: list[str]) -> int:
    """Try every case on each database, or in a process of its own one database or one case."""
    if arguments:
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eventapi.settings")
        django.setup()
        return _write_case(*arguments[1:]) if arguments[0] == "act" else _run_cases()
    from tests.postgres import start_server  # which sets what the others are given

    failed = 0
    for database in (os.environ.get("KILLS_DATABASE") or ",".join(DATABASES)).split(","):
        with tempfile.TemporaryDirectory(prefix="kills-") as name:
            server = start_server(Path(name)) if database == "postgresql" else None
            try:
                environment = os.environ | {"EVENTAPI_VAR": f"{name}/var", "SECRET_KEY": "only-for-tests"}
                environment["DATABASE_URL"] = server.get_uri() if server else ""
                command = [sys.executable, "-m", "tests.crash_test", "database"]
                failed += subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
            finally:
                if server is not None:
                    server.cleanup()
    return int(failed > 0)


def _write_case(case: str, name: str) -> int:
    """Write one case, and say when it begins."""
    sys.stdout.write("begin\n")
    sys.stdout.flush()
    CASES[case].write(name)
    return 0


def _run_cases() -> int:
    from django.core.management import call_command
    from django.db import connection

    from tests import factories as make

    call_command("migrate", verbosity=0)
    with make.change():
        make.dataset()
    seed = random.SystemRandom().randrange(2**32)
    draw, wrong = random.Random(seed), 0
    for case in (os.environ.get("KILLS_CASES") or ",".join(CASES)).split(","):
        took = _run_and_kill(case, "whole", None)
        killed = whole = number = 0
        while killed < KILLS:
            number += 1
            outcome = _run_and_kill(case, f"try-{number}", draw.uniform(0, took))
            killed += outcome == 0
            whole += outcome > 0
            wrong += outcome < 0
            if whole + number > 20 * KILLS:
                raise SystemExit(f"{case}: it was over before it could be killed.")
        sys.stdout.write(
            f"{connection.vendor}: {case}: killed {number} times within {took:.1f} s, {killed} times nothing "
            f"stood, {whole} times all, {wrong} times a part.\n"
        )
        sys.stdout.flush()
    return int(wrong > 0)


def _run_and_kill(case: str, name: str, after: float | None) -> float:
    """Write a case in a process of its own and kill it after so many seconds; how long it took if not killed.

    Of one that was killed: 0 where nothing stands, 1 where all does, -1 where a part does.
    """
    from events.models import Release, Revision
    from tests.record_snapshots import assert_revisions_match

    name = f"{case.replace(' ', '-')}-{name}"
    CASES[case].prepare(name)
    before, revisions, releases = _fingerprint(), Revision.objects.count(), Release.objects.count()
    command = [sys.executable, "-m", "tests.crash_test", "act", case, name]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "begin\n"
    begun = time.monotonic()
    if after is None:
        assert process.wait() == 0
        return time.monotonic() - begun
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    _wait_for_disconnect()
    if _fingerprint() == before:
        return 0
    assert_revisions_match()
    all_of_it = (revisions + CASES[case].revisions, releases + CASES[case].releases)
    return 1 if (Revision.objects.count(), Release.objects.count()) == all_of_it else -1


def _wait_for_disconnect() -> None:
    """Wait until the server has noticed that its client is gone."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    for _ in range(600):
        with connection.cursor() as cursor:
            cursor.execute(others)
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.05)
    raise SystemExit("The server never noticed.")


def _fingerprint() -> str:
    """A hash of every row of every table of ours, what is searched and the registry included."""
    from django.apps import apps

    digest = sha256()
    for model in apps.get_app_config("events").get_models(include_auto_created=True):
        rows: Any = model._base_manager.order_by("pk").values_list()
        for row in rows.iterator(chunk_size=2000):
            digest.update(repr(row).encode())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
