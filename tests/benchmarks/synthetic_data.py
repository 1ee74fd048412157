"""A large made-up world in the shape of real ones: the same at every run, written past the revisions."""

from collections.abc import Callable
from random import Random

from django.db import transaction

from events import search, write_guard
from events.models import ActorClosure
from tests.benchmarks.base_data import BaseData
from tests.benchmarks.claims import make_claims
from tests.benchmarks.events import EventGenerator
from tests.benchmarks.sizes import Sizes

SEED = 20240127
CHUNK = 10_000


def create(sizes: Sizes, progress: Callable[[str, int, int], None]) -> None:
    """Everything, with what is derived and searched; tells how many of what stand of how many."""
    stage = BaseData(sizes, Random(SEED))
    stage.make()
    events = EventGenerator(stage)
    for start in range(1, sizes.events + 1, CHUNK):
        end = min(start + CHUNK - 1, sizes.events)
        for pk in range(start, end + 1):
            events.add(pk)
        stage.tables.write()
        progress("events", end, sizes.events)
    make_claims(stage)
    stage.tables.write()
    stage.tables.reset_sequences()
    with transaction.atomic(), write_guard.suspended():
        ActorClosure.rebuild(set(range(1, sizes.actors + 1)))
    with transaction.atomic(), write_guard.suspended():
        for collection, many in search.rebuild():
            progress(f"{collection.value} to search", many, many)
