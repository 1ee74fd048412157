"""What `make clients`, which generates and proves clients, would notice."""

import pytest

from tests.clients.json_diff import differences

pytestmark = pytest.mark.once


def test_whatever_a_client_could_lose_would_be_noticed() -> None:
    told = {"a": None, "b": [1, True], "c": {"d": "x"}, "at": "2024-01-27T12:00:00.5Z"}
    assert not list(differences(told, told | {"at": "2024-01-27T12:00:00.500000+00:00"}))
    for wrong in (
        {},
        told | {"a": "null"},
        {name: value for name, value in told.items() if name != "a"},
        told | {"b": [1]},
        told | {"b": [1, 1]},
        told | {"c": {"d": None}},
        told | {"more": 1},
        told | {"at": "2024-01-27T13:00:00.5Z"},
    ):
        assert list(differences(told, wrong)), wrong
