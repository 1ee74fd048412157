"""Regressions that `make fuzz` found."""

from typing import Any

import pytest
from django.test import Client

from events.filtersets.values import MAX_VALUE_LENGTH
from tests import openapi_documents
from tests.api.helpers import COLLECTIONS, error_codes

pytestmark = pytest.mark.usefixtures("seeded")


@pytest.fixture
def parameters() -> dict[str, list[dict[str, Any]]]:
    """Returns the parameters of each list, from the OpenAPI document."""
    document = openapi_documents.inlined(openapi_documents.committed_document())
    return {name: document["paths"][f"/api/v1/{name}"]["get"]["parameters"] for name in COLLECTIONS}


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_no_text_is_said_to_be_empty_or_longer_than_is_read(
    client: Client, parameters: dict[str, list[dict[str, Any]]], collection: str
) -> None:
    texts = 0
    for parameter in parameters[collection]:
        schema = parameter["schema"].get("items", parameter["schema"])
        if schema.get("type") == "string" and "enum" not in schema:
            name = parameter["name"]
            texts += 1
            assert schema["minLength"] == 1, name
            assert error_codes(client, f"{collection}/?{name}=")[name] == "empty"
            if name != "cursor":
                assert schema["maxLength"] == MAX_VALUE_LENGTH, name
                assert (
                    error_codes(client, f"{collection}/?{name}={'x' * (MAX_VALUE_LENGTH + 1)}")[name]
                    == "too_long"
                )
    assert texts > 1


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_made_up_cursor_is_refused_as_one(client: Client, collection: str) -> None:
    for cursor in ("0", "a", "bnVsbA", "W10", "%00", "\u00b1" * 300):
        assert error_codes(client, f"{collection}/?cursor={cursor}") == {"cursor": "invalid_cursor"}
