"""Writes fixture rows to the database, each after the rows that it refers to."""

from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ProtectedError, Q

from events.choices import Collection, ReviewStatus
from events.importers.seeds.fixtures import FixtureRow
from events.models.record import Child, KeyedChild, Record

RecordId = tuple[Collection, str]
NaturalKey = tuple[Any, tuple[str, ...]]


class RowError(ValueError):
    """An invalid row; the message names it."""


class RecordNotOwnedError(RowError):
    """A record that the seeds cannot write because of a curator's changes; the message says why."""

    def __init__(self, record_id: RecordId, why: str) -> None:
        super().__init__(why)
        self.record_id = record_id


class RowWriter:
    """Writes whole records: rows with natural keys are created or updated, others are recreated."""

    def __init__(
        self, records: Mapping[RecordId, list[FixtureRow]], progress: Callable[[int, int], None] | None = None
    ) -> None:
        self.pending: dict[NaturalKey, tuple[RecordId, FixtureRow]] = {}
        self.keyless_rows: list[tuple[RecordId, FixtureRow]] = []
        self.instances: dict[NaturalKey, models.Model] = {}
        self.roots = set(records)
        self.progress = progress or (lambda *_: None)
        self.done, self.total = 0, sum(map(len, records.values()))
        for root, rows in records.items():
            for row in rows:
                natural = _natural_key(row)
                if natural:
                    self.pending[natural] = (root, row)
                else:
                    self.keyless_rows.append((root, row))

    def write_all(self) -> None:
        """Write every row. Raises: RowError, RecordNotOwnedError."""
        named = list(self.pending.items())
        self._delete_keyless()
        for natural, (root, _) in named:
            self._get_instance(root, *natural)
        for natural, (root, row) in named:
            self._set_many_to_many(root, self.instances[natural], row)
        self._delete_dropped()
        # Quotations last: saving one reads its passage kind from the article.
        for root, row in sorted(self.keyless_rows, key=lambda pair: pair[1]["model"] == "events.evidence"):
            model: Any = apps.get_model(row["model"])
            self._set_many_to_many(root, self._write(root, row, model()), row)

    def _get_instance(self, record_id: RecordId, model: Any, key: tuple[str, ...]) -> models.Model:
        """The row of a natural key, written first if it is pending. Raises: RecordNotOwnedError."""
        if (model, key) in self.instances:
            return self.instances[model, key]
        names = ["slug"] if len(key) == 1 else [f"{model.OWNER_PATHS[0]}__slug", "key"]
        instance = model._base_manager.filter(**dict(zip(names, key, strict=True))).first()
        if (model, key) in self.pending:
            owner_id, row = self.pending.pop((model, key))
            instance = self._write(owner_id, row, instance or model())
        target = f"{model._meta.verbose_name} {'/'.join(key)}"
        if instance is None:
            raise RecordNotOwnedError(record_id, f"it needs {target}, which is not in the database")
        owner = instance if isinstance(instance, Record) else getattr(instance, model.OWNER_PATHS[0])
        if (owner.COLLECTION, owner.slug) not in self.roots and owner.review_status != ReviewStatus.PUBLISHED:
            raise RecordNotOwnedError(record_id, f"it needs {target}, which is not published")
        self.instances[model, key] = instance
        return instance

    def _write(self, record_id: RecordId, row: FixtureRow, instance: Any) -> models.Model:
        fields = row["fields"]
        relations = []
        for column in instance._meta.concrete_fields:
            if column.primary_key or not column.editable:
                continue
            value: Any = column.get_default()
            if column.is_relation:
                relations.append(column.name)
                if column.name in fields:
                    value = self._get_instance(record_id, column.related_model, tuple(fields[column.name]))
            elif column.name in fields:
                value = column.to_python(fields[column.name])
            setattr(instance, column.name, value)
        try:
            # Related rows exist by now; the database enforces uniqueness.
            instance.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            raise RowError(f"{row['model']} of {'/'.join(record_id)}: {' '.join(error.messages)}") from error
        instance.save()
        self.done += 1
        self.progress(self.done, self.total)
        return instance

    def _set_many_to_many(self, record_id: RecordId, instance: models.Model, row: FixtureRow) -> None:
        """Set the many-to-many columns."""
        for relation in instance._meta.many_to_many:
            keys = row["fields"].get(relation.name, [])
            targets = [self._get_instance(record_id, relation.related_model, tuple(key)) for key in keys]
            getattr(instance, relation.name).set(targets)

    def _owned(self, model: type[Child]) -> Q:
        """The rows of a model whose owner is one of the records; see `AggregateMember.OWNER_PATHS`."""
        owned, earlier = Q(pk__in=[]), Q()
        for path, root in model.owner_paths():
            slugs = [slug for collection, slug in self.roots if collection == root.COLLECTION]
            owned |= Q(earlier, **{f"{path}__slug__in": slugs})
            earlier &= Q(**{f"{path.partition('__')[0]}__isnull": True})
        return owned

    def _delete_keyless(self) -> None:
        for model in _child_models():
            if not issubclass(model, KeyedChild):
                model.objects.filter(pk__in=model.objects.filter(self._owned(model)).values("pk")).delete()

    def _delete_dropped(self) -> None:
        for model in _child_models():
            if issubclass(model, KeyedChild):
                seeded = {row.pk for (kind, _), row in self.instances.items() if kind is model}
                owned = set(model.objects.filter(self._owned(model)).values_list("pk", flat=True))
                if dropped := owned - seeded:
                    self._delete(model, dropped)

    def _delete(self, model: type[KeyedChild], dropped: set[int]) -> None:
        """Delete child rows that the seeds dropped. Raises: RecordNotOwnedError if others need one."""
        rows = model.objects.filter(pk__in=dropped)
        for column in model._meta.fields:
            if column.related_model is model:
                rows.update(**{column.name: None})
        for row in rows:
            try:
                row.delete()
            except ProtectedError as error:
                owner = getattr(row, row.OWNER_PATHS[0])
                what = f"{model._meta.verbose_name} {row.key}"
                why = f"others need its {what}, which the seeds no longer have"
                raise RecordNotOwnedError((owner.COLLECTION, owner.slug), why) from error


def _natural_key(row: FixtureRow) -> NaturalKey | None:
    model: Any = apps.get_model(row["model"])
    fields = row["fields"]
    if issubclass(model, Record):
        return model, (fields["slug"],)
    if issubclass(model, KeyedChild):
        return model, (fields[model.OWNER_PATHS[0]][0], fields["key"])
    return None


def _child_models() -> list[type[Child]]:
    return [model for model in apps.get_app_config("events").get_models() if issubclass(model, Child)]
