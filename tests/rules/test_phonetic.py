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
