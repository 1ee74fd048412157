"""Outlets as nested data."""

from typing import Any

from events.models import Outlet
from events.records.representation import RECORD_METADATA_COLUMNS, Representation, actor_ref, record_metadata


def outlets(representation: Representation, pks: list[int]) -> dict[int, dict[str, Any]]:
    """Outlets by key. Queries: 1, however many."""
    rows = Outlet._base_manager.filter(pk__in=pks).values_list(
        "pk",
        "slug",
        "name",
        "kind",
        "country",
        "language",
        "url",
        "actor__slug",
        "actor__name",
        "actor__kind",
        *RECORD_METADATA_COLUMNS,
    )
    return {
        pk: {
            "id": slug,
            "name": name,
            "kind": kind,
            "country": country or None,
            "language": language or None,
            "url": url or None,
            "actor": actor_ref(representation, actor, actor_name, actor_kind),
        }
        | record_metadata(representation, *status)
        for pk, slug, name, kind, country, language, url, actor, actor_name, actor_kind, *status in rows
    }
