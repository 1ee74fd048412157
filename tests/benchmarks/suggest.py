"""`python -m tests.benchmarks.suggest`: among 100,000 made-up names, on SQLite or BENCH_DATABASE."""

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

NAMES = 100_000
RUNS = 60
LIMIT_MS = 20
SYLLABLES = (
    "al",
    "ba",
    "mo",
    "ha",
    "mad",
    "sha",
    "ri",
    "fa",
    "ka",
    "rim",
    "sa",
    "la",
    "zi",
    "nur",
    "din",
    "ya",
    "os",
)


def main() -> int:
    """Make the names in a folder of their own, measure, and leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        os.environ |= {"EVENTAPI_VAR": name, "DJANGO_SETTINGS_MODULE": "eventapi.settings"}
        os.environ.pop("DATABASE_URL", None)
        if os.environ.get("BENCH_DATABASE") != "postgresql":
            return _measure()
        from tests.postgres import start_server

        server = start_server(Path(name))
        try:
            os.environ["DATABASE_URL"] = server.get_uri()
            return _measure()
        finally:
            server.cleanup()


def _measure() -> int:
    import django

    django.setup()
    # Only now: these read the settings.
    from django.core.management import call_command
    from django.db import connection, connections

    from events import changes, search
    from events.choices import SuggestionKind
    from events.models import SuggestedName, SuggestedWord
    from tests.benchmarks.measure import say

    call_command("migrate", verbosity=0, interactive=False)
    rand = random.Random(20240127)
    words = ["".join(rand.choices(SYLLABLES, k=rand.choice((2, 3, 3, 4)))) for _ in range(40_000)]
    start = time.monotonic()
    _make(rand, words)
    changes.rebuild_search()
    if connection.vendor == "postgresql":
        connection.cursor().execute("VACUUM ANALYZE")  # as its autovacuum does within minutes
    held = SuggestedName.objects.filter(inner=0).count(), SuggestedName.objects.count()
    pieces = SuggestedWord.objects.count()
    say(f"{connection.vendor}: {held[0]:,} names, {held[1]:,} rows, {pieces:,} pieces of words")
    say(f"  made in {time.monotonic() - start:.0f} s")
    keys = list(SuggestedName.objects.filter(inner=0).order_by("key").values_list("key", flat=True))
    slowest = 0.0
    for kind, texts in _questions(random.Random(1), keys).items():
        times: dict[str, list[float]] = {"suggest": [], "prefix": []}
        for text in texts:
            begun = time.perf_counter()
            search.suggest(text, list(SuggestionKind), 10)
            times["suggest"].append(1000 * (time.perf_counter() - begun))
            begun = time.perf_counter()
            with connection.cursor() as cursor:
                cursor.execute(
                    'SELECT record FROM suggested_name WHERE "inner" = 0 AND key >= %s AND key < %s LIMIT 10',
                    [text, text + "\U0010ffff"],
                )
                cursor.fetchall()
            times["prefix"].append(1000 * (time.perf_counter() - begun))
        took, most = median(times["suggest"]), quantiles(times["suggest"], n=20)[-1]
        slowest = max(slowest, most)
        say(
            f"  {kind:<24} median {took:5.1f} ms, 95th percentile {most:5.1f} ms,"
            f" {took / median(times['prefix']):5.1f} times a plain prefix"
        )
    connections.close_all()
    return int(slowest > LIMIT_MS)


def _make(rand: random.Random, words: list[str]) -> None:
    """Actors and places, their words as unevenly frequent as those of names are."""
    from django.db import transaction

    from events import door
    from events.models import Actor, ActorName, Dataset, Location

    def name() -> str:
        return " ".join(
            words[int(len(words) * rand.random() ** 2.5)].capitalize() for _ in range(rand.choice((1, 2, 3)))
        )

    def head(kind: str, number: int) -> dict[str, str]:
        return {"slug": f"{kind}-{number}", "review_status": "published"}

    with transaction.atomic(), door.unlocked():
        dataset = Dataset(name="D", licence="CC0-1.0", attribution="Nobody", **head("dataset", 1))
        Dataset._base_manager.bulk_create([dataset])
        actors = [
            Actor(name=name(), kind="person", country="IQ", dataset=dataset, **head("actor", number))
            for number in range(NAMES // 2)
        ]
        Actor._base_manager.bulk_create(actors, batch_size=1000)
        spellings = [ActorName(actor=one, name=name(), kind="transliteration") for one in actors[::2]]
        ActorName._base_manager.bulk_create(spellings, batch_size=1000)
        places = [
            Location(name=name(), kind="populated_place", dataset=dataset, **head("place", number))
            for number in range(NAMES // 4)
        ]
        Location._base_manager.bulk_create(places, batch_size=1000)


def _questions(rand: random.Random, keys: list[str]) -> dict[str, list[str]]:
    """What is typed, by what it is."""

    def some(least: int = 1) -> Iterator[str]:
        for _ in range(RUNS):
            yield rand.choice([key for key in rand.choices(keys, k=200) if len(key.split()) >= least])

    def misspelt(word: str) -> str:
        place = rand.randrange(1, len(word))
        return word[:place] + "x" + word[place + 1 :]

    return {
        "one letter": [key[0] for key in some()],
        "two letters": [key[:2] for key in some()],
        "beginning of a name": [key[:5] for key in some()],
        "whole name": list(some()),
        "later word": [key.split()[-1][:5] for key in some(2)],
        "two words, turned round": [" ".join(key.split()[1::-1]) for key in some(2)],
        "misspelt word": [misspelt(key.split()[0]) for key in some()],
        "two misspelt words": [" ".join(map(misspelt, key.split()[:2])) for key in some(2)],
        "nothing like it": ["zqxwv", "qqqqqqqqqq"] * (RUNS // 2),
    }


if __name__ == "__main__":
    sys.exit(main())
