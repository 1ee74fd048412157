"""How one word or name is written in a dozen scripts: `spellings.csv` says which find each other."""

import csv
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from events.choices import Collection
from events.filtersets.full_text import matches_q
from events.models import Article
from events.rules.full_text_query import parse_query
from tests import factories as make


@dataclass(frozen=True)
class Pair:
    """Two spellings, and whether the first finds the second."""

    script: str
    kind: str
    a: str
    b: str
    expected: str


LANGUAGES = {"Arabic": "ar", "Hebrew": "he", "Cyrillic": "ru", "Greek": "el"}
PAIRS = [
    Pair(**row) for row in csv.DictReader(Path(__file__).with_name("spellings.csv").read_text().splitlines())
]


def report(wrong: list[Pair], pairs: list[Pair]) -> str:
    """The share of the pairs that is right, for each script, and what is wrong."""
    total, failed = Counter(pair.script for pair in pairs), Counter(pair.script for pair in wrong)
    rates = [f"{script} {number - failed[script]}/{number}" for script, number in total.items()]
    return "\n".join([", ".join(rates), *map(str, wrong)])


def test_the_table_has_many_pairs_of_many_scripts() -> None:
    assert len(PAIRS) == len({(pair.kind, pair.a, pair.b) for pair in PAIRS}) >= 150
    assert len({pair.script for pair in PAIRS}) >= 12


@pytest.mark.django_db
def test_a_word_finds_the_texts_that_spell_it_otherwise_and_no_others() -> None:
    pairs = [pair for pair in PAIRS if pair.kind != "near"]
    with make.change():
        articles = [
            make.article(
                f"a{number}",
                pair.b,
                language=LANGUAGES.get(pair.script, "en"),
                access="open",
                review_status="published",
            )
            for number, pair in enumerate(pairs)
        ]
    wrong = []
    for pair, article in zip(pairs, articles, strict=True):
        condition = matches_q(Collection.ARTICLES, parse_query(pair.a))
        found = Article.objects.filter(condition, pk=article.pk).exists()
        if found != (pair.expected == "yes"):
            wrong.append(pair)
    sys.stdout.write(f"{report(wrong, pairs)}\n")
    assert not wrong, report(wrong, pairs)
