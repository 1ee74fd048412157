"""Helpers that read the feed of changes, and what it should contain."""

import json
from typing import Any

from django.test import Client

from events.models import Revision
from tests.api.helpers import get_json

COLUMNS = ("public_seq", "collection", "slug", "change", "revision")


def expected_changes(**filters: Any) -> list[tuple[Any, ...]]:
    """Returns the public changes of the table of revisions, in order."""
    revisions = Revision.objects.in_feed().filter(**filters).order_by("public_seq")
    return list(revisions.values_list(*COLUMNS))


def change_tuples(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Returns the same members of changes that were read."""
    return [tuple(row[name] for name in ("seq", "collection", "id", "change", "revision")) for row in rows]


def read_pages(client: Client, query: str = "") -> list[dict[str, Any]]:
    """Returns all changes, following the links."""
    page = get_json(client, f"changes/?{query}")
    results = page["results"]
    while page["next"]:
        page = client.get(page["next"]).json()
        results += page["results"]
    return results


def read_ndjson(client: Client, query: str = "") -> list[dict[str, Any]]:
    """Returns all changes of the NDJSON."""
    response = client.get(f"/api/v1/changes/?format=ndjson&{query}")
    assert response["Content-Type"] == "application/x-ndjson"
    return [json.loads(line) for line in b"".join(response).decode().splitlines()]
