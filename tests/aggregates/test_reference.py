"""Every aggregate is that of a slow evaluator beside it, and every bucket opens just what it counted."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.utils.http import urlencode

from events.aggregates import METRICS
from events.filtersets import EventFilterSet
from events.filtersets.dimensions import DIMENSIONS
from events.models import Event
from tests import random_aggregate_data, random_data, reference_aggregates
from tests.reference_aggregates import Question, RefusedError
from tests.reference_scale import FULL_EVALUATION

WORLDS, QUESTIONS = 13 if FULL_EVALUATION else 3, 120


def _compared_members(tally: dict[str, Any] | None) -> dict[str, Any] | None:
    """A tally without what the reference does not tell."""
    return tally and {name: value for name, value in tally.items() if name not in ("key", "query")}


def _get_aggregate(client: Client, question: Question) -> Any:
    return client.get(f"/api/v1/events/aggregate/?{urlencode(question.query())}")


def _difference(body: dict[str, Any], expected: dict[str, Any]) -> str:
    """The first member in which the two differ."""
    found = [(tuple(part["id"] for part in one["key"]), _compared_members(one)) for one in body["buckets"]]
    if found != expected["buckets"]:
        pairs = zip(found, expected["buckets"], strict=False)
        return f"buckets: {next((pair for pair in pairs if pair[0] != pair[1]), (len(found), expected))}"
    for name in ("rest", "imprecise", "unknown", "total"):
        if _compared_members(body[name]) != expected[name]:
            return f"{name}: {body[name]} and {expected[name]}"
    for name in ("overlapping", "total_distinct"):
        if body[name] != expected[name]:
            return f"{name}: {body[name]} and {expected[name]}"
    return ""


def _count_bucket_events(tally: dict[str, Any]) -> int:
    """How many events the query of a tally finds."""
    asked, wrong = EventFilterSet.read(QueryDict(tally["query"]))
    assert not wrong, (tally, wrong)
    return Event.objects.published().filter(EventFilterSet.condition(asked)).count()


@pytest.mark.django_db
def test_the_aggregate_is_the_references(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    compared = opened = 0
    used: Counter[str] = Counter()
    differences = []
    for seed in range(WORLDS):
        with transaction.atomic():
            world = random_aggregate_data.create(seed)
            data = random_data.read_public_records(world)
            random = Random(seed)
            for _ in range(QUESTIONS):
                question = random_aggregate_data.random_question(world, data, random)
                response = _get_aggregate(client, question)
                compared += 1
                try:
                    expected = reference_aggregates.aggregate(data, question)
                except RefusedError as error:
                    body = response.json()
                    if str(error) not in [one.get("parameter") for one in body.get("errors", [])]:
                        differences.append(f"world {seed}, {question}: {error}, {response.content[:300]}")
                    used["refused " + str(error)] += 1
                    continue
                body = response.json()
                assert response.status_code == 200, body
                if found := _difference(body, expected):
                    differences.append(f"world {seed}, {urlencode(question.query())}: {found}")
                used.update({question.metric, *question.group_by, *(["rest"] if body["rest"] else [])})
                used.update(one for one in ("imprecise", "unknown") if body[one]["records"])
                used["overlapping"] += body["overlapping"]
                tally = random.choice([*body["buckets"], body["total"], body["imprecise"], body["unknown"]])
                if tally["query"] is not None:
                    opened += 1
                    if _count_bucket_events(tally) != tally["records"]:
                        differences.append(f"world {seed}: {tally} opens {_count_bucket_events(tally)}")
            transaction.set_rollback(True)
    with capsys.disabled():
        print(f"\n{compared} aggregates compared, {opened} of their counts opened; {dict(used)}")  # noqa: T201
    assert not differences, f"{len(differences)}: " + "\n".join(differences[:20])
    assert compared == WORLDS * QUESTIONS
    told = {
        "refused dataset",
        "refused unit",
        "refused group_by",
        "rest",
        "imprecise",
        "unknown",
        "overlapping",
    }
    rare = {
        one
        for one in (*told, *random_aggregate_data.DIMENSIONS, *set(random_aggregate_data.METRICS))
        if not used[one]
    }
    assert not rare, "Too few questions come to these."
    assert set(random_aggregate_data.DIMENSIONS) < set(DIMENSIONS)
    assert set(random_aggregate_data.METRICS) < set(METRICS)
