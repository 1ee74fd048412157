import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.rules.text import (
    ID_PATTERN,
    QuotationError,
    child_key,
    find_quotation,
    nearest_passages,
    quotation_offsets,
    quote_value,
    sentences,
    slugify_id,
)
from tests.work import count_calls

TALKS = (
    "Iraq, US Begin Formal Talks\n"
    "The United States and Iraq held a first session of formal talks Saturday in Baghdad. "
    "The strike killed Iranian Gen. Qassem Soleimani. Attacks began before Oct. 7 in Iraq.\n"
    "It \u201cproves that the Americans only understand the language of force.\u201d "
    "It vowed to continue.\n"
)


def test_an_id_is_made_of_the_words() -> None:
    assert slugify_id("Iraq, US Begin Formal Talks!") == "iraq-us-begin-formal-talks"
    assert slugify_id("Kata'ib Hizballāh \u2013 Łódź") == "kataib-hizballah-lodz"
    assert slugify_id("العراق") == ""


def test_an_id_is_cut_at_a_whole_word() -> None:
    assert slugify_id("first session of talks", limit=13) == "first-session"
    assert slugify_id("first session of talks", limit=15) == "first-session"
    assert slugify_id("first session of talks", limit=16) == "first-session-of"
    assert slugify_id("unabhaengigkeit", limit=5) == "unabh"


@given(st.text(), st.integers(1, 100))
def test_an_id_fits_its_pattern_and_its_limit(text: str, limit: int) -> None:
    slug = slugify_id(text, limit)
    assert not slug or ID_PATTERN.match(slug)
    assert len(slug) <= limit
    assert slugify_id(slug, limit) == slug


@pytest.mark.parametrize("text", ["", "-", "a-", "-a", "a--b", "A", "a_b", "a\n", "é", "\uff12"])
def test_what_is_no_id_does_not_match(text: str) -> None:
    assert not ID_PATTERN.match(text)


def test_a_quotation_is_found_at_its_code_points() -> None:
    text = "\U0001f525 He said \u201cit\u2019s over.\u201d"
    start, end = find_quotation(text, "it\u2019s over")
    assert (start, end) == (11, 20)
    assert text[start:end] == "it\u2019s over"


def test_a_quotation_that_is_not_verbatim_names_the_nearest_passages() -> None:
    with pytest.raises(QuotationError) as refused:
        find_quotation(TALKS, "United States and Irak held a first session")
    assert str(refused.value) == (
        'Not verbatim in the text: "United States and Irak held a first session". '
        'Nearest: "United States and Iraq held a first session".'
    )


def test_straight_quotes_do_not_stand_for_curly_ones() -> None:
    with pytest.raises(QuotationError) as refused:
        find_quotation(TALKS, 'It "proves that')
    assert str(refused.value).endswith('Nearest: "It \u201cproves that".')


def test_a_nearest_passage_has_no_outer_signs_that_the_quotation_lacks() -> None:
    text = "It said (Scores of people were wounded), and left."
    assert [text[start:end] for start, end in nearest_passages(text, "Dozens of people were wounded")] == [
        "Scores of people were wounded"
    ]
    assert [text[start:end] for start, end in nearest_passages(text, "(Dozens of people were wounded)")] == [
        "(Scores of people were wounded),"
    ]


def test_a_quotation_like_nothing_in_the_text_has_nothing_near() -> None:
    with pytest.raises(QuotationError) as refused:
        find_quotation(TALKS, "Entirely different words")
    assert str(refused.value) == 'Not verbatim in the text: "Entirely different words".'


def test_an_empty_quotation_is_refused() -> None:
    with pytest.raises(QuotationError, match="The quotation is empty"):
        find_quotation(TALKS, "")


def test_a_quotation_at_several_places_asks_which() -> None:
    with pytest.raises(QuotationError) as refused:
        find_quotation(TALKS, "Iraq")
    assert str(refused.value).startswith(
        "The quotation stands at 3 places, say which: (1) …[Iraq], US Begin Formal Talks The Un…; "
        "(2) …l Talks The United States and [Iraq] held a first session of forma…; (3) …"
    )
    assert str(refused.value).count("[Iraq]") == 3


def test_of_many_places_five_are_shown() -> None:
    with pytest.raises(QuotationError, match=r"stands at 1000 places.*\(5\).*; and 995 more\.$"):
        find_quotation("a" * 1000, "a")


def test_the_place_is_chosen_by_its_number() -> None:
    first, second, third = (find_quotation(TALKS, "Iraq", nth=nth) for nth in (1, 2, 3))
    assert first < second < third
    assert first == (0, 4)
    for nth in (0, 4, -1):
        with pytest.raises(QuotationError, match=f"There is no place {nth}; .* at these: .1. "):
            find_quotation(TALKS, "Iraq", nth=nth)


def test_places_may_overlap() -> None:
    assert find_quotation("banana", "ana", nth=2) == (3, 6)


def test_a_quotation_must_lie_wholly_within_one_of_the_parts() -> None:
    assert find_quotation(TALKS, "Iraq", within=[(0, 27)]) == (0, 4)
    with pytest.raises(QuotationError, match=r"stands only outside the parts given: \(1\) …\[one two\]…\.\Z"):
        find_quotation("one two", "one two", within=[(0, 4), (4, 7)])


def test_nearest_passages_come_from_the_parts_alone() -> None:
    with pytest.raises(QuotationError) as refused:
        find_quotation(TALKS, "Begins Formal Talks", within=[(0, 27)])
    assert str(refused.value).endswith('Nearest: "Begin Formal Talks".')
    with pytest.raises(QuotationError) as refused:
        find_quotation(TALKS, "Begins Formal Talks", within=[(28, len(TALKS))])
    assert str(refused.value).endswith('Nearest: "of formal talks".')


@given(st.text("ab \n", max_size=40), st.text("ab \n", max_size=5))
def test_a_quotation_is_found_exactly_where_it_stands_once(text: str, quote: str) -> None:
    if quote and text.find(quote) == text.rfind(quote) >= 0:
        start, end = find_quotation(text, quote)
        assert text[start:end] == quote
    else:
        with pytest.raises(QuotationError):
            find_quotation(text, quote)


WORDS = " ".join(f"word{number}" for number in range(20))


def test_the_work_of_a_hopeless_search_grows_with_the_text_alone() -> None:
    def search(length: int) -> None:
        with pytest.raises(QuotationError):
            find_quotation(f"{WORDS} " * length, f"{WORDS} x " * 20)

    assert count_calls(lambda: search(400)) < 3 * count_calls(lambda: search(200))


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def test_a_sentence_ends_at_a_full_stop_and_at_the_end_of_a_line() -> None:
    assert split(TALKS) == [
        "Iraq, US Begin Formal Talks",
        "The United States and Iraq held a first session of formal talks Saturday in Baghdad.",
        "The strike killed Iranian Gen. Qassem Soleimani.",
        "Attacks began before Oct. 7 in Iraq.",
        "It \u201cproves that the Americans only understand the language of force.\u201d",
        "It vowed to continue.",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "George W. Bush met Mr. Sudani on Oct. 2019 terms.",
        "The U.S. Army and the U.N. Security Council met.",
        "\u201cStop!\u201d he said.",
        "It cost 3.5 million... or more.",
        "He is No. 2 of the group.",
        "Route No. 1a is closed.",
        "Lt. Col. J. R. Smith and (Gen. Ali) spoke.",
        "Crowds in Nasiriyah (Asharq Al-Awsat)",
        "They met in Sept. Nobody knew.",
        "It was ... so. and on.",
        "J. Smith came (e.g. Ali).",
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(sentence: str) -> None:
    assert split(sentence) == [sentence]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("They live in the U.S.", "The army left in Oct."),
        ("\u201cGo.\u201d", "\u201cWhere?\u201d"),
        ("He said no.", "Baghdad was silent."),
        ("What's going on?", "Reuters reported it."),
        ("It ended (in 2011).", "\u2018Troops\u2019 returned."),
        ("هل انتهت؟", "نعم"),
        ("Is he a Dr?", "Yes."),
        ("It was the Gen...", "Nobody knew."),
        ("They met in Sept.", "The talks went on."),
        ("He said No.", "They left."),
    ],
)
def test_a_sentence_ends_before_the_next(first: str, second: str) -> None:
    assert split(f"{first} {second}") == [first, second]


def test_signs_that_stand_by_themselves_belong_to_the_sentence_before() -> None:
    assert split("It was \u201cbetrayal\u201d. .\nNext.") == ["It was \u201cbetrayal\u201d. .", "Next."]
    assert split(".\nNext.") == [".", "Next."]
    assert sentences("It was. .", start=100) == [(100, 109)]


def test_sentences_count_from_where_the_text_begins() -> None:
    assert sentences("One. Two.", start=100) == [(100, 104), (105, 109)]


@given(st.one_of(st.text(), st.text("aA.?!\u201d\"' \n\r\tU")))
def test_sentences_hold_every_visible_character_once_and_in_order(text: str) -> None:
    spans = sentences(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())
    for start, end in spans:
        assert start < end
        assert text[start:end] == text[start:end].strip()
        assert "\n" not in text[start:end]


def near(text: str, quote: str) -> list[str]:
    return [text[start:end] for start, end in nearest_passages(text, quote)]


def test_up_to_three_passages_are_near_and_none_overlaps_another() -> None:
    wrong = [f"They met in Baghda{letter}" for letter in "abcd"]
    assert near(". ".join(wrong), "They met in Baghdad") == ["They met in Baghdad", *wrong[:2]]
    assert near("one two one two one", "one two") == ["one two"]
    assert near("xx one two yy", "one too") == ["one two"]
    assert near("they said they said so", "they said they said") == ["they said they said"]
    assert near("a a b. a b b", "a b b") == ["a b b"]


def test_a_passage_keeps_the_signs_at_the_end_where_the_quotation_has_them() -> None:
    text = "Then (scores of people were wounded) there."
    assert near(text, "(dozens of people were wounded") == ["(scores of people were wounded"]
    assert near(text, "dozens of people were wounded)") == ["scores of people were wounded)"]


def test_a_quotation_may_stand_at_either_end_of_the_text() -> None:
    assert find_quotation("one two", "one") == (0, 3)
    assert find_quotation("one two", "two") == (4, 7)
    assert find_quotation("one two", "one two", within=[(0, 7)]) == (0, 7)
    assert list(quotation_offsets("aaa", "aa")) == [(0, 2), (1, 3)]
    assert list(quotation_offsets("aaa", "b")) == []


def test_a_long_passage_is_cut_where_it_is_quoted() -> None:
    for length, shown in ((120, "x" * 120), (121, "x" * 119 + "…")):
        with pytest.raises(QuotationError) as refused:
            find_quotation("y", "x" * length)
        assert str(refused.value) == f'Not verbatim in the text: "{shown}".'
    with pytest.raises(QuotationError) as refused:
        find_quotation("a" * 31 + "bb" + "c" * 31 + "bb", "bb")
    assert f"(1) …{'a' * 30}[bb]{'c' * 30}…" in str(refused.value)


def test_a_place_near_the_beginning_is_shown_with_all_that_stands_before_it() -> None:
    with pytest.raises(QuotationError, match=r"\(1\) …xy\[bb\]ccd"):
        find_quotation("xybbcc" + "d" * 40 + "bb", "bb")


def test_five_places_are_all_shown() -> None:
    with pytest.raises(QuotationError, match=r"stands at 5 places.*\(5\) [^;]*\.$"):
        find_quotation("b a a a a a", "a")


def test_a_key_joins_the_words() -> None:
    assert child_key(set(), "Killed", "U.S. troops") == "killed-u-s-troops"


def test_a_taken_key_is_numbered_from_two() -> None:
    assert child_key({"killed"}, "killed") == "killed-2"
    assert child_key({"killed", "killed-2"}, "killed") == "killed-3"


def test_a_long_key_keeps_its_number() -> None:
    key = child_key(set(), "word " * 20)
    assert len(key) == 79
    assert child_key({key}, "word " * 20) == key[:74] + "-2"
    assert child_key({"a" * 80}, "a" * 90) == "a" * 78 + "-2"


def test_words_without_a_latin_letter_give_a_number() -> None:
    assert child_key(set(), "العراق") == "1"
    assert child_key({"1", "2"}) == "3"


@given(st.lists(st.lists(st.text("aé 1-", max_size=50), max_size=3), max_size=12))
def test_keys_are_ids_and_never_given_twice(parts: list[list[str]]) -> None:
    taken: set[str] = set()
    for words in parts:
        key = child_key(taken, *words)
        assert key not in taken
        assert ID_PATTERN.match(key)
        assert len(key) <= 80
        taken.add(key)


def test_a_value_is_quoted_short_and_printable() -> None:
    assert quote_value("a\tb") == "“a�b”"
    assert quote_value("x" * 60) == f"“{'x' * 60}”"
    assert quote_value("x" * 61) == f"“{'x' * 60}…”"
