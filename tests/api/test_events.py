"""`/api/v1/events/`: the list and the record."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("seeded")
CAMPAIGN = "attacks-on-us-forces-in-iraq-and-syria-2023-2024"


def ask(client: Client, path: str) -> Any:
    """The JSON of a page that must be found."""
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200, response.content
    return response.json()


def ids(client: Client, query: str) -> list[str]:
    """The ids that a query of events gives."""
    return [row["id"] for row in ask(client, f"events/?limit=200&{query}")["results"]]


def test_x(client: Client) -> None:
    base = "participant=islamic-resistance-in-iraq&participant_role=initiator"
    assert CAMPAIGN in ids(client, f"{base}&date=2023-10")
    assert CAMPAIGN not in ids(client, f"{base}&date=2023-09")
    assert CAMPAIGN in ids(client, f"{base}&date=2023-11&date_match=certain")
