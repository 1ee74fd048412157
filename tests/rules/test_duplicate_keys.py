"""Articles are the same where their words or their addresses are."""

from random import Random

import pytest

from events.rules.duplicate_keys import PROBES, jaccard, minhash_signature, shingles, text_key, url_key


def test_signs_and_spaces_make_no_other_text() -> None:
    assert text_key("\u201cIt\u2019s  OVER\u201d \u2014\n he said.") == text_key('"It\'s over" - he said')
    assert text_key("ﬁne") == text_key("fine")
    assert text_key("It is over.") != text_key("It was over.")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.com/news/a",
        "http://example.com:80/news/a/",
        "example.com/news/a",
        "https://example.com:443/news/a",
        "https://m.EXAMPLE.com/news/a/amp/",
        "https://example.com/news/a?utm_source=x&fbclid=y#top",
    ],
)
def test_one_page_has_many_addresses(url: str) -> None:
    assert url_key(url) == "example.com/news/a"


def test_what_is_asked_for_tells_pages_apart() -> None:
    assert url_key("https://e.com/?id=2&p=1") == url_key("http://e.com?p=1&id=2") == "e.com?id=2&p=1"
    assert url_key("https://e.com/?id=2") != url_key("https://e.com/?id=3")
    assert url_key("https://e.com/?a=&id=2") == "e.com?a=&id=2"
    assert url_key("https://e.com:442/a") != url_key("https://e.com:444/a") != url_key("https://e.com/a")
    assert url_key("https://e.com:79/a") != url_key("https://e.com:81/a") != url_key("https://e.com/a")
    assert url_key("https://e.com:8443/a") != url_key("https://e.com/a")
    assert url_key("https://e.com/A") != url_key("https://e.com/a")


@pytest.mark.parametrize("url", ["", "http://[broken", "https://e.com:port/"])
def test_what_is_no_address_is_compared_as_it_stands(url: str) -> None:
    assert url_key(url) == url


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
