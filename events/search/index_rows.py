"""The searched words of public records, as rows of `SearchText`."""

from collections.abc import Iterator

from events.choices import Collection
from events.models import SearchText, SearchTier
from events.models.search_text import TEXT_SEPARATOR, search_row_id
from events.rules.full_text_query import MAX_QUERY_WORDS
from events.rules.text import search_words
from events.search.indexed_fields import INDEXED_FIELDS

MAX_ROW_WORDS = 250
"""Words in a row: PostgreSQL keeps 255 places of one word, and none beyond the 16,383rd."""


def build_index_rows(collection: Collection, pks: list[int]) -> Iterator[SearchText]:
    """The rows of these records: their texts one after another, long ones cut so that phrases stay whole.

    Queries: one for each column that is searched.
    """
    together: dict[tuple[int, SearchTier], list[str]] = {}
    for searched in INDEXED_FIELDS[collection]:
        for pk, text, _ in searched.iter_texts(pks):
            if words := search_words(text):
                together.setdefault((pk, searched.tier), []).extend([*words, TEXT_SEPARATOR])
    step = MAX_ROW_WORDS - MAX_QUERY_WORDS
    for (pk, tier), words in together.items():
        for number, start in enumerate(range(0, max(1, len(words) - MAX_QUERY_WORDS), step)):
            stretch = " ".join(words[start : start + MAX_ROW_WORDS])
            key = search_row_id(collection, tier, pk, number)
            yield SearchText(pk=key, collection=collection, object_pk=pk, tier=tier, words=stretch)
