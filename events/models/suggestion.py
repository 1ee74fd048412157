"""The indexes of names: suggestions while a user types, and near names for curators."""

from typing import ClassVar

from django.db import models

from events.choices import Collection
from events.models.fields import SortedCharField, VocabularyField
from events.models.outside_history import OutsideHistory

MAX_KEY_LENGTH = 100


class SuggestedName(OutsideHistory):
    """A name of a public record from one of its words on; derived, so it has no history."""

    WHOLE_NAMES = (0, 2)

    record = SortedCharField(max_length=100, help_text="The record, as actors/iraq.")
    inner = models.PositiveSmallIntegerField(
        help_text="0 for a whole name, 1 from a later word on; 2 and 3 of a description or a former name."
    )
    key = SortedCharField(max_length=MAX_KEY_LENGTH, help_text="The words, as names are compared.")
    word = SortedCharField(max_length=MAX_KEY_LENGTH, help_text="The first of them.")
    # Signed: `check_data` reports a wrong number; it must not make a save fail.
    uses = models.IntegerField(default=0, help_text="How many published records name the record.")

    class Meta(OutsideHistory.Meta):
        db_table = "suggested_name"
        indexes: ClassVar = [
            # Covers the query: the rows themselves are never read.
            models.Index(fields=["inner", "key", "uses", "record"], name="suggested_name_by_key"),
            models.Index(fields=["word", "uses", "record"], name="suggested_name_by_word"),
            models.Index(fields=["record", "word"], name="suggested_name_of_record"),
        ]

    def __str__(self) -> str:
        return f"{self.record}: {self.key}"


class SuggestedWord(OutsideHistory):
    """A word of such names, under one of the keys by which near ones are found; derived as well."""

    key = SortedCharField(max_length=MAX_KEY_LENGTH + 8, help_text="A piece of the word, or how it sounds.")
    word = SortedCharField(max_length=MAX_KEY_LENGTH, help_text="The word.")

    class Meta(OutsideHistory.Meta):
        db_table = "suggested_word"
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "word"], name="suggested_word_once")]
        indexes: ClassVar = [models.Index(fields=["word"], name="suggested_word_by_word")]

    def __str__(self) -> str:
        return self.word


class NameKey(OutsideHistory):
    """A key by which a name near one of a record's finds it, public or not; derived, for curators alone."""

    collection = VocabularyField(Collection, help_text="The collection of the record.")
    object_pk = models.BigIntegerField(help_text="The record, by its internal key.")
    key = SortedCharField(
        max_length=MAX_KEY_LENGTH + 8, help_text="A piece of a word of its names, or how it sounds."
    )

    class Meta(OutsideHistory.Meta):
        db_table = "name_key"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collection", "object_pk", "key"], name="name_key_once")
        ]
        indexes: ClassVar = [models.Index(fields=["collection", "key", "object_pk"], name="name_key_by_key")]

    def __str__(self) -> str:
        return f"{self.collection}/#{self.object_pk}: {self.key}"
