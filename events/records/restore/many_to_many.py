"""Write the references of a many-to-many column, in their order."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from events.records.restore.list_diff import diff_list
from events.records.restore.references import ResolvedReferences


def restore_many_to_many(
    model: type[models.Model],
    name: str,
    wanted: Mapping[int, list[dict[str, str]]],
    found: ResolvedReferences,
) -> None:
    """Make the lists of references what is wanted, by the keys of their owners. Queries: 1, or 3."""
    relation: Any = model._meta.get_field(name)
    through = relation.remote_field.through
    owner, target = f"{relation.m2m_field_name()}_id", f"{relation.m2m_reverse_field_name()}_id"
    rows = through._base_manager.filter(**{f"{owner}__in": list(wanted)}).order_by("pk")
    pairs = [(pk, found.key(item["ref"])) for pk, items in wanted.items() for item in items]
    arranged = diff_list(
        ((row, (holder, held)) for row, holder, held in rows.values_list("pk", owner, target)),
        ((pair[0], pair, pair) for pair in pairs),
    )
    if gone := [*arranged.to_delete, *arranged.superseded]:
        through._base_manager.filter(pk__in=gone).delete()
    through._base_manager.bulk_create(
        [through(**{owner: holder, target: held}) for _, (holder, held) in arranged.to_insert], batch_size=500
    )
