"""What people of other databases write as a value is told the word here."""

import pytest
from django.test import Client

from events.aggregates import METRICS
from events.filtersets.dimensions import DIMENSIONS
from events.filtersets.foreign_words import FOREIGN_WORDS, word_here
from tests.api.helpers import get_json


def test_the_first_word_that_is_known_where_it_is_asked_is_offered() -> None:
    assert word_here("Deaths", {"killed", "injured"}) == word_here("DEAD", {"killed", "harmed"}) == "killed"
    assert word_here("victim", {"harmed"}) == "harmed"
    assert word_here("victims", {"victim", "harmed"}) == "victim"
    assert word_here("victim", {"target"}) == word_here("killed", {"killed"}) == ""


def test_signs_do_not_count_and_a_long_text_is_cut() -> None:
    assert word_here("Violence against-civilians!", {"assault"}) == "assault"
    assert word_here("_" * 76 + "dead" + "x", {"killed"}) == "killed"
    assert word_here("_" * 77 + "dead", {"killed"}) == ""


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("events/aggregate/?metric=fatalities", "killed"),
        ("events/aggregate/?metric=count", "records"),
        ("events/aggregate/?group_by=province", "location:admin1"),
        ("events/aggregate/?metric=events", "records"),
        ("events/aggregate/?metric=kiled", "killed"),
        ("events/aggregate/?group_by=Location", "location:populated_place"),
        ("events/aggregate/?group_by=actro", "actor"),
        ("events/aggregate/?group_by=participant", "actor"),
        ("events/aggregate/?group_by=victim", "harmed"),
        ("events/?measure=wounded", "injured"),
        ("events/?event_type=Battles", "assault"),
        ("events/?event_type=arrest", "coerce"),
        ("events/?mode=airstrike", "aerial"),
        ("events/?factuality=confirmed", "occurred"),
        ("events/?participant_role=perpetrator", "initiator"),
        ("events/?missing=location", "place"),
        ("actors/?kind=militia", "armed_group"),
        ("actors/?kind=country", "state"),
        ("locations/?kind=state", "admin1"),
        ("locations/?kind=city", "populated_place"),
        ("claims/?stance=denied", "denies"),
    ],
)
@pytest.mark.usefixtures("seeded")
def test_a_word_of_another_database_is_told_the_word_here(client: Client, asked: str, word: str) -> None:
    assert get_json(client, asked, 400)["detail"].endswith(f"Did you mean “{word}”?")


@pytest.mark.usefixtures("seeded")
def test_every_word_that_is_offered_is_one(client: Client) -> None:
    vocabularies = get_json(client, "vocabulary/")["vocabularies"]
    words = {word["value"] for vocabulary in vocabularies for word in vocabulary["words"]}
    assert {word for word, _ in FOREIGN_WORDS} <= words | {*METRICS, *DIMENSIONS, "place", "exact"}
