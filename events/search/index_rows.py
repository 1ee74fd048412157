"""The searchable words of public records, as rows of `SearchText`."""

from collections.abc import Iterator

from events.choices import Collection
from events.models import SearchText, SearchTier
from events.models.search_text import TEXT_SEPARATOR, search_row_id
from events.rules.full_text_query import MAX_QUERY_WORDS
from events.rules.stems import text_stems
from events.rules.words import JOINED, joined_words, search_words
from events.search.indexed_fields import INDEXED_FIELDS

MAX_ROW_WORDS = 250
"""Words in a row: PostgreSQL stores 255 positions of one word, and none beyond the 16,383rd."""


def build_index_rows(collection: Collection, pks: list[int]) -> Iterator[SearchText]:
    """The rows of these records: the texts of a tier in a row, long ones cut so that phrases stay whole.

    Queries: 1 for each indexed field.
    """
    words_by_row: dict[tuple[int, SearchTier], list[str]] = {}
    for field in INDEXED_FIELDS[collection]:
        for pk, text, _, language in field.iter_texts(pks):
            if words := search_words(text):
                row = words_by_row.setdefault((pk, field.tier), [])
                row += [*words, TEXT_SEPARATOR]
                joined = [JOINED + word for word, _ in joined_words(text)]
                stems = [stem for stem, _ in text_stems(text, language)]
                if more := dict.fromkeys([*joined, *stems]):
                    row += [*more, TEXT_SEPARATOR]
    step = MAX_ROW_WORDS - MAX_QUERY_WORDS
    for (pk, tier), words in words_by_row.items():
        for number, start in enumerate(range(0, max(1, len(words) - MAX_QUERY_WORDS), step)):
            row_words = " ".join(words[start : start + MAX_ROW_WORDS])
            row_id = search_row_id(collection, tier, pk, number)
            yield SearchText(pk=row_id, collection=collection, object_pk=pk, tier=tier, words=row_words)
