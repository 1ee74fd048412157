"""What `make clients`, which generates and proves clients, would notice."""

from tests.clients.json_diff import differences


def test_whatever_a_client_could_lose_would_be_noticed() -> None:
    answer = {"a": None, "b": [1, True], "c": {"d": "x"}, "at": "2024-01-27T12:00:00.5Z"}
    assert not list(differences(answer, answer | {"at": "2024-01-27T12:00:00.500000+00:00"}))
    for wrong in (
        {},
        answer | {"a": "null"},
        {name: value for name, value in answer.items() if name != "a"},
        answer | {"b": [1]},
        answer | {"b": [1, 1]},
        answer | {"c": {"d": None}},
        answer | {"more": 1},
        answer | {"at": "2024-01-27T13:00:00.5Z"},
    ):
        assert list(differences(answer, wrong)), wrong
