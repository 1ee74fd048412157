"""docs/aggregates.md: its examples are what the API answers of the seeds."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

PAGE = (settings.BASE_DIR / "docs" / "aggregates.md").read_text(encoding="utf-8")


def _member(body: Any, path: str) -> Any:
    for name in re.findall(r"\w+", path):
        body = body[int(name)] if name.isdigit() else body[name]
    return body


@pytest.mark.usefixtures("seeded")
def test_every_example_is_what_the_api_answers(client: Client) -> None:
    examples = re.findall(r"```\nGET (\S+)\n(.*?)```", PAGE, re.DOTALL)
    for path, told in examples:
        body = client.get(path).json()
        for line in told.splitlines():
            member, _, value = line.partition(": ")
            assert _member(body, member) == json.loads(value), f"{path}: {member}"
    assert len(examples) == 3


@pytest.mark.usefixtures("seeded")
def test_every_question_of_the_page_is_understood(client: Client) -> None:
    paths = re.findall(r"^(/api/v1/events/aggregate/\?\S+)$", PAGE, re.MULTILINE)
    assert [client.get(path).status_code for path in paths] == [200, 200, 200]
