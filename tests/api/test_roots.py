"""The roots of the API list what is there."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v1"])
def test_the_roots_of_the_api_list_what_is_there(client: Client, path: str) -> None:
    addresses = client.get(path).json()["addresses"]
    assert {"events", "claims", "contradictions", "aggregate", "schema"} <= addresses.keys()
    refused = client.get(f"{path}?query=x")
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, "query")
    for name, address in addresses.items():
        response = client.get(address)
        allowed = {"search": 405, "suggest": 400}
        assert response.status_code == allowed.get(name, 200), address
