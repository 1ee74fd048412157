"""Every aggregate equals that of a slow reference evaluator, and the query of a bucket finds its events."""

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
from tests.proof import IN_PROOF
from tests.reference_aggregates import Question, RefusedError

WORLDS, QUESTIONS = 13 if IN_PROOF else 3, 150


def _compared_members(counts: dict[str, Any] | None) -> dict[str, Any] | None:
    """The counts of a bucket without the members that the reference does not have."""
    return counts and {name: value for name, value in counts.items() if name not in ("key", "query")}


def _get_aggregate(client: Client, question: Question) -> Any:
    return client.get(f"/api/v1/events/aggregate/?{urlencode(question.query())}")


def _difference(body: dict[str, Any], expected: dict[str, Any]) -> str:
    """The first member in which the two differ."""
    buckets = [
        (tuple(part["id"] for part in bucket["key"]), _compared_members(bucket)) for bucket in body["buckets"]
    ]
    if buckets != expected["buckets"]:
        pairs = zip(buckets, expected["buckets"], strict=False)
        return f"buckets: {next((pair for pair in pairs if pair[0] != pair[1]), (len(buckets), expected))}"
    for name in ("rest", "imprecise", "unknown", "began_before", "total"):
        if _compared_members(body[name]) != expected[name]:
            return f"{name}: {body[name]} and {expected[name]}"
    for name in ("undated", "overlapping", "total_distinct"):
        if body[name] != expected[name]:
            return f"{name}: {body[name]} and {expected[name]}"
    return ""


def _count_bucket_events(counts: dict[str, Any]) -> int:
    """How many events the query of a bucket finds."""
    parsed, errors = EventFilterSet.read(QueryDict(counts["query"]))
    assert not errors, (counts, errors)
    return Event.objects.published().filter(EventFilterSet.condition(parsed)).count()


@pytest.mark.proof(sample=True)
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
                    expected = reference_aggregates.aggregate_by_dataset(data, question)
                except RefusedError as error:
                    body = response.json()
                    if str(error) not in [problem.get("parameter") for problem in body.get("errors", [])]:
                        differences.append(f"world {seed}, {question}: {error}, {response.content[:300]}")
                    used["refused " + str(error)] += 1
                    continue
                body = response.json()
                assert response.status_code == 200, body
                blocks = {block["applied"]["dataset"][0]: block for block in body["by_dataset"] or ()}
                blocks = blocks or {"": body}
                assert blocks.keys() == expected.keys(), question
                for dataset, block in blocks.items():
                    if difference := _difference(block, expected[dataset]):
                        query = urlencode(question.query())
                        differences.append(f"world {seed}, {query} of {dataset}: {difference}")
                used["several datasets"] += len(blocks) > 1
                body = random.choice(list(blocks.values()))
                used.update({question.metric, *question.group_by, *(["rest"] if body["rest"] else [])})
                used.update(
                    why
                    for why in ("imprecise", "unknown", "began_before", "undated")
                    if body[why] and body[why]["records"]
                )
                used["overlapping"] += body["overlapping"]
                beside = (
                    "total",
                    "imprecise",
                    "unknown",
                    *(["began_before"] if body["began_before"] else []),
                )
                counts = random.choice([*body["buckets"], *(body[name] for name in beside)])
                if counts["query"] is not None:
                    opened += 1
                    if _count_bucket_events(counts) != counts["records"] + counts["wholes"]:
                        differences.append(f"world {seed}: {counts} opens {_count_bucket_events(counts)}")
            transaction.set_rollback(True)
    with capsys.disabled():
        print(f"\n{compared} aggregates compared, {opened} of their counts opened; {dict(used)}")  # noqa: T201
    assert not differences, f"{len(differences)}: " + "\n".join(differences[:20])
    assert compared == WORLDS * QUESTIONS
    outcomes = {
        *("refused unit", "refused group_by", "several datasets"),
        *("rest", "imprecise", "unknown", "began_before", "undated", "overlapping"),
    }
    expected_uses = {*outcomes, *random_aggregate_data.DIMENSIONS, *random_aggregate_data.METRICS}
    unused = {use for use in expected_uses if not used[use]}
    assert not unused, "Too few questions come to these."
    assert set(random_aggregate_data.DIMENSIONS) < set(DIMENSIONS)
    assert set(random_aggregate_data.METRICS) < set(METRICS)
