"""`python -m tests.benchmarks.suggest`: among 100,000 made-up names, on SQLite or BENCH_DATABASE."""

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from statistics import median, quantiles

from tests.benchmarks.sizes import Sizes

RUNS = 60
LIMIT_MS = 20
SIZES = Sizes(events=0, actors=45_000, locations=30_000, articles=40, outlets=500, claims=0)
"""Each in one or two scripts: 100,000 names."""


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

    from events import search
    from events.choices import SuggestionKind
    from events.models import SuggestedName, SuggestedWord
    from tests.benchmarks.timing import print_line

    call_command("migrate", verbosity=0, interactive=False)
    start = time.monotonic()
    _make()
    # On SQLite all is done in the process, whose time does not depend on what else the machine does.
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    held = SuggestedName.objects.filter(inner=0).count(), SuggestedName.objects.count()
    pieces = SuggestedWord.objects.count()
    print_line(f"{connection.vendor}: {held[0]:,} names, {held[1]:,} rows, {pieces:,} pieces of words")
    print_line(f"  made in {time.monotonic() - start:.0f} s")
    keys = list(SuggestedName.objects.filter(inner=0).order_by("key").values_list("key", flat=True))
    slowest = 0.0
    for kind, texts in _queries(random.Random(1), keys).items():
        times: dict[str, list[float]] = {"suggest": [], "prefix": []}
        for text in texts:
            begun = clock()
            search.suggest(text, list(SuggestionKind), 10)
            times["suggest"].append(1000 * (clock() - begun))
            begun = clock()
            with connection.cursor() as cursor:
                cursor.execute(
                    'SELECT record FROM suggested_name WHERE "inner" = 0 AND key >= %s AND key < %s LIMIT 10',
                    [text, text + "\U0010ffff"],
                )
                cursor.fetchall()
            times["prefix"].append(1000 * (clock() - begun))
        took, most = median(times["suggest"]), quantiles(times["suggest"], n=20)[-1]
        slowest = max(slowest, most)
        print_line(
            f"  {kind:<24} median {took:5.1f} ms, 95th percentile {most:5.1f} ms,"
            f" {took / median(times['prefix']):5.1f} times a plain prefix"
        )
    connections.close_all()
    return int(slowest > LIMIT_MS)


def _make() -> None:
    """Actors, places and outlets of the world of `make bench`, with the rows by which they are suggested."""
    from django.db import connection

    from events.choices import Collection
    from events.models import SuggestedName, SuggestedWord
    from events.search import suggestion_index
    from tests.benchmarks.base_data import BaseData
    from tests.benchmarks.bulk_insert import BulkTables, without_durability

    many = {
        Collection.ACTORS: SIZES.actors,
        Collection.LOCATIONS: SIZES.locations,
        Collection.OUTLETS: SIZES.outlets,
    }
    with without_durability():
        BaseData(SIZES, random.Random(20240127)).make()
        for model in (SuggestedName, SuggestedWord):
            model.objects.all().delete()
        tables, words = BulkTables(), set()
        names = [suggestion_index.name_rows(one, range(1, number + 1)) for one, number in many.items()]
        for row in chain(suggestion_index.event_type_rows(), *names):
            words.add(row.word)
            tables[SuggestedName].add(
                record=row.record, inner=row.inner, key=row.key, word=row.word, uses=row.uses
            )
        for word in suggestion_index.word_rows(words):
            tables[SuggestedWord].add(key=word.key, word=word.word)
        tables.write()
        tables.reset_sequences()
    with connection.cursor() as cursor:
        # What PostgreSQL's autovacuum does within minutes; SQLite is never told.
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")


def _queries(rand: random.Random, keys: list[str]) -> dict[str, list[str]]:
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
