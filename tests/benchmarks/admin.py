"""`python -m tests.benchmarks.admin`: the curators' pages at 300,000 events, in the world of `make bench`."""

import os
from typing import Any

from tests.benchmarks.benchmark_database import benchmark_database, event_count

_EVENT = "app_label=events&model_name=eventrelation&field_name=other"
_ACTOR = "app_label=events&model_name=participation&field_name=actor"
PAGES = {
    "list of events": "event/",
    "list of events, page 3,000": "event/?p=3000",
    "events without a quotation": "event/?missing=evidence",
    "search of events: an id": "event/?q=event-123456",
    "search of events: in one title of nine": "event/?q=killed",
    "search of events: nowhere": "event/?q=zebrafish",
    "list of actors": "actor/",
    "search of actors: in many names": "actor/?q=republic",
    "search of actors: nowhere": "actor/?q=zebrafish",
    "list of articles": "article/",
    "list of places": "location/",
    "list of claims": "claim/",
    "search of claims: a speaker": "claim/?q=republic",
    "list of participants": "participation/",
    "form of an event": "event/{event}/change/",
    "form of an actor": "actor/1/change/",
    "form of a place": "location/1/change/",
    "form of an article": "article/5/change/",
    "history of an event": "event/{event}/history/",
    "choose an actor: begins so": f"actor/choose/?{_ACTOR}&term=republic of",
    "choose an actor: a spelling": f"actor/choose/?{_ACTOR}&term=el republic",
    "choose an actor: nowhere": f"actor/choose/?{_ACTOR}&term=zebrafish",
    "choose an event: within titles": f"event/choose/?{_EVENT}&term=killed in",
    "choose an event: nowhere": f"event/choose/?{_EVENT}&term=zebrafish",
}


def main() -> None:
    """Make the world, or find it, and measure."""
    with benchmark_database(event_count()):
        import django

        # Only now: these read the settings.
        from django.conf import settings
        from django.db import connections

        from tests.benchmarks.report import versions
        from tests.benchmarks.timing import RUNS, print_line

        storages = settings.STORAGES
        storages["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        load = f"load {os.getloadavg()[0]:.1f}"
        print_line(f"{versions()}, Django {django.__version__}, {os.cpu_count()} cores ({load}), {RUNS} runs")
        _compare()
        connections.close_all()


def _edit(event: Any) -> None:
    """A history of sixty changes."""
    from events import changes

    for number in range(event.revision, 60):
        with changes.changeset("curator", "edit"):
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
    from tests.benchmarks.timing import median_seconds, print_line

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
        found = median_seconds({name: ask, static: lambda: guest.get("/admin/login/")})
        ratio = found[name] / found[static]
        print_line(f"  {found[name] * 1000:8.1f} ms {queries:3} queries {ratio:7.1f} to {static}  {name}")


if __name__ == "__main__":
    main()
