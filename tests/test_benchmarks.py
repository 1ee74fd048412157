"""What `make bench` compares is the same: every filter has SQL by hand, and both find the same events."""

import pytest

from events import door
from events.filtersets import EventFilterSet
from tests.benchmarks import world
from tests.benchmarks.filters import by_api, by_sql, cases, excluding
from tests.benchmarks.full_text import searches
from tests.benchmarks.sizes import Sizes

SIZES = Sizes.of(400)
CASES = cases(SIZES)
ALL = CASES | dict(excluding(CASES))


def test_every_filter_has_its_sql_by_hand() -> None:
    asked = {part.partition("=")[0] for query in (*ALL, *searches()) for part in query.split("&")}
    assert set(EventFilterSet.parameters()) - asked == set()


@pytest.mark.django_db
def test_the_sql_by_hand_finds_what_the_api_finds() -> None:
    with door.unlocked():
        world.make(SIZES, lambda *_: None)
    found = {query: by_api(query)() for query in (*ALL, *searches())}
    by_hand = {query: by_sql(condition) for query, condition in ALL.items()} | searches()
    for query, keys in found.items():
        assert keys == by_hand[query](), query
    assert sum(map(bool, found.values())) > len(found) / 2, "Most of it shows nothing."
