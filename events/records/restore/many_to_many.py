"""Restores the references of a many-to-many column."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from events.records.restore.references import ResolvedReferences


def restore_many_to_many(
    model: type[models.Model],
    name: str,
    wanted: Mapping[int, list[dict[str, str]]],
    resolved: ResolvedReferences,
) -> None:
    """Make the sets of references equal to `wanted`, by the keys of their owners. Queries: 1, or 3."""
    relation: Any = model._meta.get_field(name)
    through = relation.remote_field.through
    owner, target = f"{relation.m2m_field_name()}_id", f"{relation.m2m_reverse_field_name()}_id"
    rows = through._base_manager.filter(**{f"{owner}__in": list(wanted)}).values_list(owner, target, "pk")
    current = {(holder, referred): pk for holder, referred, pk in rows}
    pairs = dict.fromkeys((pk, resolved.key(item["ref"])) for pk, items in wanted.items() for item in items)
    if surplus := [pk for pair, pk in current.items() if pair not in pairs]:
        through._base_manager.filter(pk__in=surplus).delete()
    missing = [pair for pair in pairs if pair not in current]
    through._base_manager.bulk_create(
        [through(**{owner: holder, target: referred}) for holder, referred in missing], batch_size=500
    )
