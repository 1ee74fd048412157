"""Texts are folded into words, in each script by its own rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.rules.words import joined_words, name_key, query_words, search_word_offsets, search_words


@pytest.mark.parametrize(
    ("spellings", "key"),
    [
        (["sudani", "al Sudani", "al-Sudani", "Al Sudani", "al-Sūdānī", "el-Sudani"], "sudani"),
        (["السوداني", "سوداني", "السودانى", "السودانی", "ٱلسُّودَانِيّ", "الســوداني"], "سوداني"),
        (["Shia' al-Sudani", "Shiaʿ al Sudani", "SHIA\u2019 AL\u2011SUDANI"], "shia sudani"),
        (["Kata'ib", "Kata\u2019ib", "Kata\u02beib", "Kata\u00b4ib", "Kata\uff07ib"], "kataib"),
        (["أحمد", "احمد", "إحمد", "آحمد", "أَحْمَد"], "احمد"),
        (["محافظة", "محافظه"], "محافظه"),
        (["مؤتمر", "موتمر"], "موتمر"),
        (["Łódź", "Lodz"], "lodz"),
        (["Straße", "STRASSE"], "strasse"),
        (["İstanbul", "Istanbul", "\u0131stanbul"], "istanbul"),
        (["Islamic\u00a0State", "Islamic\u200b State", " islamic   state. "], "islamic state"),
        (["الألمانية", "ألمانية", "المانية", "الالمانيه", "أَلمانيّة"], "ٲلمانيه"),
        (["ألبانيا", "البانيا"], "ٲلبانيا"),
        (["إلياس", "الياس"], "ٲلياس"),
        (["إلكترونية", "الإلكترونية", "الكترونيه"], "ٲلكترونيه"),
        (["البناء", "بناء"], "بناء"),
        (["ألف", "الف"], "الف"),
        (["سَأل", "سأل"], "سال"),
        (["الدم"], "الدم"),
        (["دم"], "دم"),
        (["القصر", "قصر"], "قصر"),
        (["Al"], "al"),
        (["ال"], "ال"),
        (["...", ""], ""),
    ],
)
def test_different_spellings_of_a_name_share_a_key(spellings: list[str], key: str) -> None:
    assert {spelling: name_key(spelling) for spelling in spellings} == dict.fromkeys(spellings, key)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Iraq's U.S.-led forces, al-Sudani\u2019s", "iraq us led forces sudani"),
        ("Ra's al-Ayn", "ras ayn"),
        ("in the U.S. The 3.5 million", "in the us the 3 5 million"),
        ("x" * 300, "x" * 100),
        ("...", ""),
    ],
)
def test_words_of_full_text_are_those_of_names_without_possessives_and_points(text: str, words: str) -> None:
    assert search_words(text) == words.split()


def test_a_short_arabic_word_keeps_what_looks_like_an_article() -> None:
    assert name_key("الا") == "الا"


arabic = st.text("\u0627\u0644\u0623\u0629\u0649\u06cc\u064b\u200c alELe-'\u02bf\u0130")


@given(st.one_of(st.text(), arabic))
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Al-Sudani met (Iraq's) U.S. envoys", "sudani met iraq us envoys"),
        ("(“talks”)  pro-government/anti", "talks pro government anti"),
        ("... - al", "al"),
        ("...", ""),
    ],
)
def test_words_of_full_text_have_their_places(text: str, words: str) -> None:
    found = search_word_offsets(text)
    assert [word for word, _ in found] == words.split() == search_words(text)
    for word, (start, end) in found:
        assert search_words(text[start:end]) == [word]
        assert text[start].isalnum()
        assert text[end - 1].isalnum()


def test_places_of_words_leave_out_the_signs_around_them() -> None:
    assert search_word_offsets(" (“talks”), I") == [("talks", (3, 8)), ("i", (12, 13))]


@pytest.mark.parametrize(
    ("text", "words", "query"),
    [
        ("停火协议", ["停火", "火协", "协议", "议"], ["停火", "火协", "协议"]),
        ("火", ["火"], ["火"]),
        ("ｶﾞｻﾞ", ["ガザ", "ザ"], ["ガザ"]),
        ("이라크", ["이라", "라크", "크"], ["이라", "라크"]),
        ("BBC中文", ["bbc", "中文", "文"], ["bbc", "中文"]),
        ("मोदी", ["मोदी"], ["मोदी"]),
    ],
)
def test_scripts_without_spaces_are_found_by_every_two_characters(
    text: str, words: list[str], query: list[str]
) -> None:
    assert search_words(text) == words
    assert query_words(text) == (query, len(text) == 1)


def test_characters_have_their_own_places() -> None:
    assert search_word_offsets("呼 (停火)") == [("呼", (0, 1)), ("停火", (3, 5)), ("火", (4, 5))]
    assert search_word_offsets("ｶﾞｻﾞ")[0] == ("ガザ", (0, 4))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a cease-fire", {"ceasefire"}),
        ("anti-government-forces", {"antigovernment", "governmentforces", "antigovernmentforces"}),
        ("l'Irak", {"lirak"}),
        ("1 500 morts", {"1500"}),
        ("2019-2020", set()),
        ("one two", set()),
    ],
)
def test_what_is_written_in_pieces_is_one_word_as_well(text: str, words: set[str]) -> None:
    assert {word for word, _ in joined_words(text)} == words
    for word, (start, end) in joined_words(text):
        assert search_words(text[start:end].replace("-", "").replace(" ", "").replace("'", "")) == [word]


@given(st.one_of(st.text(), st.text("عو ءئؤيا停ガｶﾞ\u0e01\u0e34al-'1,500 ")))
def test_a_word_of_a_text_finds_it(text: str) -> None:
    words, _ = query_words(text)
    assert set(words) <= set(search_words(text))
    assert all(0 <= start < end <= len(text) for _, (start, end) in search_word_offsets(text))
