"""Words that are spelt nearly alike are found by their pieces, whatever the mistake."""

from random import Random

import pytest

from events.rules.spelling import distance, near_pieces, nearest_words, pieces, tolerance

LETTERS = "abs\u0633\u0648"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("sudani", "sudani", 0),
        ("sudani", "sudany", 1),
        ("sudani", "suadni", 1),
        ("bagdad", "baghdad", 1),
        ("ab", "", 2),
        ("assault", "aslautt", 2),
        ("abcdefgh", "hgfedcba", 3),
    ],
)
def test_distance_counts_mistakes(one: str, other: str, expected: int) -> None:
    assert distance(one, other, 2) == distance(other, one, 2) == expected


def test_every_word_with_a_mistake_shares_a_piece() -> None:
    rand = Random(1)
    for _ in range(3000):
        word = "".join(rand.choices(LETTERS, k=rand.randint(4, 13)))
        place = rand.randrange(len(word))
        wrong = rand.choice(
            (
                word[:place] + word[place + 1 :],
                word[:place] + rand.choice(LETTERS) + word[place:],
                word[:place] + rand.choice(LETTERS) + word[place + 1 :],
                word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
            )
        )
        if wrong != word and tolerance(wrong):
            assert near_pieces(wrong) & set(pieces(word)), (word, wrong)
            assert nearest_words(wrong, [word, wrong], 5) == [word]


def test_long_words_may_have_two_mistakes_and_short_ones_none() -> None:
    assert near_pieces("islamabat") & set(pieces("islamabad"))
    assert near_pieces("aslamabat") & set(pieces("islamabad"))
    assert nearest_words("aslamabat", ["islamabad", "islam", "basra"], 5) == ["islamabad"]
    assert nearest_words("iraq", ["iran", "iraqi", "irak", "ira"], 5) == ["irak", "iran", "iraqi"]
    assert nearest_words("uae", ["usa"], 5) == []
