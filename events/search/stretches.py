"""The searched words of public records, as rows of `SearchText`."""

from collections.abc import Iterator

from django.db.models import QuerySet

from events.choices import Collection
from events.models import SearchText, Tier
from events.models.search_text import BREAK
from events.rules.queries import MOST_WORDS, Phrase
from events.rules.text import search_words
from events.search.texts import SEARCHED

LONGEST_STRETCH = 250
"""Words in a row: PostgreSQL keeps 255 places of one word, and none beyond the 16,383rd."""


def rows(collection: Collection, phrase: Phrase, tier: Tier = Tier.TEXT) -> QuerySet[SearchText]:
    """The stretches of public text that hold a phrase, of this tier or one that tells more."""
    return SearchText.objects.filter(collection=collection, tier__lte=tier, words__holds=phrase)


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
        for start in range(0, max(1, len(words) - MOST_WORDS), step):
            stretch = " ".join(words[start : start + LONGEST_STRETCH])
            yield SearchText(collection=collection, object_pk=pk, tier=tier, words=stretch)
