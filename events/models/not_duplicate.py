"""Pairs of records that a curator marked as not duplicates."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from events.choices import Collection
from events.models.fields import SortedCharField, VocabularyField


class NotDuplicate(models.Model):
    """Two records that seemed to be one and are not, until either changes in what they were compared by.

    It is a note of curators about the database, and no part of what it says: it has no history.
    """

    OUTSIDE_HISTORY: ClassVar[bool] = True

    collection = VocabularyField(Collection, help_text="The collection of the two.")
    one = models.BigIntegerField(help_text="The one record, by its internal key: the smaller.")
    other = models.BigIntegerField(help_text="The other record, by its internal key.")
    one_mark = SortedCharField(max_length=64, help_text="SHA-256 of what the one was compared by.")
    other_mark = SortedCharField(max_length=64, help_text="SHA-256 of what the other was compared by.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="The curator who said so; never public.",
    )
    at = models.DateTimeField(help_text="When.")
    reason = models.TextField(help_text="Why they are two.")

    class Meta:
        db_table = "not_duplicate"  # outside the history: the write guard does not protect it
        default_permissions: ClassVar[tuple[str, ...]] = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collection", "one", "other"], name="not_duplicate_once"),
            models.CheckConstraint(name="not_duplicate_in_order", condition=Q(one__lt=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.collection}/#{self.one} is not #{self.other}"
