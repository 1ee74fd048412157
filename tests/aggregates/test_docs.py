"""docs/aggregates.md: its examples are what the API answers of the seeds."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client

from tests.api.helpers import member_at

PAGE = (settings.BASE_DIR / "docs" / "aggregates.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("seeded")
def test_every_example_is_what_the_api_answers(client: Client) -> None:
    examples = re.findall(r"```\nGET (\S+)\n(.*?)```", PAGE, re.DOTALL)
    for path, lines in examples:
        body = client.get(path).json()
        for line in lines.splitlines():
            member, _, value = line.partition(": ")
            assert member_at(body, member) == json.loads(value), f"{path}: {member}"
    assert len(examples) == 7


@pytest.mark.usefixtures("seeded")
def test_every_question_of_the_page_is_understood(client: Client) -> None:
    paths = re.findall(r"^(/api/v1/events/aggregate/\?\S+)$", PAGE, re.MULTILINE)
    assert [client.get(path).status_code for path in paths] == [200, 200, 200]
