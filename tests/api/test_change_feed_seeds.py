"""The feed of changes over the seeds: the same with any page size, at the same cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.api import change_feed
from tests.api.change_feed import change_tuples, expected_changes, read_ndjson, read_pages
from tests.api.helpers import get_json

pytestmark = pytest.mark.usefixtures("seeded")


@pytest.mark.parametrize("query", ["", "collection=outlets&collection=datasets", "collection=events"])
def test_every_change_is_told_once_in_the_order_of_commits(
    client: Client, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr(change_feed, "BATCH_SIZE", 7)
    collections = [parameter.partition("=")[2] for parameter in query.split("&") if parameter]
    expected = expected_changes(**({"collection__in": collections} if collections else {}))
    assert len(expected) > 1
    for limit in (1, 50, 1000) if len(expected) < 20 else (13, 1000):
        assert change_tuples(read_pages(client, f"{query}&limit={limit}")) == expected
    assert change_tuples(read_ndjson(client, query)) == expected


def test_a_page_costs_the_same_however_many_changes_there_are(client: Client) -> None:
    cursor = get_json(client, "changes/?limit=1")["next_cursor"]

    def queries(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/api/v1/changes/?{query}&cursor={cursor}")
        return sum(captured_query["sql"].startswith("SELECT") for captured_query in captured.captured_queries)

    assert queries("limit=1") == queries("limit=1000") == 4


@pytest.mark.parametrize("query", ["", "collection=outlets", "since=2024-01-01"])
def test_pages_and_polls_go_along_an_index(client: Client, query: str) -> None:
    """The queries sort nothing and read only the indexes of the feed."""
    cursor = get_json(client, f"changes/?{query}&limit=2")["next_cursor"]
    with CaptureQueriesContext(connection) as captured:
        get_json(client, f"changes/?{query}&limit=2&cursor={cursor}")
    statements = [
        captured_query["sql"]
        for captured_query in captured.captured_queries
        if "events_revision" in captured_query["sql"]
    ]
    assert len(statements) == 3
    with connection.cursor() as explain:
        if connection.vendor == "postgresql":
            explain.execute("SET LOCAL enable_seqscan = off")
            explain.execute("SET LOCAL enable_sort = off")
            explain.execute("SET LOCAL enable_bitmapscan = off")
        for sql in statements:
            explain.execute(
                ("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + sql
            )
            plan = " ".join(str(row) for row in explain.fetchall())
            assert "Sort" not in plan
            assert "TEMP B-TREE" not in plan
            assert "revision" in plan
            assert "SCAN events_revision'" not in plan.replace("SCAN events_revision USING", "")
