"""Pages by keys: every record once in either direction, and cursors that belong to their query."""

import base64
import datetime
import json
from itertools import islice
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.api.pagination import (
    Cursor,
    CursorError,
    Ordering,
    Page,
    decode_cursor,
    digest,
    encode_cursor,
    iter_pages,
    read_page,
)
from events.models import Actor
from tests import factories as make

NAMES = ("a", "b", "b", "b", "c", "d", "d")


@pytest.fixture
def pks(db: None) -> list[int]:  # noqa: ARG001
    """Actors of which several have one name, in their order."""
    with make.change():
        made = [make.actor(f"actor-{number}", name=name) for number, name in enumerate(NAMES)]
    return [actor.pk for actor in made]


def walk(querysets: Any, ordering: Ordering, limit: int) -> list[list[int]]:
    """The pages from the first to the last; going back from each leads over the same rows."""
    pages: list[Page] = []
    cursor = None
    while not pages or cursor:
        page = read_page(querysets, ordering, cursor, limit)
        pages.append(page)
        assert (page.previous is None) == (len(pages) == 1)
        assert len(pages) <= len(NAMES)
        cursor = page.next
    back: list[int] = []
    previous = pages[-1].previous
    while previous:
        page = read_page(querysets, ordering, previous, limit)
        assert page.next
        back = page.pks + back
        assert len(back) <= len(NAMES)
        previous = page.previous
    assert back + pages[-1].pks == [pk for page in pages for pk in page.pks]
    iterated = list(islice(iter_pages(querysets, ordering, limit), len(NAMES) + 1))
    assert iterated == [page.pks for page in pages if page.pks]
    return [page.pks for page in pages]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 6, 7, 8])
def test_pages_hold_every_record_once_in_its_order(pks: list[int], limit: int) -> None:
    for descending, expected in ((False, pks), (True, pks[::-1])):
        pages = walk(Actor.objects.all(), Ordering("name", descending), limit)
        assert pages == [expected[start : start + limit] for start in range(0, len(expected), limit)]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 6, 7, 8])
def test_bands_come_one_after_another(pks: list[int], limit: int) -> None:
    bands = [pks[4:6], [], pks[:3], [pks[6], pks[3]]]
    querysets = [Actor.objects.filter(pk__in=band) for band in bands]
    expected = [*pks[4:6], *pks[:3], pks[3], pks[6]]
    pages = walk(querysets, Ordering("name", descending=False, relevance=True), limit)
    assert pages == [expected[start : start + limit] for start in range(0, len(expected), limit)]


def test_pages_of_nothing_are_empty_and_have_no_neighbours(pks: list[int]) -> None:
    ordering = Ordering("name", descending=False)
    assert read_page(Actor.objects.none(), ordering, None, 3) == Page([])
    assert read_page([], ordering, None, 3) == Page([])
    assert list(iter_pages(Actor.objects.none(), ordering, 3)) == []
    after = Cursor("d", "actor-6", backwards=False)
    assert read_page(Actor.objects.all(), ordering, after, 3) == Page([])
    far = Cursor("a", "", backwards=True, band=50)
    assert read_page([Actor.objects.all()], ordering, far, 3).pks == pks[-3:]


def test_a_cursor_stands_beside_a_row_that_may_be_gone(pks: list[int]) -> None:
    ordering = Ordering("name", descending=False)
    others = Actor.objects.exclude(pk=pks[2])
    forwards = Cursor("b", "actor-2", backwards=False)
    backwards = Cursor("b", "actor-2", backwards=True)
    assert read_page(others, ordering, forwards, 2).pks == pks[3:5]
    assert read_page(others, ordering, backwards, 2).pks == pks[:2]
    page = read_page(Actor.objects.all(), ordering, forwards, 2)
    assert page.next == Cursor("c", "actor-4", backwards=False)
    assert page.previous == Cursor("b", "actor-3", backwards=True)


@pytest.mark.usefixtures("pks")
def test_a_page_within_one_sort_key_takes_one_query_and_no_more_rows_than_it_needs() -> None:
    ordering = Ordering("name", descending=False)
    for cursor, limit, count in (
        (None, 3, 1),
        (Cursor("b", "actor-1", backwards=False), 1, 1),
        (Cursor("b", "actor-1", backwards=False), 2, 2),
        (Cursor("b", "actor-1", backwards=False), 5, 2),
    ):
        with CaptureQueriesContext(connection) as queries:
            read_page([Actor.objects.all(), Actor.objects.none()], ordering, cursor, limit)
        assert len(queries) == count, (cursor, limit)


def test_a_later_band_is_asked_for_what_is_missing_and_no_more(pks: list[int]) -> None:
    bands = [Actor.objects.filter(pk__in=band) for band in (pks[:2], pks[2:], pks[:1])]
    with CaptureQueriesContext(connection) as queries:
        read_page(bands, Ordering("name", descending=False), None, 3)
    assert [query["sql"].rpartition(" LIMIT ")[2] for query in queries] == ["4", "2"]


def test_without_ties_the_sort_key_alone_tells_rows_apart(pks: list[int]) -> None:
    for ordering in (Ordering("slug", descending=False, tie=""), Ordering("slug", descending=False)):
        for limit in (1, 3):
            assert [pk for page in walk(Actor.objects.all(), ordering, limit) for pk in page] == pks
    page = read_page(Actor.objects.all(), Ordering("slug", descending=False, tie=""), None, 2)
    assert page.next == Cursor("actor-1", "", backwards=False)
    with CaptureQueriesContext(connection) as queries:
        read_page(Actor.objects.all(), Ordering("slug", descending=False, tie=""), page.next, 2)
    assert len(queries) == 1


@pytest.mark.parametrize(
    "value", ["text", 7, datetime.date(2024, 1, 27), datetime.datetime(2024, 1, 27, 12, tzinfo=datetime.UTC)]
)
def test_a_cursor_is_read_as_it_was_written_for_its_query_alone(value: Any) -> None:
    for backwards, band, slug in ((True, 0, "a-1.b"), (False, 99, "x" * 80), (False, 1, "")):
        cursor = Cursor(value, slug, backwards, band)
        text = cursor.encode("a=b")
        read = Cursor.decode(text, "a=b")
        assert read == cursor
        assert (type(read.value), type(read.backwards)) == (type(value), bool)
        assert not set("+/=") & set(text)
        with pytest.raises(CursorError, match="belongs to another query"):
            Cursor.decode(text, "a=c")


@pytest.mark.parametrize(
    "changed",
    [
        *({1: "float"}, {1: "date"}, {1: []}),
        *({3: 5}, {3: None}, {3: "A"}, {3: "a b"}, {3: "x" * 81}),
        *({4: 2}, {4: -1}, {4: True}, {4: None}),
        *({5: 100}, {5: -1}, {5: False}, {5: "0"}),
        *({1: "int", 2: "x"}, {1: "int", 2: "-1"}, {1: "int", 2: "1" * 19}, {1: "int", 2: "\u0663"}),
        {1: "int", 2: ""},
    ],
)
def test_what_no_page_gave_out_is_refused(changed: dict[int, Any]) -> None:
    values = [digest("q"), "str", "text", "slug", 0, 0]
    assert Cursor.decode(encode_cursor(*values), "q") == Cursor("text", "slug", backwards=False)
    forged = [changed.get(place, value) for place, value in enumerate(values)]
    with pytest.raises(CursorError, match="no cursor that a page gave out"):
        Cursor.decode(encode_cursor(*forged), "q")


def test_numbers_of_cursors_have_at_most_64_bits() -> None:
    values = [digest("q"), "int", "9" * 18, "slug", 1, 0]
    assert Cursor.decode(encode_cursor(*values), "q").value == 10**18 - 1


@pytest.mark.parametrize("text", ["", "x", "ab=c", "é", base64.b64encode(b"[1").decode(), "W" * 200_000])
def test_a_text_that_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(CursorError):
        decode_cursor(text, 1)


def test_a_cursor_has_as_many_values_as_its_reader_takes() -> None:
    text = encode_cursor("a", 1)
    assert decode_cursor(text, 2) == ["a", 1]
    for count in (1, 3):
        with pytest.raises(CursorError):
            decode_cursor(text, count)
    assert decode_cursor(base64.urlsafe_b64encode(json.dumps([1]).encode()).decode().rstrip("="), 1) == [1]
    assert decode_cursor(encode_cursor("ÿ?>~" * 3), 1) == ["ÿ?>~" * 3]


@pytest.mark.parametrize(
    ("ordering", "text"),
    [
        (Ordering("date", descending=True), "-date"),
        (Ordering("date", descending=False), "date"),
        (Ordering("date", descending=True, relevance=True), "best -date"),
        (Ordering("date", descending=False, relevance=True, worst_first=True), "worst date"),
        (Ordering("date", descending=False, worst_first=True), "date"),
    ],
)
def test_orderings_have_names_of_their_own(ordering: Ordering, text: str) -> None:
    assert str(ordering) == text


def test_a_digest_is_short_and_of_every_text() -> None:
    assert len(digest("a=b")) == 12
    assert digest("a=b") != digest("a=c") != digest("\ud800")
