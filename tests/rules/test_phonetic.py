"""Names in several scripts that sound alike."""

import pytest

from events.rules.phonetic import consonant_key, script_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("بغداد", "Baghdad"),
        ("Багдад", "Baghdad"),
        ("محمد شياع السوداني", "Muhammad Shia al-Sudani"),
        ("الناصرية", "Nasiriyah"),
        ("Θεσσαλονίκη", "Thessaloniki"),
        ("ירושלים", "Yerushalayim"),
        ("Mohammed", "Muhammad"),
    ],
)
def test_one_name_in_two_scripts_has_the_same_key(one: str, other: str) -> None:
    assert consonant_key(one) == consonant_key(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Basra", "Baghdad"), ("بغداد", "Basra"), ("Kirkuk", "Karbala")])
def test_other_names_have_others(one: str, other: str) -> None:
    assert consonant_key(one) != consonant_key(other)


@pytest.mark.parametrize("short", ["", "Iowa", "Ali", "17"])
def test_too_few_consonants_tell_nothing(short: str) -> None:
    assert consonant_key(short) == ""


def test_scripts_are_told_apart() -> None:
    assert len({script_of(name) for name in ("Baghdad", "بغداد", "Багдад", "ירושלים", "Αθήνα", "17")}) == 6


def test_three_consonants_are_enough_and_doubled_ones_count_once() -> None:
    assert len(consonant_key("Basra")) == 3
    assert consonant_key("Bassra") == consonant_key("Basra")
    assert consonant_key("Bassam") != ""
    assert consonant_key("Bas") == consonant_key("Bassa") == ""


def test_a_script_has_the_number_of_its_first_letter() -> None:
    letters = ("a", "z", "\u0391", "ω", "\u0430", "я", "א", "ת", "\u0627", "ي")
    assert [script_of(letter) for letter in letters] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert script_of("17 Багдад Baghdad") == 2
    assert script_of("漢字") == script_of("17") == script_of("") == -1
