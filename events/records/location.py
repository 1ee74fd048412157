"""Places as nested data."""

from typing import Any

from events.choices import Collection
from events.models import ExternalId, Location, LocationName
from events.records.name_spellings import name_spellings
from events.records.representation import (
    RECORD_METADATA_COLUMNS,
    Representation,
    group_values,
    record_metadata,
    ref,
)


def locations(representation: Representation, pks: list[int]) -> dict[int, dict[str, Any]]:
    """Places by key. Queries: 3 for rows, 5 for details, however many."""
    also_in = group_values(
        (pk, ref(representation, Collection.LOCATIONS, slug, name=name, kind=kind))
        for pk, slug, name, kind in Location.also_in.through._base_manager.filter(from_location__in=pks)
        .order_by("pk")
        .values_list("from_location_id", "to_location__slug", "to_location__name", "to_location__kind")
    )
    external = group_values(
        (pk, {"scheme": scheme, "value": value})
        for pk, scheme, value in ExternalId.objects.filter(location__in=pks).values_list(
            "location_id", "scheme", "value"
        )
    )
    spelled = (
        name_spellings(representation, LocationName, "location", pks) if representation.detailed else None
    )
    rows = Location._base_manager.filter(pk__in=pks).values_list(
        "pk",
        "slug",
        "name",
        "kind",
        "local_type",
        "country",
        "iso_code",
        "latitude",
        "longitude",
        "radius_m",
        "parent__slug",
        "parent__name",
        "parent__kind",
        "bbox_west",
        "bbox_south",
        "bbox_east",
        "bbox_north",
        *RECORD_METADATA_COLUMNS,
    )
    built: dict[int, dict[str, Any]] = {}
    for row in rows:
        pk, slug, name, kind, local_type, country, iso_code, latitude, longitude, radius = row[:10]
        parent, parent_name, parent_kind = row[10:13]
        box = list(row[13:17])
        record = {
            "id": slug,
            "name": name,
            "kind": kind,
            "local_type": local_type or None,
            "parent": ref(representation, Collection.LOCATIONS, parent, name=parent_name, kind=parent_kind),
            "also_in": also_in[pk],
            "country": country or None,
            "iso_code": iso_code or None,
            "latitude": latitude,
            "longitude": longitude,
            "radius_m": radius,
            "bbox": None if box[0] is None else box,
            "external_ids": external[pk],
        }
        if spelled is not None:
            record["names"] = spelled[pk]
        built[pk] = record | record_metadata(representation, *row[17:])
    return built
