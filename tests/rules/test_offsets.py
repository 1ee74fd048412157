"""Overlapping passages are cut into segments."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.rules.offsets import Alignment, Segment, overlapping_passages, part_kind_at, segments, uncovered
from tests.work import count_calls

passages = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 15)).map(lambda p: (p[0], p[0] + p[1])))


def test_overlapping_passages_share_segments() -> None:
    assert list(segments(0, 10, [(1, 6), (4, 8)])) == [
        Segment(0, 1, ()),
        Segment(1, 4, (0,)),
        Segment(4, 6, (0, 1)),
        Segment(6, 8, (1,)),
        Segment(8, 10, ()),
    ]


def test_a_passage_that_goes_on_beyond_the_stretch_is_cut_there() -> None:
    assert list(segments(5, 8, [(0, 6), (7, 20), (8, 9)])) == [
        Segment(5, 6, (0,)),
        Segment(6, 7, ()),
        Segment(7, 8, (1,)),
    ]


@given(passages)
def test_segments_are_the_whole_stretch_and_know_what_each_letter_lies_in(
    spans: list[tuple[int, int]],
) -> None:
    cut = list(segments(3, 37, spans))
    assert [cut[0].start, *(segment.end for segment in cut)] == [*(segment.start for segment in cut), 37]
    for segment in cut:
        for offset in range(segment.start, segment.end):
            assert segment.within == tuple(n for n, (a, b) in enumerate(spans) if a <= offset < b)


@given(passages)
def test_what_no_passage_touches_is_bare(spans: list[tuple[int, int]]) -> None:
    ranges = [(0, 9), (10, 20), (20, 22), (30, 60)]
    touched = {n for n, (a, b) in enumerate(ranges) if any(a < end and start < b for start, end in spans)}
    assert uncovered(ranges, spans) == {0, 1, 2, 3} - touched


@given(passages)
def test_each_stretch_knows_what_touches_it(spans: list[tuple[int, int]]) -> None:
    ranges = [(0, 9), (10, 20), (20, 22), (30, 60)]
    expected = [[n for n, (first, last) in enumerate(spans) if first < b and a < last] for a, b in ranges]
    assert overlapping_passages(ranges, spans) == expected


def test_a_place_lies_in_the_part_that_holds_it() -> None:
    parts = [(0, 5, "headline"), (6, 9, "body")]
    kinds = [part_kind_at(offset, parts) for offset in (0, 4, 5, 6, 8, 9)]
    assert kinds == ["headline", "headline", "", "body", "body", ""]


def test_before_the_first_part_and_without_parts_there_is_no_kind() -> None:
    assert part_kind_at(0, [(2, 5, "headline"), (6, 9, "body")]) == ""
    assert part_kind_at(0, []) == ""


OLD = "They met in Baghdad.\nThe talks begun on Saturday.\nThey met in Baghdad again, the minister said."


def reanchored_text(new: str, words: str, nth: int = 0, old: str = OLD) -> str | None:
    """The new text with brackets around the words; None where they are lost."""
    start = -1
    for _ in range(nth + 1):
        start = old.index(words, start + 1)
    offsets = Alignment(old, new).exact_offsets(start, start + len(words))
    return None if offsets is None else f"{new[: offsets[0]]}[{new[slice(*offsets)]}]{new[offsets[1] :]}"


def test_words_move_with_the_text_before_them() -> None:
    new = OLD.replace("begun on Saturday", "began that Saturday")
    assert reanchored_text(new, "They met in Baghdad", 1) == new.replace(
        "They met in Baghdad again", "[They met in Baghdad] again"
    )
    assert reanchored_text(new, "They met in Baghdad", 0) == f"[{new[:19]}]{new[19:]}"


def test_words_that_changed_are_lost() -> None:
    assert reanchored_text(OLD.replace("begun", "began"), "talks begun on") is None


def test_the_same_words_elsewhere_are_not_theirs() -> None:
    new = OLD.replace("Baghdad again", "Basra again")
    assert new.count("They met in Baghdad") == 1
    assert reanchored_text(new, "They met in Baghdad", 1) is None


def test_words_are_found_in_a_paragraph_that_moved() -> None:
    first, second, third = OLD.split("\n")
    new = "\n".join([second, third, first])
    assert reanchored_text(new, "talks begun on") == new.replace("talks begun on", "[talks begun on]")


def test_words_that_now_stand_twice_are_told_apart_by_what_surrounds_them() -> None:
    old = "One. The envoy arrived from Amman in the evening. End."
    new = "The envoy came, he said. Two. The envoy arrived from Amman in the night. End."
    assert reanchored_text(new, "The envoy", old=old) == new.replace("Two. The envoy", "Two. [The envoy]")


def test_words_that_two_places_may_have_are_lost() -> None:
    assert reanchored_text("x Iraq y y y y y y y y Iraq x", "Iraq", old="a b Iraq c d") is None


def test_signs_without_words_are_found_where_they_stand_once() -> None:
    assert reanchored_text("Why (?!) so", "(?!)", old="Who (?!) knows") == "Why [(?!)] so"


@pytest.mark.parametrize(
    ("new", "passage"),
    [
        (OLD.replace("begun", "began"), "The talks began on Saturday."),
        (
            OLD.replace("The talks begun", "Yesterday the first talks begun"),
            "Yesterday the first talks begun on Saturday.",
        ),
        (OLD.replace("Saturday.", "Saturday, it said. "), "The talks begun on Saturday, it said."),
        (OLD.replace("The talks begun on Saturday.\n", ""), None),
    ],
)
def test_a_line_stays_a_line_when_its_words_are_corrected(new: str, passage: str | None) -> None:
    start = OLD.index("The talks")
    offsets = Alignment(OLD, new).passage_offsets(start, OLD.index("\n", start))
    assert (new[slice(*offsets)] if offsets else None) == passage


def test_a_passage_inside_a_line_keeps_to_its_words() -> None:
    new = OLD.replace("again, the", "once again, the")
    start = OLD.index("met in Baghdad again")
    offsets = Alignment(OLD, new).passage_offsets(start, OLD.index(", the"))
    assert offsets
    assert new[slice(*offsets)] == "met in Baghdad once again"


@given(st.text("ab .\n", max_size=30), st.text("ab .\n", max_size=30), st.data())
def test_what_is_found_is_verbatim_and_nothing_is_lost_in_a_text_that_stays(
    old: str, new: str, data: st.DataObject
) -> None:
    if not old:
        return
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    offsets = Alignment(old, new).exact_offsets(start, end)
    assert offsets is None or new[slice(*offsets)] == old[start:end]
    if any(char.isalnum() for char in old[start:end]):
        assert Alignment(old, old).exact_offsets(start, end) == (start, end)


def test_the_work_of_many_corrections_grows_with_the_text_alone() -> None:
    def align(length: int) -> None:
        rand = random.Random(1)
        words = [f"word{rand.randint(0, 2000)}" for _ in range(length)]
        old = "\n".join(" ".join(words[n : n + 80]) for n in range(0, len(words), 80))
        new = old
        for _ in range(50):
            place = rand.randrange(len(new) - 3)
            new = f"{new[:place]}xx{new[place + 3 :]}"
        alignment = Alignment(old, new)
        starts = [rand.randrange(len(old) - 100) for _ in range(500)]
        offsets = [alignment.exact_offsets(start, start + 60) for start in starts]
        assert sum(span is not None for span in offsets) > 400

    assert count_calls(lambda: align(12_000)) < 3 * count_calls(lambda: align(6_000))


AROUND = "Aaaaaa bbbbbb cccccc the envoy dddddd eeeeee ffffff."
LIKE = "Aaaaab bbbbbc cccccd the envoy ddddde eeeeef fffffg."


def test_of_new_places_the_one_in_the_likest_context_is_theirs_unless_another_is_as_like() -> None:
    other = "Zzzzzz zzzzzz the envoy yyyyyy xxxxxx."
    for new in (f"{other} {LIKE}", f"{LIKE} {other}"):
        assert reanchored_text(new, "the envoy", old=AROUND) == new.replace(
            LIKE, LIKE.replace("the envoy", "[the envoy]")
        )
    assert reanchored_text(f"{LIKE} {LIKE}", "the envoy", old=AROUND) is None


def test_the_last_words_of_both_texts_are_the_same_words() -> None:
    new = "Iraq three four five Iraq ended"
    assert reanchored_text(new, "Iraq", old="one two Iraq ended") == "Iraq three four five [Iraq] ended"
    assert reanchored_text("Iraq began. Iraq", "Iraq", old="Iraq one") == "[Iraq] began. Iraq"


def test_a_line_is_whole_whether_it_is_the_first_or_the_last() -> None:
    old = "They mat in Baghdad on Friday"
    for new in (
        "They met in Baghdad on Friday",
        "\nThey met in Baghdad on Friday",
        "It is said: they met in Baghdad on Friday\n",
    ):
        offsets = Alignment(old, new).passage_offsets(0, len(old))
        assert offsets
        assert new[slice(*offsets)] == new.strip()


def test_a_passage_of_which_less_than_a_third_is_left_is_lost() -> None:
    old = "one two three four five six seven eight nine"
    for words, is_found in (("one two three", True), ("one two", False)):
        new = f"{words} eleven twelve thirteen fourteen fifteen"
        assert (Alignment(old, new).passage_offsets(0, len(old)) is not None) == is_found


def test_words_of_lines_that_stay_keep_their_places_however_often_they_stand_elsewhere() -> None:
    same, middle = "the envoy met the envoy", "the talks of the envoy and the talks of the army"
    old = "\n".join([same, "one two", middle, "three", same])
    new = "\n".join([same, "four five six seven", middle, "eight nine", same])
    alignment = Alignment(old, new)
    for line, place in ((same, old.find), (middle, old.find), (same, old.rfind)):
        began, begins = place(line), new.find(line) if place == old.find else new.rfind(line)
        edges = [0, *(place for place, char in enumerate(line) if char == " ")]
        for start in (edge + (edge > 0) for edge in edges):
            for end in (*(edge for edge in edges if edge > start), len(line)):
                expected = begins + start, begins + end
                assert alignment.exact_offsets(began + start, began + end) == expected, line[start:end]
                assert alignment.passage_offsets(began + start, began + end) == expected, line[start:end]


def test_of_two_places_neither_is_theirs_where_the_liker_one_is_hardly_like() -> None:
    new = "abcxxxxx Iraq ijkyyyyy. zzzzzzzz Iraq zzzzzzzz"
    assert reanchored_text(new, "Iraq", old="abcdefgh Iraq ijklmnop") is None
