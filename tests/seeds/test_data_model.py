"""docs/data-model.md says what the seeds, the vocabularies and the rules say."""

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import yaml
from django.conf import settings

from events import choices
from events.choices.plover import MODES
from events.importers.seeds.yaml_reader import YamlNode, read_yaml
from events.rules.dates import EARLIEST, LATEST, EventDate
from events.rules.entry_rules import RULES
from events.rules.figures import QUALIFIERS, FigureValues, check_numbers, complete_numbers

PAGE = (settings.BASE_DIR / "docs" / "data-model.md").read_text(encoding="utf-8")
STRUCTURE = settings.BASE_DIR / "seeds" / "structure"
BLOCKS = re.findall(r"```yaml\n# (?P<file>\S+)\n(?P<text>.*?)```", PAGE, re.DOTALL)
NOT_CODED = {
    *(
        "Collection",
        "DateMatch",
        "DatePrecision",
        "CodedBy",
        "DatasetKind",
        "IdState",
        "PublicChange",
        "QuadClass",
        "ReviewStatus",
        "SuggestionKind",
        "SuggestionMatch",
        "TextKind",
    )
}
"""Words that curators do not choose in the seeds: derived ones, those of the review and of answers."""
SHOWN_BY_EXAMPLE = {"Weekday"}
"""A vocabulary of which the page shows an example, not every word."""


def examples() -> Iterator[tuple[str, Any]]:
    """Each record that the page shows, with the file that it is said to stand in."""
    for file, text in BLOCKS:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        assert node is not None, file
        for record in YamlNode(node, "docs/data-model.md").value:
            yield file, record


def holds(whole: Any, part: Any) -> bool:
    """Whether a value has in it all that another shows, lists in their order."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(k in whole and holds(whole[k], part[k]) for k in part)
    if isinstance(part, list):
        items = iter(whole if isinstance(whole, list) else [])
        return all(any(holds(item, wanted) for item in items) for wanted in part)
    return bool(whole == part)


def table(heading: str) -> list[list[str]]:
    """The cells of the table whose first column has a heading, without the backticks."""
    lines = PAGE.splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith(f"| {heading} |")) + 2
    rows = itertools.takewhile(lambda line: line.startswith("|"), lines[first:])
    return [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in rows]


@pytest.mark.parametrize(("file", "record"), list(examples()))
def test_an_example_is_a_record_of_the_seeds_or_a_part_of_one(file: str, record: dict[str, Any]) -> None:
    held = read_yaml(STRUCTURE / file, settings.BASE_DIR).value
    of_that_id = [one for one in held if one.get("id") == record.get("id")]
    assert any(holds(one, record) for one in of_that_id), record


def test_every_kind_of_record_has_an_example() -> None:
    assert {file.partition("/")[0] for file, _ in BLOCKS} == {
        path.name for path in STRUCTURE.iterdir() if path.name != "dataset.yaml"
    }
    shown = {key for _, record in examples() for key in record}
    assert shown >= {"date_reports", "places", "participants", "figures", "relations", "codings"}
    assert shown >= {"parts", "furniture", "defects", "affiliations", "names"}
    assert PAGE.count("```yaml") == len(BLOCKS)


def test_every_word_that_a_curator_may_choose_is_told() -> None:
    named = set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)))
    for name in {vocabulary.__name__ for vocabulary in choices.VOCABULARIES} - NOT_CODED - SHOWN_BY_EXAMPLE:
        words = set(getattr(choices, name).values)
        assert words <= named, f"{name}: {', '.join(sorted(words - named))}"


def test_every_type_is_told_with_its_modes() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|`]+ \| ([^|]*)\|$", PAGE, re.MULTILINE)
    documented = {kind: re.findall(r"`(\w+)`", modes) for kind, modes in rows}
    for kind, modes in MODES.items():
        assert documented[kind] == list(modes), kind


def days(first: Any, last: Any) -> str:
    """Two bounds as the page writes them."""
    shown = ["open" if day in (EARLIEST, LATEST) else day.isoformat() for day in (first, last)]
    return " to ".join(dict.fromkeys(shown))


def test_the_dates_mean_what_the_page_says() -> None:
    rows = table("written")
    assert len(rows) > 10
    for written, _, begun, ended in rows:
        bounds = EventDate.parse(written).bounds
        assert begun == days(bounds.start_earliest, bounds.start_latest), written
        assert ended == days(bounds.end_earliest, bounds.end_latest), written


def test_the_qualifiers_make_the_numbers_that_the_page_says() -> None:
    rows = [cells for row in table("`qualifier`") for cells in (row[:4], row[5:]) if cells[0]]
    assert {row[0] for row in rows} == set(QUALIFIERS)
    letters = {"n": Decimal(4), "a": Decimal(3), "b": Decimal(5), "-": None}
    for qualifier, *cells in rows:
        numbers = FigureValues(*(letters[cell] if cell in letters else Decimal(cell) for cell in cells))
        check_numbers(qualifier, numbers)
        if qualifier not in ("between", "best_estimate"):
            printed = FigureValues(letters["n"] if "n" in cells else None)
            assert complete_numbers(qualifier, printed) == numbers, qualifier


def test_every_rule_of_entry_is_told() -> None:
    assert [tuple(cells[:2]) for cells in table("rule")] == [(rule.name, rule.severity) for rule in RULES]
