"""Who vouches for a value, as nested data."""

from typing import Any

from events.records.cached_queries import fetch_rows
from events.records.representation import Representation, actor_ref, group_values

ATTRIBUTION_COLUMNS = ("voice", "relayed_by__slug", "relayed_by__name", "relayed_by__kind", "basis", "source")
ATTRIBUTION_WIDTH = len(ATTRIBUTION_COLUMNS)


def many_to_many_actors(
    representation: Representation, model: Any, field: str, root: str, pks: list[int], **fixed: Any
) -> dict[int, list[Any]]:
    """The actors of a many-to-many field, by the owner's key; `root` leads to the records. Queries: 1."""
    relation = model._meta.get_field(field)
    columns = (relation.m2m_column_name(), "actor__slug", "actor__name", "actor__kind")
    rows = fetch_rows(relation.remote_field.through, root, pks, columns, **fixed)
    return group_values((pk, actor_ref(representation, slug, name, kind)) for pk, slug, name, kind in rows)


def attribution(
    representation: Representation,
    columns: tuple[Any, ...],
    by: list[Any],
) -> dict[str, Any]:
    """The attribution of one row from its columns (`COLUMNS`) and its actors."""
    voice, slug, name, kind, basis, source = columns
    return {
        "voice": voice,
        "by": by,
        "relayed_by": actor_ref(representation, slug, name, kind),
        "basis": basis,
        "source": source or None,
    }
