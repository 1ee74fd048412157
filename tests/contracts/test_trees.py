"""The database's answer to every tree of filters is that of a slow evaluator beside it."""

import json
from collections import Counter
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from django.db import transaction
from django.test import Client

from events.filtersets import EventFilterSet
from tests import random_data, random_trees, reference_trees
from tests.proof import IN_PROOF
from tests.reference_trees import Tree

WORLDS, TREES = 13 if IN_PROOF else 2, 118
ECHOED, PAGED = 4, 12
"""Of one tree in so many the echo is posted again, or the answer is paged through."""
MIN_USES = 8 if IN_PROOF else 1


def post_search(client: Client, body: Any) -> Any:
    """The answer to a search."""
    answer = client.post("/api/v1/events/search/", json.dumps(body), content_type="application/json")
    assert answer.status_code == 200, (body, answer.content)
    return answer.json()


def result_ids(page: Any) -> list[str]:
    return [row["id"] for row in page["results"]]


def walk_pages(client: Client, query: Any) -> list[str]:
    """The ids of all pages of three."""
    page = post_search(client, query | {"limit": 3})
    found = result_ids(page)
    while page["next_cursor"]:
        page = post_search(client, query | {"limit": 3, "cursor": page["next_cursor"]})
        found += result_ids(page)
    return found


def count_names(tree: Tree) -> Counter[str]:
    """How often each name stands in a tree."""
    found = Counter(list(tree))
    for word in ("all", "any", "not"):
        nodes = tree.get(word, [])
        for node in nodes if isinstance(nodes, list) else [nodes]:
            found += count_names(node)
    return found


def _with_country_codes(body: dict[str, Any]) -> Any:
    """The document names countries by their codes, for typed clients; the API reads other spellings, too."""
    text = json.dumps(body)
    for spelling, code in (("irq", "IQ"), ("United States", "US")):
        text = text.replace(f'"{spelling}"', f'"{code}"')
    return json.loads(text)


@pytest.mark.proof(sample=True)
@pytest.mark.django_db
def test_the_database_answers_trees_as_the_reference_does(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    compared = found = 0
    used: Counter[str] = Counter()
    differences = []
    schema = jsonschema_rs.validator_for(client.get("/api/v1/events/search/schema/").json())
    for seed in range(WORLDS):
        with transaction.atomic():
            world = random_data.create(seed)
            data = random_data.read_public_records(world)
            random = Random(seed)
            for number in range(TREES):
                tree = random_trees.random_tree(world, data, random)
                counted = number % 3 == 0
                body = {"where": tree, "limit": 200, "fields": ["id"]} | (
                    {"count": "exact"} if counted else {}
                )
                page = post_search(client, body)
                assert schema.is_valid(_with_country_codes(body)), body
                answer, echo = result_ids(page), page["query"]
                assert len(answer) == len(set(answer)), tree
                assert page["count"] == (len(answer) if counted else None), tree
                if set(answer) != (expected := reference_trees.listed(data, tree)):
                    differences.append(f"world {seed}: {tree}: {set(answer) ^ expected}")
                assert '"old-' not in json.dumps(echo["where"]), f"A merged id is echoed: {echo}"
                # What the echo says is the same query: to the reference, and posted again.
                assert reference_trees.listed(data, echo["where"]) == expected, (tree, echo)
                assert schema.is_valid(echo), echo
                if number % ECHOED == 0:
                    # An echo names no merged ids any more.
                    merged = {"merged": page["merged"]} if "merged" in page else {}
                    assert post_search(client, echo) | merged == page
                if number % PAGED == 0:
                    assert walk_pages(client, echo) == answer
                compared += 1
                found += 0 < len(answer) < len(data.events)
                used += count_names(tree)
            transaction.set_rollback(True)
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{compared} pairs of a world and a tree compared, {found} of them with an answer that is not"
            f" everything, {len(differences)} differences"
        )
    assert not differences, "\n".join(differences[:40])
    assert compared == WORLDS * TREES
    assert found > compared / 3, "Too few of the trees have an answer to show anything."
    rare = {name: used[name] for name in EventFilterSet.base_filters if used[name] < MIN_USES}
    assert not rare, "Too few trees use these."
    assert min(used["all"], used["any"], used["not"]) > compared / 4
