"""Possible duplicates: pairs of similar records from the last search for duplicates."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from events.choices import Collection
from events.models.fields import VocabularyField


class PossibleDuplicate(models.Model):
    """Two records that may be one, as the last search found them; it is renewed with each search."""

    OUTSIDE_HISTORY: ClassVar[bool] = True

    collection = VocabularyField(Collection, help_text="The collection of the two.")
    one = models.BigIntegerField(help_text="The one record, by its internal key: the smaller.")
    other = models.BigIntegerField(help_text="The other record, by its internal key.")
    score = models.FloatField(help_text="From 0 to 1, for putting pairs in order: no probability.")
    why = models.JSONField(help_text="What they have in common, and what they differ in, in words.")
    found_at = models.DateTimeField(help_text="When the search found them.")

    class Meta:
        db_table = "possible_duplicate"  # outside the history: the write guard does not protect it
        default_permissions: ClassVar[tuple[str, ...]] = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collection", "one", "other"], name="possible_duplicate_once"),
            models.CheckConstraint(name="possible_duplicate_in_order", condition=Q(one__lt=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.collection}/#{self.one} may be #{self.other}"
