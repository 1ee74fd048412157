"""Overlapping passages are cut into segments."""

from hypothesis import given
from hypothesis import strategies as st

from events.rules.offsets import Segment, overlapping_passages, part_kind_at, segments, uncovered

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
