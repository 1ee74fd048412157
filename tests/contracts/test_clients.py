"""Generated Python clients get all that there is, to the last null. `make clients` adds TypeScript."""

import os
import sys
from pathlib import Path

import pytest

from tests.clients.compare import differences
from tests.clients.generate import CLIENTS, GeneratorClient, PythonClient, TypeScriptClient
from tests.clients.prove import prove, table

pytestmark = pytest.mark.once


def test_python_clients_get_what_plain_http_gives(tmp_path: Path) -> None:
    names = [PythonClient.name, GeneratorClient.name]
    assert {*names, TypeScriptClient.name} == CLIENTS.keys()
    proofs = prove(names, tmp_path, os.environ.get("DATABASE_URL", ""))
    assert sys.__stdout__ is not None
    sys.__stdout__.write("\n" + table(proofs))  # past pytest: what was left out must be seen
    assert not [difference for one in proofs for difference in one.differences]
    assert not proofs[0].left_out
    assert all(one.left_out or one.rows == one.records > 140 for one in proofs)


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
