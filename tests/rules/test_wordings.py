"""Wordings and numbers against quotations."""

from decimal import Decimal

import pytest

from events.rules.wordings import numbers_in, says_another_number, stands_in

QUOTATION = "They “have drawn more than 1,500 missile\nand drone attacks”, said Ra'ad."


@pytest.mark.parametrize(
    "wording",
    [
        "more than 1,500 missile and drone attacks",
        "More than 1500 missile",
        "1 500 missile",
        "1.500",
        '"have drawn',
        "\u0661\u0665\u0660\u0660 missile",
        "Raad",
        "Ra’ad",  # noqa: RUF001
    ],
)
def test_signs_of_writing_do_not_count(wording: str) -> None:
    assert stands_in(wording, ["Nothing.", QUOTATION])


@pytest.mark.parametrize(
    "wording", ["500 missile", "more than 1,50", "more than 15", "1,501", "missiles", "missile drone"]
)
def test_other_words_do_not_stand_in_it(wording: str) -> None:
    assert not stands_in(wording, [QUOTATION])


def test_texts_without_spaces_are_compared_by_characters() -> None:
    assert stands_in("四十一名", ["失去四十一名成员"])
    assert not stands_in("四十三名", ["失去四十一名成员"])


def test_numbers_are_read_in_all_digits() -> None:
    assert numbers_in("From 1,500 to ٤١ and 2.5 of १२") == {Decimal(n) for n in ("1500", "41", "2.5", "12")}
    assert numbers_in("three officers") == set()


@pytest.mark.parametrize(
    ("text", "numbers", "another"),
    [
        ("41 of its members", (41, 41, 41), False),
        ("43 of its members", (41, 41, 41), True),
        ("between 30 and 50", (None, 30, 50), False),
        ("1.5 million people", (1_500_000, None, None), False),
        ("2 hundred", (200, None, None), False),
        ("5 crore", (50_000_000, None, None), False),
        ("three officers", (3, 3, 3), False),
        ("3 officers", (None, None, None), False),
        ("٤١ عضوا", (41, 41, 41), False),
    ],
)
def test_a_number_that_the_text_does_not_write_is_another(
    text: str, numbers: tuple[int | None, ...], another: bool
) -> None:
    assert says_another_number(text, *(None if one is None else Decimal(one) for one in numbers)) == another
