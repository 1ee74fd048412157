"""What `make bench` compares is the same: every filter has SQL by hand, and both find the same events."""

import pytest

from events import write_guard
from events.filtersets import EventFilterSet
from tests.benchmarks import synthetic_data
from tests.benchmarks.filters import cases, exclusion_cases, pks_by_api, pks_by_sql
from tests.benchmarks.full_text import search_cases
from tests.benchmarks.sizes import Sizes

SIZES = Sizes.of(400)
CASES = cases(SIZES)
ALL = CASES | dict(exclusion_cases(CASES))


def test_every_filter_has_its_sql_by_hand() -> None:
    asked = {part.partition("=")[0] for query in (*ALL, *search_cases()) for part in query.split("&")}
    assert set(EventFilterSet.parameters()) - asked == set()


@pytest.mark.django_db
def test_the_sql_by_hand_finds_what_the_api_finds() -> None:
    with write_guard.suspended():
        synthetic_data.create(SIZES, lambda *_: None)
    found = {query: pks_by_api(query)() for query in (*ALL, *search_cases())}
    by_hand = {query: pks_by_sql(condition) for query, condition in ALL.items()} | search_cases()
    for query, keys in found.items():
        assert keys == by_hand[query](), query
    assert sum(map(bool, found.values())) > len(found) / 2, "Most of it shows nothing."
