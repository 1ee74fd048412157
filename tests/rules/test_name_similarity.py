"""Which names are near, and that near ones are found by a key in common."""

import pytest

from events.rules.name_similarity import (
    name_distance,
    name_keys,
    name_words,
    near_word_keys,
    near_words,
    telling_words,
    word_distance,
    word_keys,
)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("basra", "basra", 0.0),
        ("zor", "zour", 0.0),
        ("iraq", "irak", 0.0),
        ("ahmad", "ahmed", 0.25),
        ("aden", "eden", 0.25),
        ("gaddafi", "kaddafi", 0.75),
        ("ramadi", "ramdi", 0.5),
        ("putin", "poutine", 0.5),
        ("baghdad", "bahgdad", 0.5),
        ("محمد", "mohammed", 0.0),
        ("حسن", "hassan", 0.0),
        ("علي", "ali", 0.0),
        ("رفح", "rafah", 0.0),
        ("श्रीनगर", "srinagar", 0.0),
        ("ट्रंप", "trump", 0.25),
        ("yeltsin", "jelzin", 0.75),
        ("luhansk", "lugansk", 0.5),
        ("washington", "washinton", 1.0),
        ("islamabad", "islamapad", 0.5),
        ("islamabad", "islanabad", 1.0),
    ],
)
def test_near_words_differ_by_so_much(one: str, other: str, distance: float) -> None:
    assert word_distance(one, other) == word_distance(other, one) == distance
    assert word_keys(one) & near_word_keys(other)
    assert word_keys(other) & near_word_keys(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("basra", "barra"),
        ("iran", "iraq"),
        ("iraq", "iraqi"),
        ("ali", "alia"),
        ("mali", "malawi"),
        ("niger", "nigeria"),
        ("dominica", "dominican"),
        ("ahmad", "hamad"),
        ("rashid", "rashad"),
        ("hassan", "hussein"),
        ("حسن", "hussein"),
        ("حسن", "حسين"),
        ("كريم", "كرم"),
        ("राम", "रमा"),
        ("陕西", "山西"),
        ("gaza", "kaza"),
        ("han", "khan"),
        ("تعز", "azza"),
        ("تعز", "a"),
        ("auc", "uck"),
        ("pkk", "pcc"),
        ("30", "31"),
        ("slovakia", "slovenia"),
        ("kirkuk", "kirkul"),
    ],
)
def test_other_words_are_not_near(one: str, other: str) -> None:
    assert word_distance(one, other) is None
    assert word_distance(other, one) is None


def test_the_nearest_of_known_words_come_first() -> None:
    known = [
        (key, word) for word in ("hussain", "hassan", "husayn", "hussein", "حسين") for key in word_keys(word)
    ]
    assert near_words("hussein", known, 3) == ["husayn", "hussain", "حسين"]
    assert near_words("hussein", known, 1) == ["husayn"]
    assert near_words("islanabad", [(key, "islamabad") for key in word_keys("islamabad")], 1) == ["islamabad"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Police of Basra", "Basra police"),
        ("Deir ez-Zor", "Dayr az Zawr"),
        ("An Nasiriyah", "Nassiriya"),
        ("Zia ul-Haq", "Zia al-Haq"),
        ("Abdulrahman", "Abd ar-Rahman"),
        ("Abdul Rahman", "Abdelrahman"),
        ("Khan Yunis", "Khanyunis"),
        ("Muammar Gaddafi", "معمر القذافي"),
        ("Qasem Soleimani", "Suleimani, Qassem"),
    ],
)
def test_names_are_near_in_any_order_however_they_are_divided(one: str, other: str) -> None:
    assert name_distance(one, other) is not None
    assert name_distance(one, other) == name_distance(other, one)
    assert name_keys(one) & name_keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Basra police", "Basra council"),
        ("Police of Basra", "Police"),
        ("North Korea", "South Korea"),
        ("Brigade 30", "Brigade 31"),
        ("Mong La Township", "Mong Yai Township"),
        ("Ali Hassan", "Ali Ali"),
        ("", "Ali"),
    ],
)
def test_names_with_another_word_are_not(one: str, other: str) -> None:
    assert name_distance(one, other) is None


def test_words_that_tell_nothing_do_not_count_unless_there_are_no_others() -> None:
    assert telling_words(["an", "nasiriyah"]) == ["nasiriyah"]
    assert telling_words(["kofi", "an"]) == ["kofi", "an"]
    assert telling_words(["of", "the"]) == ["of", "the"]
    assert name_words("Ministry of the Interior") == ("ministry", "interior")
    assert name_words("Abdullah") == ("abdullah",)
    assert name_words("…") == ()


def test_a_word_has_few_keys_whatever_it_is() -> None:
    assert len(word_keys("chechechechechechechechechecheche" * 3)) < 40
    assert word_keys("a") == word_keys("17") == set()
    assert word_keys("kyiv") == {"~KF"}
