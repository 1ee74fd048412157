"""Words that are spelt nearly alike are found by their pieces, whatever the mistake."""

from random import Random

import pytest

from events.rules.spelling import (
    edit_distance,
    max_typos,
    near_pieces,
    nearest_words,
    pieces,
)

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
    assert edit_distance(one, other, 2) == edit_distance(other, one, 2) == expected


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
        if wrong != word and max_typos(wrong):
            assert near_pieces(wrong) & set(pieces(word)), (word, wrong)
            assert nearest_words(wrong, [word, wrong], 5) == [word]


def test_words_that_are_near_share_a_piece_and_are_found() -> None:
    rand = Random(2)
    near = 0
    for _ in range(4000):
        word = "".join(rand.choices(LETTERS, k=rand.randint(4, 11)))
        other = word
        for _mistake in range(2):
            place = rand.randrange(len(other))
            end = place + rand.randrange(3)
            other = (
                other[:place] + rand.choice((other[place:end][::-1], rand.choice(LETTERS), "")) + other[end:]
            )
        allowed = min(max_typos(word), max_typos(other))
        if 0 < _by_table(word, other) <= allowed:
            near += 1
            assert near_pieces(word) & set(pieces(other)), (word, other)
            assert nearest_words(word, [other], 1) == [other]
        else:
            assert nearest_words(word, [other], 1) == []
        for most in range(3):
            assert edit_distance(word, other, most) == min(_by_table(word, other), most + 1)
    assert near > 1000


def _by_table(one: str, other: str) -> int:
    """The distance by the whole table, as it is defined."""
    table = {(i, j): i + j for i in range(len(one) + 1) for j in range(len(other) + 1)}
    for i, j in table:
        if i and j:
            cost = int(one[i - 1] != other[j - 1])
            ways = [table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + cost]
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                ways.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(ways)
    return table[len(one), len(other)]


@pytest.mark.parametrize(("length", "typos"), [(1, 0), (3, 0), (4, 1), (7, 1), (8, 2), (20, 2)])
def test_longer_words_may_have_more_typos(length: int, typos: int) -> None:
    assert max_typos("x" * length) == typos
    assert len(pieces("x" * length)) == typos + 1
    assert "".join(piece.rpartition(".")[2] for piece in pieces("x" * length)) == "x" * length


def test_long_words_may_have_two_mistakes_and_short_ones_none() -> None:
    assert near_pieces("islamabat") & set(pieces("islamabad"))
    assert near_pieces("aslamabat") & set(pieces("islamabad"))
    assert nearest_words("aslamabat", ["islamabad", "islam", "basra"], 5) == ["islamabad"]
    assert nearest_words("iraq", ["iran", "iraqi", "irak", "ira"], 5) == ["irak", "iran", "iraqi"]
    assert nearest_words("uae", ["usa"], 5) == []
