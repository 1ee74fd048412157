"""The similarity of texts by their signatures."""

from random import Random

import pytest

from events.rules.minhash import PROBES, jaccard, minhash_signature, shingles

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


def test_passages_have_five_words_and_a_shorter_text_is_one() -> None:
    for count, number in ((1, 1), (4, 1), (5, 1), (6, 2), (9, 5)):
        found = shingles(" ".join(WORDS[:count]))
        assert len(found) == number
        assert {len(passage.split()) for passage in found} == {min(count, 5)}


def test_a_signature_has_64_hashes_of_which_an_eighth_is_looked_up() -> None:
    signature = minhash_signature(WORDS)
    assert (len(signature), PROBES) == (64, 64 / 8)
    assert list(signature) == sorted(set(signature))
    assert minhash_signature(WORDS[:10] * 2) == minhash_signature(reversed(WORDS[:10]))
    # Of more items the estimate rests on the 64 smallest hashes of both.
    assert jaccard(signature[:40], signature[40:]) == 0
    assert jaccard(signature, signature[:32]) == 0.5
    beyond = tuple(number + 2**32 for number in range(64))
    assert jaccard(signature, beyond) == 0
    assert jaccard(signature[:63], (*signature[:63], *beyond)) == 63 / 64
