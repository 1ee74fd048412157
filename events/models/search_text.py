"""The full text index: the searched words of public records."""

import re
from enum import IntEnum
from typing import Any, ClassVar

from django.db import connection, models
from django.db.models import F, Lookup

from events.choices import Collection
from events.models.fields import CustomField, VocabularyField
from events.models.outside_history import OutsideHistory
from events.rules.full_text_query import Phrase

TEXT_SEPARATOR = "\u00b6"
"""Separates two texts in one row, so that no phrase matches across them."""


class SearchTier(IntEnum):
    """The relevance of a text to its record, most relevant first."""

    TITLE = 1
    NAMES = 2
    QUOTATIONS = 3
    TEXT = 4


class SearchTokensField(CustomField, models.TextField):
    """Words in order, separated by spaces; on PostgreSQL a tsvector, which the migration makes by SQL."""

    def db_type(self, connection: Any) -> str | None:
        """The column type: tsvector on PostgreSQL."""
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """The words, with their positions on PostgreSQL."""
        value = super().get_db_prep_value(value, connection, prepared)
        if connection.vendor != "postgresql" or value is None:
            return value
        return " ".join(f"'{word}':{place}" for place, word in enumerate(value.split(), start=1))

    def from_db_value(self, value: str | None, _expression: Any, connection: Any) -> str | None:
        """The words in order."""
        if connection.vendor != "postgresql" or value is None:
            return value
        placed = {
            int(place): word
            for word, places in re.findall(r"'([^']+)':([\d,]+)", value)
            for place in places.split(",")
        }
        return " ".join(word for _, word in sorted(placed.items()))


@SearchTokensField.register_lookup
class HoldsPhrase(Lookup):
    """A lookup: whether the words contain a phrase."""

    lookup_name = "holds"
    prepare_rhs = False
    rhs: Phrase

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """The phrase in all its spellings as one tsquery of adjacent words."""
        column, params = self.process_lhs(compiler, connection)
        end = ":*" if self.rhs.prefix else ""
        spellings = (" <-> ".join(f"'{word}'" for word in words) + end for words in self.rhs.spellings())
        return f"{column} @@ %s::tsquery", [*params, " | ".join(f"({one})" for one in spellings)]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """The phrase in all its spellings as FTS5 strings, in which FTS5 parses no operators."""
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        end = " *" if self.rhs.prefix else ""
        spellings = (f'"{" ".join(words)}"{end}' for words in self.rhs.spellings())
        return f"{table}.search_words MATCH %s", [" OR ".join(spellings)]


_COLLECTION_ORDER = ("events", "claims", "actors", "locations", "articles", "outlets", "datasets")
_CHUNK_BITS, _RECORD_BITS = 18, 38


def search_row_id(collection: Collection, tier: SearchTier, pk: int, chunk: int) -> int:
    """The id of an index row: the ids of a tier of a collection are a range, in the order of the records."""
    tiers_before = _COLLECTION_ORDER.index(collection) * len(SearchTier) + tier - 1
    return (((tiers_before << _RECORD_BITS) + pk) << _CHUNK_BITS) + chunk


class SearchText(OutsideHistory):
    """A stretch of the searched words of one public record; derived from it, so it has no history.

    SQLite searches it by the FTS5 table `search_words` over it, which triggers of the migration keep.
    """

    id = models.BigIntegerField(
        primary_key=True, help_text="Collection, tier and record as one number, with that of the stretch."
    )

    collection = VocabularyField(Collection, help_text="The collection of the record.")
    object_pk = models.BigIntegerField(help_text="The record, by its internal key.")
    tier = models.PositiveSmallIntegerField(help_text="How much the words tell, from 1 for the most.")
    words = SearchTokensField(help_text="The words, as they are compared.")

    class Meta(OutsideHistory.Meta):
        db_table = "search_text"
        # The record first: SQLite would use an index that begins with the collection instead of the words.
        indexes: ClassVar = [models.Index(fields=["object_pk", "collection"], name="search_text_by_record")]

    def __str__(self) -> str:
        return f"{self.collection} {self.object_pk} #{self.tier}"


class SearchWords(OutsideHistory):
    """The same for those who search: ids and words alone, as an FTS5 table or a view of PostgreSQL."""

    id = models.BigIntegerField(primary_key=True, db_column="rowid", help_text="That of the row.")
    words = SearchTokensField(help_text="The words, as they are compared.")

    class Meta(OutsideHistory.Meta):
        db_table = "search_words"
        managed = False

    def __str__(self) -> str:
        return f"#{self.pk}"

    @staticmethod
    def matching_records(
        collection: Collection, phrase: Phrase, tier: SearchTier
    ) -> models.QuerySet[Any, Any]:
        """The keys of the records with a phrase in this tier or a more relevant one, as `record`.

        The id tells them: SQLite would look up the row of each otherwise, which costs most of a search.
        """
        if connection.vendor == "postgresql":  # it reads the row anyway, and plans joins only by columns
            rows = SearchText.objects.filter(collection=collection, tier__lte=tier, words__holds=phrase)
            return rows.annotate(record=F("object_pk")).values("record")
        first = search_row_id(collection, SearchTier.TITLE, 0, 0)
        last = search_row_id(collection, tier, 2**_RECORD_BITS, 0) - 1
        words = SearchWords.objects.filter(words__holds=phrase, pk__range=(first, last))
        record = F("pk").bitrightshift(_CHUNK_BITS).bitand(2**_RECORD_BITS - 1)
        return words.annotate(record=record).values("record")
