"""`name_pairs.csv`: names of one thing that must be near, and names of two that must not; how well that goes.

The names of two things are countries, and places of one part of the world that differ by a letter or two.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from events.choices import SuggestionKind, SuggestionMatch
from events.choices.countries import COUNTRIES
from events.models import Actor, Location, SuggestedWord
from events.rules.name_similarity import name_distance, name_keys, near_word_keys
from events.rules.words import name_key
from events.search.suggest import suggest
from events.search.suggestion_index import word_rows
from tests import factories as make

FIRST = 5


class Pair(NamedTuple):
    """Two names, and whether they are near."""

    script: str
    a: str
    b: str
    near: str


PAIRS = [
    Pair(**row) for row in csv.DictReader(Path(__file__).with_name("name_pairs.csv").read_text().splitlines())
]
NEAR = [pair for pair in PAIRS if pair.near == "yes"]
OTHERS = [pair for pair in PAIRS if pair.near == "no"]


def check(what: str, found: set[Pair], least: float) -> None:
    """Print precision and recall for each script, and hold those of all to the least."""
    right = Counter(pair.script for pair in found.intersection(NEAR))
    wrong = Counter(pair.script for pair in found.intersection(OTHERS))
    of, others = (Counter(pair.script for pair in pairs) for pairs in (NEAR, OTHERS))
    lines = [f"{script}: {right[script]} of {of[script]} found, {wrong[script]} of {others[script]} too many"
             for script in of | others]  # fmt: skip
    precision, recall = right.total() / len(found), right.total() / len(NEAR)
    lines += [f"{what}: precision {precision:.3f}, recall {recall:.3f}"]
    lines += [f"  missed {pair.a} / {pair.b}" for pair in NEAR if pair not in found]
    lines += [f"  too many {pair.a} / {pair.b}" for pair in OTHERS if pair in found]
    sys.stdout.write("\n".join([*lines, ""]))
    assert min(precision, recall) >= least, "\n".join(lines)


def test_the_table_has_many_pairs_of_many_scripts() -> None:
    assert len(PAIRS) == len({(pair.a, pair.b) for pair in PAIRS})
    assert min(len(NEAR), len(OTHERS)) >= 100
    assert len({pair.script for pair in NEAR}) >= 12


def test_names_of_one_thing_are_near_and_those_of_two_are_not() -> None:
    check("near", {pair for pair in PAIRS if name_distance(pair.a, pair.b) is not None}, 0.95)


def test_near_names_have_a_key_in_common() -> None:
    near = [pair for pair in NEAR if name_distance(pair.a, pair.b) is not None]
    apart = [pair for pair in near if not name_keys(pair.a) & name_keys(pair.b)]
    assert len(apart) <= 0.02 * len(near), apart


@pytest.mark.django_db
def test_suggestions_find_near_names_among_the_first_and_no_others() -> None:
    with make.change():
        slugs = {name: f"a{number}" for number, name in enumerate(dict.fromkeys(pair.b for pair in PAIRS))}
        for name, slug in slugs.items():
            make.actor(slug, name=name, review_status="published")
    found = set()
    for pair in PAIRS:
        rows = suggest(pair.a, [SuggestionKind.ACTOR], FIRST)
        ids = {row["id"] for row in rows if pair in NEAR or row["match"] == SuggestionMatch.MISSPELT}
        if slugs[pair.b] in ids:
            found.add(pair)
    check(f"suggest, first {FIRST}", found, 0.93)


def warned(names: Iterable[str]) -> set[str]:
    """The names that are near another, of different keys."""
    distinct = {name_key(name): name for name in names}
    near = {pair for pair in combinations(sorted(distinct), 2) if name_distance(*pair) is not None}
    return {distinct[key] for pair in near for key in pair}


def test_few_countries_have_a_name_near_that_of_another() -> None:
    names = [country["name"] for country in COUNTRIES.values()]
    near = warned(names)
    sys.stdout.write(f"countries: {len(near)} of {len(names)} are near another: {sorted(near)}\n")
    assert len(near) <= 0.05 * len(names)


@pytest.mark.usefixtures("seeded")
def test_few_records_of_the_seeds_have_a_name_near_that_of_another() -> None:
    for model in (Actor, Location):
        names = list(model.objects.values_list("name", flat=True))
        near = warned(names)
        sys.stdout.write(f"{model.__name__}: {len(near)} of {len(names)} are near another: {sorted(near)}\n")
        assert len(near) <= 0.05 * len(names)


@pytest.mark.django_db
def test_few_words_of_many_are_looked_at() -> None:
    rand = Random(20240127)
    syllables = [consonant + vowel for consonant in "bdfghjklmnqrstz" for vowel in "aiu"]
    words = sorted({"".join(rand.choices(syllables, k=rand.choice((2, 3, 3, 4, 4, 5)))) for _ in range(5000)})
    SuggestedWord.objects.bulk_create(word_rows(words), batch_size=500)
    typed = rand.sample(words, 200)
    rows = [SuggestedWord.objects.filter(key__in=near_word_keys(word)).count() for word in typed]
    p95 = sorted(rows)[190]
    sys.stdout.write(f"{len(words)} words: median {sorted(rows)[100]}, 95 % at most {p95} rows looked at\n")
    assert p95 <= 0.05 * len(words)
