"""Querysets whose bulk writes note the records that they change.

Related models are reached through `self.model._meta`, so that nothing here imports a model.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Self, TypeVar

from django.db import models

from events import write_guard
from events.choices import ReviewStatus

M = TypeVar("M", bound=models.Model)
R = TypeVar("R", bound=models.Model)


def stored_owners(
    rows: models.QuerySet[Any], owner_paths: Iterable[tuple[str, type[R]]]
) -> Iterator[tuple[type[R], int]]:
    """The models and keys of the records that these rows belong to, by lookups. Queries: 1 for each."""
    for path, model in owner_paths:
        pks = rows.order_by().values_list(path, flat=True).distinct()
        for pk in pks.iterator(chunk_size=2000):
            if pk is not None:
                yield model, pk


class AggregateQuerySet(models.QuerySet[M]):
    """Rows that belong to records; every bulk write notes their records as written."""

    def _note_owners(self) -> None:
        if write_guard.current_writes() is None:
            return  # the write guard refuses the write itself, with the table's name
        for owner in stored_owners(self, self.model.owner_paths()):  # type: ignore[attr-defined]
            write_guard.note_write(*owner)

    def update(self, **kwargs: Any) -> int:
        """Update the rows and note their records. Queries: one more for each kind of record."""
        self._note_owners()
        paths = self.model.owner_paths()  # type: ignore[attr-defined]
        moved = {path.partition("__")[0] for path, _ in paths} & kwargs.keys()
        if not moved:
            return super().update(**kwargs)
        rows = self.model._base_manager.filter(pk__in=list(self.values_list("pk", flat=True)))
        changed = super().update(**kwargs)
        for row in rows:  # they belong to other records now
            row.note_owners()  # type: ignore[attr-defined]
        return changed

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows and note their records. Queries: one more for each kind of record."""
        self._note_owners()
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        """Insert the rows and note their records."""
        created = super().bulk_create(objs, *args, **kwargs)
        for row in created:
            row.note_owners()  # type: ignore[attr-defined]
        return created

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], *args: Any, **kwargs: Any) -> int:
        """Update the rows and note their records."""
        rows = list(objs)
        for row in rows:
            row.note_owners()  # type: ignore[attr-defined]
        return super().bulk_update(rows, fields, *args, **kwargs)


class RecordQuerySet(AggregateQuerySet[M]):
    """Records with a public id and a review status."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the records one by one: each refuses if it was public. Queries: some for each record."""
        deleted: Counter[str] = Counter()
        for record in self:
            deleted.update(record.delete()[1])
        return deleted.total(), dict(deleted)

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def published(self) -> Self:
        """The published records; every public query starts here."""
        return self.filter(review_status=ReviewStatus.PUBLISHED)
