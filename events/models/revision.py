"""Revisions of records, backlinks, the counters of changes, the registry of public ids, and releases."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Max, Q

from events import stored_forms
from events.choices import Collection, IdState, PublicChange
from events.models.fields import SortedCharField, VocabularyField, curator_reference
from events.models.record import ID_LENGTH, validate_id

REVIEW_ACTIONS = ("publish", "withdraw", "hand_in", "reject", "settle")
"""What changes the standing of a record and none of what it says."""
_IN_FEED = Q(public_seq__isnull=False)


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Revisions, with filters for public and newest ones."""

    def in_feed(self) -> Self:
        """The public revisions, which have a number in the public sequence."""
        return self.filter(public_seq__isnull=False)

    def newest(self) -> Self:
        """The last of these revisions of each record."""
        last = self.order_by().values("collection", "object_pk").annotate(newest=Max("seq"))
        # Unfiltered: with the filters repeated, PostgreSQL ran the subquery for each row.
        return type(self)(self.model).filter(seq__in=last.values("newest"))

    def edits_of(self, record: Any) -> Self:
        """The revisions that wrote members of a record, or of one that went into it, by any but a review."""
        ids = {"collection": record.COLLECTION, "state": IdState.MERGED, "successor": record.slug}
        merged = PublicId.objects.filter(**ids).values("object_pk")
        of_record = self.filter(
            Q(object_pk=record.pk) | Q(object_pk__in=merged), collection=record.COLLECTION
        )
        return of_record.exclude(action__in=REVIEW_ACTIONS)

    def newest_by_pk(self, collection: Collection, pks: Iterable[int]) -> "dict[int, Revision]":
        """The newest revision of each of these records, by their internal keys. Queries: 1."""
        revisions = self.filter(collection=collection, object_pk__in=pks)
        return {revision.object_pk: revision for revision in revisions.newest()}


class Revision(models.Model):
    """A record as one change left it; append-only."""

    seq = models.BigIntegerField(
        unique=True,
        help_text="Its place among all changes, in the order in which they were committed; never public.",
    )
    public_seq = models.BigIntegerField(
        null=True,
        unique=True,
        help_text="Its place among the changes that the public can see; empty where it sees nothing of it.",
    )
    collection = VocabularyField(Collection, help_text="The collection of the record.")
    object_pk = models.BigIntegerField(help_text="The record, by its internal key.")
    slug = SortedCharField("id", max_length=80, help_text="The record's public id at that time.")
    version = models.PositiveIntegerField(
        help_text="Its place among all changes of this record, from 1; never public."
    )
    revision = models.PositiveIntegerField(
        default=0,
        help_text="How many public changes this record has had by then; of a public change, its number.",
    )
    at = models.DateTimeField(help_text="When the change was made.")
    upstream_at = models.DateTimeField(
        null=True,
        help_text="In a mirror: when the change was made in the installation that it follows; the public "
        "reads it as `updated_at`.",
    )
    upstream_created_at = models.DateTimeField(
        null=True,
        help_text="In a mirror: when the record was first public in that installation; the public reads "
        "it as `created_at`.",
    )
    user = curator_reference(
        "The curator who made it; never public. Such an account is deactivated, never deleted."
    )
    who = models.CharField(
        max_length=150, help_text="The name of the curator or the command that made it; never public."
    )
    action = models.CharField(max_length=40, help_text="What was done: edit, publish, load_seeds.")
    reason = models.TextField(blank=True, help_text="Why; never public.")
    origin = SortedCharField(
        max_length=64,
        blank=True,
        help_text="SHA-256 of the seed or import row that the record was loaded from, if it was loaded.",
    )
    record = models.JSONField(
        null=True, help_text="The whole record afterwards, with references as ids; null where it was deleted."
    )
    form = models.PositiveSmallIntegerField(
        default=1, help_text="The version of the stored form that `record` is in."
    )
    public_form = models.PositiveSmallIntegerField(
        default=1,
        help_text="The version that it was written in: the public reads the members of that, in their order.",
    )
    successor = SortedCharField(
        max_length=80, blank=True, help_text="The id of the record that it went into, where it was merged."
    )
    first_seq = models.BigIntegerField(
        db_index=True,
        help_text="The `seq` of the first revision of the same change: what one change wrote shares it.",
    )
    public = models.BooleanField(
        default=False, help_text="Whether the record is public as the change left it."
    )
    change = VocabularyField(
        PublicChange,
        blank=True,
        help_text="What the change is to the public; empty where it never saw the record.",
    )
    public_reason = models.TextField(
        blank=True, help_text="Why, as the public reads it: of withdrawals, merges and redactions."
    )
    redacted = models.BooleanField(
        default=False, help_text="Whether something was taken out of it later, which leaves this mark."
    )
    redacted_in_public = models.BooleanField(
        default=False, help_text="Whether the public had read what was taken out."
    )
    restricts = models.BooleanField(
        default=False,
        help_text="Whether the change takes from the public what it had: the record, words of it, or an "
        "article's text or quotations.",
    )

    objects = RevisionQuerySet.as_manager()

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Read a revision with its record upgraded to the current stored form. Queries: none more."""
        revision = super().from_db(*args, **kwargs)
        if (record := vars(revision).get("record")) is not None:
            revision.record = stored_forms.upgrade(revision.collection, record, revision.form)
        return revision

    class Meta:
        ordering: ClassVar[list[str]] = ["seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["collection", "object_pk", "version"], name="revision_version_once"
            ),
            models.UniqueConstraint(
                fields=["collection", "object_pk", "revision"],
                condition=_IN_FEED,
                name="revision_number_once",
            ),
            models.CheckConstraint(
                name="revision_in_feed_says_why",
                condition=Q(public_seq__isnull=True, change="")
                | (Q(public_seq__isnull=False) & ~Q(change="")),
            ),
        ]
        indexes: ClassVar = [
            # With `public`, so that the index covers the query for records that were public after a change.
            models.Index(
                fields=["collection", "slug", "public_seq", "public"],
                condition=_IN_FEED,
                name="revision_by_id",
            ),
            models.Index(fields=["object_pk", "collection", "public_seq"], name="revision_of_record"),
            models.Index(fields=["collection", "public_seq"], condition=_IN_FEED, name="revision_in_feed_of"),
            models.Index(fields=["at", "public_seq"], condition=_IN_FEED, name="revision_in_feed_since"),
            # Few revisions restrict what a release contains.
            models.Index(fields=["public_seq"], condition=Q(restricts=True), name="revision_restricts"),
            models.Index(
                fields=["public_seq"], condition=Q(redacted_in_public=True), name="revision_redacted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collection}/{self.slug} #{self.version}"


class Backlink(models.Model):
    """From which change to which a claim or an event named an event: who is about it, at any time."""

    named = SortedCharField(max_length=80, help_text="The id of the event that is named.")
    collection = VocabularyField(Collection, help_text="The collection of the record that names it.")
    object_pk = models.BigIntegerField(help_text="The record that names it, by its internal key.")
    since = models.BigIntegerField(help_text="The `public_seq` of the change that named it first.")
    until = models.BigIntegerField(
        null=True, help_text="The `public_seq` of the change that did so no longer; empty while it is named."
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["named", "collection", "since"], name="backlink_of_event"),
            models.Index(fields=["collection", "object_pk"], condition=Q(until=None), name="backlink_now"),
        ]

    def __str__(self) -> str:
        return f"{self.collection}/#{self.object_pk} names events/{self.named}"


class Sequence(models.Model):
    """The counters of changes, in one row; taken last in a transaction: their order is that of commits."""

    value = models.BigIntegerField(default=0, help_text="The last number that was given to any change.")
    public_value = models.BigIntegerField(
        default=0, help_text="The last number that was given to what the public can see."
    )

    def __str__(self) -> str:
        return str(self.value)


class PublicId(models.Model):
    """A public id that was ever used, and what became of it; an id is never used twice."""

    collection = VocabularyField(Collection, help_text="The collection of the record.")
    slug = SortedCharField("id", max_length=80, help_text="The id.")
    object_pk = models.BigIntegerField(help_text="The record that it was given to, by its internal key.")
    state = VocabularyField(default=IdState.LIVE, help_text="What became of it.")
    successor = SortedCharField(
        max_length=80, blank=True, help_text="The id that answers in its place, after a merge or renaming."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collection", "slug"], name="public_id_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["collection", "successor"], condition=Q(state=IdState.MERGED), name="public_id_merged"
            )
        ]

    def __str__(self) -> str:
        return f"{self.collection}/{self.slug}"


class Release(models.Model):
    """What was public after one change, under a name to cite it by; never changed, never deleted."""

    name = SortedCharField(
        max_length=ID_LENGTH, unique=True, validators=[validate_id], help_text="What it is cited by."
    )
    seq = models.BigIntegerField(help_text="The last change that it holds, by its `seq`.")
    at = models.DateTimeField(help_text="When it was cut.")
    note = models.TextField(blank=True, help_text="What it is for; public.")
    checksum = models.CharField(
        max_length=64,
        help_text="SHA-256 of all its records as they were when it was cut: the NDJSON of its collections, "
        "one after another in the order of their names.",
    )
    counts = models.JSONField(help_text="How many records of each collection it held when it was cut.")

    class Meta:
        ordering: ClassVar[list[str]] = ["seq", "pk"]

    def __str__(self) -> str:
        return self.name
