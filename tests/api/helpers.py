"""Helpers of the tests of the API: requests and pages."""

import re
from collections.abc import Iterator
from typing import Any

from django.test import Client

COLLECTIONS = ("articles", "actors", "events", "locations", "outlets", "claims", "datasets")


def get_json(client: Client, path: str, status: int = 200) -> Any:
    """Returns the JSON of a response with the expected status."""
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status, response.content
    return response.json()


def member_at(body: Any, path: str) -> Any:
    """The member of an answer at a path such as `results[0].date.edtf`."""
    for name in re.findall(r"\w+", path):
        body = body[int(name)] if name.isdigit() else body[name]
    return body


def error_codes(client: Client, path: str) -> dict[str, str]:
    """Returns the code of each parameter that a 400 names."""
    problem = get_json(client, path, 400)
    assert problem["errors"], problem
    return {error["parameter"]: error["code"] for error in problem["errors"]}


def walk_pages(client: Client, path: str, towards: str = "next") -> Iterator[list[str]]:
    """Yields the ids of each page from here on, following the links."""
    page = get_json(client, path)
    yield [row["id"] for row in page["results"]]
    while page[towards]:
        page = client.get(page[towards]).json()
        yield [row["id"] for row in page["results"]]


def event_ids(client: Client, query: str) -> list[str]:
    """Returns the ids of all events that match a query."""
    return [slug for page in walk_pages(client, f"events/?limit=200&{query}") for slug in page]
