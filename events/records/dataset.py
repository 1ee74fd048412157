"""Datasets as nested data."""

from typing import Any

from events.models import Dataset
from events.records.representation import RECORD_METADATA_COLUMNS, Representation, record_metadata

_STATUS = [name for name in RECORD_METADATA_COLUMNS if not name.startswith("dataset")]


def datasets(representation: Representation, pks: list[int]) -> dict[int, dict[str, Any]]:
    """Datasets by key. Queries: 1, however many."""
    rows = Dataset._base_manager.filter(pk__in=pks).values_list(
        "pk",
        "slug",
        "name",
        "kind",
        "licence",
        "attribution",
        "version",
        "description",
        "url",
        *_STATUS,
    )
    built: dict[int, dict[str, Any]] = {}
    for row in rows:
        pk, slug, name, kind, licence, attribution, version, description, url = row[:9]
        record = {
            "id": slug,
            "name": name,
            "kind": kind,
            "licence": licence,
            "attribution": attribution,
            "version": version or None,
            "description": description or None,
            "url": url or None,
        }
        ending = record_metadata(representation, row[9], row[10], row[11], None, row[12], row[13], row[14])
        del ending["dataset"]
        built[pk] = record | ending
    return built
