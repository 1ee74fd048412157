"""docs/architecture.md: its picture is that of the import layers, and its recipes name every place."""

import re
import subprocess
import tomllib

import pytest
from django.conf import settings

pytestmark = pytest.mark.once
ROOT = settings.BASE_DIR
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^### (Add .*?)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))
PLACES = [
    (title, *row)
    for title, text in RECIPES.items()
    for row in re.findall(r"^\| `([^`]+)` \|[^|]+\| `([^`]+)` \|$", text, re.MULTILINE)
]
COMPLETE = re.findall(r"^### (Add .*)\nEvery place of the \w+ `(\w+)`", PAGE, re.MULTILINE)


def test_the_picture_shows_the_layers_of_the_import_linter() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    layers = [re.sub(r"[()]", "", layer) for layer in contract["layers"]]
    picture = re.search(r"## The layers\n.*?```text\n(.*?)```", PAGE, re.DOTALL)
    assert picture
    assert [re.split(r" {2,}", line)[0] for line in picture[1].splitlines()] == layers


def test_there_is_a_recipe_for_each_usual_addition() -> None:
    assert RECIPES.keys() == {
        "Add a member",
        "Add a filter",
        "Add an export format",
        "Add an importer",
        "Add a screen of the admin",
    }
    assert len({title for title, *_ in PLACES}) == len(RECIPES)


@pytest.mark.parametrize(("title", "path", "example"), PLACES)
def test_a_place_of_a_recipe_holds_its_example(title: str, path: str, example: str) -> None:
    assert re.search(rf"\b{example}\b", (ROOT / path).read_text(encoding="utf-8")), title


@pytest.mark.parametrize(("title", "word"), COMPLETE)
def test_a_recipe_names_every_place_of_its_example(title: str, word: str) -> None:
    command = ["git", "grep", "--untracked", "-lw", word, "--", "events"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split()
    named = {path for recipe, path, _ in PLACES if recipe == title}
    assert set(found) <= named
    assert len(COMPLETE) == 2
