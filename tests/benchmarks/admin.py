"""`python -m tests.benchmarks.admin`: the curators' pages at 200,000 events and 50,000 actors.

`BENCH_VAR` names a folder that keeps the made-up world, so that a second run need not make it again;
`BENCH_EVENTS` and `BENCH_DATABASE` are those of `make bench`.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

EVENTS = 200_000
_EVENT = "app_label=events&model_name=eventrelation&field_name=other"
_ACTOR = "app_label=events&model_name=participation&field_name=actor"
PAGES = {
    "list of events": "event/",
    "list of events, page 3,000": "event/?p=3000",
    "events without a quotation": "event/?missing=evidence",
    "search of events: an id": "event/?q=event-0123456",
    "search of events: in every title": "event/?q=somebody",
    "search of events: nowhere": "event/?q=zebra",
    "list of actors": "actor/",
    "search of actors: in every name": "actor/?q=spelling",
    "search of actors: nowhere": "actor/?q=zebra",
    "list of articles": "article/",
    "list of places": "location/",
    "list of claims": "claim/",
    "search of claims: a speaker": "claim/?q=actor",
    "list of participants": "participation/",
    "form of an event": "event/{event}/change/",
    "form of an actor": "actor/1/change/",
    "form of a place": "location/1/change/",
    "form of an article": "article/5/change/",
    "history of an event": "event/{event}/history/",
    "choose an actor: begins so": f"actor/choose/?{_ACTOR}&term=actor 00",
    "choose an actor: a spelling": f"actor/choose/?{_ACTOR}&term=spelling-012",
    "choose an actor: nowhere": f"actor/choose/?{_ACTOR}&term=zebra",
    "choose an event: within titles": f"event/choose/?{_EVENT}&term=0123",
    "choose an event: nowhere": f"event/choose/?{_EVENT}&term=zebra",
}


def main() -> int:
    """Make the world, or find it, and measure."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(os.environ.get("BENCH_VAR") or name)
        for foreign in ("DATABASE_URL", "DEBUG", "HTTPS", "ALLOWED_HOSTS"):
            os.environ.pop(foreign, None)
        os.environ |= {
            "EVENTAPI_VAR": str(folder),
            "SECRET_KEY": "only-for-benchmarks",
            "DJANGO_SETTINGS_MODULE": "eventapi.settings",
        }
        if os.environ.get("BENCH_DATABASE") != "postgresql":
            _measure()
            return 0
        from tests.postgres import start_server

        server = start_server(folder)
        try:
            os.environ["DATABASE_URL"] = server.get_uri()
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

    from events.models import Event
    from tests.benchmarks.measure import RUNS, progress, say
    from tests.benchmarks.report import versions
    from tests.benchmarks.world import Sizes, World

    storages = settings.STORAGES
    storages["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    wanted = int(os.environ.get("BENCH_EVENTS") or EVENTS)
    if not Event.objects.exists():
        sizes = Sizes(
            wanted,
            actors=wanted // 4,
            locations=5000,
            articles=wanted // 5,
            outlets=1000,
            claims=5000,
            datasets=10,
        )
        World().grow(sizes, progress)
        _name_actors(sizes.actors)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    load = os.getloadavg()[0]
    say(f"{versions()}, Django {django.__version__}, {os.cpu_count()} cores (load {load:.1f}), {RUNS} runs")
    _compare()
    connections.close_all()


def _name_actors(actors: int) -> None:
    """Two spellings for each actor."""
    from django.db import transaction

    from events import door
    from events.models import ActorName
    from events.rules.text import name_key

    def rows() -> Iterator[ActorName]:
        for pk in range(1, actors + 1):
            for name in (f"Actor {pk:05}", f"The Spelling-{pk:05} of Somebody"):
                yield ActorName(actor_id=pk, name=name, key_name=name_key(name))

    with transaction.atomic(), door.unlocked():
        ActorName._base_manager.bulk_create(rows(), batch_size=1000)


def _edit(event: Any) -> None:
    """A history of sixty changes."""
    from events import changes

    for number in range(event.revision, 60):
        with changes.record("curator", "edit"):
            event.refresh_from_db()
            event.summary = f"What happened, told for the {number}th time."
            event.save()


def _compare() -> None:
    """Each page against the sign-in page, which asks the database nothing."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from events.models import Event
    from tests.benchmarks.measure import medians, say

    user = get_user_model()._default_manager.filter(is_superuser=True).first()
    user = user or get_user_model().objects.create_superuser("curator")
    site, guest = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    site.force_login(user)
    event = Event.objects.order_by("pk")[Event.objects.count() // 2]
    _edit(event)
    for name, path in PAGES.items():
        address = f"/admin/events/{path.format(event=event.pk)}"

        def ask(address: str = address) -> Any:
            answer = site.get(address)
            if answer.status_code != 200:
                raise AssertionError(f"{address}: {answer.status_code}")
            return answer

        ask()
        with CaptureQueriesContext(connection) as asked:
            ask()
            queries = len(asked)  # now: the next request empties the log
        static = "the sign-in page"
        found = medians({name: ask, static: lambda: guest.get("/admin/login/")})
        ratio = found[name] / found[static]
        say(f"  {found[name] * 1000:8.1f} ms {queries:3} queries {ratio:7.1f} to {static}  {name}")


if __name__ == "__main__":
    sys.exit(main())
