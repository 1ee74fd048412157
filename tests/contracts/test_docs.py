"""docs/ and the reference endpoints say what the code does."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from events import choices
from events.api.views.viewsets import VIEWSETS
from tests.api.helpers import get_json, member_at
from tests.checkout import output_matches

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]


def test_the_page_of_the_api_is_what_the_code_makes() -> None:
    call_command("build_docs", check=True, verbosity=0)


def test_every_filter_is_told_with_an_example_that_works(client: Client) -> None:
    collections = {one["collection"]: one for one in get_json(client, "fields/")["collections"]}
    assert collections.keys() == VIEWSETS.keys()
    tried = 0
    for name, one in collections.items():
        documented = {row["name"] for row in one["filters"]}
        assert documented == set(VIEWSETS[name].filterset_class.base_filters)
        for row in one["filters"]:
            query = row["example"]
            examples = {other["name"]: other["example"] for other in one["filters"]}
            for key in [*(row["modifies"] or "").split()[:1], *filter(None, [row["needs"]])]:
                query += f"&{examples[key]}"
            get_json(client, f"{name}/?limit=1&{query}")
            if row["exclude"]:
                get_json(client, f"{name}/?limit=1&exclude_{row['example']}")
            if row["none"]:
                get_json(client, f"{name}/?limit=1&{row['name']}=none")
            assert row["meaning"].endswith(".")
            tried += 1
    assert tried > 60


def test_every_ordering_that_is_told_works(client: Client) -> None:
    for one in get_json(client, "fields/")["collections"]:
        for ordering in one["orderings"]:
            words = "&q=iraq" if ordering.endswith("relevance") else ""
            get_json(client, f"{one['collection']}/?limit=1&ordering={ordering}{words}")


def test_every_field_of_a_record_is_told_with_its_meaning(client: Client) -> None:
    for one in get_json(client, "fields/")["collections"]:
        row = get_json(client, f"{one['collection']}/?limit=1")["results"][0]
        record = get_json(client, f"{one['collection']}/{row['id']}/")
        top = {field["path"].removesuffix("[]") for field in one["fields"] if "." not in field["path"]}
        assert top == record.keys()
        assert set(one["row_fields"]) == row.keys()
        assert not [field["path"] for field in one["fields"] if not field["meaning"]]


def test_every_vocabulary_is_told_with_its_words(client: Client) -> None:
    vocabularies = {one["name"]: one for one in get_json(client, "vocabulary/")["vocabularies"]}
    public = {vocabulary.__name__ for vocabulary in choices.VOCABULARIES} - {"IdState"}
    assert vocabularies.keys() == public | {"Mode", "Country"}
    consult = next(word for word in vocabularies["EventType"]["words"] if word["value"] == "consult")
    assert (consult["intensity"], consult["quad_class"]) == (2.5, 1)
    assert "040" in consult["mappings"]["cameo"]
    drone = next(word for word in vocabularies["Mode"]["words"] if word["value"] == "drone")
    assert (drone["event_type"], drone["mappings"]["acled"]) == ("assault", ["Air/drone strike"])


def _recipes() -> Iterator[tuple[str, str]]:
    """The title and the block of each recipe of docs/api.md."""
    page = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
    section = page.partition("## Ten recipes\n")[2].partition("\n## ")[0]
    for recipe in section.split("\n### ")[1:]:
        (block,) = re.findall(r"```\n(.*?)```", recipe, re.DOTALL)
        yield recipe.partition("\n")[0], block


@pytest.mark.parametrize(("title", "block"), list(_recipes()))
def test_a_recipe_of_the_api_answers_as_the_page_says(client: Client, title: str, block: str) -> None:
    request, *expected = block.splitlines()
    method, _, path = request.partition(" ")
    if method == "POST":
        answer: Any = client.post(path, expected.pop(0), content_type="application/json")
    else:
        answer = client.get(path)
    assert answer.status_code == 200, title
    if answer["Content-Type"].startswith("application/json"):
        body = answer.json()
        for line in expected:
            member, _, value = line.partition(": ")
            assert member_at(body, member) == json.loads(value), f"{title}: {member}"
    else:
        assert output_matches("\n".join(expected), answer.getvalue().decode().replace("\r\n", "\n"))


def test_there_are_ten_recipes_of_the_api() -> None:
    assert [title.partition(".")[0] for title, _ in _recipes()] == [str(number) for number in range(1, 11)]
