"""The forms of a word share a stem in the language of the text, and in no other."""

import pytest

from events.rules.stems import query_stems, text_stems


@pytest.mark.parametrize(
    ("language", "query", "text", "found"),
    [
        ("en", "talk", "talks", True),
        ("en-GB", "talking", "Talks", True),
        ("en", "talk", "tall", False),
        ("fr", "attaque", "attaques", True),
        ("fr", "Irak", "l'Irak", True),
        ("de", "Angriff", "Angriffe", True),
        ("ru", "ракета", "ракетами", True),
        ("ar", "العراق", "والعراق", True),
        ("ar", "العراق", "للعراق", True),
        ("ar", "له", "الله", False),
        ("he", "עיראק", "ובעיראק", True),
        ("", "talk", "talks", True),
        ("", "العراق", "والعراق", True),
        ("xx", "talk", "talks", False),
        ("de", "talk", "تحدث", False),
    ],
)
def test_the_forms_of_a_word_share_a_stem(language: str, query: str, text: str, found: bool) -> None:
    stems = {stem for stem, _ in text_stems(text, language)}
    assert bool(stems & query_stems(query)) == found


def test_numbers_short_words_and_words_without_spaces_have_no_stem() -> None:
    for text in ("1500", "of", "停火", "b2b"):
        assert query_stems(text) == set()
        assert text_stems(text, "en") == []


def test_words_of_three_letters_are_the_shortest_that_have_a_stem() -> None:
    assert query_stems("war")
    assert {stem for stem, _ in text_stems("wars", "en")} & query_stems("war")
    assert query_stems("wa") == set()


def test_stems_have_the_places_of_their_words() -> None:
    text = "(Iraq\u2019s talks)"
    places = [text[start:end] for _, (start, end) in text_stems(text, "en")]
    assert places == ["Iraq\u2019s", "talks"]
