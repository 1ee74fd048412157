"""Tables about the database and its curators, no part of what it says: they have no history."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from events.choices import Collection, DoubtReason
from events.models.fields import SortedCharField, VocabularyField, curator_reference


class OutsideHistory(models.Model):
    """A row without a history: the write guard does not protect its table, and no group has rights to it."""

    class Meta:
        abstract = True
        default_permissions: ClassVar[tuple[str, ...]] = ()


class Mirror(OutsideHistory):
    """The mirrored installation and the next cursor into its feed of changes; one row or none."""

    url = models.CharField(max_length=2000, help_text="The address of the installation that is followed.")
    cursor = models.CharField(
        max_length=400, blank=True, help_text="Its cursor behind the last change that was taken over."
    )
    read_at = models.DateTimeField(auto_now=True, help_text="When changes were last taken over.")

    class Meta(OutsideHistory.Meta):
        db_table = "mirror"

    def __str__(self) -> str:
        return self.url


class SignInAttempts(OutsideHistory):
    """How many attempts to sign in count against one limit: that of a name, of an address, of a browser.

    One UPDATE counts and compares at once, so the count holds over threads and processes.
    """

    key = models.CharField(
        max_length=64,
        unique=True,
        help_text="SHA-256 of what is counted, which is not kept in the clear.",
    )
    count = models.PositiveIntegerField(help_text="How many attempts counted since the first one.")
    until = models.DateTimeField(db_index=True, help_text="When the count ends, and its row may go.")

    class Meta(OutsideHistory.Meta):
        db_table = "sign_in_attempts"

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.count}"


class RecordPair(OutsideHistory):
    """Two records of a collection, by their internal keys."""

    collection = VocabularyField(Collection, help_text="The collection of the two records.")
    one = models.BigIntegerField(help_text="The first record of the pair, by its internal key: the smaller.")
    other = models.BigIntegerField(help_text="The second record of the pair, by its internal key.")

    class Meta(OutsideHistory.Meta):
        abstract = True


class PossibleDuplicate(RecordPair):
    """Two records that may be one, as the last search found them; it is renewed with each search."""

    score = models.FloatField(help_text="From 0 to 1, for putting pairs in order: no probability.")
    why = models.JSONField(help_text="What they have in common, and what they differ in, in words.")
    found_at = models.DateTimeField(help_text="When the search found them.")

    class Meta(RecordPair.Meta):
        db_table = "possible_duplicate"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collection", "one", "other"], name="possible_duplicate_once"),
            models.CheckConstraint(name="possible_duplicate_in_order", condition=Q(one__lt=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.collection}/#{self.one} may be #{self.other}"


class NotDuplicate(RecordPair):
    """Two records that seemed to be one and are not, until either changes in what they were compared by."""

    one_mark = SortedCharField(max_length=64, help_text="SHA-256 of what the first record was compared by.")
    other_mark = SortedCharField(
        max_length=64, help_text="SHA-256 of what the second record was compared by."
    )
    user = curator_reference("The curator who said so; never public.")
    at = models.DateTimeField(help_text="When.")
    reason = models.TextField(help_text="Why they are two.")

    class Meta(RecordPair.Meta):
        db_table = "not_duplicate"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collection", "one", "other"], name="not_duplicate_once"),
            models.CheckConstraint(name="not_duplicate_in_order", condition=Q(one__lt=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.collection}/#{self.one} is not #{self.other}"


class Confirmation(OutsideHistory):
    """A doubtful value that somebody confirmed; another value is doubted anew."""

    collection = VocabularyField(Collection, help_text="The collection of the record.")
    object_pk = models.BigIntegerField(help_text="The record, by its internal key.")
    mark = SortedCharField(max_length=64, help_text="SHA-256 of the rule, the part and its values.")
    rule = SortedCharField(max_length=60, help_text="The rule that doubted it.")
    reason = VocabularyField(DoubtReason, help_text="Why it stands.")
    words = models.CharField(max_length=300, blank=True, help_text="Why, in free text.")
    user = curator_reference("The curator who said so; never public.")
    at = models.DateTimeField(help_text="When.")

    class Meta(OutsideHistory.Meta):
        db_table = "confirmation"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collection", "object_pk", "mark"], name="confirmation_once")
        ]

    def __str__(self) -> str:
        return f"{self.collection}/#{self.object_pk}: {self.rule}"
