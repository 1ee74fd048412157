"""docs/architecture.md: its picture, its recipes and its list of words are those of the code."""

import re
import subprocess
import tomllib

import pytest
from django.conf import settings

from events import choices

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
    # Every later version of the stored form holds the member too.
    assert {re.sub(r"(stored_forms)/\d+", r"\1/1", path) for path in found} <= named
    assert len(COMPLETE) == 2


OF_THE_PROGRAM = {
    *("Collection", "DateMatch", "DatePrecision", "IdState", "PublicChange", "ReviewStatus"),
    *("SuggestionKind", "SuggestionMatch", "TextKind"),
}
"""Vocabularies of the program itself, which no codebook replaces."""


def test_every_word_that_code_acts_on_is_listed() -> None:
    names = "|".join(sorted({vocabulary.__name__ for vocabulary in choices.VOCABULARIES} - OF_THE_PROGRAM))
    command = ["git", "grep", "--untracked", "-ohE", rf"\b({names})\.[A-Z][A-Z_0-9]*\b", "--", "events"]
    outside = [":!events/choices", ":!events/migrations", ":!events/static"]
    found = subprocess.run([*command, *outside], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    section = PAGE.partition("## Where code acts on the meaning of a word")[2].partition("\n## ")[0]
    listed = {
        f"{name}.{word}"
        for row in re.findall(r"^\| (`.*?) \| (`.*?) \|", section, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row[0])
        for word in re.findall(r"`(\w+)`", row[1])
        if word in getattr(choices, name).__members__
    }
    assert set(found.split()) == listed
