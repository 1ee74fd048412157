"""Trees of filters beside the SQL that somebody who knows the tables would write for the same events."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from tests.benchmarks.filters import LIMIT, Cases

Tree = dict[str, Any]


def tree_cases(found: Cases) -> dict[str, tuple[Tree, str]]:
    """Three trees with their conditions on an event `e`, put together from those of the filters."""
    assault, iraq, first = found["event_type=assault"], found["country=IQ"], found["initiator=actor-1"]
    june, killed, coded = found["date=2015-06"], found["measure=killed"], found["coding=cameo:19*"]
    return {
        "all, any and not": (
            {
                "all": [
                    {"event_type": "assault"},
                    {"any": [{"country": "IQ"}, {"initiator": "actor-1"}]},
                    {"not": {"date": "2015-06"}},
                ]
            },
            f"{assault} AND ({iraq} OR {first}) AND NOT ({june})",
        ),
        "not of what many have": (
            {"all": [{"initiator": "actor-1"}, {"not": {"any": [{"measure": "killed"}, {"country": "IQ"}]}}]},
            f"{first} AND NOT ({killed} OR {iraq})",
        ),
        "any of two groups": (
            {"any": [{"all": [{"coding": "cameo:19*"}, {"date": "2015-06"}]}, {"initiator": "actor-1"}]},
            f"(({coded}) AND ({june})) OR {first}",
        ),
    }


def ids_by_post(tree: Tree) -> Callable[[], list[str]]:
    """The ids of the first page, by the whole request."""
    client = Client()
    body = {"where": tree, "limit": LIMIT, "fields": ["id"]}

    def run() -> list[str]:
        answer = client.post(
            "/api/v1/events/search/", body, content_type="application/json", headers={"host": "localhost"}
        )
        if answer.status_code != 200:
            raise AssertionError(answer.content)
        return [row["id"] for row in answer.json()["results"]]

    return run
