"""The searched words of public records, as rows of `SearchText`."""

from collections.abc import Iterator

from events.choices import Collection
from events.models import SearchText, Tier
from events.models.search_text import BREAK, search_id
from events.rules.queries import MOST_WORDS
from events.rules.text import search_words
from events.search.texts import SEARCHED

LONGEST_STRETCH = 250
"""Words in a row: PostgreSQL keeps 255 places of one word, and none beyond the 16,383rd."""


def stretches(collection: Collection, pks: list[int]) -> Iterator[SearchText]:
    """The rows of these records: their texts one after another, long ones cut so that phrases stay whole.

    Queries: one for each column that is searched.
    """
    together: dict[tuple[int, Tier], list[str]] = {}
    for searched in SEARCHED[collection]:
        for pk, text, _ in searched.read(pks):
            if words := search_words(text):
                together.setdefault((pk, searched.tier), []).extend([*words, BREAK])
    step = LONGEST_STRETCH - MOST_WORDS
    for (pk, tier), words in together.items():
        for number, start in enumerate(range(0, max(1, len(words) - MOST_WORDS), step)):
            stretch = " ".join(words[start : start + LONGEST_STRETCH])
            key = search_id(collection, tier, pk, number)
            yield SearchText(pk=key, collection=collection, object_pk=pk, tier=tier, words=stretch)
