"""How a word of any script sounds."""

import pytest

from events.rules.pronunciation import Pronunciation, is_vowel, readings, script_of


@pytest.mark.parametrize(
    ("word", "script", "units"),
    [
        ("baghdad", "Latin", "b A g d A d"),
        ("bassra", "Latin", "b A s r A"),
        ("nasiriyah", "Latin", "n A s I r I A"),
        ("dschabal", "Latin", "J A b A l"),
        ("chicago", "Latin", "CkxS I k A g O"),
        ("cilicia", "Latin", "skC I l I skC I A"),
        ("gemal", "Latin", "gJ E m A l"),
        ("zawr", "Latin", "z W r"),
        ("jawad", "Latin", "JZj A w A d"),
        ("xi", "Latin", "s I"),
        ("قذافي", "Arabic", "q dz A f IYA"),
        ("احمد", "Arabic", "* h m d"),
        ("بصره", "Arabic", "b s r A"),
        ("حيفה", "Arabic", "h IY f A"),
        ("חיפה", "Hebrew", "hx IY pf A"),
        ("киев", "Cyrillic", "k I v"),
        ("луганськ", "Cyrillic", "l O gh A n s k"),
        ("αθηνα", "Greek", "A ts I n A"),
        ("गांधी", "Indic", "g A n dz I"),
        ("ガザ", "kana", "g A zs A"),
        ("バグダッド", "kana", "bv A g O d A d O"),
        ("北京", "Han", "b Y JZj I n g"),
    ],
)
def test_a_word_sounds_so(word: str, script: str, units: str) -> None:
    assert readings(word)[0] == Pronunciation(tuple(units.split()), script)


@pytest.mark.parametrize(
    ("word", "ways"),
    [
        ("lawrow", ["l W r O w", "l A v r O v"]),
        ("rafah", ["r A f A", "r A f A h"]),
        ("ερντογαν", ["E r d O g A n", "E r n t O g A n"]),
        ("ट्रंप", ["t r m p"]),
    ],
)
def test_a_word_that_may_sound_in_several_ways_has_all_of_them(word: str, ways: list[str]) -> None:
    assert [" ".join(reading.units) for reading in readings(word)] == ways


@pytest.mark.parametrize("word", ["", "17", "b52", "basra5", "pkk", "…"])
def test_what_is_no_word_has_no_sounds(word: str) -> None:
    assert readings(word) == ()


def test_scripts_are_told_apart_by_the_first_letter() -> None:
    names = ("baghdad", "بغداد", "багдад", "ירושלים", "αθηνα", "मोदी", "ガザ", "서울", "北京", "17")
    assert len({script_of(name) for name in names}) == len(names)
    assert script_of("") == script_of("17 baghdad") == ""


def test_vowels_are_those_that_may_be_left_out() -> None:
    assert is_vowel("A")
    assert is_vowel("OWvw")
    assert not is_vowel("w")
