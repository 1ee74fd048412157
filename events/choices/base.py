"""The base of every vocabulary: words with a definition and a label."""

from django.db import models


class Vocabulary(models.TextChoices):
    """A closed set of words; members are written as (value, definition, label)."""

    definition: str

    def __new__(cls, value: str, definition: str = "") -> "Vocabulary":
        member = str.__new__(cls, value)
        member._value_ = value
        member.definition = definition
        return member
