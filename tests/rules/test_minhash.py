"""The similarity of texts by their signatures."""

from random import Random

import pytest

from events.rules.minhash import jaccard, minhash_signature, shingles

WORDS = [f"word{number}" for number in range(400)]


def test_the_same_text_is_wholly_alike_whatever_its_signs() -> None:
    one, other = (
        minhash_signature(shingles(text)) for text in ("They met, in Baghdad.", "they met in BAGHDAD")
    )
    assert jaccard(one, other) == 1


def test_nothing_is_like_nothing() -> None:
    assert shingles(" - ") == set()
    assert jaccard((), ()) == 0


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_the_share_is_near_to_the_true_one(share: float) -> None:
    draw = Random(7)
    estimates = []
    for _ in range(40):
        both = {str(draw.random()) for _ in range(int(600 * share))}
        rest = [{str(draw.random()) for _ in range(int(300 * (1 - share)))} for _ in range(2)]
        estimates.append(jaccard(minhash_signature(both | rest[0]), minhash_signature(both | rest[1])))
    assert sum(estimates) / len(estimates) == pytest.approx(share, abs=0.04)


def test_a_changed_word_changes_five_passages() -> None:
    one, other = " ".join(WORDS), " ".join([*WORDS[:200], "other", *WORDS[201:]])
    assert len(shingles(one) - shingles(other)) == 5
