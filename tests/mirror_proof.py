"""Writers at work on a site that is polled and mirrored: nothing is missed, nothing told twice, all is equal.

`python -m tests.mirror_proof sqlite|postgresql [SECONDS] [WRITERS]`: a site of its own, served as `make run`
serves it; processes that write (on SQLite the threads of one), readers that poll its feed, and a mirror
that follows it meanwhile and after.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.clients.site import ROOT, serve_site, site_environment

COLLECTIONS = ("articles", "actors", "events", "locations", "outlets", "claims", "datasets")
ORDERINGS = ("", "-updated_at", "created_at")
SECONDS, WRITERS, READERS = 60, 16, 3
Rows = list[dict[str, Any]]


class _NoRedirectHandler(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirectHandler)


def get(address: str) -> tuple[int, bytes, str]:
    """The status, the body and where it leads."""
    try:
        with _OPENER.open(address, timeout=120) as answer:
            return answer.status, answer.read(), ""
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), error.headers.get("Location", "")


def get_json(address: str) -> Any:
    """The JSON of a success."""
    status, body, _ = get(address)
    assert status == 200, (address, status, body[:500])
    return json.loads(body)


# The writers.


def write(name: str, over: Callable[[], bool], seed: int) -> Counter[str]:
    """Create, edit, publish, withdraw and merge until it is over; how often each."""
    from django.core.exceptions import ValidationError

    from events.changes import StaleRecordError

    chance, done, made = random.Random(seed), Counter[str](), 0
    while not over():
        step = chance.choice((_create, _create, _edit, _edit, _edit, _publish, _withdraw, _merge))
        made += 1
        try:
            step(f"w{name}-{made}", chance)
        except (ValidationError, StaleRecordError):
            done["refused"] += 1  # somebody else was first
        else:
            done[step.__name__.removeprefix("_")] += 1
    return done


def _create(slug: str, chance: random.Random) -> None:
    from events.models import EventRelation
    from tests import factories as make

    status = chance.choice(("published", "published", "draft"))
    with make.change("insert"):
        actor = make.actor(f"{slug}-actor", review_status=status, name=chance.choice(("Same", slug)))
        actor.names.create(name=f"{slug} spelt", kind="spelling")
        event = make.event(slug, review_status=status, date_edtf=f"20{chance.randrange(24):02}-01-01")
        part = make.participation(event, actor)
        claim = make.claim(f"{slug}-claim", review_status=status)
        claim.by.add(actor)
        claim.subjects.create(participation=part)
        other = _random_record("Event", chance)
        if other not in (None, event) and other.review_status == "published":
            EventRelation.objects.create(event=event, other=other, type="follows")


def _random_record(model: str, chance: random.Random, **wanted: str) -> Any:
    """One of the records that writers made."""
    from events import models

    rows = getattr(models, model).objects.filter(slug__startswith="w", **wanted)
    count = rows.count()
    return rows.order_by("pk")[chance.randrange(count)] if count else None


def _edit(slug: str, chance: random.Random) -> None:
    from tests import factories as make

    one = _random_record(chance.choice(("Event", "Actor")), chance)
    if one is None:
        return
    with make.change("edit", expected={one: one.version}):
        if hasattr(one, "title"):
            one.title = f"Title of {slug}"
        else:
            one.description = f"Described by {slug}"
        one.save()


def _publish(slug: str, chance: random.Random) -> None:  # noqa: ARG001
    from events.actions.review_status import publish

    one = _random_record("Actor", chance, review_status=chance.choice(("draft", "withdrawn")))
    if one is not None:
        publish([one], "writer")


def _withdraw(slug: str, chance: random.Random) -> None:
    from events.actions.review_status import withdraw

    one = _random_record("Claim", chance, review_status="published")
    if one is not None:
        withdraw([one], "writer", f"Said {slug}.")


def _merge(slug: str, chance: random.Random) -> None:  # noqa: ARG001
    from events.actions.merge import merge, plan_merge

    source, target = (_random_record("Actor", chance, review_status="published") for _ in "st")
    if source is not None and target is not None and source != target:
        merge(plan_merge(source, target), "writer", "The same.", public_reason="The same.")


def write_for(seconds: float, names: list[str]) -> None:
    """As a program: write in a thread for each name, and print what was done."""
    import django

    django.setup()
    from django.db import connections

    end = time.monotonic() + seconds
    done: list[Counter[str]] = []
    failures: list[str] = []

    def run(name: str) -> None:
        try:
            done.append(write(name, lambda: time.monotonic() > end, seed=int(name)))
        except BaseException as error:
            failures.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(json.dumps({"done": sum(done, Counter()), "failures": failures}))


# Those who read meanwhile.


def poll(site: str, over: threading.Event, limit: int) -> tuple[Rows, int]:
    """All changes from the first, read again and again until it is over and nothing follows; the polls."""
    rows: Rows = []
    polls, cursor = 0, ""
    while True:
        last = over.is_set()
        page = get_json(f"{site}/api/v1/changes/?limit={limit}" + (f"&cursor={cursor}" if cursor else ""))
        polls += 1
        rows += page["results"]
        cursor = page["next_cursor"]
        if page["next"] is None:
            if last:
                return rows, polls
            time.sleep(0.5)


def read_all_responses(site: str, ids: set[tuple[str, str]]) -> Iterator[tuple[str, list[bytes]]]:
    """Every page of every list, without what leads to others, and every record."""
    for name in COLLECTIONS:
        for ordering in ORDERINGS:
            address: str | None = f"{site}/api/v1/{name}/?limit=200&count=exact"
            address = f"{address}&ordering={ordering}" if ordering else address
            pages = []
            while address:
                status, body, _ = get(address)
                assert status == 200, body[:500]
                page = json.loads(body)
                cut = body.index(b'"results":')
                pages.append(b"%d %s" % (page["count"], body[cut:]))
                address = page["next"]
            yield f"{name}/{'?ordering=' * bool(ordering)}{ordering}", pages
    for name, slug in sorted(ids):
        status, body, location = get(f"{site}/api/v1/{name}/{slug}/")
        yield f"{name}/{slug}", [b"%d %s %s" % (status, location.removeprefix(site).encode(), body)]


@contextmanager
def temporary_databases(kind: str, folder: Path) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """The settings of a site and of its mirror."""
    urls = ["", ""]
    with ExitStack() as stack:
        if kind == "postgresql":
            import psycopg

            from tests.postgres import start_server

            server = start_server(folder)
            stack.callback(server.cleanup)
            uri = server.get_uri()
            with psycopg.connect(uri, autocommit=True) as connection:
                for name in ("source", "mirror"):
                    connection.execute(f'CREATE DATABASE "{name}"')
            urls = [uri.replace("/postgres?", f"/{name}?") for name in ("source", "mirror")]
        yield (
            site_environment(folder / "source", urls[0]) | {"ALLOWED_HOSTS": "127.0.0.1"},
            site_environment(folder / "mirror", urls[1]) | {"ALLOWED_HOSTS": "127.0.0.1"},
        )


def run_command(environment: dict[str, str], *arguments: str) -> str:
    """What a command prints. Raises: AssertionError with what it complains of."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (arguments, done.stderr[-3000:], done.stdout[-3000:])
    return done.stdout


def public_sequence_numbers(environment: dict[str, str]) -> list[int]:
    """The numbers of the changes that the public is told of, from the table itself."""
    code = (
        "import json; from events.models import Revision; "
        "print(json.dumps(list(Revision.objects.in_feed().order_by('public_seq')"
        ".values_list('public_seq', flat=True))))"
    )
    numbers: list[int] = json.loads(run_command(environment, "shell", "--verbosity=0", "-c", code))
    return numbers


def prove(kind: str, seconds: float, writers: int, *, seeds: bool = True) -> dict[str, Any]:
    """Write, read and mirror; what was found. Raises: AssertionError."""
    with tempfile.TemporaryDirectory(prefix="mirroring-") as name, ExitStack() as stack:
        folder = Path(name)
        source, mirror = stack.enter_context(temporary_databases(kind, folder))
        for environment in (source, mirror):
            run_command(environment, "migrate", "--verbosity=0")
        if seeds:
            run_command(source, "load_seeds")
        site, _ = stack.enter_context(serve_site(source))
        over = threading.Event()
        read: list[tuple[Rows, int]] = []
        readers = [
            threading.Thread(target=lambda limit=limit: read.append(poll(site, over, limit)))
            for limit in (1000, 100, 20)[:READERS]
        ]
        begun = time.monotonic()
        for reader in readers:
            reader.start()
        report = _write_and_follow(kind, seconds, writers, source, mirror, site)
        over.set()
        for reader in readers:
            reader.join(600)
        spent = time.monotonic() - begun
        assert len(read) == len(readers), "A reader failed."
        numbers = public_sequence_numbers(source)
        for rows, _ in read:
            assert [row["seq"] for row in rows] == numbers, "The feed missed a change or told one twice."
        begun = time.monotonic()
        run_command(mirror, "mirror", site, "--once", "--allow-http", "--allow-private")
        caught_up = time.monotonic() - begun
        copy, _ = stack.enter_context(serve_site(mirror))
        ids = {(row["collection"], row["id"]) for row in read[0][0]}
        compared = 0
        for (path, one), (_, other) in zip(
            read_all_responses(site, ids), read_all_responses(copy, ids), strict=True
        ):
            assert one == other, (path, one, other)
            compared += 1
        return {
            "database": kind,
            "writers": writers,
            "seconds": round(spent, 1),
            "written": dict(report["done"]),
            "changes told": len(numbers),
            "readers": len(read),
            "polls": sum(polls for _, polls in read),
            "missed or doubled": 0,
            "seconds to catch up": round(caught_up, 1),
            "answers compared": compared,
        }


def _write_and_follow(
    kind: str, seconds: float, writers: int, source: dict[str, str], mirror: dict[str, str], site: str
) -> dict[str, Any]:
    """Let the writers write, and mirror what they write meanwhile."""
    names = [str(number) for number in range(writers)]
    groups = [names] if kind == "sqlite" else [[one] for one in names]
    running_ = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.mirror_proof", "write", str(seconds), *group],
            cwd=ROOT,
            env=source | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for group in groups
    ]
    while any(process.poll() is None for process in running_):
        run_command(mirror, "mirror", site, "--once", "--allow-http", "--allow-private")
    done: Counter[str] = Counter()
    for process in running_:
        printed, complaints = process.communicate(timeout=120)
        assert process.returncode == 0, complaints[-3000:]
        report = json.loads(printed)
        assert not report["failures"], report["failures"]
        done.update(report["done"])
    return {"done": done}


def main(arguments: list[str]) -> None:
    """Prove it, or be a writer."""
    if arguments[0] == "write":
        write_for(float(arguments[1]), arguments[2:])
        return
    seconds = float(arguments[1]) if len(arguments) > 1 else SECONDS
    writers = int(arguments[2]) if len(arguments) > 2 else WRITERS
    os.environ.setdefault("SECRET_KEY", "only-for-tests")
    sys.stdout.write(json.dumps(prove(arguments[0], seconds, writers), indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
