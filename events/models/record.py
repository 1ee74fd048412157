"""The base models of records and of their child rows."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from events import write_guard
from events.choices import Collection, ReviewStatus
from events.models.fields import SortedCharField, VocabularyField
from events.models.outside_history import OutsideHistory
from events.querysets import AggregateQuerySet, RecordQuerySet, stored_owners
from events.rules.text import ID_PATTERN, child_key

ID_LENGTH = 80
_MAX_LISTED = 5
RESERVED_IDS = {Collection.EVENTS: {"aggregate", "feed", "search"}, Collection.DATASETS: {"releases"}}
validate_id = RegexValidator(
    ID_PATTERN, "An id is made of words of a-z and 0-9 joined by single hyphens, such as first-session-2024."
)


class AggregateMember(models.Model):
    """A row that belongs to one record or several; writing it notes them as written."""

    OWNER_PATHS: ClassVar[tuple[str, ...]] = ()
    """The lookups to the records that it belongs to; the first that is set owns the row."""

    objects: ClassVar[Any] = AggregateQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def owner_paths(cls) -> "list[tuple[str, type[Record]]]":
        """The lookups from a row to its records, each with the model of the record."""
        paths: list[tuple[str, type[Record]]] = []
        for path in cls.OWNER_PATHS:
            model: Any = cls
            for name in path.split("__"):
                model = model._meta.get_field(name).related_model
            paths.append((path, model))
        return paths

    def owners(self) -> "Iterator[tuple[type[Record], int]]":
        """The records that the row belongs to."""
        for path, model in self.owner_paths():
            if (owner := _value_at(self, path)) is not None:
                yield model, getattr(owner, "pk", owner)

    def note_owners(self) -> None:
        """Note that the records of this row are being written. Raises: UntrackedWriteError."""
        for model, pk in self.owners():
            write_guard.note_write(model, pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row inside an open change. Raises: UntrackedWriteError. Queries: 1 more for a child."""
        self._note_stored_owners()
        super().save(*args, **kwargs)
        self.note_owners()

    def _note_stored_owners(self) -> None:
        """Note the records that the stored row belongs to: the write may move it to another record."""
        paths = [(path, model) for path, model in self.owner_paths() if path != "pk"]
        if paths and not self._state.adding and write_guard.current_writes() is not None:
            stored = type(self)._base_manager.filter(pk=self.pk).values_list(*(path for path, _ in paths))
            for pks in stored:
                for (_, model), pk in zip(paths, pks, strict=True):
                    if pk is not None:
                        write_guard.note_write(model, pk)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the row inside an open change. Raises: UntrackedWriteError."""
        self.note_owners()
        return super().delete(*args, **kwargs)


class Child(AggregateMember):
    """A row of a record that nothing else refers to."""

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["pk"]


class KeyedChild(Child):
    """A part that evidence, claims and contradictions can refer to, by a key that is its own."""

    KEY_PATHS: ClassVar[tuple[str, ...]] = ()
    """The lookups to the words that a missing key is made from."""

    key = SortedCharField(
        max_length=ID_LENGTH,
        blank=True,
        validators=[validate_id],
        help_text="Names this part within its record; made from its content where left empty.",
    )

    class Meta(Child.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row, with a key if it has none. Queries: 1 more, and 1 for the key.

        If the key changed, the records that refer to the row change as well.
        """
        if not self.key:
            root = self.OWNER_PATHS[0]
            siblings = type(self)._base_manager.filter(**{root: getattr(self, f"{root}_id")})
            taken = set(siblings.exclude(pk=self.pk).values_list("key", flat=True))
            self.key = child_key(taken, *(_value_at(self, path) or "" for path in self.KEY_PATHS))
        renamed = type(self)._base_manager.filter(pk=self.pk).exclude(key=self.key)
        if not self._state.adding and renamed.exists():
            members = ((holder, field) for holder in _aggregate_members() for field in holder._meta.fields)
            lookups = [(holder, field.name) for holder, field in members if field.related_model is type(self)]
            for model, pk in _owners_of(lookups, self.pk):
                write_guard.note_write(model, pk)
        super().save(*args, **kwargs)


def key_once(name: str, owner: str) -> models.UniqueConstraint:
    """The constraint that no two rows of an owner have the same key."""
    return models.UniqueConstraint(
        fields=[owner, "key"], condition=~models.Q(key=""), name=f"{name}_key_once"
    )


def _value_at(row: Any, path: str) -> Any:
    """What a lookup leads to from a row; None where a step of it is empty."""
    for name in path.split("__"):
        row = getattr(row, name) if row is not None else None
    return row


class Record(AggregateMember):
    """A record with a public id, a review status and a history."""

    COLLECTION: ClassVar[Collection]

    slug = SortedCharField(
        "id",
        max_length=ID_LENGTH,
        unique=True,
        validators=[validate_id],
        help_text="The public id: fixed once published, never used twice.",
    )
    review_status = VocabularyField(
        default=ReviewStatus.DRAFT, db_index=True, help_text="The public sees published records alone."
    )
    withdrawn_reason = models.TextField(
        blank=True, help_text="Why it was withdrawn; public, given to whoever asks for the record."
    )
    note = models.TextField(blank=True, help_text="For curators; never public.")
    version = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="How many times the record has been changed, its creation included; never public.",
    )
    revision = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="How many times the public has seen it change, its first publication included.",
    )
    created_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="When the record first became public.",
    )
    updated_at = models.DateTimeField(
        null=True, editable=False, help_text="When the record's own last revision was made."
    )

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        # Beside Django's own four: what the groups of curators differ in.
        default_permissions: ClassVar = ["add", "change", "delete", "view", "publish", "withdraw"]

    def __str__(self) -> str:
        return self.slug

    def natural_key(self) -> tuple[str]:
        """The public id, which fixtures and exports use."""
        return (self.slug,)

    @property
    def label(self) -> str:
        """The name of the record in a list."""
        return str(getattr(self, "name", "") or getattr(self, "title", "") or self.slug)

    @classmethod
    def owner_paths(cls) -> "list[tuple[str, type[Record]]]":
        """The record itself."""
        return [("pk", cls)]

    @classmethod
    def related_model(cls, name: str) -> Any:
        """The model behind a relation, for models whose files import this one."""
        return cls._meta.get_field(name).related_model

    @classmethod
    def recompute_derived(cls, pks: Iterable[int]) -> None:
        """Recompute the columns of these records that derive from child rows and from other records.

        Called once for each change, after its last write. Raises: ValidationError.
        """

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the record; if its id changed, the records that name it change as well. Queries: 1 more."""
        renamed = type(self)._base_manager.filter(pk=self.pk).exclude(slug=self.slug)
        if self.pk and not self._state.adding and renamed.exists():
            for model, pk in referrers(self):
                write_guard.note_write(model, pk)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a reserved id, a new id of a public record, and a withdrawal without a reason.

        Raises: ValidationError.
        """
        super().clean()
        if self.slug in RESERVED_IDS.get(self.COLLECTION, ()):
            raise ValidationError({"slug": f"“{self.slug}” is an address of the API; choose another id."})
        if self.pk and self.created_at:
            before = type(self)._base_manager.values_list("slug", flat=True).get(pk=self.pk)
            if before != self.slug:
                raise ValidationError({"slug": f"The id “{before}” has been public and stays as it is."})
        if self.review_status == ReviewStatus.WITHDRAWN and not self.withdrawn_reason:
            raise ValidationError({"withdrawn_reason": "Say why it is withdrawn; the public reads it."})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a record that was never public. Raises: ValidationError for one that was."""
        if self.created_at:
            raise ValidationError(f"“{self.slug}” has been public: withdraw it instead of deleting it.")
        self.refuse_if_referenced()
        return super().delete(*args, **kwargs)

    def refuse_if_referenced(self) -> None:
        """Refuse the deletion while another record refers to this one, many-to-many lists included.

        A cascade would remove the record from those lists without a change of their owners.
        Raises: ValidationError. Queries: 1 for each foreign key that can refer to the record.
        """
        holders: set[str] = set()
        for holder, _path, target in references_to(type(self)):
            rows: Any = holder._base_manager.filter(**{target: self.pk})
            for name, model in holder.owner_paths():
                if model is type(self):
                    rows = rows.exclude(**{name: self.pk})
            for row in rows[: _MAX_LISTED + 1]:
                is_record = isinstance(row, Record)
                holders.add(f"{row.COLLECTION.value}/{row.slug}" if is_record else str(row))
        if holders:
            named = sorted(holders)
            more = f" and {len(named) - _MAX_LISTED} more" if len(named) > _MAX_LISTED else ""
            raise ValidationError(
                f"“{self.slug}” cannot be deleted: {', '.join(named[:_MAX_LISTED])}{more} needs it."
            )


class DatasetRecord(Record):
    """A record that belongs to a dataset."""

    dataset = models.ForeignKey(
        "events.Dataset",
        models.PROTECT,
        related_name="+",
        help_text="The body of records that it belongs to.",
    )

    class Meta(Record.Meta):
        abstract = True


def record_models() -> dict[Collection, type[Record]]:
    """The model of each collection."""
    models_ = (m for m in apps.get_app_config("events").get_models() if issubclass(m, Record))
    return {model.COLLECTION: model for model in models_}


def references_to(model: type[Record]) -> Iterator[tuple[type[AggregateMember], str, str]]:
    """Every foreign key by which a record can refer to one of this model.

    Yields the model that holds the reference, the lookup from it to its record (with `__`, empty for
    the record itself) and the lookup to the referenced key. A child row does not refer to its owner,
    and a contradiction refers to neither of its ends.
    """
    for holder in _aggregate_members():
        roots = [""] if issubclass(holder, Record) else [f"{root}__" for root in holder.OWNER_PATHS]
        for name in _lookups_to(holder, model):
            if name not in holder.OWNER_PATHS:
                for root in roots:
                    yield holder, root, name


def referrers(record: Record) -> set[tuple[type[Record], int]]:
    """The models and keys of the records whose snapshots hold the id of this record.

    A row that belongs to several records holds the ids of all. Queries: 1 for each foreign key and owner.
    """
    model = type(record)
    lookups = {(holder, target) for holder, _path, target in references_to(model)}
    for holder in _aggregate_members():
        if len(holder.OWNER_PATHS) > 1:
            lookups |= {(holder, path) for path, root in holder.owner_paths() if root is model}
    return _owners_of(lookups, record.pk)


def _owners_of(
    lookups: Iterable[tuple[type[AggregateMember], str]], pk: int
) -> set[tuple[type[Record], int]]:
    """The records that own the rows which refer to a key by these lookups."""
    return {
        owner
        for holder, lookup in lookups
        for owner in stored_owners(holder._base_manager.filter(**{lookup: pk}), holder.owner_paths())
    }


def _aggregate_members() -> Iterator[type[AggregateMember]]:
    return (
        model for model in apps.get_app_config("events").get_models() if issubclass(model, AggregateMember)
    )


def _lookups_to(holder: type[AggregateMember], model: type[Record]) -> Iterator[str]:
    for field in (*holder._meta.fields, *holder._meta.many_to_many):
        target: Any = field.related_model
        if target is model:
            yield field.name
        elif isinstance(target, type) and issubclass(target, KeyedChild):
            for path, root in target.owner_paths():
                if root is model:
                    yield f"{field.name}__{path}"


def protect_tables() -> None:
    """Put every table of the application under the write guard, changes of many-to-many rows included."""
    tables: set[str] = set()
    for model in apps.get_app_config("events").get_models(include_auto_created=True):
        if issubclass(model, OutsideHistory):
            continue  # not curated
        tables.add(model._meta.db_table)
        if model._meta.auto_created:
            models.signals.m2m_changed.connect(_note_m2m_owners, sender=model, dispatch_uid=model.__name__)
    write_guard.protect(tables)


def _note_m2m_owners(
    sender: Any, instance: models.Model, action: str, reverse: bool, model: Any, pk_set: Any, **_: object
) -> None:
    """Note the owners of many-to-many rows: their manager calls no method of the models, only this signal."""
    if not action.startswith("pre_"):
        return
    if not reverse:
        if isinstance(instance, AggregateMember):
            instance.note_owners()
        return
    # Written from the reverse side: the linked records own the rows.
    relation = next(field for field in model._meta.many_to_many if field.remote_field.through is sender)
    linked = {"pk__in": pk_set} if pk_set is not None else {relation.name: instance}
    for owner in model._base_manager.filter(**linked):
        owner.note_owners()
