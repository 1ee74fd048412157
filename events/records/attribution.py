"""Who vouches for a value, as nested data."""

from typing import Any

from events.records.rows import rows_of
from events.records.shape import Shape, actor_ref, listed

COLUMNS = ("voice", "relayed_by__slug", "relayed_by__name", "relayed_by__kind", "basis", "source")
WIDTH = len(COLUMNS)


def actors_of(
    shape: Shape, model: Any, field: str, root: str, pks: list[int], **fixed: Any
) -> dict[int, list[Any]]:
    """The actors of a many-to-many field, by the owner's key; `root` leads to the records. Queries: 1."""
    relation = model._meta.get_field(field)
    columns = (relation.m2m_column_name(), "actor__slug", "actor__name", "actor__kind")
    rows = rows_of(relation.remote_field.through, root, pks, columns, **fixed)
    return listed((pk, actor_ref(shape, slug, name, kind)) for pk, slug, name, kind in rows)


def attribution(
    shape: Shape,
    columns: tuple[Any, ...],
    by: list[Any],
) -> dict[str, Any]:
    """The attribution of one row from its columns (`COLUMNS`) and its actors."""
    voice, slug, name, kind, basis, source = columns
    return {
        "voice": voice,
        "by": by,
        "relayed_by": actor_ref(shape, slug, name, kind),
        "basis": basis,
        "source": source or None,
    }
