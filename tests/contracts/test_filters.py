"""The database's answer to every filter and group of events is that of a slow evaluator beside it."""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client

from events.filtersets import EventFilterSet
from tests import random_data, reference_filters
from tests.api.helpers import get_json
from tests.proof import IN_PROOF
from tests.reference_filters import PublicRecords, Query

FIRST = (0, 1, 20, 30)
"""Worlds whose questions use every filter."""
WORLDS, QUESTIONS = [*FIRST, *sorted({*range(36)} - {*FIRST})], 56
MIN_PAIRS = 2_000 if IN_PROOF else 200
CIRCLES, BOXES = (120, 160) if IN_PROOF else (60, 40)
MIN_USES = 8 if IN_PROOF else 1
"""A sample ends with the world by which there were so many pairs, and each filter was used."""


def _api_ids(client: Client, query: Query, limit: int = 200, *, count: bool = False) -> list[str]:
    """The ids that the API gives, over all pages; the count that it gives agrees."""
    shape = [("limit", limit), ("fields", "id"), *([("count", "exact")] if count else [])]
    page: dict[str, Any] = get_json(client, f"events/?{urlencode([*query, *shape])}")
    counted, found = page["count"], [row["id"] for row in page["results"]]
    while page["next"]:
        page = client.get(page["next"]).json()
        found += [row["id"] for row in page["results"]]
    assert counted == (len(found) if count else None), f"{query}: {counted} counted, {found} given."
    return found


def _minimal_query(query: Query, differs: Callable[[Query], bool]) -> Query:
    """The query without whatever makes no difference to the difference."""
    place = 0
    while place < len(query):
        shorter = [*query[:place], *query[place + 1 :]]
        names = {name for name, _ in shorter}
        whole = all(names & set(keys) for name, keys in random_data.REQUIRED_WITH.items() if name in names)
        if shorter and whole and differs(shorter):
            query = shorter
        else:
            place += 1
    return query


def _difference(client: Client, data: PublicRecords, query: Query) -> str:
    """Where the two disagree, by the shortest query that shows it."""

    def differs(shorter: Query) -> bool:
        return set(_api_ids(client, shorter)) != reference_filters.listed(data, shorter)

    query = _minimal_query(query, differs)
    answer, expected = set(_api_ids(client, query)), reference_filters.listed(data, query)
    asked = urlencode(query, safe=":,/*")
    return f"{asked}: database alone {answer - expected}, reference alone {expected - answer}"


@pytest.mark.proof(sample=True)
@pytest.mark.django_db
def test_the_database_answers_as_the_reference_does(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    compared = found = 0
    used: Counter[str] = Counter()
    differences = []
    for seed in WORLDS:
        with transaction.atomic():
            world = random_data.create(seed)
            data = random_data.read_public_records(world)
            random = Random(seed)
            for number in range(QUESTIONS):
                query = random_data.random_query(world, data, random)
                limit = 3 if number % 10 == 0 else 200
                answer = _api_ids(client, query, limit, count=number % 2 == 0)
                assert len(answer) == len(set(answer)), f"World {seed}, {query}: {answer} repeats an event."
                if number % 5 == 0:
                    page = get_json(client, f"events/?{urlencode([*query, ('limit', 1)])}")
                    assert page["left_out"] == reference_filters.left_out(data, query), query
                if set(answer) != reference_filters.listed(data, query):
                    differences.append(f"world {seed}: {_difference(client, data, query)}")
                compared += 1
                found += bool(answer)
                used.update({name for name, _ in query})
            transaction.set_rollback(True)
        rare = {name: used[name] for name in EventFilterSet.parameters() if used[name] < MIN_USES}
        if not IN_PROOF and not rare and compared >= MIN_PAIRS:
            break
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{compared} pairs of a world and a query compared, {found} of them with an answer,"
            f" {len(differences)} differences"
        )
    assert not differences, "\n".join(differences[:40])
    assert compared >= MIN_PAIRS
    assert found > compared / 3, "Too few of the questions have an answer to show anything."
    assert not rare, "Too few questions use these."


@pytest.mark.proof(sample=True)
@pytest.mark.django_db
def test_places_lie_in_boxes_and_circles_and_touch_them_as_the_reference_says(client: Client) -> None:
    world = random_data.create_circles(1, CIRCLES)
    data = random_data.read_public_records(world)
    asker = random_data.QueryGenerator(world, data, Random(1))
    found: Counter[tuple[str, str]] = Counter()
    for match in ("certain", "possible") * (BOXES // 2):
        circle = [("near", asker.point()), ("radius_km", asker.one(random_data.DISTANCES))]
        for shape in ([("bbox", asker.box())], circle):
            query = [*shape, ("place_match", match)]
            answer = set(_api_ids(client, query))
            assert answer == reference_filters.listed(data, query), query
            found[shape[0][0], match] += len(answer)
    for name in ("bbox", "near"):
        assert found[name, "possible"] > found[name, "certain"] > BOXES


def test_every_parameter_is_asked_for_and_understood() -> None:
    declared = set(EventFilterSet.parameters())
    assert random_data.parameters() == declared
    assert reference_filters.parameters() == declared


def test_what_takes_one_value_is_known_to_the_reference() -> None:
    filters = EventFilterSet.base_filters
    assert {name for name, one in filters.items() if not one.excludable} == reference_filters.SINGLE_VALUED
